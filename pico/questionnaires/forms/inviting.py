"""Whom to ask: organisations or people, by filters or by a list."""

import re
from collections import Counter
from functools import reduce
from operator import or_
from typing import Any

from django import forms
from django.db.models import Q
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from pico.accounts.models import Membership, User
from pico.accounts.roles import Role
from pico.base.money import number
from pico.organisations.models import MunicipalityCode, Organisation, OrganisationCode, Region
from pico.questionnaires.actions.inviting import MOST
from pico.questionnaires.dimensions import CLASS_CHOICES, bodies_of_class

LARGEST_FILE = 500_000
MOST_LINES = 10_000


class BodiesForm(forms.Form):
    """Organisations by kind and place."""

    kind = forms.MultipleChoiceField(
        label=lazy("Tipo di ente"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        choices=[
            ("PROVINCE", lazy("Province")),
            ("MUNICIPALITY", lazy("Comuni")),
            ("OTHER_BODY", lazy("Altri enti")),
            ("REGIONAL_UPI", lazy("UPI regionali")),
        ],
        help_text=lazy("Senza una scelta, di ogni tipo."),
    )
    province = forms.ModelChoiceField(
        label=lazy("Territorio della Provincia"),
        required=False,
        queryset=Organisation.objects.none(),
        empty_label=lazy("tutte"),
    )
    region = forms.ModelChoiceField(
        label=lazy("Regione"), required=False, queryset=Region.objects.none(), empty_label=lazy("tutte")
    )
    population = forms.MultipleChoiceField(
        label=lazy("Abitanti del Comune"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        choices=CLASS_CHOICES,
        help_text=lazy("Senza una scelta, con quanti siano. Una scelta lascia fuori chi non è un Comune."),
    )

    def __init__(self, data: Any, files: Any = None, *, owner: Organisation) -> None:
        initial = {"kind": ["MUNICIPALITY"], "province": owner.pk} if owner.kind == "PROVINCE" else {}
        super().__init__(data, files, initial=initial)
        provinces = self.fields["province"], self.fields["region"]
        provinces[0].queryset = Organisation.objects.filter(kind="PROVINCE").order_by("name")  # type: ignore[attr-defined]
        provinces[1].queryset = Region.objects.order_by("name")  # type: ignore[attr-defined]

    def bodies(self) -> Any:
        """Return the organisations that exist today and match."""
        data = self.cleaned_data
        rows = Organisation.objects.filter(active_to=None)
        if data["kind"]:
            rows = rows.filter(kind__in=data["kind"])
        if data["province"]:
            rows = rows.filter(province=data["province"])
        if data["region"]:
            rows = rows.filter(region=data["region"])
        if data["population"]:
            classes = [Q(pk__in=bodies_of_class(int(number))) for number in data["population"]]
            rows = rows.filter(reduce(or_, classes))
        return rows


class InviteForm(BodiesForm):
    """Which organisations to ask."""

    names = forms.CharField(
        label=lazy("Solo questi enti"),
        required=False,
        max_length=LARGEST_FILE,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=lazy(
            "Una denominazione o un codice per riga (IPA, ISTAT, catastale, fiscale), anche incollati da un "
            "foglio di calcolo. Senza, tutti quelli dei filtri qui sopra."
        ),
    )
    file = forms.FileField(
        label=lazy("Oppure un file CSV di codici"),
        required=False,
        help_text=lazy("Il codice o la denominazione nella prima colonna; al massimo 500 KB."),
    )

    def clean_names(self) -> list[str]:
        return first_cells(self.cleaned_data["names"])

    def clean_file(self) -> list[str]:
        """Return the first cell of each line of the file."""
        file = self.cleaned_data["file"]
        if not file:
            return []
        if file.size > LARGEST_FILE:
            raise forms.ValidationError(_("Il file supera 500 KB."))
        try:
            return first_cells(file.read().decode("utf-8-sig"))
        except UnicodeDecodeError:
            raise forms.ValidationError(_("Il file non è un testo UTF-8: salvalo come CSV UTF-8.")) from None

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        data["names"] = list(dict.fromkeys([*data.get("names", []), *data.get("file", [])]))
        if len(data["names"]) > MOST_LINES:
            self.add_error("names", _("Al massimo %(most)s righe.") % {"most": MOST_LINES})
        elif data.get("file"):  # a page cannot send a file twice: its lines go on as text
            kept: Any = self.data.copy()  # type: ignore[attr-defined]
            kept["names"] = "\n".join(data["names"])
            self.data = kept
        return data

    def found(self) -> list[Organisation]:
        """Return the organisations that match; those that nobody names are left out."""
        rows = self.bodies().exclude(kind="NATIONAL_UPI").order_by("name", "pk")
        names = self.cleaned_data["names"]
        if not names:
            return list(rows[: MOST + 1])
        known = self._known
        wanted = {pk for name in names for pk in known.get(name.casefold(), ())}
        return [row for row in rows if row.pk in wanted]

    @cached_property
    def _known(self) -> dict[str, set[int]]:
        """The organisations of the filters by every name and code they have."""
        rows = self.bodies()
        within = rows.order_by().values("pk")
        words = rows.values_list("pk", "name", "short_name", "slug", "municipality__belfiore")
        pairs = [(word, pk) for pk, *several in words for word in several if word]
        codes = OrganisationCode.objects.filter(organisation__in=within, valid_to=None).exclude(
            state=OrganisationCode.State.DISPUTED
        )
        pairs += codes.values_list("value", "organisation_id")
        places = MunicipalityCode.objects.filter(municipality__organisation__in=within, valid_to=None)
        pairs += places.values_list("value", "municipality__organisation__pk")
        found: dict[str, set[int]] = {}
        for word, pk in pairs:
            found.setdefault(word.casefold(), set()).add(pk)
        return found

    def unknown(self, found: Any) -> list[str]:
        """Return the names and codes written that no organisation of the filters has."""
        return [name for name in self.cleaned_data["names"] if name.casefold() not in self._known]


class InvitePeopleForm(BodiesForm):
    """Which people to ask: those who belong to some organisations now."""

    role = forms.MultipleChoiceField(
        label=lazy("Ruolo"),
        required=False,
        choices=Role.choices,
        widget=forms.CheckboxSelectMultiple,
        help_text=lazy("Senza una scelta, con ogni ruolo."),
    )
    names = forms.CharField(
        label=lazy("Solo queste persone"),
        required=False,
        max_length=20_000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=lazy("Un indirizzo di posta per riga. Senza, tutte quelle dei filtri qui sopra."),
    )

    def clean_names(self) -> list[str]:
        return [line.lower() for line in lines(self.cleaned_data["names"])]

    def found(self) -> Any:
        """Return the people that match; those whom nobody names are left out."""
        held = self.memberships().order_by().values("user_id")
        rows = User.objects.filter(is_active=True, pk__in=held)
        if self.cleaned_data["names"]:
            rows = rows.filter(email__in=self.cleaned_data["names"])
        return rows.order_by("pk")

    def memberships(self) -> Any:
        """Return what makes people match: their belonging to one of the bodies, with one of the roles."""
        rows = Membership.objects.unrestricted("whom to ask is counted by body, nobody's name is shown")
        rows = rows.active().filter(organisation__in=self.bodies().order_by().values("pk"))
        return rows.filter(role__in=self.cleaned_data["role"]) if self.cleaned_data["role"] else rows

    def counted(self, found: Any) -> list[str]:
        """Return how many people of which body, in words: a list of names is not the author's to read."""
        people = {row.pk for row in found}
        pairs = self.memberships().order_by("organisation__name").values_list("organisation__name", "user_id")
        counts = Counter(name for name, pk in dict.fromkeys(pairs) if pk in people)
        return [f"{name}: {number(count)}" for name, count in counts.items()]

    def unknown(self, found: Any) -> list[str]:
        """Return the addresses written that nobody of the filters has."""
        known = {row.email.lower() for row in found}
        return [name for name in self.cleaned_data["names"] if name not in known]


def lines(text: str) -> list[str]:
    """Return the lines that say something."""
    return [line.strip() for line in text.splitlines() if line.strip()]


def first_cells(text: str) -> list[str]:
    """Return the first cell of each line, as a spreadsheet copies it or saves it; a line may be one cell."""
    cells = [re.split(r"[;\t]", line, maxsplit=1)[0].strip().strip('"').strip() for line in lines(text)]
    return [cell for cell in cells if cell]
