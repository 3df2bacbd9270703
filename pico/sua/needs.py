"""Needs campaigns: the purpose that the SUA gives to the engine of questionnaires."""

from django.utils.translation import gettext_lazy as _

from pico.questionnaires.purposes import Purpose, register_purpose
from pico.sua.actions import campaign_moves
from pico.sua.rules.access import is_writable, switched_off
from pico.sua.rules.campaigns import READ, RUN
from pico.sua.rules.needs import PURPOSE, check_answers, pages_above, round_page, rows_of_round, wrong_in


def register() -> None:
    """Make the purpose known (called once, from apps.ready)."""
    register_purpose(
        Purpose(
            code=PURPOSE,
            label=_("Raccolta di fabbisogni (SUA)"),
            may_create=lambda actor: actor.is_system,  # a campaign makes its own
            units=("ORGANISATION",),
            may_manage=RUN,
            may_read_results=READ,
            fixed_rows=rows_of_round,
            hidden_owners=switched_off,
            wrong_in=wrong_in,
            pages_above=pages_above,
            round_page=round_page,
            is_frozen=lambda owner: not is_writable(owner),
            on_submitted=check_answers,
            on_moved=campaign_moves.follow_round,
        )
    )
