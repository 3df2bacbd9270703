"""What questionnaires say of people, and what erasure does to it."""

from pico.base.personal_data import declare_personal as personal
from pico.base.personal_data import describes

ACT = "atto di un ente pubblico (D.Lgs. 42/2004)"

for _model, _links, _texts in (
    ("questionnaires.Questionnaire", (), ("title", "description")),
    ("questionnaires.Version", (), ("definition",)),
    (
        "questionnaires.Round",
        (),
        ("title", "intro", "contact", "privacy_text", "state_reason"),
    ),
    ("questionnaires.Invitation", ("person",), ("decline_reason",)),
    ("questionnaires.Response", ("signed_by", "proxy_by"), ("proxy_reason", "proxy_file", "note")),
    ("questionnaires.Participation", ("person",), ()),
    ("questionnaires.SectionState", ("saved_by",), ()),
    ("questionnaires.Answer", (), ("value",)),
    ("questionnaires.Attempt", (), ("answers",)),
    ("questionnaires.AnswerKey", (), ("feedback",)),
):
    for _field in _links:
        personal(_model, _field, "act", "KEEP", ACT)
    for _field in _texts:
        personal(_model, _field, "content", "KEEP", ACT)
for _model in ("questionnaires.Questionnaire", "questionnaires.Round"):
    personal(_model, "author", "act", "BLANK")
    describes(_model, "author")
describes("questionnaires.Response", "signed_by")
