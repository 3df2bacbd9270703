"""Forms of the hand-over and of what each body does after it."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext as now
from django.utils.translation import gettext_lazy as _

from pico.base import dates, money
from pico.base.fields import DayField
from pico.sua.actions import LotContract
from pico.sua.forms.inputs import AmountField, LineField, ParagraphsField
from pico.sua.forms.tender_moves import DAY_HELP, CigField, lot_label
from pico.sua.models import Tender, TenderParticipant
from pico.sua.models.codes import HandoverPlan, NoStandstill
from pico.sua.rules import handover, parts, standstill


class NotifyForm(forms.Form):
    notified_on = DayField(
        label=_("Data dell'ultima comunicazione di aggiudicazione"),
        help_text=_("gg/mm/aaaa. Entro cinque giorni dall'atto, a tutti gli offerenti (art. 90)."),
    )


class HandoverForm(NotifyForm):
    """How the tender goes on, and what the office made sure of."""

    plan = forms.ChoiceField(
        label=_("Come passa all'ente"), choices=HandoverPlan.choices, widget=forms.RadioSelect
    )
    rups_checked = forms.BooleanField(
        label=_("Ho verificato che il RUP di ogni ente ha un profilo attivo sulla PCP di ANAC"),
        required=False,
    )
    note = ParagraphsField(
        label=_("Nota per l'ente"), max_length=2000, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )
    field_order = ("plan", "notified_on", "rups_checked", "note")

    def __init__(self, tender: Tender, data: Mapping[str, Any] | None = None) -> None:
        initial = {"plan": handover.proposed_plan(tender), "notified_on": tender.award_notified_on}
        super().__init__(data, initial=initial)
        unknown = handover.rups_to_check(tender)
        if unknown:
            names = ", ".join(str(part.organisation) for part in unknown)
            words = now("Non risulta dal registro dei RUP per: %(bodies)s.") % {"bodies": names}
            self.fields["rups_checked"].help_text = words
        else:
            del self.fields["rups_checked"]


class ContractForm(forms.Form):
    """What a body signed: one deed for all its lots."""

    use_required_attribute = False

    number = LineField(
        label=_("Numero di repertorio"), max_length=60, help_text=_("Ad esempio: rep. 1284/2027.")
    )
    signed_on = DayField(label=_("Stipulato il"), help_text=DAY_HELP)
    guarantee = AmountField(
        label=_("Garanzia definitiva"),
        help_text=_("L'importo della polizza o fideiussione (artt. 53 e 117). Scrivi 0 se non è dovuta."),
    )
    exemption = forms.ChoiceField(
        label=_("Perché non si è atteso"),
        choices=[("", _("Si è atteso il termine")), *NoStandstill.choices],
        required=False,
        help_text=_("Solo se il contratto è firmato prima del termine (art. 18 c. 3)."),
    )
    confirmed = forms.BooleanField(
        label=_("Ho letto gli avvisi e confermo"),
        required=False,
        help_text=_("Gli avvisi sono in cima alla pagina."),
    )

    def __init__(self, part: TenderParticipant, data: Mapping[str, Any] | None = None) -> None:
        super().__init__(data)
        tender = part.tender
        self.derived = tender.handover_plan == HandoverPlan.DERIVED
        self.shares = parts.shares_of(tender)[part.pk]
        for share in self.shares:
            key, name = share.lot.pk, lot_label(share.lot)
            if self.derived:
                self.fields[f"cig-{key}"] = CigField(
                    label=now("CIG derivato, %(lot)s") % {"lot": name},
                    help_text=now("Quello che hai preso con la scheda AD4: dieci caratteri."),
                )
            self.fields[f"amount-{key}"] = AmountField(
                label=now("Importo, %(lot)s") % {"lot": name}, positive=True, initial=share.amount,
                help_text=self._due(share.amount),
            )  # fmt: skip
        if not standstill.applies(tender):
            del self.fields["exemption"]
        first = ["number", "signed_on", "exemption"]
        lots = [name for name in self.fields if name.startswith(("cig-", "amount-"))]
        self.order_fields([*first, *lots, "guarantee", "confirmed"])

    @staticmethod
    def _due(amount: Decimal | None) -> str:
        return now("All'ente spettano %(amount)s.") % {"amount": money.euro(amount)} if amount else ""

    def lots(self) -> dict[int, LotContract]:
        """Return what was written of each lot."""
        return {
            share.lot.pk: LotContract(
                amount=self.cleaned_data[f"amount-{share.lot.pk}"],
                derived_cig=self.cleaned_data.get(f"cig-{share.lot.pk}", ""),
            )
            for share in self.shares
        }


class StartForm(forms.Form):
    on = DayField(
        label=_("Data di avvio"), help_text=_("Quella della scheda I1: consegna dei lavori o avvio.")
    )
    note = ParagraphsField(
        label=_("Nota"), max_length=2000, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )

    def __init__(self, _part: TenderParticipant, data: Mapping[str, Any] | None = None) -> None:
        super().__init__(data, initial={"on": dates.today()})


class CompleteForm(StartForm):
    on = DayField(label=_("Data di conclusione"), help_text=_("Quella della scheda che scegli."))
    scheda = forms.ChoiceField(
        label=_("Scheda ANAC"), choices=list(handover.FINAL_SCHEDE.items()), widget=forms.RadioSelect
    )
    field_order = ("scheda", "on", "note")
