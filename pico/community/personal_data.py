"""What the community says of people, and what erasure does to it."""

from pico.base.personal_data import declare_personal as personal
from pico.base.personal_data import describes

TALK = "le risposte degli altri si reggono su ciò che è stato scritto; resta l'ente, non la persona"
DUTY = "motivazione di una decisione (Reg. UE 2022/2065, art. 17)"

for _model, _links in (
    ("community.Category", ("author",)),
    ("community.Topic", ("author", "decided_by")),
    ("community.Post", ("author", "hidden_by")),
    ("community.PostRevision", ("saved_by",)),
    ("community.Flag", ("reporter", "resolved_by")),
    ("community.Article", ("author", "decided_by")),
    ("community.ArticleRevision", ("saved_by",)),
    ("community.Comment", ("author", "hidden_by")),
    ("community.Practice", ("marked_by",)),
):
    for _field in _links:
        personal(_model, _field, "act", "BLANK")
for _model, _texts in (
    ("community.Category", ("name", "name_key", "description")),
    ("community.Topic", ("title",)),
    ("community.Post", ("source", "html")),
    ("community.PostRevision", ("source",)),
    ("community.Article", ("slug", "tags")),
    ("community.ArticleRevision", ("title", "summary", "source", "html", "cover_alt", "tags")),
    ("community.Comment", ("source", "html")),
    ("community.Practice", ("results",)),
):
    for _field in _texts:
        personal(_model, _field, "content", "KEEP", TALK)
personal("community.Topic", "refusal_reason", "content", "KEEP", DUTY)
personal("community.Post", "hidden_reason", "content", "KEEP", DUTY)
personal("community.Article", "reason", "content", "KEEP", DUTY)
personal("community.Comment", "hidden_reason", "content", "KEEP", DUTY)
personal("community.Flag", "note", "content", "BLANK")
personal("community.ReadMark", "person", "act", "DELETE")
personal("community.Moderator", "person", "act", "DELETE")
personal("community.Reaction", "person", "act", "DELETE")
describes("community.Topic", "author")
describes("community.Post", "author")
describes("community.Article", "author")
describes("community.Comment", "author")
describes("community.Flag", "reporter")
