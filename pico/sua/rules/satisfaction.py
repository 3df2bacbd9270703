"""Which round of questions asks a body how the SUA served it (row 18)."""

from pico.organisations.models import Organisation
from pico.questionnaires.models import Round

PURPOSE = "SUA_SATISFACTION"


def round_of(province: Organisation) -> Round | None:
    """Return the newest open round with which a Province asks; None while it asks nothing."""
    rows = Round.objects.unrestricted("the round that asks a body how the SUA served it")
    return (
        rows.filter(owner=province, state=Round.State.OPEN, version__questionnaire__purpose=PURPOSE)
        .order_by("-opened_at", "-pk")
        .first()
    )
