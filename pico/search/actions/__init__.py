"""What changes the index, and what a person looked for."""

from pico.search.actions.entries import forget, refresh
from pico.search.actions.recent import erase_recent, remember
from pico.search.actions.repair import ask_repair, repair

__all__ = ["ask_repair", "erase_recent", "forget", "refresh", "remember", "repair"]
