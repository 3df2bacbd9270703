"""Which fields hold something about people, and what erasure does to them."""

from pico.base.personal_data import declare_personal, describes

LAW = "atti della procedura di gara (D.Lgs. 36/2023, D.P.R. 445/2000)"

PEOPLE = {
    "sua.Tender": ("created_by", "submitted_by", "reviewer", "rup_org"),
    "sua.TenderDocument": ("added_by",),
    "sua.Remark": ("asked_by", "answered_by"),
    "sua.TenderEvent": ("actor",),
    "sua.SuaFormOnce": ("user_id_value",),
}
TEXTS = {
    "sua.Tender": ("title", "description", "urgency_reason", "notes", "outcome_reason"),
    "sua.Remark": ("text", "answer", "before", "after"),
    "sua.TenderEvent": ("note",),
    "sua.Lot": ("title",),
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
describes("sua.Tender", "rup_org")
describes("sua.Remark")
