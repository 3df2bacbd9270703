"""The demo is loaded in bulk: its rows are written to the index at the end."""

from pico.base.actor import system_actor
from pico.base.demo import register_demo
from pico.search.actions import repair


def load() -> None:
    """Write what is not in the index yet."""
    repair(actor=system_actor("contenuti dimostrativi"), silent=True)


register_demo("search", 95, load)
