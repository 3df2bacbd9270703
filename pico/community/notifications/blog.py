"""Following blogs and articles, and what people who do are told."""

from collections.abc import Iterable
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from pico.community.models import Article, Blog, Comment, Practice
from pico.notifications.kinds import Kind, register_kind
from pico.notifications.subscribable import Subscribable, register_subscribable

ARTICLES, COMMENTS, REVIEWS = (
    _("Articoli dei blog"),
    _("Commenti agli articoli"),
    _("Revisione degli articoli"),
)
OPEN = _("Leggi l'articolo")


def article_page(article: Article) -> str:
    """Return the address that readers use."""
    return reverse("community:article", args=[article.owner.slug, article.slug])


def desk_page(article: Article) -> str:
    """Return the page where an article is decided on, by its author and by who reviews it."""
    return reverse("community:article_desk", args=[article.public_id])


def blog_page(blog: Blog) -> str:
    return reverse("community:blog_owner", args=[blog.owner.slug])


def comment_page(comment: Comment) -> str:
    return f"{article_page(comment.article)}#commento-{comment.public_id}"


def _blogs_above(article: Article) -> Iterable[Any]:
    return Blog.objects.unrestricted("followers of a body's blog are asked one by one").filter(
        owner_id=article.owner_id
    )


def _published(user: Any, article_id: str) -> bool:
    return Article.objects.visible_to(user).published().filter(pk=article_id).exists()


def _to_review(user: Any, article_id: str) -> bool:
    """Only reviewers hear that something waits, and only while it does."""
    return Article.objects.reviewed_by(user).waiting().filter(pk=article_id).exists()


def _practice_to_review(user: Any, article_id: str) -> bool:
    return Practice.objects.waiting_for(user).filter(article_id=article_id).exists()


def _own(user: Any, article_id: str) -> bool:
    return Article.objects.visible_to(user).filter(pk=article_id, author_id=user.pk).exists()


def _legible(user: Any, comment_id: str) -> bool:
    return Comment.objects.visible_to(user).legible().filter(pk=comment_id).exists()


def _own_comment(user: Any, comment_id: str) -> bool:
    return Comment.objects.visible_to(user).filter(pk=comment_id, author_id=user.pk).exists()


def _article(code: str, label: Any, title: Any, **more: Any) -> None:
    fields: dict[str, Any] = {"url": desk_page, "model": "community.Article", "family": ARTICLES,
                              "action": OPEN} | more  # fmt: skip
    register_kind(Kind(code=f"community.article.{code}", label=label, title=title, **fields))


_article("published", _("Nuovo articolo"), _("{actor} ha pubblicato «{title}»"), url=article_page,
         visible=_published, mail="DAILY")  # fmt: skip
_article("submitted", _("Articolo da rileggere"), _("{actor} vuole rendere pubblico «{title}»"),
         visible=_to_review, action=_("Rileggi e decidi"))  # fmt: skip
_article("practice", _("Buona pratica da rileggere"), _("{actor} ha raccontato «{title}» come buona pratica"),
         url=article_page, visible=_practice_to_review, action=_("Rileggi e decidi"))  # fmt: skip
_article("held", _("Articolo programmato da decidere"),
         _("«{title}» era programmato, ma chi l'ha scritto non può più pubblicarlo"),
         visible=_to_review, action=_("Rileggi e decidi"))  # fmt: skip
_article("approved", _("Articolo approvato"), _("«{title}» è stato approvato"), visible=_own)
_article("refused", _("Articolo da rivedere"), _("«{title}» non è stato approvato"),
         body=_("Apri l'articolo: trovi il motivo, e puoi ripresentarlo."), visible=_own)  # fmt: skip
_article("shown", _("Testo nuovo visibile"), _("Il testo nuovo di «{title}» è visibile"),
         body=_("{actor} ha cambiato chi vede l'articolo: a questo livello non serve una revisione."),
         visible=_own)  # fmt: skip
_article("withdrawn", _("Articolo ritirato"), _("Il tuo articolo «{title}» è stato ritirato"),
         body=_("Apri l'articolo: trovi il motivo."), visible=_own, may_be_switched_off=False)  # fmt: skip
register_kind(
    Kind(
        code="community.comment.written", label=_("Nuovo commento"), family=COMMENTS,
        title=_("{actor} ha commentato «{title}»"), url=comment_page, model="community.Comment",
        mail="DAILY", visible=_legible, action=_("Leggi il commento"),
    )
)  # fmt: skip
register_kind(
    Kind(
        code="community.moderation.comment_hidden", label=_("Commento nascosto"),
        family=_("Moderazione del forum"), title=_("Un tuo commento a «{title}» è stato nascosto"),
        url=comment_page, model="community.Comment", body=_("Apri l'articolo: trovi il motivo."),
        may_be_switched_off=False, visible=_own_comment, action=OPEN,
    )
)  # fmt: skip
register_subscribable(
    Subscribable(
        model="community.Blog", label=_("Blog di un ente"), url=blog_page, contains=_("e i suoi articoli")
    )
)
register_subscribable(
    Subscribable(
        model="community.Article", label=_("Articolo"), url=desk_page, parents=_blogs_above,
        contains=_("e i suoi commenti"),
    )
)  # fmt: skip
register_subscribable(  # only to say what a comment belongs to: no page offers to follow one
    Subscribable(
        model="community.Comment", label=_("Commento"), url=comment_page,
        parents=lambda comment: [comment.article],
    )
)  # fmt: skip
