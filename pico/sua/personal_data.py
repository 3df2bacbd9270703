"""Which fields hold something about people, and what erasure does to them."""

from pico.base.personal_data import declare_personal, describes

LAW = "atti della procedura di gara (D.Lgs. 36/2023, D.P.R. 445/2000)"

TABLES = (
    "Threshold",
    "TermRule",
    "SchedaRule",
    "ChecklistItem",
    "CodeListEntry",
    "Qualification",
    "RupRule",
)

PEOPLE = {
    "sua.Tender": ("created_by", "submitted_by", "reviewer", "rup_org"),
    "sua.TenderParticipant": ("rup_org",),
    "sua.TenderDocument": ("added_by",),
    "sua.Remark": ("asked_by", "answered_by"),
    "sua.TenderEvent": ("actor",),
    **{f"sua.{name}": ("changed_by",) for name in TABLES},
    "sua.CodeListImport": ("uploaded_by",),
    "sua.Committee": ("added_by",),
    "sua.Contract": ("added_by",),
    "sua.TenderReminder": ("sent_by",),
    "sua.SchedaRecord": ("added_by",),
    "sua.Deadline": ("added_by",),
    "sua.Question": ("added_by", "answered_by"),
    "sua.PreCigPass": ("by",),
    "sua.SuaFormOnce": ("user_id_value",),
    "sua.NeedsCampaign": ("created_by",),
    "sua.NeedRevision": ("actor",),
}
TEXTS = {
    "sua.Tender": ("title", "description", "urgency_reason", "notes", "outcome_reason", "anomaly_outcome"),
    "sua.Remark": ("text", "answer", "before", "after"),
    "sua.TenderEvent": ("note",),
    "sua.PreCigPass": ("note",),
    "sua.Lot": ("title",),
    "sua.SchedaRecord": ("note",),
    "sua.Deadline": ("label", "note"),
    "sua.Question": ("text", "answer"),
    "sua.NeedsCampaign": ("title", "description", "state_reason"),
    "sua.TenderReminder": ("text",),
    "sua.NeedItem": ("description", "attributes"),
    "sua.NeedRevision": ("reason",),
}


for _model, _names in PEOPLE.items():
    for _name in _names:
        declare_personal(_model, _name, "act", "KEEP", LAW)
for _model, _names in TEXTS.items():
    for _name in _names:
        declare_personal(_model, _name, "content", "KEEP", LAW)
declare_personal("sua.Tender", "rup_name", "identity", "KEEP", LAW)
declare_personal("sua.Tender", "rup_email", "contact", "BLANK")
declare_personal("sua.Tender", "contact_phone", "contact", "BLANK")
declare_personal("sua.Committee", "members", "identity", "KEEP", LAW)
declare_personal("sua.Question", "asker", "identity", "KEEP", LAW)
declare_personal("sua.Lot", "winners", "identity", "KEEP", LAW)
declare_personal("sua.Lot", "ranking", "identity", "KEEP", LAW)
describes("sua.Tender", "rup_org")
describes("sua.Remark")

ASSIGNMENT = ("person", "proposed_by", "ended_by")
for _name in ASSIGNMENT:
    declare_personal("sua.RupAssignment", _name, "act", "KEEP", LAW)
for _name in ("reason", "justification", "shortfall"):
    declare_personal("sua.RupAssignment", _name, "content", "KEEP", LAW)
describes("sua.RupAssignment", "person")

# What somebody wrote of themself to be found: it goes when they do.
PROFILE = (
    "degree",
    "professional_register",
    "pm_certificate",
    "languages",
    "cpv_groups",
    "soa",
    "training",
)
declare_personal("sua.RupProfile", "person", "identity", "DELETE")
for _name in PROFILE:
    declare_personal("sua.RupProfile", _name, "content", "DELETE")
declare_personal("sua.RupAbsence", "person", "content", "DELETE")

# What somebody keeps for themself of the list.
declare_personal("sua.TenderFilter", "person", "act", "DELETE")
for _name in ("name", "query"):
    declare_personal("sua.TenderFilter", _name, "content", "DELETE")
