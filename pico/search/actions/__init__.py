"""What changes the index, and what a person looked for."""

from pico.search.actions.entries import forget, refresh
from pico.search.actions.recent import erase_recent, remember
from pico.search.actions.repair import repair

__all__ = ["erase_recent", "forget", "refresh", "remember", "repair"]
