"""What people of the network say to each other."""

from pico.community.models.blog import Article, ArticleRevision, Blog, Comment
from pico.community.models.flags import Flag
from pico.community.models.forum import Category, Moderator, Post, PostRevision, ReadMark, Topic
from pico.community.models.practices import Practice
from pico.community.models.reactions import Reaction
from pico.community.models.reasons import ModerationReason

__all__ = [
    "Article",
    "ArticleRevision",
    "Blog",
    "Category",
    "Comment",
    "Flag",
    "ModerationReason",
    "Moderator",
    "Post",
    "PostRevision",
    "Practice",
    "Reaction",
    "ReadMark",
    "Topic",
]
