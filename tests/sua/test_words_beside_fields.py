"""What a person reads beside a wrong number, address or bidder: the words of that field."""

import importlib
import pkgutil
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from django import forms as django_forms
from django.urls import reverse

from pico.base import dates
from pico.base.errors import Refused
from pico.sua import actions, forms
from pico.sua.rules import publishing
from tests.factories.sua import SUPPLIES, make_draft, make_move, make_tender, new_cig

pytestmark = pytest.mark.usefixtures("treviso_host")
NUMBERS = (django_forms.IntegerField, django_forms.EmailField, django_forms.URLField, django_forms.TimeField)
USUAL = [
    one.default_error_messages.get("invalid")
    for one in (*NUMBERS, django_forms.DecimalField, django_forms.FloatField)
]


def every_form() -> list[type]:
    for module in pkgutil.iter_modules(forms.__path__):
        importlib.import_module(f"pico.sua.forms.{module.name}")
    found, left = [], [django_forms.BaseForm]
    while left:
        subclasses = left.pop().__subclasses__()
        left += subclasses
        found += [one for one in subclasses if one.__module__.startswith("pico.sua.forms")]
    return found


def test_every_number_and_address_has_words_of_its_own():
    usual = [
        f"{form.__name__}.{name}"
        for form in every_form()
        for name, field in getattr(form, "base_fields", {}).items()
        if isinstance(field, NUMBERS) and not isinstance(field.widget, django_forms.HiddenInput)
        for code in ("invalid", *(["min_value"] if hasattr(field, "min_value") else []))
        if field.error_messages.get(code) in (None, *USUAL)
    ]
    assert usual == []


def test_no_offer_leads_to_declaring_that_nobody_offered(cast, client):
    tender = make_tender(cast, "BIDS_CLOSED")
    client.force_login(cast.rup)
    answer = client.post(
        reverse("sua:evaluate", args=[tender.public_id]), {"bids": "0", "acting": cast.province.pk}
    )
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Con nessuna offerta dichiara la gara deserta." in page
    assert "Assicurati" not in page


class TestTwoBiddersOfOneRanking:
    def test_the_same_code_is_refused_beside_the_field_of_the_second(self, cast, client):
        tender = make_tender(cast, "EVALUATION")
        part = f"lotto-{tender.lots.get().pk}"
        client.force_login(cast.rup)
        data = {
            "anomaly": "Nessuna.", "acting": cast.province.pk, f"{part}-name": "Edilnord S.r.l.",
            f"{part}-tax_code": "00488410010", f"{part}-discount": "5", f"{part}-second": "Altra S.r.l.",
            f"{part}-second_tax_code": "00488410010",
        }  # fmt: skip
        answer = client.post(reverse("sua:propose", args=[tender.public_id]), data)
        wrong = answer.context["form"].parts[0]["form"].errors
        assert answer.status_code == 422
        assert dict(wrong) == {"second_tax_code": ["È il codice fiscale del primo: controlla di chi è."]}

    def test_the_rule_holds_without_the_page(self, cast):
        tender = make_tender(cast, "EVALUATION")
        award = actions.LotAward(
            name="Edilnord S.r.l.", tax_code="00488410010", second="Altra", second_tax_code="00488410010"
        )
        with pytest.raises(Refused, match="hanno lo stesso codice fiscale"):
            actions.propose_award(
                actor=cast.actor("rup"), tender=tender, awards={tender.lots.get().pk: award}, anomaly="No"
            )


def published(cast, tender, **more) -> dict[str, str]:
    return {
        "pad_name": "Piattaforma Appalti", "pad_url": "https://pad.example/gare/1", "scheda": "P2_16",
        f"cig-{tender.lots.get().pk}": new_cig(), "hour": "12:00", "acting": cast.province.pk,
        "published_on": dates.today().strftime("%d/%m/%Y"), "day": "15/03/2099", **more,
    }  # fmt: skip


class TestPublishing:
    def test_each_warning_is_its_own_and_the_box_is_there_only_then(self, cast, client):
        tender = make_tender(cast, "READY")
        address = reverse("sua:publish", args=[tender.public_id])
        data = published(cast, tender, scheda="P1_16")
        client.force_login(cast.sua)
        assert 'name="confirmed"' not in client.get(address).content.decode()
        page = client.post(address, data).content.decode()
        assert ("Avvisi da confermare" in page, 'name="confirmed"' in page) == (True, True)
        assert page.count("<li>La scheda P1_16 non va con procedura e valore") == 1
        assert page.count("<li>Il termine delle offerte") == 2  # a Sunday, and far away
        assert "da correggere" not in page
        assert client.post(address, {**data, "confirmed": "on"}).status_code == 302

    def test_with_another_mistake_no_box_is_shown(self, cast, client):
        tender = make_tender(cast, "READY")
        client.force_login(cast.sua)
        data = published(cast, tender, pad_url="non un indirizzo")
        page = client.post(reverse("sua:publish", args=[tender.public_id]), data).content.decode()
        assert "Scrivi l&#x27;indirizzo per intero, ad esempio https://piattaforma.it/gara/42" in page
        assert 'name="confirmed"' not in page

    def test_a_day_before_the_decision_is_refused_beside_it(self, cast):
        tender = make_tender(cast, "READY")
        before = tender.decision_on - timedelta(days=1)
        with pytest.raises(Refused, match="La pubblicazione viene dopo la decisione a contrarre") as refused:
            make_move(cast, tender, "publish", published_on=before)
        assert refused.value.field == "published_on"

    @pytest.mark.parametrize(
        ("urgent", "said"),
        [
            (True, "Sono meno del solito perché la gara è urgente (art. 71 c. 3 del Codice)."),
            (False, "Li riduce solo l'urgenza, motivata nei dati della gara (art. 71 c. 3 del Codice)."),
        ],
    )
    def test_the_shortest_term_says_what_urgency_does(self, cast, urgent, said):
        tender = make_draft(cast, **{**SUPPLIES, "base_amount": Decimal("300000.00")})
        tender.procedure, tender.urgency = "open", urgent
        day = datetime(2026, 6, 10, 12, tzinfo=UTC)
        assert said in publishing.too_early(tender, date(2026, 6, 3), day)
