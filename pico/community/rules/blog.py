"""Who may do what in the blog.

- Everybody who works for a body writes articles in its name and publishes them up to the whole network.
- What is to be public is read first by who speaks for the body: its editors or, where a body has no such role
  (municipalities and other bodies), its managers. A body may do without.
- The same people decide on comments below the body's articles.
"""

from typing import Any

from django.db.models import OuterRef, Q

from pico.accounts.access import access_of
from pico.accounts.roles import Role
from pico.base.actor import Actor
from pico.base.capabilities import declare
from pico.base.permissions import may
from pico.community.models import Article, Blog, Comment
from pico.community.models.blog import REVIEW
from pico.community.rules.forum import takes_part
from pico.files.rules import acts
from pico.sharing.levels import Level


def declare_capabilities() -> None:
    """Declare what roles may do (called once, from apps.ready)."""
    declare(REVIEW, "Rileggere gli articoli pubblici dell'ente", (Role.EDITOR, Role.ORGANISATION_MANAGER))


def reviews(actor: Actor, owner: Any) -> bool:
    """Say whether the actor decides what a body says in public, acting for it. The system may."""
    if actor.is_system:
        return bool(actor.reason)
    return acts(actor) and actor.organisation == owner and may.call(actor, REVIEW, owner)


def speaks_freely(actor: Actor, owner: Any) -> bool:
    """Say whether what the actor makes public needs nobody else's reading."""
    return reviews(actor, owner) or is_free(owner)


def is_free(owner: Any) -> bool:
    """Say whether a body lets its people publish to everybody without a review."""
    rows = Blog.objects.unrestricted("how a body treats public articles decides what happens next")
    return rows.filter(owner=owner, public_articles=Blog.PublicArticles.FREE).exists()


def is_own(actor: Actor, article: Article) -> bool:
    """Say whether the actor wrote the article and still acts for the body in whose name."""
    if actor.user is None or article.author_id != actor.user.pk or not takes_part(actor):
        return False
    return actor.organisation is not None and actor.organisation.pk == article.owner_id


def may_share_article(actor: Actor, article: Article) -> bool:
    """Say whether the actor decides who sees an article and who is invited to it."""
    if is_own(actor, article) or reviews(actor, article.owner):
        return True
    acting = actor.organisation.pk if actor.organisation else None
    return acting == article.owner_id and access_of(actor.user).has(acting, Role.ADMINISTRATOR)


def may_attach(user: Any, article: Article) -> bool:
    """Say whether the person may add files to an article: its author (the action asks for whom)."""
    return user is not None and article.author_id == user.pk


def with_readable_files(user: Any) -> Any:
    """Return the articles whose files a person reads, seen from the file (``attachable``).

    Who sees an article reads the files that were there when its published text was saved; its author reads
    all, and so does who has to decide on it.
    """
    rows = Article.objects.visible_to(user)
    shown = Q(state=Article.State.PUBLISHED, live__saved_at__gte=OuterRef("created_at"))
    access = access_of(user)
    if access.user_id is None:
        return rows.filter(shown)
    decided = Article.objects.reviewed_by(user).filter(~Q(requested_level="") | Q(state__in=Article.REVIEWED))
    return rows.filter(shown | Q(author_id=access.user_id) | Q(pk__in=decided.order_by().values("pk")))


def may_withdraw(actor: Actor, article: Article) -> bool:
    """Say whether the actor may take a published article from the readers."""
    return article.state == Article.State.PUBLISHED and (
        is_own(actor, article) or reviews(actor, article.owner)
    )


def may_restore(actor: Actor, article: Article) -> bool:
    """Say whether the actor may publish a withdrawn article again: not its author what others withdrew."""
    if article.state != Article.State.WITHDRAWN:
        return False
    by_author = article.decided_by_id is None or article.decided_by_id == article.author_id
    return reviews(actor, article.owner) or (by_author and is_own(actor, article))


def may_delete(actor: Actor, article: Article) -> bool:
    """Say whether the actor may delete an article: one's own draft that nobody ever read."""
    return is_own(actor, article) and article.state == Article.State.DRAFT and article.live_id is None


def _sees(actor: Actor, article: Article) -> bool:
    return actor.is_system or Article.objects.visible_to(actor.user).filter(pk=article.pk).exists()


def may_comment(actor: Actor, article: Article) -> bool:
    """Say whether the actor may write below an article."""
    open_now = article.state == Article.State.PUBLISHED and article.comments_open
    return open_now and (actor.is_system or takes_part(actor)) and _sees(actor, article)


def may_withdraw_comment(actor: Actor, comment: Comment) -> bool:
    mine = actor.user is not None and comment.author_id == actor.user.pk
    return mine and comment.is_legible and takes_part(actor)


def may_flag_comment(actor: Actor, comment: Comment) -> bool:
    """Say whether the actor may report a comment: whoever sees it and acts for a body, not its author."""
    mine = actor.user is not None and comment.author_id == actor.user.pk
    return comment.is_legible and takes_part(actor) and not mine and _sees(actor, comment.article)


def needs_review(actor: Actor, owner: Any, level: str) -> bool:
    """Say whether something at this level is read by somebody else first."""
    return level == Level.PUBLIC and not speaks_freely(actor, owner)
