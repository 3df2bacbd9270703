"""What of the community the search finds."""

from pico.community.searching import blog, folders, forum

__all__ = ["blog", "folders", "forum"]
