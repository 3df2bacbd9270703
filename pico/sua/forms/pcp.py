"""What ANAC's platform asks of a tender, written by the SUA or the RUP before the CIG."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from pico.sua.forms.inputs import LineField
from pico.sua.forms.steps import FundingForm, ObjectForm
from pico.sua.models import Tender
from pico.sua.models.codes import Framework

_OBJECT, _FUNDING = ObjectForm.base_fields, FundingForm.base_fields


class PcpForm(forms.Form):
    """The fields of the request that the check asks for, and the two that only the Province writes."""

    use_required_attribute = False

    cpv_main = _OBJECT["cpv_main"]
    place_code = _OBJECT["place_code"]
    ccnl = _OBJECT["ccnl"]
    duration_days = _OBJECT["duration_days"]
    project_approved_on = _OBJECT["project_approved_on"]
    options = _OBJECT["options"]
    renewals = _OBJECT["renewals"]
    sector = _OBJECT["sector"]
    regime = _OBJECT["regime"]
    derogation = _OBJECT["derogation"]
    procedure = _OBJECT["procedure"]
    criterion = _OBJECT["criterion"]
    framework = forms.ChoiceField(
        label=_("Accordo quadro"),
        choices=Framework.choices,
        help_text=_("Con più enti deleganti la PCP ne vuole uno (art. 59 del Codice)."),
    )
    scheda = LineField(
        label=_("Scheda ANAC"),
        max_length=12,
        required=False,
        help_text=_("Vuota: vale quella proposta dal controllo. Ad esempio P7_2."),
    )
    funding = _FUNDING["funding"]
    investment = _FUNDING["investment"]
    cup = _FUNDING["cup"]
    pnrr = _FUNDING["pnrr"]
    pnrr_measure = _FUNDING["pnrr_measure"]
    quota_youth = _FUNDING["quota_youth"]
    quota_women = _FUNDING["quota_women"]

    groups = (
        (_("Oggetto e luogo"), ("cpv_main", "place_code", "ccnl", "duration_days", "project_approved_on")),
        (_("Valore e regole"), ("options", "renewals", "sector", "regime", "derogation")),
        (_("Procedura"), ("procedure", "criterion", "framework", "scheda")),
        (
            _("Finanziamento"),
            ("funding", "investment", "cup", "pnrr", "pnrr_measure", "quota_youth", "quota_women"),
        ),
    )

    clean_sector = ObjectForm.clean_sector
    clean_regime = ObjectForm.clean_regime

    @classmethod
    def opened(cls, tender: Tender, data: Mapping[str, Any] | None = None) -> "PcpForm":
        """Return the form with what is stored, or with what was typed."""
        return cls(data, initial={name: getattr(tender, name) for name in cls.base_fields})

    def clean_scheda(self) -> str:
        return self.cleaned_data["scheda"].strip().upper()

    def sections(self) -> list[dict[str, Any]]:
        """Return heading and fields of each group."""
        return [{"legend": label, "fields": [self[name] for name in names]} for label, names in self.groups]
