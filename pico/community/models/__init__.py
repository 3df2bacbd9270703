"""What people of the network say to each other."""

from pico.community.models.flags import Flag
from pico.community.models.forum import Category, Moderator, Post, PostRevision, ReadMark, Topic
from pico.community.models.reactions import Reaction

__all__ = ["Category", "Flag", "Moderator", "Post", "PostRevision", "Reaction", "ReadMark", "Topic"]
