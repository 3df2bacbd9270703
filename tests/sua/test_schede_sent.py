"""Forms (schede) sent to ANAC: who writes them down, what may follow, how long they wait."""

from datetime import date, timedelta

import pytest
from django.urls import reverse

from pico.base import dates
from pico.base.errors import Conflict, Refused
from pico.sua import actions
from pico.sua.models import SchedaRecord
from pico.sua.rules import rup_todo, schede
from tests.factories.accounts import make_member
from tests.factories.organisations import make_municipality_body, make_province
from tests.factories.sua import make_tender, on, record_scheda

pytestmark = pytest.mark.usefixtures("treviso_host")


def page_of(tender) -> str:
    return reverse("sua:schede", args=[tender.public_id])


def change(cast, scheda, state, day=None, who="sua", **more):
    return actions.change_scheda_state(
        actor=cast.actor(who), scheda=scheda, state=state, on=day or dates.today(), **more
    )


class TestRecording:
    def test_the_office_and_the_rup_write_a_form_down_and_nobody_else(self, cast):
        tender = make_tender(cast, "PUBLISHED")
        record_scheda(cast, tender)
        actions.record_scheda(actor=cast.actor("rup"), tender=tender, code="S2", on=dates.today())
        for who in ("operator", "manager", "executive"):
            with pytest.raises(Refused, match="operatore SUA e il RUP"):
                actions.record_scheda(actor=cast.actor(who), tender=tender, code="S2", on=dates.today())
        assert tender.schede.count() == 2

    def test_a_code_that_the_table_does_not_have_on_that_day_is_refused(self, cast):
        tender = make_tender(cast, "PUBLISHED")
        for code, day in (("XX9", dates.today()), ("P1_16", date(2026, 3, 19))):
            with pytest.raises(Refused, match="la tabella delle schede ANAC non ha"):
                record_scheda(cast, tender, code, on=day)
        assert not tender.schede.exists()

    def test_a_form_is_not_sent_tomorrow_nor_before_the_tender_is_prepared(self, cast):
        tender = make_tender(cast, "PUBLISHED")
        with pytest.raises(Refused, match="non può essere futura"):
            record_scheda(cast, tender, on=dates.today() + timedelta(days=1))
        with pytest.raises(Refused, match="quando la gara è in preparazione"):
            record_scheda(cast, make_tender(cast, "ACCEPTED"))

    def test_what_may_follow_comes_from_the_last_form_sent(self, cast):
        tender = make_tender(cast, "PUBLISHED")
        tender.scheda = "P1_16"
        assert schede.next_codes(tender, [], dates.today()) == ["P1_16"]
        assert schede.next_codes(tender, ["P1_16"], dates.today()) == ["S1", "S2", "A1_29", "ID"]


class TestFollowing:
    def test_the_days_of_waiting_are_counted_from_the_dates(self, cast):
        with on("2027-02-01"):
            tender = make_tender(cast, "PUBLISHED")
            scheda = record_scheda(cast, tender)
            scheda = change(cast, scheda, "WAITING_TED")
        with on("2027-02-11"):
            assert scheda.days_waiting() == 10
            scheda = change(cast, scheda, "CONFIRMED")
        with on("2027-03-01"):
            assert (scheda.is_waiting, scheda.days_waiting()) == (False, 10)

    def test_two_people_write_how_it_went_and_the_second_reads_the_first(self, cast):
        scheda = record_scheda(cast, make_tender(cast, "PUBLISHED"))
        change(cast, scheda, "CONFIRMED", seen="SENT")
        with pytest.raises(Conflict, match="ha già scritto che la scheda è «confermata»"):
            change(cast, scheda, "REFUSED", seen="SENT", note="manca il CUP")
        scheda.refresh_from_db()
        assert scheda.state == "CONFIRMED"

    def test_the_second_keeps_what_was_typed(self, cast, client):
        tender = make_tender(cast, "PUBLISHED")
        scheda = record_scheda(cast, tender)
        change(cast, scheda, "CONFIRMED")
        client.force_login(cast.sua)
        data = {"state": "REFUSED", "on": f"{dates.today():%Y-%m-%d}", "note": "manca il CUP", "seen": "SENT"}
        answer = client.post(
            reverse("sua:scheda", args=[tender.public_id, scheda.pk]), {**data, "acting": cast.province.pk}
        )
        assert answer.status_code == 409
        assert "manca il CUP" in answer.content.decode()

    def test_what_waits_for_ted_is_on_the_list_of_the_office_and_of_the_rup(self, cast):
        tender = make_tender(cast, "PUBLISHED")
        scheda = record_scheda(cast, tender)
        assert rup_todo.stuck_schede(cast.sua, cast.province) == []
        change(cast, scheda, "WAITING_TED")
        assert "in attesa TED da 0 giorni" in rup_todo.stuck_schede(cast.sua, cast.province)[0].what
        assert [duty.url for duty in rup_todo.of_rup(cast.rup)] == [page_of(tender)]
        assert rup_todo.stuck_schede(cast.executive, cast.province) == []


class TestThePage:
    def test_a_form_is_written_down_on_the_page(self, cast, client):
        tender = make_tender(cast, "PUBLISHED")
        client.force_login(cast.sua)
        data = {"code": " s1 ", "on": f"{dates.today():%Y-%m-%d}", "state": "SENT", "note": "avviso 12"}
        answer = client.post(page_of(tender), {**data, "acting": cast.province.pk}, follow=True)
        assert "avviso 12" in answer.content.decode()
        assert SchedaRecord.objects.visible_to(cast.sua).get(tender=tender).code == "S1"

    def test_the_code_is_written_ahead_only_where_no_other_may_follow(self, cast, client):
        tender = make_tender(cast, "PUBLISHED")
        type(tender).objects.unrestricted("test").filter(pk=tender.pk).update(scheda="P1_16")
        client.force_login(cast.sua)
        assert client.get(page_of(tender)).context["form"]["code"].value() == "P1_16"
        record_scheda(cast, tender, "P1_16")
        form = client.get(page_of(tender)).context["form"]
        assert (form["code"].value(), "S1, S2" in form["code"].help_text) == ("", True)
        asked = client.get(f"{page_of(tender)}?scheda=S2").context["form"]
        foreign = client.get(f"{page_of(tender)}?scheda=CO1").context["form"]
        assert (asked["code"].value(), foreign["code"].value()) == ("S2", "")

    def test_the_body_reads_and_does_not_write(self, cast, client):
        tender = make_tender(cast, "PUBLISHED")
        scheda = record_scheda(cast, tender)
        client.force_login(cast.manager)
        page = client.get(page_of(tender)).content.decode()
        assert ("S1" in page, "Registra la scheda" in page) == (True, False)
        assert client.post(page_of(tender), {"acting": cast.body.pk}).status_code == 404
        assert client.get(reverse("sua:scheda", args=[tender.public_id, scheda.pk])).status_code == 404

    def test_another_municipality_and_another_province_find_nothing(self, cast, client):
        tender = make_tender(cast, "PUBLISHED")
        scheda = record_scheda(cast, tender)
        asolo = make_municipality_body("Asolo", cast.province)
        brescia = make_province("Brescia", verticals=("sua",))
        for person in (make_member(asolo, "organisation_manager"), make_member(brescia, "sua_operator")):
            client.force_login(person)
            for address in (page_of(tender), reverse("sua:scheda", args=[tender.public_id, scheda.pk])):
                assert client.get(address).status_code == 404
            assert not SchedaRecord.objects.visible_to(person).exists()

    def test_the_page_asks_as_much_for_three_as_for_one(self, cast, client, django_assert_max_num_queries):
        tender = make_tender(cast, "PUBLISHED")
        record_scheda(cast, tender)
        client.force_login(cast.sua)
        client.get(page_of(tender))
        with django_assert_max_num_queries(100) as one:
            client.get(page_of(tender))
        for code in ("S2", "ID"):
            record_scheda(cast, tender, code)
        with django_assert_max_num_queries(len(one)):
            client.get(page_of(tender))
