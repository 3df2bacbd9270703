"""What people of the network say to each other."""

from pico.community.models.flags import Flag
from pico.community.models.forum import Category, Post, PostRevision, ReadMark, Topic

__all__ = ["Category", "Flag", "Post", "PostRevision", "ReadMark", "Topic"]
