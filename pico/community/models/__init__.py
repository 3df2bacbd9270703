"""What people of the network say to each other."""

from pico.community.models.flags import Flag
from pico.community.models.forum import Category, Moderator, Post, PostRevision, ReadMark, Topic

__all__ = ["Category", "Flag", "Moderator", "Post", "PostRevision", "ReadMark", "Topic"]
