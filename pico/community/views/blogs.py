"""How a body treats its public articles."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from pico.base.acting import for_acting_organisation
from pico.base.http import Request
from pico.community import actions
from pico.community.forms.blog import BlogForm
from pico.community.models import Blog
from pico.community.rules import blog as rules
from pico.community.views.blog import trail
from pico.community.views.common import GET_OR_POST, must, needs_body, posted
from pico.community.views.frame import draw

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
