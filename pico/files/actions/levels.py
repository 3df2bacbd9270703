"""Who sees a folder or a document: its level, and invitations to it."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from pico.accounts.access import forget_access
from pico.base.actor import Actor
from pico.base.errors import Refused
from pico.files import trees
from pico.files.actions.settling import _settle
from pico.files.changes import Change, tell
from pico.files.models import Document, Folder
from pico.files.rules import may_share
from pico.files.rules.consequences import narrowed_by
from pico.journal.models import record
from pico.sharing import actions as sharing
from pico.sharing.levels import NEEDS_CONFIRMATION, Level, levels_offered, widens
from pico.sharing.models import Invitation


def share_folder(*, actor: Actor, folder: Folder, level: str, confirmed: bool = False) -> Folder:
    """Change who sees a folder and, where they would be wider, what is under it.

    Args:
        level: one of the six; empty follows the folder above.
        confirmed: the person was shown what happens and said yes: asked when something under it is narrowed,
            and when it is widened to PUBLIC or NETWORK.

    Raises:
        Refused: when the actor may not, the level is not offered or wider than the parent's; code "confirm"
            without the confirmation.
    """
    _refuse_strangers(actor, folder)
    with transaction.atomic():
        trees.hold(folder.owner)
        row = trees.again(folder)
        new = _checked_level(row, row.parent, level)
        if (row.level, row.own_level) == (new, bool(level)):
            return row
        _ask(confirmed, (widens(row.level, new) and new in NEEDS_CONFIRMATION) or narrowed_by(row, new).any)
        old, row.level, row.own_level = row.level, Level(new), bool(level)
        _settle(row)
        row.save()
        record(actor, "sharing.level.changed", row, changes={"level": [str(old), str(new)]})
        if level:
            _keep_the_author(actor, row)
        tell(Change("placed", actor, folder=row))
    return row


def share_document(*, actor: Actor, document: Document, level: str, confirmed: bool = False) -> Document:
    """Change who sees one document, never more people than see its folder.

    Args:
        level: one of the six; empty follows the folder.
        confirmed: the person said yes to widening it to PUBLIC or NETWORK.

    Raises:
        Refused: as ``share_folder``.
    """
    _refuse_strangers(actor, document)
    with transaction.atomic():
        trees.hold(document.owner)
        row = trees.again(document)
        new = _checked_level(row, row.folder, level)
        if (row.level, row.own_level) == (new, bool(level)):
            return row
        _ask(confirmed, widens(row.level, new) and new in NEEDS_CONFIRMATION)
        old, row.level, row.own_level = row.level, Level(new), bool(level)
        row.save()
        record(actor, "sharing.level.changed", row, changes={"level": [str(old), str(new)]})
        if level:
            _keep_the_author(actor, row)
    return row


def _refuse_strangers(actor: Actor, row: Folder | Document) -> None:
    if not may_share(actor, row):
        raise Refused(
            _("Solo chi cura i documenti dell'ente, o chi l'ha creato, decide chi lo vede."), code="forbidden"
        )


def _checked_level(row: Folder | Document, container: Folder | None, level: str) -> str:
    """Return the level that results from a choice."""
    if not level:
        if container is None:
            raise Refused(_("Scegli chi può vedere la cartella."), field="level", code="required")
        return str(container.level)
    if level not in levels_offered(row.owner):
        raise Refused(_("Questo livello non è disponibile per l'ente."), field="level", code="not_offered")
    trees.check_level(level, container)
    return level


def _ask(confirmed: bool, needed: bool) -> None:
    if needed and not confirmed:
        raise Refused(
            _("Controlla chi lo vedrà e chi non lo vedrà più, poi conferma."), field="level", code="confirm"
        )


def _keep_the_author(actor: Actor, row: Folder | Document) -> None:
    """Invite the author whom the row's own level would shut out: nothing is orphaned (sharing.md 3).

    Only where they still see the folder it lies in: nobody keeps a window into a folder that is closed.
    """
    author = row.author
    container = row.folder if isinstance(row, Document) else row.parent
    if author is None or container is None:
        return
    forget_access(author)
    sees = type(row).objects.visible_to(author).filter(pk=row.pk).exists()
    if not sees and Folder.objects.visible_to(author).filter(pk=container.pk).exists():
        _invite(actor, row, person=author, right=Invitation.Right.WRITE)


def _invite(actor: Actor, row: Any, **invited: Any) -> Invitation:
    return sharing.invite(actor=actor, row=row, **invited)


def invite_to(
    *,
    actor: Actor,
    row: Folder | Document,
    person: Any = None,
    organisation: Any = None,
    right: str = Invitation.Right.READ,
    until: datetime | None = None,
) -> Invitation:
    """Invite a person or an organisation to a folder (with what follows it) or a document.

    Raises:
        Refused: when the actor may not, the folder follows the one above and so has no list of its own, or
            the invitation names nobody.
    """
    _refuse_strangers(actor, row)
    with transaction.atomic():
        locked = trees.again(row)
        if isinstance(locked, Folder) and not locked.own_level:
            raise Refused(
                _(
                    "Questa cartella segue quella che la contiene: scegli prima un livello proprio, "
                    "poi invita."
                ),
                code="follows",
            )
        invitation = _invite(
            actor, locked, person=person, organisation=organisation, right=right, until=until
        )
        _tell(actor, locked)
        tell(Change("invited", actor, invitation=invitation))
    return invitation


def uninvite(*, actor: Actor, row: Folder | Document, invitation: Invitation) -> None:
    """Take an invitation back, from the next request on.

    Raises:
        Refused: when the actor may not, or it is over already.
    """
    _refuse_strangers(actor, row)
    with transaction.atomic():
        sharing.end_invitation(actor=actor, row=row, invitation=invitation)
        _tell(actor, row)


def _tell(actor: Actor, row: Folder | Document) -> None:
    if isinstance(row, Folder):
        tell(Change("placed", actor, folder=row))
