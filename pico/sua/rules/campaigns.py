"""The state machine of a needs campaign: ONE table (sua.md 3.3), read by pages, actions and tests.

docs/guida/sua.md shows the same table; a test keeps the two equal.
"""

from dataclasses import dataclass
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from pico.accounts.access import access_of
from pico.accounts.models import Role
from pico.base.actor import Actor
from pico.base.errors import Refused
from pico.sua.models import NeedsCampaign
from pico.sua.models.campaigns import CampaignState as S
from pico.sua.rules.access import holds, is_writable

RUN, READ = "sua.campaign.run", "sua.campaign.read"


@dataclass(frozen=True)
class CampaignMove:
    """One row of the table; all are the SUA operator's, closing is the clock's too.

    Args:
        code: what journal lines and actions call it.
        sources: states it may leave.
        target: the state it enters.
        label: the words on the button.
        done: the words said afterwards.
        consequence: what happens, said before.
        page: its URL name (``sua:campaign_open``).
        follows: the move of the round that it follows; empty for one of its own.
    """

    code: str
    sources: tuple[S, ...]
    target: S
    label: Any
    done: Any
    consequence: Any
    page: str
    follows: str = ""


MOVES = (
    CampaignMove(
        "open", (S.DRAFT,), S.OPEN, lazy("Apri la raccolta"),
        lazy("La raccolta è aperta: gli enti sono avvisati."),
        lazy("Gli enti scelti sono avvisati subito. Voci, anni e domande non cambiano più."),
        "sua:campaign_open", "opened",
    ),
    CampaignMove(
        "close", (S.OPEN,), S.CLOSED, lazy("Chiudi ora"), lazy("La raccolta è chiusa."),
        lazy("Chi non ha inviato la risposta non potrà più farlo, salvo una riapertura."),
        "sua:campaign_close", "closed",
    ),
    CampaignMove(
        "reopen", (S.CLOSED,), S.OPEN, lazy("Riapri la raccolta"), lazy("La raccolta è di nuovo aperta."),
        lazy("Chi non ha risposto è avvisato e può rispondere fino alla nuova chiusura."),
        "sua:campaign_reopen", "reopened",
    ),
    CampaignMove(
        "consolidate", (S.CLOSED,), S.CONSOLIDATED, lazy("Consolida"),
        lazy("La raccolta è consolidata: le risposte non cambiano più."),
        lazy("Le risposte non cambiano più. Gli enti che hanno risposto vedono i totali."),
        "sua:campaign_consolidate", "consolidated",
    ),
    CampaignMove(
        "convert", (S.CONSOLIDATED,), S.CONVERTED, lazy("Crea la gara aggregata"),
        lazy("La gara aggregata è stata creata."),
        lazy("Nasce una gara sola per tutti gli enti, con un lotto o più e la quota di ciascuno."),
        "sua:campaign_convert",
    ),
    CampaignMove(
        "archive", (S.DRAFT, S.OPEN, S.CLOSED, S.CONSOLIDATED), S.ARCHIVED, lazy("Archivia"),
        lazy("La raccolta è archiviata."),
        lazy("La raccolta finisce qui, senza una gara. Non si può tornare indietro."),
        "sua:campaign_archive", "cancelled",
    ),
)  # fmt: skip
BY_CODE = {move.code: move for move in MOVES}
BY_MOVE_OF_ROUND = {move.follows: move for move in MOVES if move.follows}

TONES = {
    S.DRAFT: "neutral",
    S.OPEN: "info",
    S.CLOSED: "warning",
    S.CONSOLIDATED: "success",
    S.CONVERTED: "success",
    S.ARCHIVED: "neutral",
}
NEXT: dict[str, Any] = {
    S.DRAFT: lazy("Completa le voci e scegli gli enti, poi apri la raccolta."),
    S.OPEN: lazy("Gli enti rispondono: chi manca riceve un promemoria 7 e 2 giorni prima e l'ultimo giorno."),
    S.CLOSED: lazy("Controlla le risposte, riapri a chi deve correggere, poi consolida."),
    S.CONSOLIDATED: lazy("Le quantità sono definitive: dal consolidamento nasce la gara aggregata."),
    S.CONVERTED: lazy("La gara aggregata è stata creata."),
    S.ARCHIVED: lazy("La raccolta è conclusa senza una gara."),
}


def may_run(actor: Actor, campaign: NeedsCampaign) -> bool:
    """Say whether the person prepares and conducts the campaign, acting for its Province."""
    return holds(actor, RUN, campaign.province)


def may_read(actor: Actor, campaign: NeedsCampaign) -> bool:
    """Say whether the person reads what every body answered, acting for its Province."""
    return holds(actor, READ, campaign.province)


def objection(campaign: NeedsCampaign, code: str) -> str:
    """Return the sentence that says why the move is not possible now; empty when it is."""
    if campaign.state not in BY_CODE[code].sources:
        return _("La raccolta è nello stato «%(state)s»: questo passaggio non è possibile.") % {
            "state": campaign.get_state_display()
        }
    if not is_writable(campaign.province):
        return _("Il modulo SUA è in sola lettura per %(province)s.") % {"province": campaign.province}
    return ""


def gaps(campaign: NeedsCampaign) -> list[str]:
    """Return what is missing before the opening, one sentence each."""
    found = []
    if not campaign.items.exists():
        found.append(_("Manca almeno una voce: di che cosa chiedi il fabbisogno?"))
    if not campaign.round.invitations.exists():
        found.append(_("Nessun ente è scelto: decidi a chi chiedere."))
    if campaign.round.closes_at <= timezone.now():
        found.append(_("La chiusura è già passata: scegli un momento futuro."))
    return found


def allowed(actor: Actor, campaign: NeedsCampaign) -> list[CampaignMove]:
    """Return the moves this person may make now: what the page offers, and nothing else."""
    if not may_run(actor, campaign) or not is_writable(campaign.province):
        return []
    return [move for move in MOVES if campaign.state in move.sources]


def require_run(actor: Actor, campaign: NeedsCampaign) -> None:
    """Refuse whoever does not conduct the campaign, and all while the module is only read.

    Raises:
        Refused: with the sentence for the person.
    """
    if not may_run(actor, campaign):
        raise Refused(_("Il tuo ruolo non permette di condurre questa raccolta."), code="role")
    if not is_writable(campaign.province):
        sentence = _("Il modulo SUA è in sola lettura per %(province)s.")
        raise Refused(sentence % {"province": campaign.province}, code="read_only")


def require(actor: Actor, campaign: NeedsCampaign, code: str) -> CampaignMove:
    """Return the move.

    Raises:
        Refused: when the person does not hold the role, or the move is not possible now.
    """
    require_run(actor, campaign)
    if sentence := objection(campaign, code):
        raise Refused(sentence, code="state")
    return BY_CODE[code]


def require_draft(actor: Actor, campaign: NeedsCampaign) -> None:
    """Refuse to change items, years or words of a campaign that bodies have seen.

    Raises:
        Refused: with the sentence for the person.
    """
    require_run(actor, campaign)
    if not campaign.is_draft:
        raise Refused(_("La raccolta è già stata aperta: questi dati non cambiano più."), code="state")


def waiting_for(user: Any, organisation: Any) -> list[NeedsCampaign]:
    """Return the campaigns that wait for the office: drafts to open, closed ones to consolidate."""
    if not access_of(user).has(organisation.pk, Role.SUA_OPERATOR):
        return []
    rows = NeedsCampaign.objects.visible_to(user).filter(province=organisation, state__in=(S.DRAFT, S.CLOSED))
    return list(rows.select_related("round").order_by("round__closes_at", "pk")[:20])
