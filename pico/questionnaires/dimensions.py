"""The one thing that an anonymous response may keep of where somebody works: coarse, chosen by the author."""

from collections.abc import Mapping
from typing import Any

from django.db.models import OuterRef, Subquery
from django.utils.translation import gettext as _

from pico.organisations.models import Organisation, Population

# Upper ends of the classes of inhabitants, of our own choice (November 2026); the last class is open.
CLASSES = ((5_000, "fino a 5.000"), (15_000, "5.001-15.000"), (60_000, "15.001-60.000"))
LARGEST = "oltre 60.000"
CLASS_CHOICES = [(str(n), words) for n, words in enumerate([*(words for _most, words in CLASSES), LARGEST])]


def group_of(dimension: str, body: Organisation | None) -> str:
    """Return the words of the group of who works at a body.

    Args:
        dimension: of the round; empty when nothing is kept.
        body: the one acted for.
    """
    if not dimension:
        return ""
    if body is None:
        return _("non indicato")
    match dimension:
        case "PROVINCE":
            return body.province.short_name if body.province else _("nessuna Provincia")
        case "REGION":
            return body.region.name if body.region else _("nessuna regione")
        case "KIND":
            return str(body.get_kind_display())
    return _class_of(body)


def too_small(sizes: Mapping[str, int], least: int) -> set[str]:
    """Return the groups to put together so that none says who somebody is.

    Args:
        sizes: group -> how many responses.
        least: how many a group has at the least.

    Returns:
        Those that are too small and, while together they still are, the next smallest.
    """
    ordered = sorted(sizes, key=lambda group: (sizes[group], group))
    small = [group for group in ordered if sizes[group] < least]
    while small and sum(sizes[group] for group in small) < least and len(small) < len(ordered):
        small.append(ordered[len(small)])
    return set(small) - {""}


def _class_of(body: Organisation) -> str:
    rows = Population.objects.filter(municipality__organisation=body).order_by("-reference_date")
    count = rows.values_list("value", flat=True).first()
    if count is None:
        return _("non è un Comune")
    return next((words for most, words in CLASSES if count <= most), LARGEST)


def bodies_of_class(number: int) -> Any:
    """Return the ids of the municipalities of a class of inhabitants, by their latest count.

    Args:
        number: of ``CLASS_CHOICES``, from 0.
    """
    counts = Population.objects.filter(municipality__organisation=OuterRef("pk")).order_by("-reference_date")
    rows = Organisation.objects.annotate(inhabitants=Subquery(counts.values("value")[:1]))
    ends = [most for most, _words in CLASSES]
    if number > 0:
        rows = rows.filter(inhabitants__gt=ends[number - 1])
    rows = rows.filter(inhabitants__lte=ends[number]) if number < len(ends) else rows
    return rows.filter(inhabitants__isnull=False).order_by().values("pk")
