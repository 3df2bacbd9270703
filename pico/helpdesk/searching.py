"""FAQ as the search finds them."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from pico.helpdesk.models import Faq
from pico.search.searchables import Found, Searchable, register
from pico.sharing.keys import keys_for


def _all() -> Any:
    return Faq.objects.unrestricted("the index holds every FAQ; its keys say who finds it").select_related(
        "owner"
    )


def keys_of_faq(faq: Faq) -> frozenset[str]:
    """Return the keys of which one is enough to find a FAQ: published ones alone are found."""
    return keys_for(faq) if faq.is_published else frozenset()


def _document(faq: Faq) -> Found:
    return Found(
        title=faq.question,
        keys=keys_of_faq(faq),
        text=faq.source,
        organisation_id=faq.owner_id,
        day=faq.checked_on,
    )


register(
    Searchable(
        model=Faq,
        module="helpdesk",
        kind="faq",
        label=_("Domanda frequente"),
        icon="help-circle",
        document=_document,
        queryset=lambda user: Faq.objects.visible_to(user).published(),
        rows=_all,
        address=lambda faq, request: reverse("helpdesk:faq", args=[faq.public_id]),
    )
)
