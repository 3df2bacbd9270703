"""What of the community the search finds."""

from pico.community.searching import folders, forum

__all__ = ["folders", "forum"]
