"""What the editor refuses to show to readers; what a page must have is said in `pico.portal.publishable`."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from wagtail.models import TaskState

from pico.portal.blocks import path_of
from pico.portal.publishable import TAKEN, problems_of, reserved
from pico.portal.writing import written_site

APPROVAL = "wagtailadmin_pages:workflow_action"


def unfit(page: Any, parent: Any = None) -> dict[str, str]:
    """Return what keeps a page from being published, there or under another page: field -> sentence."""
    return problems_of(page, written_site(), path_of(parent) if parent else "")


def taken(page: Any, slug: str, parent: Any) -> str:
    """Return the sentence that refuses an address under a page, when it is one of the product's own."""
    page.slug = slug
    return str(TAKEN) if reserved(page, path_of(parent)) else ""


def not_moved_there(request: HttpRequest, page: Any, destination: Any) -> HttpResponse | None:
    """Refuse a move that would hide the page behind one of the product's own."""
    sentence = taken(page, page.slug, destination)
    if not sentence:
        return None
    messages.error(request, sentence)
    return HttpResponseRedirect(reverse("wagtailadmin_pages:move", args=[page.pk]))


def unfit_as_stored(page: Any) -> list[str]:
    """Return the same of a draft as it was saved, with what the form asks: nobody presses save on it."""
    page.stays_draft = False
    wrong = list(unfit(page).values())
    try:
        page.clean()
    except ValidationError as error:
        wrong += error.messages
    if hasattr(page, "topics") and not page.topics.all():
        wrong.append(_("Scegli almeno un argomento."))
    return wrong


def not_yet_approved(request: HttpRequest, kwargs: dict[str, Any]) -> HttpResponse | None:
    """Answer an approval from a list by leading to the form, when the draft is not fit to be read.

    It was fit when it was handed in, but drafts are saved unfit, and pictures lose their words.
    """
    name = request.resolver_match.view_name  # type: ignore[union-attr]
    if name != APPROVAL or request.method != "POST" or kwargs["action_name"] != "approve":
        return None
    state = TaskState.objects.filter(pk=kwargs["task_state_id"]).first()
    wrong = unfit_as_stored(state.revision.as_object()) if state else []
    if not wrong:
        return None
    messages.error(request, _("La pagina non si pubblica ancora. %s") % " ".join(wrong))
    form = reverse("wagtailadmin_pages:edit", args=[kwargs["page_id"]])
    if request.headers.get("x-requested-with") == "XMLHttpRequest":
        return JsonResponse({"step": "success", "redirect": form})
    return HttpResponseRedirect(form)
