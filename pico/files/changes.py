"""What happened in a library, told to higher apps in the transaction of the action.

files, search and community's pages know nothing of each other; who connects them says so once::

    on_change(lambda change: …)
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from pico.base.actor import Actor
from pico.files.models import Document, DocumentVersion, Folder
from pico.sharing.models import Invitation

What = Literal["added", "version", "placed", "invited"]


@dataclass(frozen=True)
class Change:
    """One thing that happened.

    Args:
        what: ``added`` a document, ``version`` a new one, ``placed``: who sees the rows of ``folder`` and
            under it, or where they are, has changed (level, invitations, move, trash), without saving each;
            ``invited``: somebody was asked in.
        actor: who did it.
        folder: the folder with all that is under it, for ``placed``.
        document: the document, for the others.
        version: its new version.
        invitation: the one just made, to a folder or a document, for ``invited``.
    """

    what: What
    actor: Actor
    folder: Folder | None = None
    document: Document | None = None
    version: DocumentVersion | None = None
    invitation: Invitation | None = None


_listeners: dict[str, Callable[[Change], None]] = {}


def on_change(name: str, listener: Callable[[Change], None]) -> None:
    """Call a function for every change from now on; the same name once."""
    _listeners[name] = listener


def tell(change: Change) -> None:
    """Tell all who listen; called by actions inside their transaction."""
    for listener in _listeners.values():
        listener(change)
