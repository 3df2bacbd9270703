"""After the hand-over: each body's contract, its wait, its figures, and what no other body may read."""

import csv
import io
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from pico.base import dates
from pico.base.actor import Actor
from pico.base.errors import Refused
from pico.sua import actions
from pico.sua.models import Contract, Tender, TenderParticipant
from pico.sua.models.codes import NoStandstill
from pico.sua.rules import parts, standstill
from tests.factories.accounts import make_member
from tests.factories.sua import Cast, make_move, make_rup_of, make_tender, on, stranger
from tests.factories.sua_campaigns import make_salt

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("treviso_host")]
DERIVED = ("B6A0001862", "B6A01129AB", "B6A0223AF4", "B6A0334C3D", "B6A0445D86", "B6A0556ECF", "B6A066701D")
PRICES = {1: Decimal("257088.00"), 2: Decimal("111006.00")}


def hand_over(cast, tender: Tender, plan: str = "TAKE_OVER") -> Tender:
    make_move(cast, tender, "handover", plan=plan)
    tender.refresh_from_db()
    return tender


def sign(actor: Actor, tender: Tender, *, cig: str = "", amount: Decimal | None = None, **more) -> Tender:
    """Sign for the body of the actor: all its lots, at what is due to it unless told otherwise."""
    part = parts.part_of(actor, tender)
    lots = {
        share.lot.pk: actions.LotContract(amount or share.amount or share.lot.awarded_amount, cig)
        for share in parts.shares_of(tender)[part.pk]
    }
    values = {
        "number": "rep. 1250/2027", "signed_on": dates.today(), "guarantee": Decimal("4233.60"),
        "confirmed": True, **more,
    }  # fmt: skip
    actions.record_contract(actor=actor, tender=tender, lots=lots, **values)
    tender.refresh_from_db()
    return tender


def signed(cast, **more) -> Tender:
    """Oderzo's tender with its contract."""
    tender = hand_over(cast, make_tender(cast, "AWARDED"))
    actions.take_over(actor=cast.actor("manager"), tender=tender)
    return sign(cast.actor("manager"), tender, **more)


class TestFigures:
    def test_a_contract_stops_the_count_of_the_days_from_the_offers(self, cast):
        tender = make_tender(cast, "AWARDED")
        Tender.objects.unrestricted("test").filter(pk=tender.pk).update(
            # the end of a day of Rome: 58 times 24 hours before tonight may be another day there
            offers_until=dates.end_of_day(dates.today() - timedelta(days=58)),
            awarded_on=dates.today() - timedelta(days=26),
        )
        tender.refresh_from_db()
        hand_over(cast, tender)
        actions.take_over(actor=cast.actor("manager"), tender=tender)
        sign(cast.actor("manager"), tender)
        (contract,) = Contract.objects.unrestricted("test").filter(lot__tender=tender)
        assert parts.days_to_contract(tender, contract.signed_on) == 58
        assert parts.average_days(tender, [contract]) == 58

    def test_a_direct_award_has_no_days_from_the_offers(self, cast):
        tender = make_tender(cast, "READY")
        make_move(cast, tender, "assign")
        tender.refresh_from_db()
        assert parts.days_to_contract(tender, dates.today()) is None
        assert parts.average_days(tender, []) is None


class TestStandstill:
    @pytest.fixture
    def above(self, cast) -> Tender:
        """Supplies at the European threshold, told to all on 20 April 2027, in the hands of Oderzo."""
        with on("2027-04-20"):
            tender = make_tender(cast, "AWARDED", base_amount=Decimal("216000.00"))
            hand_over(cast, tender)
            actions.take_over(actor=cast.actor("manager"), tender=tender)
        tender.refresh_from_db()
        return tender

    def test_it_lasts_thirty_two_days_from_the_last_communication(self, above):
        assert (standstill.applies(above), standstill.ends_on(above)) == (True, date(2027, 5, 24))

    def test_below_the_threshold_nobody_waits(self, cast):
        with on("2027-04-20"):
            tender = make_tender(cast, "AWARDED", base_amount=Decimal("215999.99"))
            assert (standstill.applies(tender), standstill.ends_on(tender)) == (False, None)

    def test_a_contract_before_its_end_is_refused_with_the_article(self, cast, above):
        with on("2027-05-21"), pytest.raises(Refused, match=r"24 maggio 2027.*art\. 18 c\. 3"):
            sign(cast.actor("manager"), above)
        assert Contract.objects.unrestricted("test").count() == 0
        with on("2027-05-24"):
            sign(cast.actor("manager"), above)
        assert above.state == "CONTRACTED"

    def test_a_reason_of_the_law_spares_the_wait(self, cast, above):
        lot = above.lots.get()
        lot.ranking = lot.ranking[:1]  # one offer alone was admitted
        lot.save()
        with on("2027-05-03"):
            sign(cast.actor("manager"), above, exemption=NoStandstill.ONE_OFFER)
        assert Contract.objects.unrestricted("test").get().standstill_exemption == "ONE_OFFER"

    def test_a_reason_that_the_tender_denies_spares_nothing(self, cast, above):
        lot = above.lots.first()
        lot.ranking = [{"name": "Piave srl", "tax_code": "00488410010"}, {"name": "Sile spa", "tax_code": ""}]
        lot.save()
        for reason, words in (("ONE_OFFER", "più di una"), ("FRAMEWORK", "non è un accordo quadro")):
            with on("2027-05-03"), pytest.raises(Refused, match=words):
                sign(cast.actor("manager"), above, exemption=reason)

    def test_a_contract_above_the_award_is_refused_even_when_confirmed(self, cast, above):
        due = above.lots.first().awarded_amount
        with on("2027-06-01"), pytest.raises(Refused, match=r"non lo supera.*art\. 120") as raised:
            sign(cast.actor("manager"), above, amount=due + Decimal("0.01"), confirmed=True)
        assert raised.value.field == f"amount-{above.lots.first().pk}"

    def test_interim_relief_freezes_it_whatever_the_day(self, cast, above):
        with on("2027-06-01"):
            make_move(cast, above, "appeal", relief=True)
            with pytest.raises(Refused, match="misura cautelare"):
                sign(cast.actor("manager"), above)
            make_move(cast, above, "settle")
            sign(cast.actor("manager"), above)
        assert above.state == "CONTRACTED"

    def test_an_appeal_leaves_a_tender_that_was_handed_over_where_it_is(self, cast, above):
        with on("2027-05-03"):
            make_move(cast, above, "appeal")
            above.refresh_from_db()
            assert (above.state, above.appealed, above.relief_asked) == ("HANDED_OVER", True, False)


class TestContract:
    def test_an_amount_that_is_not_that_of_the_award_is_a_warning(self, cast):
        tender = hand_over(cast, make_tender(cast, "AWARDED"))
        actions.take_over(actor=cast.actor("manager"), tender=tender)
        with pytest.raises(Refused, match="spettano"):
            sign(cast.actor("manager"), tender, amount=Decimal("70000.00"), confirmed=False)
        sign(cast.actor("manager"), tender, amount=Decimal("70000.00"))
        assert Contract.objects.unrestricted("test").get().amount == Decimal("70000.00")

    @pytest.mark.parametrize(("days", "sentence"), [(1, "futura"), (-400, "dopo l'aggiudicazione")])
    def test_its_day_makes_sense(self, cast, days, sentence):
        tender = hand_over(cast, make_tender(cast, "AWARDED"))
        actions.take_over(actor=cast.actor("manager"), tender=tender)
        with pytest.raises(Refused, match=sentence):
            sign(cast.actor("manager"), tender, signed_on=dates.today() + timedelta(days=days))

    def test_it_is_registered_once(self, cast):
        tender = signed(cast)
        with pytest.raises(Refused, match="non è possibile"):
            sign(cast.actor("manager"), tender)
        assert Contract.objects.unrestricted("test").count() == 1

    def test_another_body_takes_no_part_and_finds_nothing(self, cast, client):
        tender = hand_over(cast, make_tender(cast, "AWARDED"))
        manager, asolo = stranger(cast)
        brescia = Cast("Desenzano del Garda", "brescia")
        strangers = [(manager, asolo), (brescia.manager, brescia.body), (brescia.sua, brescia.province)]
        for person, body in strangers:
            with pytest.raises(Refused, match="ruolo"):
                actions.take_over(actor=Actor(person, body), tender=tender)
            client.force_login(person)
            for page in ("take_over", "contract", "execute", "complete", "handover", "tender_bodies"):
                assert client.get(reverse(f"sua:{page}", args=[tender.public_id])).status_code == 404
            address = reverse("sua:contracts_export", args=[tender.public_id, "csv"])
            assert client.get(address).status_code == 404

    def test_the_wrong_final_scheda_and_a_day_before_the_start_are_refused(self, cast):
        tender = signed(cast)
        actor = cast.actor("manager")
        with pytest.raises(Refused, match="contratto"):
            actions.start_execution(actor=actor, tender=tender, on=dates.today() - timedelta(days=3))
        actions.start_execution(actor=actor, tender=tender, on=dates.today())
        for values, sentence in (
            ({"scheda": "I1"}, "CO1 o CL1"),
            ({"scheda": "CO1", "on": dates.today() - timedelta(days=1)}, "avvio"),
        ):
            with pytest.raises(Refused, match=sentence):
                actions.complete_execution(actor=actor, tender=tender, **{"on": dates.today(), **values})
        actions.complete_execution(actor=actor, tender=tender, on=dates.today(), scheda="CO1")
        tender.refresh_from_db()
        assert (tender.state, tender.hand) == ("COMPLETED", "nessuno")

    def test_the_registered_rup_of_the_body_carries_it_out_and_nobody_else(self, cast):
        tender = signed(cast)
        rup = make_member(cast.body, "member")
        Tender.objects.unrestricted("test").filter(pk=tender.pk).update(rup_org=rup)
        tender.refresh_from_db()
        with pytest.raises(Refused, match="ruolo"):
            actions.start_execution(actor=cast.actor("manager"), tender=tender, on=dates.today())
        actions.start_execution(actor=Actor(rup, cast.body), tender=tender, on=dates.today())
        tender.refresh_from_db()
        assert tender.state == "IN_EXECUTION"


@pytest.fixture
def salt(cast) -> Tender:
    """The road salt of the scenario, awarded at its prices."""
    campaign = actions.consolidate_campaign(actor=cast.actor("sua"), campaign=make_salt(cast))
    tender = actions.convert_campaign(actor=cast.actor("sua"), campaign=campaign, by="lotto")
    make_rup_of(cast, tender)
    for move in ("ready", "publish", "close", "evaluate"):
        tender.refresh_from_db()
        make_move(cast, tender, move)
    awards = {
        lot.pk: actions.LotAward(name="Sali Veneti srl", tax_code="00488410010", amount=PRICES[lot.n])
        for lot in tender.lots.all()
    }
    for move in ("propose", "award"):
        tender.refresh_from_db()
        make_move(cast, tender, move, awards=awards)
    tender.refresh_from_db()
    return tender


class TestTenderOfMany:
    def people_of(self, cast, tender: Tender) -> dict[str, Actor]:
        """Return who signs for each body."""
        found = {}
        for part in tender.participants.select_related("organisation").order_by("pk"):
            body = part.organisation
            role = "executive" if body.pk == cast.province.pk else "organisation_manager"
            found[body.name] = Actor(make_member(body, role), body)
        return found

    def test_seven_derived_codes_are_followed_to_the_contracts(self, cast, salt):
        hand_over(cast, salt, plan="AD4")
        people = self.people_of(cast, salt)
        assert len(people) == 7
        late = next(reversed(people))
        for (name, actor), cig in zip(people.items(), DERIVED, strict=True):
            actions.take_over(actor=actor, tender=salt)
            for wrong, sentence in (("123", "non è un CIG"), (f"{cig[:-1]}0", "non tornano")):
                with pytest.raises(Refused, match=sentence):
                    sign(actor, salt, cig=wrong, exemption=NoStandstill.FRAMEWORK, confirmed=False)
            assert Tender.objects.unrestricted("test").get(pk=salt.pk).state == "HANDED_OVER"
            sign(actor, salt, cig=cig, exemption=NoStandstill.FRAMEWORK, confirmed=False)
            assert (salt.state == "CONTRACTED") == (name == late)
        rows = Contract.objects.unrestricted("test").filter(participant__tender=salt)
        rows = rows.select_related("participant__organisation")
        by_body = {row.participant.organisation.name: row.amount for row in rows}
        assert {row.derived_cig for row in rows} == set(DERIVED)
        assert by_body["Comune di Asolo"] == Decimal("15858.00")
        assert sum(by_body.values()) == Decimal("368094.00")

    def test_no_code_is_used_twice_nor_is_that_of_a_lot(self, cast, salt):
        hand_over(cast, salt, plan="AD4")
        first, second, *_rest = self.people_of(cast, salt).values()
        for actor in (first, second):
            actions.take_over(actor=actor, tender=salt)
        sign(first, salt, cig=DERIVED[0], exemption=NoStandstill.FRAMEWORK)
        for cig in (DERIVED[0], salt.lots.first().cig):
            with pytest.raises(Refused, match="CIG"):
                sign(second, salt, cig=cig, exemption=NoStandstill.FRAMEWORK)
        assert Contract.objects.unrestricted("test").count() == 1
        part = TenderParticipant.objects.unrestricted("test").get(
            tender=salt, organisation=second.organisation
        )
        assert part.handover_state == "TAKEN_OVER"

    def test_each_body_reads_its_own_contract_and_the_province_all(self, cast, salt, client):
        hand_over(cast, salt, plan="AD4")
        people = self.people_of(cast, salt)
        for number, (actor, cig) in enumerate(zip(people.values(), DERIVED, strict=True), 1):
            actions.take_over(actor=actor, tender=salt)
            sign(
                actor, salt, cig=cig, exemption=NoStandstill.FRAMEWORK,
                number=f"rep. {number}/2027", guarantee=Decimal(1000 + number),
            )  # fmt: skip
        detail = reverse("sua:tender_bodies", args=[salt.public_id])
        export = reverse("sua:contracts_export", args=[salt.public_id, "csv"])
        asolo = people["Comune di Asolo"]
        client.force_login(asolo.user)
        page = client.get(detail).content.decode()
        table = list(csv.reader(io.StringIO(rows_of(client.get(export))), delimiter=";"))
        mine = Contract.objects.unrestricted("test").get(participant__organisation=asolo.organisation)
        assert [(row[0], row[3], row[6]) for row in table[1:]] == [
            ("Comune di Asolo", mine.derived_cig, "15858,00")
        ]
        others = [cig for cig in DERIVED if cig != mine.derived_cig]
        assert (mine.derived_cig in page, [cig for cig in others if cig in page]) == (True, [])
        assert page.count("Contratto stipulato") >= 7  # how far each body is, all of them read
        client.force_login(cast.sua)
        table = list(csv.reader(io.StringIO(rows_of(client.get(export))), delimiter=";"))
        assert {row[3] for row in table[1:]} == set(DERIVED)
        page = client.get(detail).content.decode()
        assert [cig for cig in DERIVED if cig not in page] == []
        assert "368.094,00" in page

    def test_the_page_costs_the_same_questions_with_one_contract_and_with_three(self, cast, salt, client):
        hand_over(cast, salt, plan="AD4")
        people = list(self.people_of(cast, salt).values())
        for actor in people:
            actions.take_over(actor=actor, tender=salt)
        client.force_login(cast.sua)
        counts = []
        for some in (slice(0, 1), slice(1, 3)):
            for actor, cig in zip(people[some], DERIVED[some], strict=True):
                sign(actor, salt, cig=cig, exemption=NoStandstill.FRAMEWORK)
            counts.append(queries(client, reverse("sua:tender_bodies", args=[salt.public_id])))
        assert counts[0] == counts[1]


def rows_of(response) -> str:
    return b"".join(response.streaming_content).decode("utf-8-sig")


def queries(client, address: str) -> int:
    with CaptureQueriesContext(connection) as asked:
        assert client.get(address).status_code == 200
    return len(asked)
