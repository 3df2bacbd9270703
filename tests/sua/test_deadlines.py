"""The deadlines of a tender: computed from the dated rules, replaced, met and missed with its moves."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.urls import reverse

from pico.base import dates
from pico.base.actor import system_actor
from pico.base.dated import entries_of
from pico.base.errors import Refused
from pico.notifications.models import Event
from pico.sua import actions, tasks
from pico.sua.models import Deadline, Tender
from pico.sua.rules import deadlines, rup_todo
from tests.factories.accounts import make_member
from tests.factories.organisations import make_municipality_body, make_province
from tests.factories.sua import add_deadline, make_move, make_tender, on

pytestmark = pytest.mark.usefixtures("treviso_host")
ROME = ZoneInfo("Europe/Rome")


def address(name: str, tender: Tender, *more) -> str:
    return reverse(f"sua:{name}", args=[tender.public_id, *more])


def published(cast, **values) -> Tender:
    """The tender of acceptance 7: negotiated without notice, quality and price, of 15 February 2027."""
    with on("2027-02-15"):
        tender = make_tender(cast, "READY", procedure="neg-wo-call", criterion="quality", **values)
        make_move(
            cast, tender, "publish", published_on=date(2027, 2, 15),
            offers_until=datetime(2027, 3, 15, 12, tzinfo=ROME),
        )  # fmt: skip
    tender.refresh_from_db()
    return tender


def conclusion(tender: Tender) -> Deadline:
    return tender.deadlines.running().get(code__startswith="CONCLUSION")


def watch(tender: Tender) -> int:
    return actions.watch_deadlines(actor=system_actor("a test"), tender=tender)


class TestOfTheLaw:
    def test_works_are_announced_within_three_months_of_their_project(self, cast):
        with on("2027-01-11"):
            tender = make_tender(cast, "PREPARATION")
            values = {"contract_object": "WORKS", "project_approved_on": date(2026, 12, 1)}
            actions.save_draft(actor=cast.actor("sua"), tender=tender, version=tender.version, values=values)
            row = tender.deadlines.get(code="WORKS_TENDER")
            assert (row.due_on, row.state, row.source) == (
                date(2027, 3, 1),
                "OPEN",
                "All. I.3 D.Lgs. 36/2023",
            )
            tender.refresh_from_db()
            values = {"project_approved_on": date(2026, 12, 21)}
            actions.save_draft(actor=cast.actor("sua"), tender=tender, version=tender.version, values=values)
            rows = tender.deadlines.filter(code="WORKS_TENDER").order_by("pk")
            assert [(one.due_on, one.state) for one in rows] == [
                (date(2027, 3, 1), "REPLACED"), (date(2027, 3, 22), "OPEN"),
            ]  # fmt: skip
            event = tender.events.latest("pk")
            assert event.payload["changes"]["Progetto approvato il"] == [
                "1º dicembre 2026",
                "21 dicembre 2026",
            ]

    def test_supplies_have_no_such_term(self, cast):
        tender = make_tender(cast, "PREPARATION")
        actions.save_draft(
            actor=cast.actor("sua"), tender=tender, version=tender.version,
            values={"project_approved_on": date(2026, 12, 1)},
        )  # fmt: skip
        assert not tender.deadlines.filter(code="WORKS_TENDER").exists()

    def test_the_conclusion_is_the_one_of_the_acceptance_table(self, cast):
        row = conclusion(published(cast))
        assert (row.due_on, row.amber_on, row.red_on) == (
            date(2027, 6, 15),
            date(2027, 5, 16),
            date(2027, 6, 3),
        )
        assert row.source == "All. I.3 D.Lgs. 36/2023"
        words = [deadlines.standing(row, date(2027, month, day)) for month, day in
                 ((5, 15), (5, 16), (6, 2), (6, 3), (6, 16))]  # fmt: skip
        assert words == [
            ("in corso", "info"),
            ("si avvicina", "warning"),
            ("si avvicina", "warning"),
            ("urgente", "danger"),
            ("scaduta", "danger"),
        ]

    def test_publication_begins_the_terms_of_offers_and_of_their_validity(self, cast):
        tender = published(cast)
        found = {row.code: row.due_on for row in tender.deadlines.running()}
        assert found["OFFERS"] == date(2027, 3, 15)
        # 180 days are 11 September, a Saturday: the next working day.
        assert found["OFFER_VALIDITY"] == date(2027, 9, 13)

    def test_an_extension_keeps_the_old_term_as_replaced(self, cast):
        tender = published(cast)
        with on("2027-03-01"):
            make_move(cast, tender, "extend", offers_until=datetime(2027, 3, 22, 12, tzinfo=ROME))
        rows = tender.deadlines.filter(code="OFFERS").order_by("pk").values_list("state", "due_on")
        assert list(rows) == [("REPLACED", date(2027, 3, 15)), ("OPEN", date(2027, 3, 22))]
        assert tender.deadlines.filter(code="OFFER_VALIDITY").count() == 2
        assert conclusion(tender).due_on == date(2027, 6, 15)

    def test_the_award_meets_the_conclusion_and_begins_the_contract(self, cast):
        tender = make_tender(cast, "AWARDED")
        row = tender.deadlines.get(code__startswith="CONCLUSION")
        assert (row.state, row.closed_on) == ("MET", dates.today())
        contract = tender.deadlines.running().get(code="CONTRACT_BELOW_EU")
        assert contract.starts_on == tender.awarded_on

    def test_back_to_the_evaluation_the_conclusion_runs_again(self, cast):
        tender = make_tender(cast, "AWARDED")
        make_move(cast, tender, "reopen")
        assert conclusion(tender).closed_on is None
        assert not tender.deadlines.running().filter(code__startswith="CONTRACT").exists()

    def test_a_revoked_tender_has_no_deadline_that_runs(self, cast):
        tender = make_tender(cast, "PUBLISHED")
        make_move(cast, tender, "revoke")
        assert not tender.deadlines.running().exists()

    def test_the_clock_of_a_request_is_met_by_the_decision_and_replaced_by_a_suspension(self, cast):
        tender = make_tender(cast, "ACCEPTED")
        row = tender.deadlines.get(code="SILENT_ACCEPTANCE")
        assert (row.state, row.due_on) == ("MET", tender.term_on)


class TestTheJob:
    def test_a_term_that_fell_is_missed_once_on_its_own_day_however_late_the_job_comes(self, cast):
        tender = published(cast)
        with on("2027-06-25"):
            assert [watch(tender), watch(tender)] == [1, 0]
        row = tender.deadlines.get(code__startswith="CONCLUSION")
        assert (row.state, row.closed_on) == ("MISSED", date(2027, 6, 15))
        assert Event.objects.unrestricted("test").filter(kind="sua.deadline.missed").count() == 1

    def test_it_reminds_once_at_each_of_the_three_days(self, cast):
        tender = published(cast)
        sent = {}
        for day in ("2027-06-07", "2027-06-08", "2027-06-09", "2027-06-13", "2027-06-15"):
            with on(day):
                sent[day[-2:]] = watch(tender) + watch(tender)
        assert sent == {"07": 0, "08": 1, "09": 0, "13": 1, "15": 1}

    def test_days_without_the_job_are_made_up_for_once(self, cast):
        tender = published(cast)
        with on("2027-06-14"):
            assert [watch(tender), watch(tender)] == [1, 0]

    def test_it_writes_what_older_tenders_never_had(self, cast):
        tender = published(cast)
        tender.deadlines.all().delete()
        with on("2027-03-01"):
            tasks.watch_deadlines.func()
        assert conclusion(tender).due_on == date(2027, 6, 15)


class TestByHand:
    def test_the_rup_extends_the_conclusion_with_a_reason_up_to_three_months(self, cast):
        tender = published(cast)
        with on("2027-05-20"):
            new = actions.extend_conclusion(
                actor=cast.actor("rup"), tender=tender, months=2, reason="Molti concorrenti."
            )
            assert (new.due_on, new.note) == (date(2027, 8, 16), "Molti concorrenti.")  # the 15th is a Sunday
            with pytest.raises(Refused, match="al massimo 3 mesi"):
                actions.extend_conclusion(actor=cast.actor("rup"), tender=tender, months=2, reason="Ancora.")
            last = actions.extend_conclusion(
                actor=cast.actor("rup"), tender=tender, months=1, reason="Anomalia.", anomaly=True
            )
            assert last.due_on == date(2027, 9, 15)
            watch(tender)
        assert conclusion(tender) == last
        assert tender.deadlines.filter(code=last.code, state="REPLACED").count() == 2

    def test_nobody_but_the_rup_extends_it_and_not_without_a_reason(self, cast):
        tender = published(cast)
        with on("2027-05-20"):
            with pytest.raises(Refused, match="lo proroga il RUP"):
                actions.extend_conclusion(actor=cast.actor("sua"), tender=tender, months=1, reason="Serve.")
            with pytest.raises(Refused, match="Scrivi il motivo"):
                actions.extend_conclusion(actor=cast.actor("rup"), tender=tender, months=1, reason=" ")

    def test_one_of_the_office_is_added_and_met_once(self, cast):
        tender = make_tender(cast, "PUBLISHED")
        row = add_deadline(cast, tender)
        assert actions.meet_deadline(actor=cast.actor("rup"), deadline=row).state == "MET"
        with pytest.raises(Refused, match="già chiusa"):
            actions.meet_deadline(actor=cast.actor("sua"), deadline=row)
        with pytest.raises(Refused, match="già passato"):
            add_deadline(cast, tender, days=-1)
        with pytest.raises(Refused, match="si chiude con il passaggio"):
            actions.meet_deadline(actor=cast.actor("sua"), deadline=conclusion(tender))


class TestWhereTheyShow:
    def test_the_tab_says_word_source_and_what_is_left(self, cast, client):
        tender = published(cast)
        with time_machine.travel(datetime(2027, 6, 5, 9, tzinfo=ROME), tick=False):
            client.force_login(cast.manager)
            page = client.get(address("deadlines", tender)).content.decode()
        for words in ("15 giugno 2027", "fra 10 giorni", "urgente", "All. I.3 D.Lgs. 36/2023"):
            assert words in page
        assert "Aggiungi una scadenza" not in page

    def test_a_deadline_is_added_and_extended_on_the_pages(self, cast, client):
        tender = make_tender(cast, "PUBLISHED")
        client.force_login(cast.rup)
        acting = {"acting": cast.province.pk}
        due = f"{dates.today() + timedelta(days=5):%Y-%m-%d}"
        added = client.post(
            address("deadline_new", tender), {"label": "Sopralluoghi", "due_on": due, **acting}
        )
        assert added.status_code == 302
        wrong = client.post(address("deadline_extend", tender), {"kind": "rup", "months": "4", **acting})
        assert wrong.status_code == 422
        data = {"kind": "rup", "months": "1", "reason": "Molti concorrenti.", **acting}
        assert client.post(address("deadline_extend", tender), data).status_code == 302
        page = client.get(address("deadlines", tender)).content.decode()
        assert ("Sopralluoghi" in page, "con 1 mese aggiunto" in page) == (True, True)
        row = tender.deadlines.get(code="")
        assert client.post(address("deadline_meet", tender, row.pk), acting).status_code == 302

    def test_red_ones_are_on_the_lists_and_the_filter_finds_them(self, cast):
        tender = published(cast)
        day = date(2027, 6, 4)
        with on("2027-06-04"):
            lines = rup_todo.of_office(cast.sua, cast.province)
            assert address("deadlines", tender) in [line.url for line in lines]
            assert address("deadlines", tender) in [line.url for line in rup_todo.of_rup(cast.rup)]
        rows = Tender.objects.visible_to(cast.sua)
        assert list(rows.with_term_at_risk(day)) == [tender]
        assert not rows.with_term_at_risk(date(2027, 5, 15)).exists()

    def test_they_are_in_the_calendar_of_who_sees_the_tender(self, cast):
        tender = published(cast)
        mine = entries_of(cast.manager, date(2027, 6, 1), date(2027, 6, 30), module="sua")
        assert [entry.url for entry in mine] == [address("deadlines", tender)]
        asolo = make_member(make_municipality_body("Asolo", cast.province), "organisation_manager")
        assert not entries_of(asolo, date(2027, 6, 1), date(2027, 6, 30), module="sua")

    def test_the_tab_asks_as_much_for_many_as_for_few(self, cast, client, django_assert_max_num_queries):
        tender = make_tender(cast, "PUBLISHED")
        client.force_login(cast.sua)
        client.get(address("deadlines", tender))
        with django_assert_max_num_queries(60) as one:
            client.get(address("deadlines", tender))
        for days in (3, 4, 5):
            add_deadline(cast, tender, days=days)
        with django_assert_max_num_queries(len(one)):
            client.get(address("deadlines", tender))

    def test_another_municipality_and_another_province_find_nothing(self, cast, client):
        tender = make_tender(cast, "PUBLISHED")
        asolo = make_municipality_body("Asolo", cast.province)
        brescia = make_province("Brescia", verticals=("sua",))
        for person in (make_member(asolo, "organisation_manager"), make_member(brescia, "sua_operator")):
            client.force_login(person)
            for name in ("deadlines", "deadline_new", "deadline_extend"):
                assert client.get(address(name, tender)).status_code == 404
            assert not Deadline.objects.visible_to(person).exists()

    def test_bodies_and_auditors_read_and_do_not_write(self, cast, client):
        tender = make_tender(cast, "PUBLISHED")
        for person in (cast.manager, make_member(cast.province, "auditor")):
            client.force_login(person)
            assert client.get(address("deadlines", tender)).status_code == 200
            assert client.get(address("deadline_new", tender)).status_code == 404
