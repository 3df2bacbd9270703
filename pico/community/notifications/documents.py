"""Following folders and documents, and what people who do are told."""

from collections.abc import Iterable
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from pico.base.actor import Actor
from pico.base.outbox import notify
from pico.community.models import Article, Category
from pico.community.notifications.blog import article_page
from pico.community.notifications.forum import category_page
from pico.community.rules.invited import invited_people, opens_now
from pico.files.changes import Change, on_change
from pico.files.models import Document, Folder
from pico.notifications.kinds import Kind, register_kind
from pico.notifications.subscribable import Subscribable, register_subscribable
from pico.sharing.models import Invitation

FAMILY = _("Documenti condivisi")
OPEN = _("Apri il documento")


def _page(document: Any) -> str:
    return reverse("community:document", args=[document.public_id])


def _folder_page(folder: Any) -> str:
    return reverse("community:folder", args=[folder.public_id])


def _above(row: Any) -> Iterable[Any]:
    """Return the folders that hold a row, whoever sees them: who may not see the row is never told."""
    folder = row.folder if isinstance(row, Document) else row
    if folder is None:
        return ()
    ids = [*folder.ancestor_ids, *([folder.pk] if isinstance(row, Document) else [])]
    rows = Folder.objects.unrestricted("followers of the folders above a row are asked one by one")
    return rows.filter(pk__in=ids).order_by("-depth")


def _invited_page(invitation: Any) -> str:
    row: Any = invitation.target
    pages: dict[type, Any] = {Document: _page, Article: article_page, Category: category_page}
    return pages.get(type(row), _folder_page)(row)


def _tell_invited(actor: Actor, invitation: Invitation) -> None:
    row: Any = invitation.target
    title, people = row.title if isinstance(row, Document) else row.name, invited_people(invitation)
    notify(
        "community.invitation.received", about=invitation, actor=actor, to=people, data={"title": title[:100]}
    )


def _tell(change: Change) -> None:
    if change.what == "invited" and change.invitation is not None:
        _tell_invited(change.actor, change.invitation)
    document = change.document
    if change.what not in {"added", "version"} or document is None or document.folder is None:
        return
    data = {"title": document.title[:100]}
    if change.what == "added":
        notify("community.document.added", about=document, actor=change.actor, data=data)
    else:
        number = change.version.number if change.version else 0
        notify(
            "community.document.renewed", about=document, actor=change.actor, data={**data, "number": number}
        )


register_kind(
    Kind(
        code="community.document.added", label=_("Documento aggiunto"), family=FAMILY,
        title=_("{actor} ha caricato «{title}»"), url=_page, model="files.Document", mail="DAILY",
        action=OPEN,
    )
)  # fmt: skip
register_kind(
    Kind(
        code="community.document.renewed", label=_("Nuova versione"), family=FAMILY,
        title=_("{actor} ha caricato la versione {number} di «{title}»"), url=_page, model="files.Document",
        mail="DAILY", action=OPEN,
    )
)  # fmt: skip
register_kind(
    Kind(
        code="community.invitation.received", label=_("Invito a leggere ciò che non è per tutti"),
        family=_("Inviti a documenti, articoli e categorie"),
        title=_("{actor} ti ha invitato a «{title}»"), url=_invited_page, model="sharing.Invitation",
        visible=opens_now, action=_("Apri ciò a cui ti hanno invitato"),
    )
)  # fmt: skip
register_subscribable(
    Subscribable(
        model="files.Folder", label=_("Cartella"), url=_folder_page, parents=_above,
        contains=_("e ciò che contiene"),
    )
)  # fmt: skip
register_subscribable(Subscribable(model="files.Document", label=_("Documento"), url=_page, parents=_above))
on_change("notifications", _tell)
