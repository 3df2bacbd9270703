"""What the portal sends and listens to: the newsletter's mailing, and items withdrawn while they are sent."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as lazy

from pico.base.actor import system_actor
from pico.notifications.kinds import Kind, register_kind
from pico.portal.actions import hold_issues_with
from pico.portal.editor import kinds  # noqa: F401 - registers what editors are told
from pico.portal.newsletter import mailing  # noqa: F401 - registers the mailing
from pico.portal.published import PageChange, on_page_change


def _hold(change: PageChange) -> None:
    hold_issues_with(actor=system_actor("contenuto ritirato durante l'invio"), change=change)


def _page(issue: Any) -> str:
    return reverse("portal:issue", args=[issue.pk])


on_page_change("portal.newsletter", _hold)
register_kind(
    Kind(
        code="portal.issue.held",
        label=lazy("Invio della newsletter sospeso"),
        family=lazy("Newsletter del sito"),
        title=lazy("L'invio di «{subject}» è sospeso: un contenuto è stato ritirato"),
        body=lazy("È stato ritirato «{item}». Decidi se riprendere l'invio o chiuderlo."),
        url=_page,
        model="portal.Issue",
        action=lazy("Apri il numero"),
    )
)
