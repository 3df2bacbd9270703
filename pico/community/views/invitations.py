"""Who is invited to one article or to one category: a list, and a form for one more."""

import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from pico.base.acting import for_acting_organisation
from pico.base.errors import Refused
from pico.base.http import Request
from pico.community import actions
from pico.community.forms.folders import InviteForm
from pico.community.models import Article, Category
from pico.community.notifications.blog import desk_page
from pico.community.notifications.forum import category_page
from pico.community.rules.blog import may_share_article
from pico.community.rules.forum import may_share_category
from pico.community.rules.invited import invitations_to
from pico.community.views.articles import article_or_404, trail_of
from pico.community.views.common import GET_OR_POST, must, posted
from pico.community.views.frame import category_or_404, draw, refused, trail_to
from pico.sharing.actions import end_invitation
from pico.sharing.audience import audience_of
from pico.sharing.levels import Level
from pico.sharing.models import Invitation

SHOWN = 100


def _row(request: Request, model: Any, public_id: uuid.UUID) -> Any:
    """Return an article or a category of which the person decides who sees it."""
    if model is Article:
        row: Any = article_or_404(request, public_id)
        must(may_share_article(request.actor, row))
    else:
        row = category_or_404(request, public_id)
        must(may_share_category(request.actor, row))
    return row


def _address(row: Any, act: str, *more: Any) -> str:
    kind = "article" if isinstance(row, Article) else "category"
    return reverse(f"community:{kind}_{act}", args=[row.public_id, *more])


@GET_OR_POST
@for_acting_organisation
def invite(request: Request, public_id: uuid.UUID, model: Any) -> HttpResponse:
    """People and bodies invited to read one article or one category."""
    row = _row(request, model, public_id)
    form = InviteForm(posted(request))
    del form.fields["right"]  # an article is written by its author, a category by who works for a body
    if request.method == "POST" and form.is_valid():
        form.cleaned_data["right"] = Invitation.Right.READ
        asked = form.invited()
        del asked["right"]
        try:
            actions.invite_reader(actor=request.actor, row=row, **asked)
        except Refused as refusal:
            refused(form, refusal)
        else:
            messages.success(request, _("Invito aggiunto."))
            return redirect(_address(row, "invite"))
    return _page(request, row, form)


def _page(request: Request, row: Any, form: InviteForm) -> HttpResponse:
    rows = invitations_to(row).select_related("person", "organisation")[:SHOWN]
    context = {
        "row": row,
        "form": form,
        "words": audience_of(row).words,
        "invitations": [_line(row, one) for one in rows],
        **(_of_article(request, row) if isinstance(row, Article) else _of_category(request, row)),
    }
    return draw(request, "invitations", context, 422 if form.errors else 200, part="invitations")


def _of_article(request: Request, row: Article) -> dict[str, Any]:
    return {
        "lead": _("Con un invito, quando è pubblicato, lo legge anche chi non è fra quelli scelti."),
        "open": True,
        "back": desk_page(row),
        "back_label": _("Torna all'articolo"),
        "breadcrumb": trail_of(request, row, _("Inviti")),
    }


def _of_category(request: Request, row: Category) -> dict[str, Any]:
    below = Category.objects.unrestricted(
        "whether a category in hand contains others is said to who manages it"
    )
    return {
        "lead": _("Solo chi inviti vede la categoria e le sue discussioni; scrive chi lavora per un ente."),
        "open": row.level == Level.INVITED,
        "below": below.filter(parent=row).exists(),
        "change_url": reverse("community:category_edit", args=[row.public_id]),
        "back": category_page(row),
        "back_label": _("Torna alla categoria"),
        "breadcrumb": trail_to(request, row, (_("Inviti"), "")),
    }


def _line(row: Any, one: Invitation) -> dict[str, Any]:
    return {
        "who": one.person.get_full_name() if one.person else str(one.organisation),
        "email": one.person.email if one.person else "",
        "until": one.until,
        "end_url": _address(row, "uninvite", one.pk),
    }


@require_POST
@for_acting_organisation
def uninvite(request: Request, public_id: uuid.UUID, pk: int, model: Any) -> HttpResponse:
    """Take an invitation back. Who takes back their own sees the row no more, and is led to the list."""
    row = _row(request, model, public_id)
    invitation = get_object_or_404(invitations_to(row), pk=pk)
    try:
        end_invitation(actor=request.actor, row=row, invitation=invitation)
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("Invito tolto."))
    if not model.objects.visible_to(request.user).filter(pk=row.pk).exists():
        return redirect("community:blog" if model is Article else "community:forum")
    return redirect(_address(row, "invite"))
