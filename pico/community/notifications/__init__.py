"""What people are told of the community, and what they may follow."""

from pico.community.notifications import blog, documents, forum

__all__ = ["blog", "documents", "forum"]
