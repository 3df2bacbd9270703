"""What a change of level would do to a category and what is under it, told before it is done."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from pico.base.money import number
from pico.community.models import Category, Topic
from pico.sharing.levels import NEEDS_CONFIRMATION, WIDTH, Level, widens
from pico.sharing.models import Invitation


@dataclass(frozen=True)
class Touched:
    """How many rows under a category change their audience with it.

    Args:
        categories: those below that are narrowed, the category itself not counted.
        topics: discussions in it and in them, waiting and refused ones too.
    """

    categories: int = 0
    topics: int = 0

    @property
    def words(self) -> str:
        """What there is, as «1 sottocategoria e 3 discussioni»; what is missing is not named."""
        categories = ngettext("%(count)s sottocategoria", "%(count)s sottocategorie", self.categories)
        topics = ngettext("%(count)s discussione", "%(count)s discussioni", self.topics)
        parts = [(categories, self.categories), (topics, self.topics)]
        return _(" e ").join(text % {"count": number(count)} for text, count in parts if count)


def wider_below(category: Category, level: str) -> Any:
    """Return the categories under one that would be wider than it at a new level."""
    rows = Category.objects.unrestricted("the categories under one in hand are counted, their names not told")
    wider = [one for one in Level if WIDTH[one] > WIDTH[Level(level)]]
    return rows.filter(Q(parent=category) | Q(parent__parent=category), level__in=wider)


def touched_by(category: Category, level: str) -> Touched:
    """Return what changes its audience when a category takes a new level."""
    below = wider_below(category, level).order_by().values("pk")
    topics = Topic.objects.unrestricted("the discussions of a category in hand are counted, not told")
    here = topics.filter(Q(category=category) | Q(category__in=below))
    return Touched(below.count(), here.count())


def has_invited(category: Category) -> bool:
    """Say whether somebody is invited to a category: invitations count only while it is INVITED."""
    rows = Invitation.objects.unrestricted("whether a category in hand has invitations is asked, not to whom")
    return category.level == Level.INVITED and rows.open().of(category).exists()


def drops_invited(category: Category, level: str) -> bool:
    """Say whether people invited to a category may see it no more at a new level (community.md 5)."""
    return level not in {Level.INVITED, Level.PUBLIC} and has_invited(category)


def must_confirm(category: Category, level: str) -> bool:
    """Say whether a new level is asked about: much wider, or without the invited, or narrowing others."""
    much_wider = widens(category.level, level) and level in NEEDS_CONFIRMATION
    return much_wider or drops_invited(category, level) or wider_below(category, level).exists()


def loses_audience(old: Category, new: Category) -> bool:
    """Say whether somebody who sees the first category may not see the second."""
    if old.owner_id != new.owner_id:
        return new.level != Level.PUBLIC
    if new.level == Level.INVITED or WIDTH[Level(new.level)] < WIDTH[Level(old.level)]:
        return True
    return drops_invited(old, new.level)
