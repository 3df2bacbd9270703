"""What each move of the tender asks, writes and tells: guards, figures, dates, the two ways of an award."""

from datetime import date, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from pico.base import dates
from pico.base.errors import Refused
from pico.notifications.models import Event
from pico.sua import actions, tasks
from pico.sua.models import ChecklistItem, Committee, Lot, Tender
from pico.sua.rules import award, publishing
from tests.factories.sua import (
    WORKS,
    Cast,
    attach_papers,
    item,
    make_in_state,
    make_move,
    make_pdf,
    make_rup_of,
    make_tender,
    new_cig,
    on,
    settle_precig,
)

pytestmark = pytest.mark.usefixtures("treviso_host")
ROME = ZoneInfo("Europe/Rome")


def events(tender: Tender) -> list[str]:
    return [event.transition for event in tender.events.order_by("pk")]


def last(tender: Tender):
    return tender.events.order_by("-pk").first()


def told(kind: str, tender: Tender) -> list[Event]:
    return list(Event.objects.unrestricted("test").filter(kind=f"sua.tender.{kind}", target_id=tender.pk))


class TestPreparing:
    def test_it_waits_for_a_rup_who_accepted(self, cast):
        tender = make_in_state(cast, "ACCEPTED")
        with pytest.raises(Refused, match="Serve un RUP che abbia accettato"):
            make_move(cast, tender, "prepare")
        make_rup_of(cast, tender)
        make_move(cast, tender, "prepare")
        tender.refresh_from_db()
        assert (tender.state, tender.hand) == ("PREPARATION", "rup")

    def test_an_investment_is_not_ready_without_its_cup(self, cast):
        tender = make_tender(cast, "PREPARATION")
        Tender.objects.unrestricted("test").filter(pk=tender.pk).update(investment=True)
        with pytest.raises(Refused, match="manca il CUP"):
            make_move(cast, tender, "ready")

    def test_the_documents_due_when_ready_are_asked_by_name(self, cast):
        tender = make_tender(cast, "PREPARATION")
        with pytest.raises(Refused, match="Manca il documento «Decisione a contrarre»"):
            actions.declare_ready(actor=cast.actor("rup"), tender=tender, number="1", on=dates.today())

    def test_papers_are_uploaded_by_the_rup_and_the_office_while_it_is_under_way(self, cast, client):
        tender = make_tender(cast, "PREPARATION")
        paper = ChecklistItem.objects.get(code="DECISION")
        for who in ("executive", "manager"):
            with pytest.raises(Refused, match="operatore SUA o il RUP"):
                actions.attach_paper(actor=cast.actor(who), tender=tender, item=paper, upload=make_pdf())
        with pytest.raises(Refused, match="ora non si può caricare"):
            actions.attach_paper(
                actor=cast.actor("sua"), tender=tender, item=item("FUNDING"), upload=make_pdf()
            )
        client.force_login(cast.rup)
        address = reverse("sua:papers", args=[tender.public_id])
        data = {f"item-{paper.pk}": make_pdf("decisione.pdf"), "acting": cast.province.pk}
        assert client.post(address, data).status_code == 302
        page = client.get(reverse("sua:tender_documents", args=[tender.public_id])).content.decode()
        assert ("decisione.pdf" in page, "Carica gli atti di gara" in page) == (True, True)
        client.force_login(cast.manager)
        page = client.get(reverse("sua:tender_documents", args=[tender.public_id])).content.decode()
        assert ("decisione.pdf" in page, "Carica gli atti di gara" in page) == (True, False)
        assert client.get(address).status_code == 404

    def test_the_decision_is_not_dated_tomorrow(self, cast):
        tender = make_tender(cast, "PREPARATION")
        with pytest.raises(Refused, match="data futura"):
            make_move(cast, tender, "ready", on=dates.today() + timedelta(days=1))

    def test_the_event_keeps_the_data_as_they_were(self, cast):
        tender = make_tender(cast, "READY")
        kept = last(tender).payload
        assert (kept["snapshot"], kept["title"], kept["base_amount"], kept["lots"][0][2]) == (
            1,
            tender.title,
            "96000.00",
            "96000.00",
        )


class TestPublishing:
    def test_a_wrong_cig_is_refused_and_nothing_is_written(self, cast):
        tender = make_tender(cast, "READY")
        lot = tender.lots.get()
        for code in ("", "8527277398", "B5A1C2E87", "V000000000"):
            with pytest.raises(Refused):
                make_move(cast, tender, "publish", cigs={lot.pk: code})
        lot.refresh_from_db()
        assert (lot.cig, events(tender)[-1]) == ("", "ready")

    def test_a_doubtful_cig_is_a_warning_to_confirm(self, cast):
        tender = make_tender(cast, "READY")
        lot = tender.lots.get()
        with pytest.raises(Refused, match="ricontrolla il CIG") as refusal:
            make_move(cast, tender, "publish", cigs={lot.pk: "B5A1C2E874"}, confirmed=False)
        assert refusal.value.field == "confirmed"
        make_move(cast, tender, "publish", cigs={lot.pk: "B5A1C2E874"}, confirmed=True)
        lot.refresh_from_db()
        assert lot.cig == "B5A1C2E874"

    def test_a_cig_of_another_tender_is_refused_without_naming_it(self, cast):
        first, second = make_tender(cast, "PUBLISHED"), make_tender(cast, "READY")
        taken = first.lots.get().cig
        with pytest.raises(Refused, match="già usato") as refusal:
            make_move(cast, second, "publish", cigs={second.lots.get().pk: taken})
        assert first.number not in str(refusal.value)

    def test_the_database_keeps_a_cig_for_one_lot(self, cast):
        first, second = make_tender(cast, "PUBLISHED"), make_tender(cast, "READY")
        rows = Lot.objects.unrestricted("test").filter(tender=second)
        with pytest.raises(IntegrityError), transaction.atomic():
            rows.update(cig=first.lots.get().cig)

    def test_a_deadline_that_has_passed_is_refused(self, cast):
        tender = make_tender(cast, "READY")
        with pytest.raises(Refused, match="nel futuro"):
            make_move(cast, tender, "publish", offers_until=timezone.now() - timedelta(minutes=1))

    @pytest.mark.parametrize(
        ("moment", "warned"),
        [
            (datetime(2027, 3, 15, 12, 0, tzinfo=ROME), 0),
            (datetime(2027, 3, 14, 12, 0, tzinfo=ROME), 1),
            (datetime(2027, 3, 13, 12, 0, tzinfo=ROME), 1),
            (datetime(2027, 3, 29, 12, 0, tzinfo=ROME), 1),
            (datetime(2027, 3, 15, 23, 59, 30, tzinfo=ROME), 1),
        ],
    )
    def test_a_deadline_when_offices_are_closed_is_a_warning(self, moment, warned):
        assert len(publishing.warnings_of_deadline(moment)) == warned

    def test_bodies_and_rup_are_told(self, cast):
        tender = make_tender(cast, "PUBLISHED")
        (event,) = told("publish", tender)
        assert event.data["number"] == tender.number


class TestDeadline:
    def published(self, cast) -> Tender:
        with on("2027-02-15"):
            tender = make_tender(cast, "READY")
            make_move(cast, tender, "publish", offers_until=datetime(2027, 3, 15, 12, 0, tzinfo=ROME))
        tender.refresh_from_db()
        return tender

    def test_the_job_closes_once_dated_when_the_term_fell(self, cast):
        tender = self.published(cast)
        with time_machine.travel(datetime(2027, 3, 15, 11, 59, tzinfo=ROME), tick=False):
            assert tasks.close_bids.call() == 0
        with on("2027-03-20"):  # missed for days
            assert [tasks.close_bids.call() for _run in range(3)] == [1, 0, 0]
        tender.refresh_from_db()
        closing = last(tender)
        assert (tender.state, closing.transition, closing.at) == ("BIDS_CLOSED", "close", tender.offers_until)
        assert events(tender).count("close") == 1

    def test_an_extension_keeps_the_old_date_and_moves_the_closing(self, cast):
        tender = self.published(cast)
        new = datetime(2027, 3, 31, 12, 0, tzinfo=ROME)
        with on("2027-03-10"):
            make_move(cast, tender, "extend", offers_until=new)
        with on("2027-03-20"):
            assert tasks.close_bids.call() == 0
        kept = last(tender).payload
        tender.refresh_from_db()
        assert (datetime.fromisoformat(kept["from"]), tender.offers_until, tender.state) == (
            datetime(2027, 3, 15, 12, 0, tzinfo=ROME),
            new,
            "PUBLISHED",
        )

    def test_it_is_never_brought_forward_and_never_after_it_passed(self, cast):
        tender = self.published(cast)
        with on("2027-03-10"), pytest.raises(Refused, match="dopo quello in vigore"):
            make_move(cast, tender, "extend", offers_until=datetime(2027, 3, 12, 12, 0, tzinfo=ROME))
        with on("2027-03-16"), pytest.raises(Refused, match="già passato"):
            make_move(cast, tender, "extend", offers_until=datetime(2027, 3, 31, 12, 0, tzinfo=ROME))


class TestPanel:
    @pytest.mark.parametrize(
        ("criterion", "values", "sentence"),
        [
            ("quality", {"kind": "SEAT"}, "serve una commissione"),
            ("price", {"kind": "COMMITTEE"}, "seggio di gara"),
            ("quality", {"members": ["A B", "C D"]}, "dispari"),
            ("quality", {"members": ["A", "B", "C", "D", "E", "F", "G"]}, "dispari"),
            ("quality", {"members": ["A B", "A B", "C D"]}, "due volte"),
            ("quality", {"members": []}, "uno per riga"),
            ("quality", {"declared": False}, "dichiarazioni"),
            ("quality", {"bids": 0}, "deserta"),
            ("quality", {"appointed_on": date(2020, 1, 1)}, "dopo il termine delle offerte"),
        ],
    )
    def test_what_the_law_does_not_admit_is_refused(self, cast, criterion, values, sentence):
        tender = make_tender(cast, "BIDS_CLOSED", criterion=criterion)
        with pytest.raises(Refused, match=sentence):
            make_move(cast, tender, "evaluate", **values)
        assert Committee.objects.unrestricted("test").filter(tender=tender).count() == 0


class TestAward:
    def test_the_discount_spares_safety_and_labour(self):
        base, fixed = Decimal(1250000), Decimal(425000)
        assert award.after_discount(base, fixed, Decimal("11.8")) == Decimal("1152650.00")
        assert award.after_discount(Decimal("0.05"), Decimal(0), Decimal(50)) == Decimal("0.03")
        assert award.after_discount(base, fixed, Decimal(0)) == base

    def test_the_scenario_ends_at_its_amount(self, cast):
        tender = make_tender(cast, "AWARDED", **WORKS)
        lot = tender.lots.get()
        assert (lot.outcome, lot.awarded_amount, lot.winners) == (
            "AWARDED",
            Decimal("1152650.00"),
            [{"name": "Edilnord S.r.l.", "tax_code": "00488410010"}],
        )
        assert told("award", tender)[0].data["total"] == "1.152.650,00\xa0€"

    def test_a_lot_ends_with_a_winner_or_with_a_reason(self, cast):
        tender = make_tender(cast, "EVALUATION")
        lot = tender.lots.get()
        with pytest.raises(Refused, match="Lotto 1: scrivi chi è primo"):
            make_move(cast, tender, "propose", awards={lot.pk: actions.LotAward()})
        for sentence, values in [
            ("da 0 a meno di 100", {"discount": Decimal(100)}),
            ("importo aggiudicato", {"amount": Decimal(96001)}),
        ]:
            one = actions.LotAward(name="A", tax_code="1", **values)
            with pytest.raises(Refused, match=sentence):
                make_move(cast, tender, "propose", awards={lot.pk: one})

    def test_nothing_is_awarded_when_no_lot_has_a_winner(self, cast):
        tender = make_tender(cast, "PROPOSED")
        lot = tender.lots.get()
        with pytest.raises(Refused, match="Nessun lotto ha un aggiudicatario"):
            make_move(cast, tender, "award", awards={lot.pk: actions.LotAward(reason="ins-fund")})
        lot.refresh_from_db()
        assert lot.outcome == "PENDING"

    def test_the_winner_is_checked_before_the_act(self, cast):
        tender = make_tender(cast, "PROPOSED")
        with pytest.raises(Refused, match="prima dell'aggiudicazione"):
            make_move(cast, tender, "award", on=dates.today() - timedelta(days=1))

    def test_a_winner_who_withdraws_leaves_the_place_to_the_second(self, cast):
        tender = make_tender(cast, "AWARDED")
        make_move(cast, tender, "reopen")
        lot, kept = tender.lots.get(), last(tender).payload["lots"][0]
        tender.refresh_from_db()
        assert [row["name"] for row in lot.ranking] == ["Costruzioni Piave S.p.A."]
        assert (lot.outcome, lot.winners, lot.awarded_amount) == ("PENDING", [], None)
        assert (kept["winners"][0]["name"], kept["discount"]) == ("Edilnord S.r.l.", "11.800")
        assert (tender.state, tender.award_number, tender.awarded_on) == ("EVALUATION", "", None)

    def test_a_direct_award_takes_its_own_schede_only(self, cast):
        tender = make_tender(cast, "READY")
        with pytest.raises(Refused, match="AD1-AD5"):
            make_move(cast, tender, "assign", scheda="P7_2")
        make_move(cast, tender, "assign", scheda="A3_6")
        tender.refresh_from_db()
        assert (tender.state, tender.scheda, tender.offers_until) == ("AWARDED", "A3_6", None)

    @pytest.mark.parametrize(
        ("kind", "amount", "right", "wrong"),
        [
            ("SUPPLIES", "4999.99", "AD5", "AD3"),
            ("SUPPLIES", "5000.00", "AD3", "AD5"),
            ("WORKS", "149999.99", "AD3", "AD2_25"),
            ("WORKS", "150000.00", "AD2_25", "AD3"),
            ("SUPPLIES", "216000.00", "AD1_25", "AD2_25"),
        ],
    )
    def test_a_direct_award_with_the_scheda_of_another_value_is_a_warning(
        self, cast, kind, amount, right, wrong
    ):
        values = {"contract_object": kind, "base_amount": Decimal(amount), "safety_costs": None}
        tender = make_tender(cast, "READY")
        Tender.objects.unrestricted("test").filter(pk=tender.pk).update(**values, labour_costs=None)
        tender.lots.update(amount=Decimal(amount))
        said = f"La scheda {wrong} non va con un affidamento di questo valore: le tabelle propongono {right}:"
        with pytest.raises(Refused) as refusal:
            make_move(cast, tender, "assign", scheda=wrong, confirmed=False)
        assert (str(refusal.value).startswith(said), refusal.value.field) == (True, "confirmed")
        make_move(cast, tender, "assign", scheda=right, confirmed=False)

    def test_each_lot_of_several_carries_its_part_of_the_fixed_costs(self, cast):
        lots = [Lot(n=1, amount=Decimal(300000)), Lot(n=2, amount=Decimal("700000.01"))]
        tender = Tender(safety_costs=Decimal("100.01"), labour_costs=None)
        parts = award.undiscounted(tender, lots)
        assert (parts, sum(parts.values())) == ({1: Decimal("30.00"), 2: Decimal("70.01")}, Decimal("100.01"))


class TestEndings:
    def test_a_void_tender_says_so_of_each_lot(self, cast):
        tender = make_tender(cast, "NO_BIDS")
        assert [(lot.outcome, lot.reason) for lot in tender.lots.all()] == [("NOT_AWARDED", "no-rece")]
        assert tender.bids_received == 0

    def test_every_lot_needs_its_reason(self, cast):
        tender = make_tender(cast, "BIDS_CLOSED")
        with pytest.raises(Refused, match="motivo per ogni lotto"):
            make_move(cast, tender, "fail", reasons={tender.lots.get().pk: "altro"})

    @pytest.mark.parametrize("move", ["cancel", "revoke"])
    def test_an_end_has_an_act_and_a_reason_and_closes_the_lots(self, cast, move):
        tender = make_tender(cast, "PUBLISHED")
        with pytest.raises(Refused, match="atto e il motivo"):
            make_move(cast, tender, move, reason=" ")
        make_move(cast, tender, move)
        tender.refresh_from_db()
        assert [lot.outcome for lot in tender.lots.all()] == ["CANCELLED"]
        assert (tender.outcome_reason, tender.hand) == ("Il finanziamento è venuto meno.", "nessuno")

    def test_an_appeal_is_shown_until_it_is_settled(self, cast, client):
        tender = make_tender(cast, "AWARDED")
        make_move(cast, tender, "appeal")
        client.force_login(cast.manager)
        address = reverse("sua:detail", args=[tender.public_id])
        assert "ricorso pendente" in client.get(address).content.decode()
        with pytest.raises(Refused, match="già registrato"):
            make_move(cast, tender, "appeal")
        make_move(cast, tender, "settle")
        assert "ricorso pendente" not in client.get(address).content.decode()


class TestPages:
    def address(self, move: str, tender: Tender) -> str:
        return reverse(f"sua:{move}", args=[tender.public_id])

    def test_the_rup_declares_the_tender_ready(self, cast, client):
        tender = make_tender(cast, "PREPARATION")
        client.force_login(cast.rup)
        assert "Manca il documento" in client.get(self.address("ready", tender)).content.decode()
        attach_papers(cast, tender)
        settle_precig(cast, tender)
        data = {"number": "412/2027", "on": dates.today().strftime("%d/%m/%Y"), "acting": cast.province.pk}
        assert client.post(self.address("ready", tender), data).status_code == 302
        tender.refresh_from_db()
        assert (tender.state, tender.decision_number) == ("READY", "412/2027")

    def test_what_lacks_is_said_before_anything_is_typed(self, cast, client):
        tender = make_in_state(cast, "ACCEPTED")
        client.force_login(cast.executive)
        page = client.get(self.address("prepare", tender)).content.decode()
        assert ("Serve un RUP" in page, "<textarea" in page) == (True, False)

    def test_the_operator_publishes_and_a_mistake_keeps_what_was_typed(self, cast, client):
        tender = make_tender(cast, "READY")
        lot = tender.lots.get()
        data = {
            "pad_name": "Piattaforma Appalti", "pad_url": "https://pad.example/gare/1", "scheda": "p7_2",
            f"cig-{lot.pk}": "8527277398", "published_on": dates.today().strftime("%d/%m/%Y"),
            "day": "15/03/2099", "hour": "12:00", "confirmed": "on", "acting": cast.province.pk,
        }  # fmt: skip
        client.force_login(cast.sua)
        wrong = client.post(self.address("publish", tender), data)
        page = wrong.content.decode()
        assert (wrong.status_code, 'value="8527277398"' in page, "non è un CIG" in page) == (422, True, True)
        data[f"cig-{lot.pk}"] = new_cig().lower()
        assert client.post(self.address("publish", tender), data).status_code == 302
        tender.refresh_from_db()
        assert (tender.state, tender.scheda) == ("PUBLISHED", "P7_2")

    def test_the_executive_awards_what_was_proposed(self, cast, client):
        tender = make_tender(cast, "PROPOSED")
        lot = tender.lots.get()
        client.force_login(cast.executive)
        page = client.get(self.address("award", tender)).content.decode()
        assert 'value="Edilnord S.r.l."' in page
        day = dates.today().strftime("%d/%m/%Y")
        data = {
            "number": "530/2027", "on": day, "checked_on": day, f"lotto-{lot.pk}-name": "Edilnord S.r.l.",
            f"lotto-{lot.pk}-tax_code": "00488410010", f"lotto-{lot.pk}-discount": "11,8",
            f"lotto-{lot.pk}-amount": "", f"lotto-{lot.pk}-reason": "", "acting": cast.province.pk,
        }  # fmt: skip
        assert client.post(self.address("award", tender), data).status_code == 302
        lot.refresh_from_db()
        assert (lot.outcome, lot.awarded_amount) == ("AWARDED", Decimal("84672.00"))

    def test_a_second_province_finds_nothing(self, cast, client):
        tender = make_tender(cast, "AWARDED")
        brescia = Cast("Desenzano del Garda", "brescia")
        for person in (brescia.sua, brescia.executive, brescia.manager):
            client.force_login(person)
            found = [client.get(self.address(move, tender)).status_code for move in ("detail", "reopen")]
            assert found == [404, 404]
            assert client.get(reverse("sua:export", args=["json"])).json() == []

    def test_the_rup_of_one_tender_is_not_the_rup_of_another(self, cast, client):
        make_tender(cast, "PREPARATION")
        other = make_in_state(cast, "ACCEPTED")
        client.force_login(cast.rup)
        assert client.get(self.address("ready", other)).status_code == 404
