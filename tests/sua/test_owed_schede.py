"""Forms (schede) that bodies owe to ANAC after their contract, and how they judge the SUA at the end."""

from datetime import date

import pytest
from django.urls import reverse
from django_tasks_db.models import DBTaskResult

from pico.base import dates
from pico.base.actor import Actor, system_actor
from pico.base.errors import Refused
from pico.notifications.models import Event
from pico.questionnaires import actions as asking
from pico.questionnaires.models import Invitation
from pico.questionnaires.rules import purposes_for
from pico.sua import actions, module, tasks
from pico.sua.models import Deadline, SchedaRecord, Tender
from tests.factories.accounts import make_member
from tests.factories.questionnaires import make_round
from tests.factories.sua import Cast, make_move, make_tender, on, record_scheda, stranger

pytestmark = pytest.mark.usefixtures("treviso_host")

SURVEY = {
    "format": 1,
    "sections": [
        {"key": "service", "title": "Servizio", "items": [
            {"key": "content", "type": "yes_no", "label": "Siete soddisfatti?"},
        ]}
    ],
}  # fmt: skip


def due_of(person, organisation) -> list[tuple[str, date | None]]:
    return [(item.action, item.due) for item in module.todo_items(person, organisation)]


def reminders(tender: Tender) -> list[str]:
    rows = Event.objects.unrestricted("test").filter(kind="sua.scheda.owed", target_id=tender.pk)
    return [row.data["schede"] for row in rows.order_by("pk")]


def told_of(event: Event) -> list[int]:
    """Return who is told beside those who follow the row, from the job that tells them."""
    rows = DBTaskResult.objects.filter(task_path="pico.notifications.tasks.fan_out")
    (job,) = [row for row in rows if row.args_kwargs["kwargs"]["event_id"] == event.pk]
    return job.args_kwargs["kwargs"]["to"]


class TestTermOfTheContract:
    def test_who_signs_reads_by_when(self, cast):
        with on("2027-04-16"):
            tender = make_tender(cast, "HANDED_OVER")
            term = tender.deadlines.get(code__in=["CONTRACT_EU", "CONTRACT_BELOW_EU"])
            assert term.due_on == date(2027, 5, 17)  # thirty days from 16 April end on a Sunday
            assert due_of(cast.operator, cast.body) == [("Prendi in carico la gara", term.due_on)]
            make_move(cast, tender, "take_over")
            assert due_of(cast.manager, cast.body) == [("Registra il contratto", term.due_on)]

    def test_a_term_that_was_replaced_is_not_shown(self, cast):
        tender = make_tender(cast, "HANDED_OVER")
        rows = Deadline.objects.unrestricted("test").filter(tender=tender, code__startswith="CONTRACT")
        rows.update(state="REPLACED", closed_on=dates.today())
        assert due_of(cast.operator, cast.body) == [("Prendi in carico la gara", None)]


class TestOwed:
    def test_the_form_of_the_contract_is_asked_when_its_day_is_near_and_not_once_it_left(self, cast):
        with on("2027-05-12"):
            tender = make_tender(cast, "CONTRACTED")
        with on("2027-06-02"):  # 21 days: less than 75 % of thirty
            assert [what for what, _due in due_of(cast.manager, cast.body)] == [
                "Registra l'avvio (scheda I1)"
            ]
        with on("2027-06-04"):
            assert ("Registra la scheda SC1 (contratto)", date(2027, 6, 11)) in due_of(
                cast.manager, cast.body
            )
            record_scheda(cast, tender, "SC1")
            assert [what for what, _due in due_of(cast.manager, cast.body)] == [
                "Registra l'avvio (scheda I1)"
            ]

    def test_works_under_way_tell_how_far_they_are_and_supplies_do_not(self, cast):
        with on("2027-05-12"):
            works, supplies = make_tender(cast, "IN_EXECUTION"), make_tender(cast, "IN_EXECUTION")
            Tender.objects.unrestricted("test").filter(pk=works.pk).update(contract_object="WORKS")
            for tender in (works, supplies):
                record_scheda(cast, tender, "SC1")
        with on("2027-08-10"):  # ninety days
            asked = [
                (item.what[:13], item.due)
                for item in module.todo_items(cast.manager, cast.body)
                if "SA1" in item.action
            ]
            assert asked == [(works.number, date(2027, 8, 10))]
            record_scheda(cast, works, "SA1")
            assert not [what for what, _due in due_of(cast.manager, cast.body) if "SA1" in what]

    def test_a_refused_form_is_owed_again(self, cast):
        with on("2027-05-12"):
            tender = make_tender(cast, "CONTRACTED")
            scheda = record_scheda(cast, tender, "SC1")
            actions.change_scheda_state(
                actor=cast.actor("sua"), scheda=scheda, state="REFUSED", on=dates.today(), note="manca il CUP"
            )
        with on("2027-06-12"):
            assert ("Registra la scheda SC1 (contratto)", date(2027, 6, 11)) in due_of(
                cast.manager, cast.body
            )

    def test_other_bodies_are_asked_nothing(self, cast):
        with on("2027-05-12"):
            make_tender(cast, "CONTRACTED")
        manager, asolo = stranger(cast)
        brescia = Cast("Desenzano del Garda", "brescia")
        with on("2027-07-12"):
            assert due_of(manager, asolo) == due_of(brescia.manager, brescia.body) == []


class TestReminders:
    def test_the_body_is_reminded_once_then_again_after_fifteen_days(self, cast):
        with on("2027-05-12"):
            tender = make_tender(cast, "CONTRACTED")
        for day, count in (
            ("2027-06-02", 0),
            ("2027-06-04", 1),
            ("2027-06-04", 1),
            ("2027-06-18", 1),
            ("2027-06-19", 2),
        ):
            with on(day):
                tasks.remind_schede.func()
                assert len(reminders(tender)) == count, day
        assert reminders(tender)[0] == "SC1 (11 giugno 2027)"
        with on("2027-07-30"):
            record_scheda(cast, tender, "SC1")
            assert tasks.remind_schede.func() == 0

    def test_the_registered_rup_of_the_body_is_reminded_and_nobody_else(self, cast):
        with on("2027-05-12"):
            tender = make_tender(cast, "CONTRACTED")
            rup = make_member(cast.body, "member")
            Tender.objects.unrestricted("test").filter(pk=tender.pk).update(rup_org=rup)
        with on("2027-06-20"):
            tasks.remind_schede.func()
        (event,) = Event.objects.unrestricted("test").filter(kind="sua.scheda.owed")
        assert told_of(event) == [rup.pk]


class TestWhoRecords:
    def test_after_the_hand_over_who_signs_for_a_body_records_its_own_forms(self, cast, client):
        tender = make_tender(cast, "CONTRACTED")
        scheda = actions.record_scheda(
            actor=cast.actor("manager"), tender=tender, code="SC1", on=dates.today()
        )
        assert scheda.participant.organisation == cast.body
        client.force_login(cast.manager)
        page = client.get(reverse("sua:schede", args=[tender.public_id])).content.decode()
        assert ("id_participant" in page, "id_code" in page) == (False, True)

    def test_a_body_writes_nothing_of_another_body_nor_what_concerns_all(self, cast):
        tender = make_tender(cast, "CONTRACTED")
        asolo = stranger(cast)[1]
        other = tender.participants.create(organisation=asolo, fiscal_code="83001570262")
        with pytest.raises(Refused, match="solo le schede del tuo ente"):
            actions.record_scheda(
                actor=cast.actor("manager"), tender=tender, code="SC1", on=dates.today(), participant=other
            )
        of_all = record_scheda(cast, tender, "A1_29")
        for scheda in (of_all, record_scheda(cast, tender, "SC1", participant=other)):
            with pytest.raises(Refused, match="per un altro ente"):
                actions.change_scheda_state(
                    actor=cast.actor("manager"), scheda=scheda, state="CONFIRMED", on=dates.today()
                )

    def test_before_the_hand_over_nobody_of_the_body_records(self, cast):
        tender = make_tender(cast, "AWARDED")
        with pytest.raises(Refused, match="operatore SUA e il RUP"):
            actions.record_scheda(actor=cast.actor("manager"), tender=tender, code="S2", on=dates.today())

    def test_the_same_form_is_written_once_for_a_day(self, cast):
        tender = make_tender(cast, "PUBLISHED")
        record_scheda(cast, tender)
        with pytest.raises(Refused, match="già registrata: la trovi nell'elenco"):
            record_scheda(cast, tender)
        assert SchedaRecord.objects.unrestricted("test").filter(tender=tender).count() == 1


class TestSatisfaction:
    def asked(self, round) -> list:
        rows = Invitation.objects.unrestricted("test").filter(round=round)
        return [row.organisation for row in rows.select_related("organisation").order_by("pk")]

    def survey(self, cast):
        actor = system_actor("a test", cast.province)
        made = asking.create_questionnaire(actor=actor, purpose="SUA_SATISFACTION", title="Come va la SUA?")
        asking.save_definition(actor=actor, questionnaire=made, definition=SURVEY, number=1, edition=1)
        return made

    def test_the_body_is_asked_when_the_execution_ends_and_once_only(self, cast):
        first = stranger(cast)[1]
        round = make_round(self.survey(cast), first)
        make_tender(cast, "IN_EXECUTION")
        assert self.asked(round) == [first]
        for _time in range(2):
            make_move(cast, make_tender(cast, "IN_EXECUTION"), "complete")
        assert self.asked(round) == [first, cast.body]
        last = Invitation.objects.unrestricted("test").get(round=round, organisation=cast.body)
        rows = Event.objects.unrestricted("test").filter(kind="questionnaires.round.opened")
        assert last.told_at is not None
        assert cast.manager.pk in told_of(rows.latest("pk"))

    def test_a_province_that_asks_nothing_loses_nothing(self, cast):
        tender = make_tender(cast, "IN_EXECUTION")
        make_move(cast, tender, "complete")
        tender.refresh_from_db()
        assert tender.state == "COMPLETED"

    def test_only_the_office_of_a_province_prepares_such_a_questionnaire(self, cast):
        codes = {
            who: [one.code for one in purposes_for(Actor(getattr(cast, who), organisation))]
            for who, organisation in (("sua", cast.province), ("manager", cast.body))
        }
        assert ("SUA_SATISFACTION" in codes["sua"], "SUA_SATISFACTION" in codes["manager"]) == (True, False)
