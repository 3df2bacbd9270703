"""How a body treats its public articles, and who is invited to one article."""

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
from pico.community.forms.blog import BlogForm
from pico.community.forms.folders import InviteForm
from pico.community.models import Article, Blog
from pico.community.notifications.blog import desk_page
from pico.community.rules import blog as rules
from pico.community.views.articles import article_or_404, trail_of
from pico.community.views.blog import trail
from pico.community.views.common import GET_OR_POST, must, needs_body, posted
from pico.community.views.frame import draw, refused
from pico.sharing.actions import end_invitation
from pico.sharing.actions import invite as invite_to
from pico.sharing.audience import audience_of
from pico.sharing.models import Invitation

SHOWN = 100


@GET_OR_POST
@for_acting_organisation
def settings(request: Request) -> HttpResponse:
    """Choose whether public articles of the body acted for are read by somebody first."""
    needs_body(request.actor)
    owner: Any = request.actor.organisation
    must(rules.reviews(request.actor, owner))
    known = Blog.objects.visible_to(request.user).filter(owner=owner).first() or Blog(owner=owner)
    form = BlogForm(posted(request), initial={"public_articles": known.public_articles})
    if request.method == "POST" and form.is_valid():
        policy = form.cleaned_data["public_articles"]
        actions.set_public_articles(actor=request.actor, owner=owner, policy=policy)
        messages.success(request, _("Scelta salvata."))
        return redirect("community:blog_owner", owner.slug)
    context = {
        "owner": owner,
        "form": form,
        "back": reverse("community:blog_owner", args=[owner.slug]),
        "breadcrumb": trail(
            request, (owner.name, reverse("community:blog_owner", args=[owner.slug])), (_("Regola"), "")
        ),
    }
    return draw(request, "settings", context, 422 if form.errors else 200, part="blog")


def _invited(row: Article) -> Any:
    rows = Invitation.objects.unrestricted("who decides who sees a row reads the list of its invitations")
    return rows.of(row).open()


@GET_OR_POST
@for_acting_organisation
def invite(request: Request, public_id: uuid.UUID) -> HttpResponse:
    """People and bodies invited to read one article."""
    row = article_or_404(request, public_id)
    must(rules.may_share_article(request.actor, row))
    form = InviteForm(posted(request))
    del form.fields["right"]  # an article is written by its author alone
    if request.method == "POST" and form.is_valid():
        form.cleaned_data["right"] = Invitation.Right.READ
        try:
            invite_to(actor=request.actor, row=row, **form.invited())
        except Refused as refusal:
            refused(form, refusal)
        else:
            messages.success(request, _("Invito aggiunto."))
            return redirect("community:article_invite", row.public_id)
    invitations = _invited(row).select_related("person", "organisation")[:SHOWN]
    context = {
        "article": row,
        "form": form,
        "words": audience_of(row).words,
        "invitations": [_line(row, one) for one in invitations],
        "back": desk_page(row),
        "breadcrumb": trail_of(request, row, _("Inviti")),
    }
    return draw(request, "invite", context, 422 if form.errors else 200, part="blog")


def _line(row: Article, one: Invitation) -> dict[str, Any]:
    return {
        "who": one.person.get_full_name() if one.person else str(one.organisation),
        "email": one.person.email if one.person else "",
        "until": one.until,
        "end_url": reverse("community:article_uninvite", args=[row.public_id, one.pk]),
    }


@require_POST
@for_acting_organisation
def uninvite(request: Request, public_id: uuid.UUID, pk: int) -> HttpResponse:
    """Take an invitation back."""
    row = article_or_404(request, public_id)
    must(rules.may_share_article(request.actor, row))
    invitation = get_object_or_404(_invited(row), pk=pk)
    try:
        end_invitation(actor=request.actor, row=row, invitation=invitation)
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("Invito tolto."))
    return redirect("community:article_invite", row.public_id)
