"""Who may do what in a library of folders. Seeing is ``visible_to``; this is about writing.

- Those who look after an organisation's documents (editors, administrators; at a municipality, where no
  editor exists, its managers and operators), acting for it: everything in its folders.
- Those invited to write: add to the folder and to what follows it, and change the documents there.
- Everybody who sees a folder of policy AUDIENCE: add, and change what they added themselves.
- Nobody without an organisation for which they act, and nobody acting for a suspended one.
"""

from typing import Any

from django.db.models import Q

from pico.accounts.access import access_of
from pico.accounts.roles import Role
from pico.base.actor import Actor
from pico.base.capabilities import declare
from pico.base.permissions import may
from pico.files.models import Document, Folder
from pico.sharing.models import Invitation, invited_ids

MANAGE = "files.library.manage"
WRITE = Invitation.Right.WRITE


def declare_capabilities() -> None:
    """Declare what roles may do (called once, from apps.ready)."""
    roles = (Role.ADMINISTRATOR, Role.EDITOR, Role.ORGANISATION_MANAGER, Role.ORGANISATION_OPERATOR)
    declare(MANAGE, "Curare le cartelle e i documenti dell'ente", roles)


def manages(actor: Actor, owner: Any) -> bool:
    """Say whether the actor looks after an organisation's documents, acting for it. The system may."""
    if actor.is_system:
        return bool(actor.reason)
    if actor.organisation is None or actor.organisation.pk != owner.pk:
        return False
    return may.call(actor, MANAGE, owner)


def acts(actor: Actor) -> bool:
    """Say whether the actor writes for some organisation at all: member of it, and it is not suspended."""
    if actor.user is None or actor.organisation is None:
        return False
    held = access_of(actor.user).held
    return any(row.organisation_id == actor.organisation.pk and not row.suspended for row in held)


def addable(actor: Actor) -> Q:
    """Return the condition, on folders the actor sees: documents and sub-folders may be added there."""
    if actor.is_system:
        return Q(pk__isnull=False)
    if not acts(actor):
        return Q(pk__in=[])
    open_to = Q(write_policy=Folder.WritePolicy.AUDIENCE)
    invited = Q(ruler__in=invited_ids(Folder, access_of(actor.user), WRITE))
    mine = Q(owner=actor.organisation) if manages(actor, actor.organisation) else Q(pk__in=[])
    return open_to | invited | mine


def may_add(actor: Actor, folder: Folder) -> bool:
    """Say whether the actor may add documents and sub-folders to a folder now."""
    if actor.is_system:
        return bool(actor.reason)
    return Folder.objects.visible_to(actor.user).filter(addable(actor), pk=folder.pk).exists()


def may_change(actor: Actor, row: Folder | Document) -> bool:
    """Say whether the actor may describe, replace, move and throw away a row."""
    return may_share(actor, row) or (isinstance(row, Document) and _is_invited_writer(actor, row))


def may_share(actor: Actor, row: Folder | Document) -> bool:
    """Say whether the actor decides who sees a row: who looks after the owner's documents, and its author.

    Authors only while they may add to the folder it lies in.
    """
    if manages(actor, row.owner):
        return True
    container = row.folder if isinstance(row, Document) else row.parent
    is_author = actor.user is not None and row.author_id == actor.user.pk
    return is_author and container is not None and may_add(actor, container)


def _is_invited_writer(actor: Actor, document: Document) -> bool:
    """Say whether an invitation lets the actor write the document, or the folder that it follows."""
    if not acts(actor) or document.folder is None:
        return False
    access = access_of(actor.user)
    by_folder = Q(own_level=False, folder__ruler__in=invited_ids(Folder, access, WRITE))
    written = Q(pk__in=invited_ids(Document, access, WRITE)) | by_folder
    return Document.objects.library_of(actor.user).filter(written, pk=document.pk).exists()
