"""What the people of an editorial office are told about approvals."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page

from pico.accounts.cms import PREFIX
from pico.notifications.kinds import Kind, register_kind


def _may_edit(user: Any, page_id: str) -> bool:
    page = Page.objects.filter(pk=page_id).first()
    return page is not None and page.permissions_for_user(user).can_edit()


def _writes(person: Any) -> bool:
    return person.groups.filter(name__startswith=PREFIX).exists()


def _edit(page: Any) -> str:
    return reverse("wagtailadmin_pages:edit", args=[page.pk])


for _code, _label, _title, _button in (
    ("submitted", _("Pagina da approvare"), _("{actor} chiede di approvare «{title}»"), _("Leggi e decidi")),
    ("approved", _("Pagina approvata"), _("«{title}» è approvata e pubblicata"), _("Apri la pagina")),
    (
        "returned",
        _("Pagina rimandata"),
        _("«{title}» è tornata in bozza: leggi il commento"),
        _("Riprendi la pagina"),
    ),
):
    register_kind(
        Kind(
            code=f"portal.page.{_code}",
            label=_label,
            family=_("Pagine del sito"),
            title=_title,
            body=_("Sito di {site}."),
            url=_edit,
            model="wagtailcore.Page",
            visible=_may_edit,
            action=_button,
            reaches=_writes,
        )
    )
