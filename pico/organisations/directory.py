"""Finding bodies: by any word of the name, by any code they or their place have or had."""

from django.db.models import Q

from pico.base.identifiers import compact, pad_body_fiscal_code
from pico.organisations.models import MunicipalityCode, Organisation, OrganisationCode
from pico.organisations.models.bodies import OrganisationQuerySet
from pico.organisations.names import search_form

# key of the address -> columns; the last one is unique
SORTS = {
    "nome": ("search_name", "pk"),
    "tipo": ("kind", "search_name", "pk"),
    "territorio": ("unit__name", "search_name", "pk"),
    "stato": ("state", "search_name", "pk"),
}
MUNICIPAL = Organisation.Kind.MUNICIPALITY
Scheme = OrganisationCode.Scheme


def matching(rows: OrganisationQuerySet, text: str) -> OrganisationQuerySet:
    """Return the bodies that have all these words in their name, or this code, today or in the past.

    Args:
        rows: where to look.
        text: as typed: «oderz», «F999», «026051», «c_f999», «IT 80008870265».
    """
    codes = spellings(text)
    named = Q()
    for word in search_form(text).split():
        named &= Q(search_name__contains=word)
    holders = OrganisationCode.objects.filter(value__in=codes).values("organisation")
    places = MunicipalityCode.objects.filter(value__in=codes).values("municipality")
    coded = Q(pk__in=holders) | Q(municipality__in=places) | Q(municipality__belfiore__in=codes)
    return rows.filter(named | coded)


def spellings(text: str) -> list[str]:
    """Return the ways in which a code as typed may be stored: case, blanks, ``IT`` and lost zeros apart."""
    code = compact(text)
    number = code.removeprefix("IT")
    padded = pad_body_fiscal_code(number) if number.isdigit() and len(number) > 6 else None
    return sorted({code, code.lower(), number, *([padded] if padded else [])})


def sort(rows: OrganisationQuerySet, key: str) -> OrganisationQuerySet:
    """Return the rows in the order of a key (``-key`` descending); by name for any other."""
    columns = SORTS.get(key.removeprefix("-"), SORTS["nome"])
    return rows.order_by(*(f"-{name}" if key.startswith("-") else name for name in columns))


def lacking(rows: OrganisationQuerySet, what: str) -> OrganisationQuerySet:
    """Return the living bodies that lack something the registry should know.

    Args:
        what: a key of ``GAPS``.
    """
    rows = rows.in_being()
    held = OrganisationCode.objects.filter(valid_to=None)
    if what == "fiscale":
        return rows.exclude(
            pk__in=held.filter(scheme=Scheme.FISCAL).exclude(state="DISPUTED").values("organisation")
        )
    if what == "ipa":
        return rows.exclude(pk__in=held.filter(scheme=Scheme.IPA).values("organisation"))
    if what == "conteso":
        return rows.filter(pk__in=held.filter(state="DISPUTED").values("organisation"))
    if what == "istat":
        places = MunicipalityCode.objects.filter(scheme="ISTAT", valid_to=None)
        return rows.of_kind(MUNICIPAL).exclude(municipality__in=places.values("municipality"))
    if what == "popolazione":
        return rows.of_kind(MUNICIPAL).filter(municipality__populations=None)
    return rows.filter(pec="")


GAPS = {
    "fiscale": "Senza codice fiscale",
    "ipa": "Senza codice IPA",
    "istat": "Comuni senza codice ISTAT",
    "pec": "Senza PEC",
    "popolazione": "Comuni senza popolazione",
    "conteso": "Con un codice conteso",
}


def named(text: str) -> list[Organisation]:
    """Return the living bodies meant by a code or by a whole name; more than one when the name is shared.

    Args:
        text: «024022», «c_c119», «Castegnero», «Comune di Treviso».
    """
    codes, name = spellings(text), search_form(text)
    living = Organisation.objects.in_being().select_related("province", "municipality")
    holders = OrganisationCode.objects.filter(value__in=codes, valid_to=None).exclude(state="DISPUTED")
    places = MunicipalityCode.objects.filter(value__in=codes, valid_to=None).values("municipality")
    coded = Q(pk__in=holders.values("organisation")) | Q(municipality__in=places)
    found = list(living.filter(coded | Q(municipality__belfiore__in=codes) | Q(slug=text.strip().lower())))
    if found or not name:
        return found
    near = living.filter(search_name__contains=name).order_by("search_name", "pk")
    return [body for body in near if name in {search_form(body.name), search_form(body.short_name)}]
