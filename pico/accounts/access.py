"""What a person may see and do, read once per request from the memberships in force."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import cached_property, partial
from typing import Any

from django.db.models import Exists, OuterRef, Q

from pico.accounts.roles import Role
from pico.base.dates import today
from pico.base.prepared import prepared
from pico.base.registry import Registry
from pico.organisations.models import OrganisationEvent

# What other apps want to know of each membership at every request, asked in the same question: a name -> what
# makes the subquery, over OuterRef("user_id") and OuterRef("organisation_id").
marks: Registry[Callable[[], Exists]] = Registry("mark of a membership")


@dataclass(frozen=True)
class Held:
    """One active membership, with what is needed of its organisation.

    Args:
        marks: names of those of ``marks`` that hold for it.
    """

    organisation_id: int
    kind: str
    role: str
    name: str
    province_id: int | None
    region_id: int | None
    suspended: bool
    marks: frozenset[str] = frozenset()


# In the order of Held. Columns and not rows: this is read at every request.
COLUMNS = (
    "organisation_id", "organisation__kind", "role", "organisation__name", "organisation__province_id",
    "organisation__region_id", "suspended",
)  # fmt: skip
BEFORE = len(COLUMNS)  # then come took_over and the marks


@dataclass(frozen=True)
class Access:
    """The rights of one person at one moment. Sets of ids, no query behind an attribute."""

    user_id: int | None
    held: tuple[Held, ...] = ()
    took_over: frozenset[tuple[int, int]] = frozenset()  # (successor held, predecessor), all generations

    @property
    def is_registered(self) -> bool:
        """A registered person (level NETWORK) has at least one active membership."""
        return bool(self.held)

    @cached_property
    def organisation_ids(self) -> frozenset[int]:
        return frozenset(m.organisation_id for m in self.held)

    @cached_property
    def administered_ids(self) -> frozenset[int]:
        return frozenset(m.organisation_id for m in self.held if m.role == Role.ADMINISTRATOR)

    @cached_property
    def is_national_administrator(self) -> bool:
        return any(m.kind == "NATIONAL_UPI" and m.role == Role.ADMINISTRATOR for m in self.held)

    @cached_property
    def province_ids(self) -> frozenset[int]:
        """Provinces whose community the person belongs to."""
        return frozenset(m.province_id for m in self.held if m.province_id)

    @cached_property
    def region_ids(self) -> frozenset[int]:
        """Regions whose shared rows the person reads, through any organisation seated there."""
        return frozenset(m.region_id for m in self.held if m.region_id)

    @cached_property
    def reading_ids(self) -> frozenset[int]:
        """Own organisations and those they took the place of (mergers), whose rows keep the old owner."""
        return self.organisation_ids | {old for _new, old in self.took_over}

    @cached_property
    def reading_administered_ids(self) -> frozenset[int]:
        return self.administered_ids | {old for new, old in self.took_over if new in self.administered_ids}

    @cached_property
    def reading_roles(self) -> frozenset[tuple[int, str]]:
        """Pairs (organisation, role), counting a role at the successor as held at the predecessor."""
        own = {(m.organisation_id, m.role) for m in self.held}
        return frozenset(own | {(old, role) for new, old in self.took_over for at, role in own if at == new})

    def roles_at(self, organisation_id: int | None) -> frozenset[str]:
        return frozenset(m.role for m in self.held if m.organisation_id == organisation_id)

    def has(self, organisation_id: int | None, *roles: str) -> bool:
        """Say whether the person holds one of the roles at that organisation."""
        return bool(self.roles_at(organisation_id) & set(roles))

    def ids_where(self, *roles: str) -> frozenset[int]:
        """Return the organisations at which the person holds one of the roles."""
        return frozenset(m.organisation_id for m in self.held if m.role in roles)


NOBODY = Access(user_id=None)


def access_of(user: Any) -> Access:
    """Return the person's access, read once and kept on the user object (one per request).

    Args:
        user: a User, AnonymousUser or None.
    """
    if user is None or not getattr(user, "is_authenticated", False) or not user.is_active:
        return NOBODY
    known = user.__dict__.get("_access")
    if known is None:
        known = user.__dict__["_access"] = _read(user)
    return known


def forget_access(user: Any) -> None:
    """Read the memberships again at the next question (after a grant in the same request, in tests)."""
    user.__dict__.pop("_access", None)


def _read(user: Any) -> Access:
    day = today()
    rows = prepared(("access", str(day)), partial(_memberships, user.memberships.model.objects, day), user.pk)
    return Access(
        user_id=user.pk,
        held=tuple(Held(*(*row[:BEFORE], _marked(row[BEFORE + 1 :]))) for row in rows),
        took_over=_predecessors({row[0] for row in rows if row[BEFORE]}),
    )


def _marked(flags: Any) -> frozenset[str]:
    return frozenset(name for (name, _make), flag in zip(marks.items(), flags, strict=True) if flag)


def _memberships(rows: Any, day: date, user_id: int) -> Any:
    merged = OrganisationEvent.objects.filter(successors=OuterRef("organisation"), state="APPLIED")
    return (
        rows.unrestricted("a person's own rights are read to know them")
        .filter(user_id=user_id)
        .active(day)
        .annotate(suspended=Q(organisation__state="SUSPENDED"), took_over=Exists(merged))
        .annotate(**{f"mark_{n}": make() for n, (_name, make) in enumerate(marks.items())})
        .order_by("organisation__name", "role")
        .values_list(*COLUMNS, "took_over", *(f"mark_{n}" for n in range(len(marks))))
    )


def _predecessors(successors: set[int]) -> frozenset[tuple[int, int]]:
    """Return (successor, predecessor) through all generations of mergers; no query without a merger."""
    found: set[tuple[int, int]] = set()
    older = {pk: {pk} for pk in successors}  # body to look at -> the held ones it leads to
    while older:
        rows = OrganisationEvent.objects.filter(successors__in=older, state="APPLIED").values_list(
            "successors", "predecessors"
        )
        steps = {(new, old) for new, old in rows if old and new in older}
        pairs = {(held, old) for new, old in steps for held in older[new]} - found
        found |= pairs
        older = {}
        for held, old in pairs:
            older.setdefault(old, set()).add(held)
    return frozenset((held, old) for held, old in found if held != old)
