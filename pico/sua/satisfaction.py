"""How the bodies judge the SUA: the purpose of the questionnaires that they get when an execution ends."""

from django.utils.translation import gettext_lazy as _

from pico.base.actor import Actor
from pico.questionnaires.purposes import Purpose, register_purpose
from pico.sua.rules.access import is_writable, switched_off
from pico.sua.rules.campaigns import READ, RUN
from pico.sua.rules.satisfaction import PURPOSE


def register() -> None:
    """Make the purpose known (called once, from apps.ready)."""
    register_purpose(
        Purpose(
            code=PURPOSE,
            label=_("Gradimento del servizio SUA"),
            may_create=_is_an_office,
            units=("ORGANISATION",),
            may_manage=RUN,
            may_read_results=READ,
            hidden_owners=switched_off,
        )
    )


def _is_an_office(actor: Actor) -> bool:
    """Only a Province that has the module on asks how it served."""
    body = actor.organisation
    return body is not None and body.is_province and is_writable(body)
