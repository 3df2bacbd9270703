"""The seam through which every app tells people something; notifications fills it."""

from collections.abc import Callable, Iterable
from typing import Any

from pico.base.actor import Actor
from pico.base.registry import Hook

deliver: Hook[Callable[..., Any]] = Hook("deliver(*, kind, about, actor, to, data): pico.notifications")


def notify(
    kind: str, *, about: Any, actor: Actor, to: Iterable[Any] = (), data: dict[str, Any] | None = None
) -> None:
    """Tell the people concerned, in the transaction of the action: event and fan-out job, both or neither.

    Args:
        kind: a registered notification kind (``sua.request.sent``).
        about: the row it is about; who cannot see it at delivery time is never told.
        actor: who did it; never notified of their own act.
        to: people to tell beside those who follow the row.
        data: ids and short labels for the sentence, never bodies.
    """
    deliver.call(kind=kind, about=about, actor=actor, to=to, data=data or {})
