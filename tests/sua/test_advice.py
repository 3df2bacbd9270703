"""What the amounts mean, on the pages and in the guards of rows 7 and 10 (sua.md 5.1, 5.3, 8.2)."""

from datetime import date, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from django.urls import reverse
from django.utils import timezone

from pico.base.errors import Refused
from pico.notifications.models import Event
from pico.sua import actions
from pico.sua.models import Qualification, Threshold
from pico.sua.rules import advice, publishing
from pico.sua.tasks import accept_by_silence
from tests.factories.sua import (
    SUPPLIES,
    WORKS,
    make_draft,
    make_in_review,
    make_move,
    make_tender,
    on,
    qualify,
    stranger,
)

pytestmark = pytest.mark.django_db


def words(tender) -> dict[str, str]:
    return {one.what: one.text.replace("\xa0", " ") for one in advice.of(tender)}


class TestSentences:
    def test_the_works_of_the_scenario_need_the_sua_and_ten_bidders(self, cast):
        qualify(cast.province)
        tender = make_draft(cast, **WORKS)
        found = words(tender)
        assert found["Serve la SUA?"] == (
            "Lavori oltre 500.000,00 € e Comune di Oderzo non risulta qualificato: serve la SUA."
        )
        assert found["Procedura possibile"] == "Negoziata senza bando con almeno 10 operatori."
        assert found["Scheda ANAC"].startswith("P7_2: ")
        assert "La SUA può?" not in found

    def test_options_and_renewals_count_and_are_explained(self, cast):
        values = {**SUPPLIES, "options": Decimal("50000.00"), "renewals": Decimal("80000.00")}
        found = words(make_draft(cast, **values))
        assert found["Valore stimato"].startswith(
            "226.000,00 € = base 96.000,00 € + opzioni 50.000,00 € + rinnovi 80.000,00 €, IVA esclusa"
        )
        assert advice.is_above_eu(make_draft(cast, **values), date(2026, 6, 1))

    @pytest.mark.parametrize(
        ("kind", "amount", "start"),
        [
            ("SUPPLIES", "139999.99", "Sotto 140.000,00 € è ammesso l'affidamento diretto"),
            ("SUPPLIES", "140000.00", "Negoziata senza bando con almeno 5 operatori"),
            ("SUPPLIES", "216000.00", "Da soglia europea"),
            ("WORKS", "999999.99", "Negoziata senza bando con almeno 5 operatori"),
            ("WORKS", "1000000.00", "Negoziata senza bando con almeno 10 operatori"),
        ],
    )
    def test_each_band_proposes_its_procedure(self, cast, kind, amount, start):
        tender = make_draft(cast, **{**SUPPLIES, "contract_object": kind, "base_amount": Decimal(amount)})
        tender.published_on = date(2026, 6, 1)
        assert words(tender)["Procedura possibile"].startswith(start)

    def test_the_bands_are_rows_of_the_table(self, cast):
        Threshold.objects.create(
            code="NEGOTIATED_15_WORKS", label="Prova", value=Decimal(1200000),
            valid_from=date(2023, 7, 1), source="prova",
        )  # fmt: skip
        assert "almeno 15 operatori" in words(make_draft(cast, **WORKS))["Procedura possibile"]

    def test_the_threshold_is_that_of_the_publication(self, cast):
        tender = make_draft(cast, **{**SUPPLIES, "base_amount": Decimal("218000.00")})
        tender.published_on = date(2025, 12, 31)
        assert not advice.is_above_eu(tender)
        tender.published_on = date(2026, 1, 1)
        assert advice.is_above_eu(tender)

    def test_a_declared_derogation_and_a_level_free_the_body(self, cast):
        tender = make_draft(cast, **{**WORKS, "derogation": 6})
        assert "può procedere anche da solo" in words(tender)["Serve la SUA?"]
        tender.derogation = None
        qualify(cast.body, 2)
        assert "può procedere anche da solo" in words(tender)["Serve la SUA?"]

    def test_a_missing_row_of_the_tables_is_said_and_breaks_no_page(self, cast, client):
        Threshold.objects.filter(code__startswith="EU_").delete()
        tender = make_draft(cast, **WORKS)
        client.force_login(cast.operator)
        page = client.get(reverse("sua:edit", args=[tender.public_id, "riepilogo"]))
        assert (page.status_code, "Manca la soglia EU_WORKS_CONCESSIONS" in page.content.decode()) == (
            200,
            True,
        )

    def test_it_stands_beside_the_amounts_and_in_the_summary(self, cast, client):
        tender = make_draft(cast, **WORKS)
        client.force_login(cast.operator)
        for step in ("oggetto", "riepilogo"):
            page = client.get(reverse("sua:edit", args=[tender.public_id, step])).content.decode()
            assert "serve la SUA" in page

    def ask(self, body, client, tender, **typed):
        acting = {"acting": body.pk, "version": tender.version}
        address = reverse("sua:edit", args=[tender.public_id, "oggetto"])
        return client.post(f"{address}?consigli=1", {**acting, **typed})

    def test_it_is_asked_of_what_is_typed_and_nothing_is_saved(self, cast, client):
        tender = make_draft(cast, **WORKS)
        client.force_login(cast.operator)
        typed = {"contract_object": "SUPPLIES", "base_amount": "96.000,00", "procedure": "open"}
        said = self.ask(cast.body, client, tender, **typed).content.decode().replace("\xa0", " ")
        assert "Sotto 140.000,00 € è ammesso" in said
        assert "<html" not in said
        before = tender.version
        tender.refresh_from_db()
        assert (tender.contract_object, tender.version) == ("WORKS", before)

    def test_of_an_amount_that_is_none_nothing_is_said(self, cast, client):
        tender = make_draft(cast, **WORKS)
        client.force_login(cast.operator)
        typed = {"contract_object": "WORKS", "base_amount": "1.250.0"}
        assert self.ask(cast.body, client, tender, **typed).content.strip() == b""

    def test_who_may_not_write_the_draft_is_told_nothing_of_it(self, cast, client):
        tender = make_draft(cast, **WORKS)
        person, body = stranger(cast)
        client.force_login(person)
        assert self.ask(body, client, tender, base_amount="1").status_code == 404


class TestRowSeven:
    def test_beyond_the_level_of_the_province_nothing_is_accepted(self, cast, client):
        tender = make_in_review(cast, **WORKS)
        with pytest.raises(Refused, match="non risulta qualificata per lavori di 1"):
            actions.accept_request(actor=cast.actor("executive"), tender=tender)
        client.force_login(cast.executive)
        page = client.get(reverse("sua:accept", args=[tender.public_id])).content.decode()
        assert "non risulta qualificata" in page
        qualify(cast.province)
        assert actions.accept_request(actor=cast.actor("executive"), tender=tender).state == "ACCEPTED"

    def test_a_level_of_another_sphere_is_no_level(self, cast):
        qualify(cast.province)
        Qualification.objects.filter(organisation=cast.province, sphere="WORKS").delete()
        tender = make_in_review(cast, **WORKS)
        with pytest.raises(Refused):
            actions.accept_request(actor=cast.actor("executive"), tender=tender)

    @pytest.mark.parametrize(("able", "alarms"), [(True, 0), (False, 1)])
    def test_silence_accepts_anyway_and_alarms_the_executives(self, cast, able, alarms):
        if able:
            qualify(cast.province)
        with on("2027-01-11"):
            tender = make_in_review(cast, **WORKS)
        with on("2027-01-26"):
            accept_by_silence.func()
        tender.refresh_from_db()
        told = Event.objects.unrestricted("test").filter(kind="sua.request.unqualified")
        assert (tender.state, told.count()) == ("ACCEPTED", alarms)


ROME = ZoneInfo("Europe/Rome")


class TestRowTen:
    @pytest.mark.parametrize(
        ("procedure", "urgent", "days"),
        [("open", False, 30), ("open", True, 15), ("restricted", False, 60), ("restricted", True, 30)],
    )
    def test_from_the_threshold_on_the_table_says_the_first_day(self, cast, procedure, urgent, days):
        tender = make_draft(cast, **{**SUPPLIES, "base_amount": Decimal("300000.00")})
        tender.procedure, tender.urgency = procedure, urgent
        published = date(2026, 6, 3)
        first = datetime(2026, 6, 3, 12, tzinfo=ROME) + timedelta(days=days)
        while publishing.too_early(tender, published, first):  # the last day moves to a working one
            first += timedelta(days=1)
        assert (first.date() - published).days - days in {0, 1, 2, 3}
        sentence = publishing.too_early(tender, published, first - timedelta(days=4))
        assert ("D.Lgs. 36/2023" in sentence, "giorni dalla pubblicazione" in sentence) == (True, True)

    def test_below_it_any_later_day_will_do(self, cast):
        tender = make_draft(cast, **SUPPLIES)
        assert publishing.too_early(tender, date(2026, 6, 3), datetime(2026, 6, 5, 12, tzinfo=ROME)) == ""

    def test_publishing_too_early_is_refused_beside_the_day(self, cast):
        tender = make_tender(cast, "READY", base_amount=Decimal("300000.00"))
        soon = timezone.now() + timedelta(days=28)
        with pytest.raises(Refused, match="almeno 30 giorni") as refused:
            make_move(cast, tender, "publish", scheda="P1_16", offers_until=soon)
        assert refused.value.field == "day"

    def test_the_form_has_the_proposed_scheda_and_why(self, cast, client):
        tender = make_tender(cast, "READY")
        client.force_login(cast.sua)
        page = client.get(reverse("sua:publish", args=[tender.public_id])).content.decode()
        assert ('value="P2_16"' in page, "sotto soglia europea" in page) == (True, True)

    def test_another_scheda_asks_to_confirm(self, cast):
        tender = make_tender(cast, "READY")
        with pytest.raises(Refused, match="La scheda P1_16 non va"):
            make_move(cast, tender, "publish", scheda="P1_16", confirmed=False)
        make_move(cast, tender, "publish", scheda="P1_16", confirmed=True)
