"""What people are told of the community, and what they may follow."""

from pico.community.notifications import documents, forum

__all__ = ["documents", "forum"]
