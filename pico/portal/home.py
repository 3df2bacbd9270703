"""The blocks of a home page: in which order, with which words, and what stands in each (portal.md 3.3).

What a site said of its blocks travels with the table of sites (pico.portal.hosts): no query of its own.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any

from pico.base.modules import modules
from pico.portal.models import HomeBlock

Code = HomeBlock.Code
VERTICALS = {Code.VERTICAL_SUA: "sua", Code.VERTICAL_SIT: "sit", Code.VERTICAL_SAPE: "sape"}
WITHOUT_TITLE = frozenset({Code.NOTICE_BAND, Code.HERO})
USUAL = tuple(Code)


@dataclass(frozen=True)
class Said:
    """What holds of one block on one site, said or usual."""

    code: Code
    hidden: bool = False
    own_title: str = ""

    @property
    def title(self) -> str:
        return self.own_title or str(self.code.label)

    @property
    def has_title(self) -> bool:
        return self.code not in WITHOUT_TITLE


def in_order(rows: Iterable[HomeBlock]) -> tuple[Said, ...]:
    """Return all blocks in the order of a site; those it never spoke of come after, in the usual order."""
    told = [Said(Code(row.code), row.hidden, row.title) for row in sorted(rows, key=lambda row: row.position)]
    known = {one.code for one in told}
    return (*told, *(Said(code) for code in USUAL if code not in known))


def is_offered(code: Code, *, level: str, verticals: Collection[str]) -> bool:
    """Say whether a block can stand on a site's home.

    Args:
        level: of the site.
        verticals: codes of the vertical modules the body switched on.
    """
    if code in VERTICALS:
        return level == "PROVINCE" and VERTICALS[code] in verticals and VERTICALS[code] in modules
    if code == Code.PROVINCES:
        return level != "PROVINCE"
    return code != Code.COURSES or "learning" in modules


def items_of(module: str, organisation: Any, limit: int) -> list[Any]:
    """Return what a module shows to everybody; nothing when it is not there."""
    if organisation is None or module not in modules:
        return []
    return list(modules.get(module).public_items(organisation, limit))
