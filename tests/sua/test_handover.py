"""The hand-over of an awarded tender: what it asks, writes and tells, its minutes, whose turn it is then."""

import io
from datetime import timedelta
from decimal import Decimal

import pytest
from django.urls import reverse
from pypdf import PdfReader

from pico.base import dates
from pico.base.actor import system_actor
from pico.base.errors import Refused
from pico.files import storage
from pico.files.actions import issue_paper
from pico.files.models import Paper
from pico.notifications.models import Event
from pico.organisations.models import BillableEvent
from pico.sua import actions, module, tasks
from pico.sua.models import Contract, RupAssignment, SchedaRecord, Tender
from pico.sua.rules.rups import Rules, loads
from tests.factories.accounts import make_member
from tests.factories.sua import Cast, make_move, make_rup, make_tender, stranger

pytestmark = pytest.mark.usefixtures("treviso_host")


def told(kind: str, tender: Tender) -> list[Event]:
    return list(Event.objects.unrestricted("test").filter(kind=f"sua.tender.{kind}", target_id=tender.pk))


def waiting(person, organisation) -> list[str]:
    return [item.action for item in module.todo_items(person, organisation)]


class TestGuards:
    def test_the_documents_due_at_the_hand_over_are_asked_by_name(self, cast, client):
        tender = make_tender(cast, "AWARDED")
        values = {"plan": "TAKE_OVER", "notified_on": dates.today(), "rups_checked": True}
        with pytest.raises(Refused, match="Manca il documento «Verbali di gara»"):
            actions.hand_over(actor=cast.actor("sua"), tender=tender, **values)
        client.force_login(cast.sua)
        page = client.get(reverse("sua:handover", args=[tender.public_id])).content.decode()
        assert ("Verbali di gara" in page, reverse("sua:papers", args=[tender.public_id]) in page) == (
            True,
            True,
        )

    def test_a_rup_whose_profile_nobody_knows_is_confirmed_and_a_known_one_is_not_asked(self, cast):
        tender = make_tender(cast, "AWARDED")
        with pytest.raises(Refused, match="profilo PCP del RUP di: Comune di Oderzo"):
            make_move(cast, tender, "handover", rups_checked=False)
        rup = make_rup(cast.body, make_member(cast.body, "member")).person
        Tender.objects.unrestricted("test").filter(pk=tender.pk).update(rup_org=rup)
        make_move(cast, tender, "handover", rups_checked=False)
        tender.refresh_from_db()
        assert (tender.state, tender.hand) == ("HANDED_OVER", "enti")

    @pytest.mark.parametrize(
        ("values", "sentence"),
        [
            ({"plan": "ALTRO"}, "Scegli come"),
            ({"notified_on": dates.today() + timedelta(days=1)}, "futura"),
            ({"notified_on": dates.today() - timedelta(days=9)}, "dopo l'aggiudicazione"),
        ],
    )
    def test_a_plan_and_a_day_that_make_no_sense_are_refused(self, cast, values, sentence):
        tender = make_tender(cast, "AWARDED")
        with pytest.raises(Refused, match=sentence):
            make_move(cast, tender, "handover", **values)
        tender.refresh_from_db()
        assert (tender.state, BillableEvent.objects.count()) == ("AWARDED", 0)


class TestEffects:
    def test_the_assignment_of_the_rup_ends_and_its_load_goes(self, cast):
        tender = make_tender(cast, "AWARDED")
        rules = Rules.on(dates.today())
        before = loads([cast.rup.pk], rules)[cast.rup.pk].value
        make_move(cast, tender, "handover")
        held = RupAssignment.objects.unrestricted("test").get(tender=tender)
        after = loads([cast.rup.pk], rules)[cast.rup.pk].value
        assert (held.state, held.ended_by, before > 0, after) == ("COMPLETED", cast.sua, True, Decimal(0))

    def test_what_may_be_charged_is_written_once_with_what_it_is_computed_on(self, cast):
        tender = make_tender(cast, "HANDED_OVER")
        bill = BillableEvent.objects.get()
        assert (bill.province, bill.organisation, bill.code, bill.reference, bill.basis) == (
            cast.province, cast.body, "sua-handover", tender.number, Decimal("84672.00"),
        )  # fmt: skip

    def test_bodies_and_office_are_told_and_the_body_finds_its_task(self, cast):
        tender = make_tender(cast, "AWARDED")
        assert waiting(cast.sua, cast.province) == ["Passa la gara all'ente"]
        make_move(cast, tender, "handover")
        (event,) = told("handover", tender)
        assert event.data["number"] == tender.number
        assert waiting(cast.sua, cast.province) == []
        assert waiting(cast.operator, cast.body) == ["Prendi in carico la gara"]
        make_move(cast, tender, "take_over")
        assert (waiting(cast.operator, cast.body), waiting(cast.manager, cast.body)) == (
            [], ["Registra il contratto"],
        )  # fmt: skip
        make_move(cast, tender, "contract")
        assert waiting(cast.manager, cast.body) == ["Registra l'avvio (scheda I1)"]
        make_move(cast, tender, "execute")
        assert waiting(cast.manager, cast.body) == ["Registra la conclusione (scheda CO1 o CL1)"]
        make_move(cast, tender, "complete")
        assert waiting(cast.manager, cast.body) == []
        assert [len(told(kind, tender)) for kind in ("take_over", "contract", "execute", "complete")] == [
            1
        ] * 4

    def test_the_task_of_the_execution_is_of_the_rup_of_the_body_alone(self, cast):
        tender = make_tender(cast, "CONTRACTED")
        rup = make_member(cast.body, "member")
        Tender.objects.unrestricted("test").filter(pk=tender.pk).update(rup_org=rup)
        assert (waiting(rup, cast.body), waiting(cast.manager, cast.body)) == (
            ["Registra l'avvio (scheda I1)"], [],
        )  # fmt: skip

    def test_the_forms_of_start_and_end_are_among_those_sent_and_the_end_has_its_day(self, cast):
        tender = make_tender(cast, "IN_EXECUTION")
        (item,) = module.todo_items(cast.manager, cast.body)
        assert item.due == dates.today() + timedelta(days=90)
        make_move(cast, tender, "complete", scheda="CL1")
        rows = SchedaRecord.objects.unrestricted("test").filter(tender=tender).order_by("pk")
        assert [(row.code, row.participant.organisation) for row in rows] == [
            ("I1", cast.body),
            ("CL1", cast.body),
        ]

    def test_who_is_of_another_body_has_nothing_to_do(self, cast):
        make_tender(cast, "HANDED_OVER")
        manager, asolo = stranger(cast)
        assert waiting(manager, asolo) == []


class TestMinutes:
    def test_they_are_made_once_and_say_what_was_awarded_and_what_comes_next(self, cast):
        tender = make_tender(cast, "HANDED_OVER")
        for _time in range(2):
            tasks.issue_minutes.func(tender.pk)
        papers = Paper.objects.unrestricted("test").of(tender).filter(kind="Verbale di passaggio della gara")
        paper = issue_paper(actor=system_actor("a test"), paper_id=papers.get().pk)
        with storage.read(paper.file.path) as content:
            reader = PdfReader(io.BytesIO(content.read()))
            text = " ".join(" ".join(page.extract_text() for page in reader.pages).split())
        hashes = [
            row.document.current_version.file.sha256
            for row in tender.documents.select_related("document__current_version__file")
        ]
        for words in (
            tender.number, "Provincia di Treviso", "Comune di Oderzo", "Edilnord S.r.l.", "84.672,00",
            tender.lots.get().cig, "determinazione 530/2027", "Che cosa fa ora ciascun ente", "160 giorni",
        ):  # fmt: skip
            assert words in text, words
        flat = text.replace(" ", "").replace("\u200b", "")
        assert [one for one in hashes if one not in flat] == []
        assert "00488410010" not in text

    def test_only_who_sees_the_tender_downloads_them(self, cast, client):
        tender = make_tender(cast, "HANDED_OVER")
        tasks.issue_minutes.func(tender.pk)
        papers = Paper.objects.unrestricted("test").of(tender).filter(kind="Verbale di passaggio della gara")
        paper = issue_paper(actor=system_actor("a test"), paper_id=papers.get().pk)
        address = reverse("files:download", args=[paper.public_id, paper.original_name])
        asolo, _body = stranger(cast)
        brescia = Cast("Desenzano del Garda", "brescia")
        found = {}
        for name, person in (
            ("oderzo", cast.manager),
            ("sua", cast.sua),
            ("asolo", asolo),
            ("bs", brescia.sua),
        ):
            client.force_login(person)
            answer = client.get(address)
            found[name] = answer.status_code
            if answer.streaming:
                assert b"".join(answer.streaming_content).startswith(b"%PDF")
        assert found == {"oderzo": 200, "sua": 200, "asolo": 404, "bs": 404}

    def test_there_are_none_before_the_hand_over(self, cast):
        tender = make_tender(cast, "AWARDED")
        assert actions.issue_minutes(actor=system_actor("a test"), tender=tender) is None


class TestPages:
    def address(self, move: str, tender: Tender) -> str:
        return reverse(f"sua:{move}", args=[tender.public_id])

    def test_the_body_takes_over_and_records_its_contract(self, cast, client):
        tender = make_tender(cast, "HANDED_OVER")
        lot, day = tender.lots.get(), dates.today().strftime("%d/%m/%Y")
        client.force_login(cast.manager)
        acting = {"acting": cast.body.pk}
        assert client.post(self.address("take_over", tender), acting).status_code == 302
        page = client.get(self.address("contract", tender)).content.decode()
        assert 'value="84.672,00"' in page  # what falls to the body is proposed
        data = {
            **acting, "number": "rep. 1250/2027", "signed_on": day, "guarantee": "4.233,60",
            f"amount-{lot.pk}": "84.600,00",
        }  # fmt: skip
        warned = client.post(self.address("contract", tender), data)
        kept = 'value="84.600,00"' in warned.content.decode()
        assert (warned.status_code, kept, Contract.objects.unrestricted("test").count()) == (422, True, 0)
        data["confirmed"] = "on"
        assert client.post(self.address("contract", tender), data).status_code == 302
        contract = Contract.objects.unrestricted("test").get()
        assert (contract.number, contract.amount, contract.guarantee) == (
            "rep. 1250/2027", Decimal("84600.00"), Decimal("4233.60"),
        )  # fmt: skip
        page = client.get(self.address("tender_bodies", tender)).content.decode()
        assert ("84.600,00" in page, "su 160" in page, "Contratto stipulato" in page) == (True, True, True)

    def test_the_button_pressed_twice_makes_one_contract(self, cast, client):
        tender = make_tender(cast, "TAKEN_OVER")
        data = {
            "acting": cast.body.pk, "number": "rep. 1/2027", "guarantee": "0,00", "confirmed": "on",
            "signed_on": dates.today().strftime("%d/%m/%Y"),
            f"amount-{tender.lots.get().pk}": "84.672,00",
        }  # fmt: skip
        client.force_login(cast.manager)
        found = [client.post(self.address("contract", tender), data).status_code for _time in range(2)]
        assert (found, Contract.objects.unrestricted("test").count()) == ([302, 302], 1)

    def test_visitors_read_the_outcome_and_nothing_of_the_contract(self, cast, client):
        tender = make_tender(cast, "TAKEN_OVER")
        make_move(cast, tender, "contract", number="CANARINO-REP", guarantee=Decimal("7777.77"))
        page = client.get(reverse("sua:public_tender", args=[tender.number])).content.decode()
        assert ("Edilnord S.r.l." in page, "Stipulata" in page) == (True, True)
        assert [one for one in ("CANARINO-REP", "7.777,77") if one in page] == []
