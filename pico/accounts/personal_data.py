"""Which fields hold something about people, and what erasure does to them (identity.md 5.9)."""

from pico.base.personal_data import declare_personal as personal
from pico.base.personal_data import describes

ACTS = "atti dell'amministrazione su ruoli e accessi (D.P.R. 445/2000, L. 241/1990)"
SECURITY = "sicurezza dei sistemi (art. 32 GDPR)"

# The person. What identifies goes; the row stays, as "Utente cancellato", for the acts that point to it.
personal("accounts.User", "email", "contact", "PSEUDONYMISE")
personal("accounts.User", "given_name", "identity", "PSEUDONYMISE")
personal("accounts.User", "family_name", "identity", "PSEUDONYMISE")
personal("accounts.User", "fiscal_code_encrypted", "identity", "BLANK")
personal("accounts.User", "fiscal_code_index", "identity", "BLANK")
personal("accounts.User", "phone", "contact", "BLANK")
personal("accounts.User", "job_title", "identity", "BLANK")
personal("accounts.User", "password", "credential", "PSEUDONYMISE")
personal("accounts.User", "last_seen_on", "act", "BLANK")

for _field in ("user", "granted_by", "ended_by", "end_reason"):
    personal("accounts.Membership", _field, "act", "KEEP", ACTS)

personal("accounts.AccountInvitation", "email", "contact", "PSEUDONYMISE", "", 12)
personal("accounts.AccountInvitation", "message", "content", "BLANK", "", 12)
for _field in ("invited_by", "accepted_by"):
    personal("accounts.AccountInvitation", _field, "act", "KEEP", ACTS)

for _field in ("user", "decided_by", "answer"):
    personal("accounts.AccessRequest", _field, "act", "KEEP", ACTS)
personal("accounts.AccessRequest", "job_title", "identity", "BLANK")
personal("accounts.AccessRequest", "reason", "content", "BLANK")
personal("accounts.AccessRequestMessage", "author", "act", "KEEP", ACTS)
personal("accounts.AccessRequestMessage", "text", "content", "BLANK")

personal("accounts.DigitalIdentity", "user", "identity", "DELETE")
personal("accounts.DigitalIdentity", "subject", "identity", "DELETE")
personal("accounts.PendingIdentity", "attributes_encrypted", "identity", "DELETE")
personal("accounts.HandoverCode", "user", "credential", "DELETE")

personal("accounts.DataCopy", "user", "act", "DELETE", "", 1)
for _field in ("user", "asked_by"):
    personal("accounts.ErasureRequest", _field, "act", "KEEP", ACTS)
personal("accounts.ErasureRequest", "reason", "content", "BLANK")

# Whom a row is about, where several people are named in it.
describes("accounts.Membership", "user")
describes("accounts.AccountInvitation", "accepted_by")
describes("accounts.AccessRequest", "user")
describes("accounts.ErasureRequest", "user")

# Tables of allauth.
personal("account.EmailAddress", "user", "contact", "DELETE")
personal("account.EmailAddress", "email", "contact", "DELETE")
personal("mfa.Authenticator", "user", "credential", "DELETE")
personal("mfa.Authenticator", "data", "credential", "DELETE")
for _field in ("user", "ip", "user_agent", "session_key", "data"):
    personal("usersessions.UserSession", _field, "credential", "DELETE", SECURITY, 1)
