"""How a site arranges its home and the first level of its menu. Each change draws a new stamp."""

from dataclasses import replace
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from pico.base.actor import Actor
from pico.base.errors import Refused
from pico.journal.models import record
from pico.portal.home import Code, Said, in_order
from pico.portal.models import HomeBlock, PortalSite
from pico.portal.models.sites import new_stamp
from pico.portal.own_menu import problem_with
from pico.portal.rules import may_administer_site

MOVES = {"su": -1, "giu": 1}
HIDES = {"nascondi": True, "mostra": False}
LONGEST_TITLE = 80


@transaction.atomic
def arrange_home(*, actor: Actor, site: PortalSite, code: Code, move: str, offered: tuple[Code, ...]) -> None:
    """Move a block up or down among those on offer, hide it or show it.

    Args:
        move: su, giu, nascondi, mostra.
        offered: what the site may choose from now; the others keep their places.
    """
    order = _locked(actor, site)
    place = next(i for i, said in enumerate(order) if said.code == code)
    if move in HIDES:
        changes: dict[str, Any] = {"hidden": [order[place].hidden, HIDES[move]]}
        order[place] = replace(order[place], hidden=HIDES[move])
    else:
        target = _neighbour(order, place, MOVES[move], offered)
        order.insert(target, order.pop(place))
        changes = {"position": [place + 1, target + 1]}
    _write(actor, site, order, {"block": str(code), **changes})


def _neighbour(order: list[Said], place: int, step: int, offered: tuple[Code, ...]) -> int:
    beyond = range(place + step, len(order) if step > 0 else -1, step)
    target = next((i for i in beyond if order[i].code in offered), None)
    if target is None:
        raise Refused(_("Il blocco è già il primo.") if step < 0 else _("Il blocco è già l'ultimo."))
    return target


@transaction.atomic
def title_home_block(*, actor: Actor, site: PortalSite, code: Code, title: str) -> None:
    """Give a block a title of the site's own; an empty one brings the usual back."""
    title = title.strip()
    if len(title) > LONGEST_TITLE:
        raise Refused(_("Scrivi al massimo 80 caratteri."), field="title")
    order = _locked(actor, site)
    place = next(i for i, said in enumerate(order) if said.code == code)
    if not order[place].has_title:
        raise Refused(_("Questo blocco non ha un titolo."), field="title")
    order[place] = replace(order[place], own_title=title)
    _write(actor, site, order, {"block": str(code), "title": None})


@transaction.atomic
def choose_menu(*, actor: Actor, site: PortalSite, items: list[dict[str, str]]) -> None:
    """Choose the entries after the model's four: at most three, «Il progetto» is one of them.

    Raises:
        Refused: with the sentence for the first entry that is not right.
    """
    _may(actor, site)
    if problem := problem_with(items):
        raise Refused(problem.sentence, field=problem.field)
    row = PortalSite.objects.select_for_update().get(pk=site.pk)
    row.extra_menu, row.stamp = items, new_stamp()
    row.save(update_fields=["extra_menu", "stamp", "updated_at"])
    record(actor, "portal.home.changed", site, owner=site.organisation, changes={"extra_menu": None})


def _may(actor: Actor, site: PortalSite) -> None:
    if not may_administer_site(actor, site):
        raise Refused(_("Solo chi amministra l'ente cambia la home e il menu del sito."))


def _locked(actor: Actor, site: PortalSite) -> list[Said]:
    _may(actor, site)
    PortalSite.objects.select_for_update().get(pk=site.pk)
    return list(in_order(HomeBlock.objects.filter(site=site)))


def _write(actor: Actor, site: PortalSite, order: list[Said], changes: dict[str, Any]) -> None:
    HomeBlock.objects.bulk_create(
        [
            HomeBlock(site=site, code=said.code, position=place, hidden=said.hidden, title=said.own_title)
            for place, said in enumerate(order, start=1)
        ],
        update_conflicts=True,
        unique_fields=["site", "code"],
        update_fields=["position", "hidden", "title"],
    )
    PortalSite.objects.filter(pk=site.pk).update(stamp=new_stamp())
    record(actor, "portal.home.changed", site, owner=site.organisation, changes=changes)
