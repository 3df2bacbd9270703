"""Articles as the search finds them: what readers see of published ones; others for their author alone."""

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext_lazy as _

from pico.community.models import Article
from pico.community.notifications.blog import article_page, desk_page
from pico.search.searchables import Found, Searchable, register
from pico.sharing.keys import keys_for
from pico.sharing.models import Invitation


def _all() -> Any:
    rows = Article.objects.unrestricted("the index holds every article; its keys say who finds it")
    return rows.select_related("owner", "working", "live")


def keys_of_article(article: Article) -> frozenset[str]:
    """Return the keys of which one is enough to find an article; the final check asks ``visible_to``."""
    if article.state == Article.State.PUBLISHED:
        return keys_for(article)
    return frozenset({f"person:{article.author_id}"} if article.author_id else ())


def _document(article: Article) -> Found:
    shown = article.live if article.state == Article.State.PUBLISHED else article.working
    parts = [shown.summary, shown.source, " ".join(shown.tag_list)] if shown else []
    return Found(
        title=shown.title if shown else article.slug,
        keys=keys_of_article(article),
        text="\n".join(part for part in parts if part),
        organisation_id=article.owner_id,
        day=(article.published_at or article.updated_at).date(),
    )


def _of_invited(invitation: Invitation) -> Iterable[Article]:
    """Return the article that an invitation opens or closes."""
    is_ours = invitation.content_type.model_class() is Article
    return _all().filter(pk=invitation.object_id) if is_ours else ()


register(
    Searchable(
        model=Article,
        module="community",
        kind="article",
        label=_("Articolo"),
        icon="note",
        document=_document,
        queryset=Article.objects.visible_to,
        rows=_all,
        address=lambda article, request: (
            article_page(article) if article.state == Article.State.PUBLISHED else desk_page(article)
        ),
        follows=((Invitation, _of_invited),),
    )
)
