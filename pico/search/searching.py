"""Rows of the kernel that people find: the bodies of the directory."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from pico.accounts.access import access_of
from pico.organisations.models import Organisation, OrganisationCode
from pico.search.searchables import Found, Searchable, register
from pico.sharing.keys import NETWORK


def _document(body: Organisation) -> Found:
    codes = [code.value for code in body.codes.all() if code.valid_to is None]
    words = [body.get_kind_display(), body.get_subtype_display(), body.unit.name if body.unit else ""]
    return Found(
        title=body.name,
        keys=frozenset({NETWORK}),
        text=" · ".join(str(word) for word in [body.short_name, *words] if word),
        codes=codes,
        organisation_id=body.pk,
    )


def _rows() -> Any:
    return Organisation.objects.select_related("unit").prefetch_related("codes")


def _queryset(user: Any) -> Any:
    """The directory is for people with at least one active membership."""
    return Organisation.objects.all() if access_of(user).is_registered else Organisation.objects.none()


register(
    Searchable(
        model=Organisation,
        module="organisations",
        kind="organisation",
        label=_("Ente"),
        icon="pa",
        document=_document,
        queryset=_queryset,
        rows=_rows,
        address=lambda body, request: reverse("organisations:detail", args=[body.slug]),
        follows=[(OrganisationCode, lambda code: [code.organisation])],
    )
)
