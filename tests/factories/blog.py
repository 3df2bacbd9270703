"""Articles and comments of the blog, as the actions leave them."""

from itertools import count
from typing import Any

from pico.base.actor import Actor, system_actor
from pico.community import actions
from pico.community.models import Article, ArticleRevision, Comment, Flag
from pico.sharing.actions import invite
from tests.factories.accounts import make_member
from tests.factories.files import make_attachment

SYSTEM = system_actor("test")
_numbers = count(1)


def make_draft(actor: Actor, **values: Any) -> Article:
    """A draft of who acts."""
    number = next(_numbers)
    values = {"title": f"Articolo {number}", "source": f"Testo **{number}**"} | values
    return actions.write_article(actor=actor, values=values)


def make_article(actor: Actor, level: str = "NETWORK", **values: Any) -> Article:
    """A published article: a public one was approved where it had to be."""
    row = actions.publish_article(actor=actor, article=make_draft(actor, **values), level=level)
    if row.state == Article.State.IN_REVIEW:
        row = actions.approve_article(actor=SYSTEM, article=row, number=1)
    return row


def make_comment(article: Article, actor: Actor, source: str = "") -> Comment:
    return actions.comment_article(
        actor=actor, article=article, source=source or f"Commento {next(_numbers)}"
    )


def edit(article: Article, actor: Actor, **values: Any) -> Article:
    """The article with another text, the rest as it was."""
    row = fresh(article)
    working = row.working
    assert working is not None
    text = {name: getattr(working, name) for name in ("title", "summary", "source", "cover_alt")}
    return actions.edit_article(actor=actor, article=row, edition=row.edition, values={**text, **values})


def fresh(row: Any) -> Any:
    return type(row).objects.unrestricted("test").get(pk=row.pk)


def revisions_of(article: Article) -> list[str]:
    rows = ArticleRevision.objects.unrestricted("test").filter(article=article).order_by("number")
    return list(rows.values_list("source", flat=True))


def flags_of(comment: Comment) -> list[Flag]:
    return list(Flag.objects.unrestricted("test").filter(comment=comment))


def access_rows(world: Any) -> dict[str, dict[str, dict[str, Any]]]:
    """Sample addresses for the access matrix.

    OWN is of an operator of Oderzo, for the territory; SHARED of a member of Brescia with an invitation of
    Treviso; OTHER of a member of Desenzano for their own body. Each has a published article with comments, a
    draft, one to review and one that was withdrawn.
    """
    rows: dict[str, dict[str, dict[str, Any]]] = {}
    writers = {
        "OWN": Actor(world.people["operator"], world.organisations["oderzo"]),
        "SHARED": Actor(make_member(world.organisations["brescia"]), world.organisations["brescia"]),
        "OTHER": Actor(make_member(world.organisations["desenzano"]), world.organisations["desenzano"]),
    }
    levels = {"OWN": "PROVINCE", "SHARED": "INVITED", "OTHER": "ORGANISATION"}
    for whose, writer in writers.items():
        invited = world.organisations["asolo" if whose == "OTHER" else "treviso"]
        for page, values in _samples(writer, levels[whose], invited).items():
            rows.setdefault(page, {})[whose] = values
    return rows


def _samples(writer: Actor, level: str, invited: Any) -> dict[str, dict[str, Any]]:
    live, draft, gone = make_article(writer, level), make_draft(writer), make_article(writer, level)
    waiting = actions.publish_article(actor=writer, article=make_draft(writer), level="PUBLIC")
    role = "accounting_officer" if invited.kind == "MUNICIPALITY" else ""  # nobody there is one
    invitation = invite(actor=SYSTEM, row=live, organisation=invited, role=role)
    comment, hidden = make_comment(live, writer), make_comment(live, writer)
    actions.hide_comment(actor=SYSTEM, comment=hidden, why="OTHER", reason="Dati personali")
    actions.withdraw_article(actor=SYSTEM, article=gone, reason="Non è dell'ente")
    attachment = make_attachment(owner=draft.owner, target=draft)
    here = {"public_id": live.public_id}
    address = {"owner": live.owner.slug, "slug": live.slug}
    of_draft, asked = {"public_id": draft.public_id}, {"public_id": waiting.public_id}
    return {
        "community:article": address,
        "community:article_comment": address,
        "community:blog_owner": {"owner": live.owner.slug},
        "community:blog_author": {"public_id": writer.user.public_id},
        "community:article_desk": here,
        "community:article_edit": here,
        "community:article_share": here,
        "community:article_invite": here,
        "community:article_uninvite": {**here, "pk": invitation.pk},
        "community:article_withdraw": here,
        "community:article_revisions": here,
        "community:article_revision": {**here, "number": 1},
        "community:article_publish": of_draft,
        "community:article_delete": of_draft,
        "community:article_detach": {**of_draft, "attachment_id": attachment.public_id},
        "community:article_take_back": asked,
        "community:article_approve": asked,
        "community:article_refuse": asked,
        "community:article_restore": {"public_id": gone.public_id},
        "community:comment_show": {"public_id": hidden.public_id},
        "community:comment": {"public_id": comment.public_id},
    }
