"""What the sites say of people: who wrote, whom to ask."""

from pico.base.personal_data import declare_personal as personal
from pico.base.personal_data import describes

PUBLISHED = "pubblicazione di un ente pubblico (D.Lgs. 33/2013)"

PAGES = (
    "HomePage", "SectionPage", "NewsPage", "EventPage", "GenericPage", "ServicePage", "DocumentPage",
    "UnitPage", "PersonPage", "BodyPage", "PlacePage", "DatasetPage",
)  # fmt: skip

for _model in PAGES:
    personal(f"portal.{_model}", "owner", "act", "PSEUDONYMISE")
    personal(f"portal.{_model}", "locked_by", "act", "BLANK")
personal("portal.EventPage", "contacts", "contact", "KEEP", PUBLISHED)
personal("portal.PortalImage", "uploaded_by_user", "act", "BLANK")
personal("portal.PortalDocument", "uploaded_by_user", "act", "BLANK")
for _model in PAGES:
    describes(f"portal.{_model}", "owner")
personal("portal.BodyMember", "role", "identity", "KEEP", PUBLISHED)
personal("portal.ServicePage", "contacts", "contact", "KEEP", PUBLISHED)
personal(
    "portal.PageRating", "text", "content", "KEEP", "scritto senza nome e senza indirizzo: non si sa da chi"
)

# Settings, redirects and obligations of the sites
personal("portal.SiteObligationDone", "done_by", "act", "PSEUDONYMISE")
describes("portal.SiteObligationDone", "done_by")
# --- Newsletter ---
personal("portal.Newsletter", "reply_to", "contact", "KEEP", PUBLISHED)
personal("portal.Newsletter", "sender_name", "contact", "KEEP", PUBLISHED)
personal("portal.Newsletter", "description", "content", "KEEP", PUBLISHED)
personal("portal.Subscriber", "person", "act", "DELETE", "", 12)
personal("portal.Subscriber", "email", "contact", "DELETE", "", 12)
personal("portal.Subscriber", "consent_proof", "act", "DELETE", "", 12)
personal("portal.Subscriber", "consent_version", "act", "DELETE", "", 12)
personal("portal.Subscriber", "end_reason", "act", "DELETE", "", 12)
personal("portal.Issue", "approved_by", "act", "PSEUDONYMISE")
personal("portal.Issue", "subject", "content", "KEEP", PUBLISHED)
personal("portal.Issue", "preheader", "content", "KEEP", PUBLISHED)
personal("portal.Issue", "note", "content", "BLANK")
personal("portal.Issue", "html", "content", "KEEP", PUBLISHED)
personal("portal.Issue", "text", "content", "KEEP", PUBLISHED)
personal("portal.Issue", "content", "content", "KEEP", PUBLISHED)
personal("portal.IssueBlock", "title", "content", "KEEP", PUBLISHED)
personal("portal.IssueBlock", "text", "content", "KEEP", PUBLISHED)
personal("portal.IssueDelivery", "address", "contact", "DELETE", "", 12)
personal("portal.IssueDelivery", "error", "contact", "DELETE", "", 12)
describes("portal.Issue")
# --- flow: what travels between sites -----------------------------------------------------------------------
for _name in ("proposed_by", "decided_by"):
    personal("portal.Placement", _name, "act", "PSEUDONYMISE")
for _name in ("note", "reason"):
    personal("portal.Placement", _name, "content", "KEEP", PUBLISHED)
