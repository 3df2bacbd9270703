"""What the award of an aggregated tender saves, on the pages of its campaign."""

from typing import Any

from django.utils.translation import gettext as _

from pico.base.http import Request
from pico.base.money import euro, number
from pico.sua.models import NeedsCampaign, Tender
from pico.sua.rules import consolidation, savings
from pico.sua.rules.consolidation import Consolidation
from pico.sua.rules.savings import Saving, Savings
from pico.sua.views.drawing import bars

FEWEST_TOLD = 3  # bodies: of two, each would read what the other pays out of the sum


def savings_of(request: Request, campaign: NeedsCampaign, table: Consolidation) -> Savings | None:
    """Return what the campaign's tender saves, when it is awarded and the person sees it."""
    rows = Tender.objects.visible_to(request.user)
    tender = rows.filter(pk=campaign.tender_id).first() if campaign.tender_id else None
    return savings.of_tender(campaign, table, tender) if tender else None


def on_consolidation(found: Savings | None, table: Consolidation) -> dict[str, Any] | None:
    """Return what the office reads: the whole, each lot, each body, and the picture."""
    if found is None:
        return None
    names = {row.organisation.pk: str(row.organisation) for row in table.bodies}
    bodies = [(name, found.of_body(pk)) for pk, name in names.items()]
    total = found.total
    return {
        "sentences": _sentences(total),
        "partial": _partial(found),
        "finding": _("Aggiudicato a %(share)s%% in meno della base di gara")
        % {"share": number(total.on_base_share, 2)},
        "drawing": _drawing(total),
        "lots": [
            {
                "title": str(row.lot),
                "prices": [
                    f"{item}: {euro(awarded)} (base {euro(base)})" for item, base, awarded in row.prices
                ],
                **_figures(row.saving),
            }
            for row in found.lots
        ],
        "bodies": [{"title": name, **_figures(saving)} for name, saving in bodies if saving],
        "total": _figures(total),
    }


def for_body(request: Request, campaign: NeedsCampaign) -> dict[str, Any] | None:
    """Return what a body reads: what it saves itself, and the totals of all without names."""
    found = savings_of(request, campaign, consolidation.whole(campaign)) if campaign.tender_id else None
    if found is None:
        return None
    own, total = found.of_body(request.actor.organisation.pk), found.total
    return {
        "own": _sentences(own) if own else [],
        "total": _sentences(total, told=total.known >= FEWEST_TOLD),
        "partial": _partial(found),
    }


def _sentences(saving: Saving, told: bool = True) -> list[str]:
    found = [_base_sentence(saving)]
    if told and saving.on_declared is not None and saving.on_declared_share is not None:
        words = {
            "amount": euro(abs(saving.on_declared)),
            "share": number(abs(saving.on_declared_share), 2),
            "known": saving.known,
            "bodies": saving.bodies,
        }
        if saving.on_declared >= 0:
            sentence = _(
                "Ai prezzi dichiarati si risparmiano %(amount)s (%(share)s%%): prezzo noto per "
                "%(known)s enti su %(bodies)s."
            )
        else:
            sentence = _(
                "Rispetto ai prezzi dichiarati si spendono %(amount)s in più (%(share)s%%): prezzo noto per "
                "%(known)s enti su %(bodies)s."
            )
        found.append(sentence % words)
    return found


def _base_sentence(saving: Saving) -> str:
    words = {
        "awarded": euro(saving.awarded),
        "base": euro(saving.base),
        "amount": euro(saving.on_base),
        "share": number(saving.on_base_share, 2),
    }
    return (
        _(
            "Aggiudicato per %(awarded)s su %(base)s a base di gara: %(amount)s in meno (%(share)s%%), "
            "per tutte le quantità."
        )
        % words
    )


def _partial(found: Savings) -> str:
    if len(found.lots) == found.all_lots:
        return ""
    words = {"won": len(found.lots), "lots": found.all_lots}
    return _("Lotti aggiudicati: %(won)s su %(lots)s; le cifre riguardano solo quelli.") % words


def _figures(saving: Saving) -> dict[str, str]:
    declared, share = saving.on_declared, saving.on_declared_share
    return {
        "base": euro(saving.base),
        "awarded": euro(saving.awarded),
        "on_base": f"{euro(saving.on_base)} ({number(saving.on_base_share, 2)}%)",
        "on_declared": f"{euro(declared)} ({number(share, 2)}%)" if declared is not None else _("n.d."),
        "coverage": _("%(known)s enti su %(bodies)s") % {"known": saving.known, "bodies": saving.bodies},
    }


def _drawing(total: Saving) -> str:
    lines = [(_("A base di gara"), total.base, euro(total.base))]
    if total.known == total.bodies:  # a part of the need would look like less money
        lines.append((_("Ai prezzi dichiarati"), total.declared, euro(total.declared)))
    lines.append((_("Aggiudicato"), total.awarded, euro(total.awarded)))
    return bars(lines)
