"""Who is told of what happens to an article."""

from typing import Any

from pico.accounts.models import User
from pico.accounts.roles import Role
from pico.base.actor import Actor
from pico.base.outbox import notify
from pico.community.models import Article

REVIEWERS = (Role.EDITOR, Role.ORGANISATION_MANAGER)


def _tell(actor: Actor, article: Article, what: str, *people: Any) -> None:
    """Tell some people, and who follows the body's blog, what happened to an article."""
    known = [person for person in people if person is not None]  # its author may have been forgotten
    data = {"title": str(article)[:100]}
    notify(f"community.article.{what}", about=article, actor=actor, to=known, data=data)


def _tell_reviewers(actor: Actor, article: Article, what: str = "submitted") -> None:
    """Tell who decides what the article's owner says in public that one waits."""
    shown = article.working
    data = {"title": (shown.title if shown else str(article))[:100]}
    notify(f"community.article.{what}", about=article, actor=actor, to=_reviewers_of(article), data=data)


def _reviewers_of(article: Article) -> list[User]:
    """Return who reviews what the article's owner says in public, but its author."""
    return [one for one in User.objects.holding(REVIEWERS, article.owner) if one.pk != article.author_id]
