"""Which fields of the journal point to people. Nothing of it is rewritten: it is append-only and sealed."""

from pico.base.personal_data import declare_personal as personal

LAW = "registro delle attività: responsabilità e sicurezza (artt. 5 e 32 GDPR, D.P.R. 445/2000)"

personal("journal.Entry", "actor_id", "act", "KEEP", LAW, 120)
personal("journal.Entry", "actor_label", "identity", "KEEP", LAW, 120)
personal("journal.Entry", "object_label", "act", "KEEP", LAW, 120)
personal("journal.Entry", "changes", "act", "KEEP", LAW, 120)
personal("journal.Entry", "network", "act", "KEEP", LAW, 120)
