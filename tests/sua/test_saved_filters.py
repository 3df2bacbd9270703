"""Filters of the list of tenders kept under a name, and reminders sent from it."""

import re
from datetime import date
from typing import Any

import pytest
import time_machine
from django.urls import reverse

from pico.base.actor import Actor
from pico.base.errors import Refused
from pico.journal.models import Entry
from pico.notifications.models import Notification
from pico.sua import actions
from pico.sua.models import Tender, TenderFilter, TenderReminder
from pico.sua.rules import reminders
from tests.factories.accounts import make_member, make_membership
from tests.factories.organisations import make_entitlement, make_municipality_body
from tests.factories.sua import (
    Cast,
    assigned,
    make_complete,
    make_in_clarification,
    make_in_state,
    make_rup,
    make_sent,
    make_tender,
    stranger,
)
from tests.queue import work

pytestmark = pytest.mark.usefixtures("treviso_host")
EARLY = ("SUBMITTED", "CLARIFICATION", "REFUSED")
LIST, SAVE, MINE, REMIND = (
    reverse(f"sua:{name}") for name in ("list", "filter_save", "filters", "reminders")
)


def kept() -> Any:
    return TenderFilter.objects.unrestricted("test")


def sent() -> Any:
    return TenderReminder.objects.unrestricted("test")


class TestSavedFilters:
    def test_what_is_applied_is_saved_under_a_name_and_opened_again(self, cast, client):
        make_sent(cast)
        client.force_login(cast.sua)
        page = client.get(f"{LIST}?stato=SUBMITTED&colonne=cpv&colonne=ente&ordina=-importo&pagina=1&cpv=")

        done = client.post(page.context["save_url"], {"name": "  Nuove,   per importo "})

        row = kept().get()
        query = "colonne=cpv&colonne=ente&ordina=-importo&stato=SUBMITTED"
        assert (row.name, row.query, row.person, row.organisation) == (
            "Nuove, per importo", query, cast.sua, cast.province,
        )  # fmt: skip
        shown = client.get(done.url)
        assert [(one["label"], one["current"]) for one in shown.context["own"]] == [
            ("Nuove, per importo", True)
        ]
        assert "Nuove, per importo" in client.get(MINE).text

    def test_they_are_those_of_the_body_one_acts_for_and_nobody_elses(self, cast, client):
        actions.save_tender_filter(actor=cast.actor("sua"), name="Mie", query="mano=sua")
        other = make_municipality_body("Asolo", cast.province)
        make_entitlement(other)
        make_membership(cast.sua, other, "organisation_manager")
        actions.save_tender_filter(actor=Actor(cast.sua, other), name="Mie", query="mano=ente")
        colleague = make_member(cast.province, "sua_operator")

        assert TenderFilter.objects.visible_to(colleague).count() == 0
        row = kept().get(organisation=cast.province)
        client.force_login(colleague)
        assert client.post(reverse("sua:filter_drop", args=[row.public_id])).status_code == 404
        with pytest.raises(Refused, match="non è tuo"):
            actions.drop_tender_filter(actor=Actor(colleague, cast.province), saved=row)

    @pytest.mark.parametrize(
        ("name", "query"), [("", "stato=SUBMITTED"), ("Vuoto", ""), ("Strano", "da=1.2.3")]
    )
    def test_no_name_nothing_to_keep_or_a_value_without_sense_come_back_in_words(
        self, cast, client, name, query
    ):
        client.force_login(cast.sua)
        answer = client.post(f"{SAVE}?{query}", {"name": name})
        assert (answer.status_code, kept().count()) == (422, 0)

    def test_one_name_once_and_twenty_at_most(self, cast):
        for number in range(20):
            actions.save_tender_filter(actor=cast.actor("sua"), name=f"F{number}", query="mano=sua")
        with pytest.raises(Refused, match="Hai già 20 filtri"):
            actions.save_tender_filter(actor=cast.actor("sua"), name="Altro", query="mano=sua")
        kept().filter(name="F1").delete()
        with pytest.raises(Refused, match="già un filtro con questo nome"):
            actions.save_tender_filter(actor=cast.actor("sua"), name="f2", query="mano=sua")

    def test_a_filter_gets_another_name_that_no_other_has(self, cast, client):
        row = actions.save_tender_filter(actor=cast.actor("sua"), name="Mie", query="mano=sua")
        actions.save_tender_filter(actor=cast.actor("sua"), name="Altre", query="mano=rup")
        client.force_login(cast.sua)
        page = reverse("sua:filter_rename", args=[row.public_id])
        assert f'href="{page}"' in client.get(MINE).text
        taken = client.post(page, {"name": "Altre"})
        assert (taken.status_code, "già un filtro con questo nome" in taken.text) == (422, True)
        assert 'value="Altre"' in taken.text
        assert client.post(page, {"name": "In mano alla SUA"}).url == MINE
        assert set(kept().values_list("name", "query")) == {
            ("In mano alla SUA", "mano=sua"), ("Altre", "mano=rup"),
        }  # fmt: skip

    def test_nobody_renames_the_filter_of_a_colleague(self, cast, client):
        row = actions.save_tender_filter(actor=cast.actor("sua"), name="Mie", query="mano=sua")
        client.force_login(make_member(cast.province, "sua_operator"))
        page = reverse("sua:filter_rename", args=[row.public_id])
        assert (client.get(page).status_code, client.post(page, {"name": "x"}).status_code) == (404, 404)
        with pytest.raises(Refused, match="non è tuo"):
            actions.rename_tender_filter(actor=cast.actor("executive"), saved=row, name="x")

    def test_what_is_dropped_is_gone(self, cast, client):
        row = actions.save_tender_filter(actor=cast.actor("sua"), name="Mie", query="mano=sua")
        client.force_login(cast.sua)
        client.post(reverse("sua:filter_drop", args=[row.public_id]))
        assert not kept().exists()
        assert "Nessun filtro salvato" in client.get(MINE).text


def told() -> set[tuple[int, str]]:
    rows = Notification.objects.unrestricted("test").filter(event__kind="sua.tender.remind")
    return set(rows.values_list("person", "event__data__text"))


def remind(client: Any, *tenders: Tender, **more: Any) -> Any:
    chosen = [str(tender.public_id) for tender in tenders]
    return client.post(REMIND, {"scelte": chosen, "azione": "promemoria", **more}, follow=True)


class TestReminders:
    def test_each_reaches_who_has_the_next_move_and_says_so_first(self, cast, client):
        answers, review = make_in_clarification(cast), make_in_state(cast, "IN_REVIEW")
        over, prepared = make_in_state(cast, "REFUSED"), make_in_state(cast, "ACCEPTED")
        profile = make_rup(cast.province, years_purchases=3)
        assigned(cast, prepared, profile)
        actions.start_preparation(actor=cast.actor("executive"), tender=prepared)
        client.force_login(cast.sua)

        asked = remind(client, answers, review, over, prepared)
        assert not sent().exists()
        found = {one.tender.pk: one.whom for one in asked.context["due"]}
        assert found == {
            answers.pk: str(cast.body), review.pk: "dirigenti della Provincia",
            prepared.pk: f"RUP della SUA: {profile.person}",
        }  # fmt: skip
        assert [one.tender.pk for one in asked.context["left"]] == [over.pk]
        done = remind(client, answers, review, over, prepared, conferma="1", text="Restano due giorni.")
        work()

        assert "Inviati 3 promemoria." in done.text
        people = {cast.operator.pk, cast.manager.pk, cast.executive.pk, profile.person.pk}
        assert told() == {(pk, "Restano due giorni.") for pk in people}
        assert Entry.objects.unrestricted("test").filter(verb="sua.tender.remind").count() == 3

    def test_from_the_page_of_a_tender_one_tells_whoever_it_waits_for_and_comes_back(self, cast, client):
        tender = make_in_state(cast, "IN_REVIEW")
        page = reverse("sua:detail", args=[tender.public_id])
        for person in (cast.executive, cast.manager):
            client.force_login(person)
            assert "avvisa i dirigenti" not in client.get(page).text
        client.force_login(cast.sua)
        (link,) = re.findall(r'<a href="([^"]+)">avvisa i dirigenti</a>', client.get(page).text)
        asked = client.get(link.replace("&amp;", "&"))
        assert "aspetta la tua decisione" in asked.context["form"]["text"].value()
        assert (asked.context["back"], sent().exists()) == (page, False)

        done = remind(client, tender, conferma="1", pagina="1", text="Tocca a te.")
        assert (done.redirect_chain[-1][0], sent().count()) == (page, 1)

    def test_the_page_of_a_tender_offers_it_for_who_has_the_next_move(self, cast):
        actor = cast.actor("sua")
        for state, words in (
            ("SUBMITTED", ""), ("CLARIFICATION", "Avvisa l'ente"), ("PREPARATION", "Avvisa il RUP"),
            ("PUBLISHED", ""), ("PROPOSED", "Avvisa i dirigenti"), ("HANDED_OVER", "Avvisa gli enti"),
            ("REFUSED", ""),
        ):  # fmt: skip
            tender = make_in_state(cast, state) if state in EARLY else make_tender(cast, state)
            assert (state, reminders.words_for(actor, tender)) == (state, words)
        assert reminders.words_for(Cast("Desenzano del Garda", "brescia").actor("sua"), tender) == ""

    def test_one_a_day_for_each_tender(self, cast, client):
        tender = make_in_clarification(cast)
        client.force_login(cast.sua)
        for _ in range(2):
            page = remind(client, tender, conferma="1", text="Tocca a voi.")
        assert "promemoria già inviato oggi" in page.text
        with pytest.raises(Refused, match="già inviato oggi"):
            actions.remind_of_tender(actor=cast.actor("sua"), tender=tender, text="Ancora.")
        assert sent().count() == 1
        with time_machine.travel("2099-01-05T09:00:00Z"):
            actions.remind_of_tender(actor=cast.actor("sua"), tender=tender, text="Ancora.")
        assert list(sent().values_list("day", flat=True))[1:] == [date(2099, 1, 5)]

    def test_where_it_would_reach_only_the_sender_or_nobody_the_page_says_so_first(self, cast, client):
        mine, theirs = make_in_state(cast, "SUBMITTED"), make_in_clarification(cast)
        for person in (cast.operator, cast.manager):
            person.memberships.unrestricted("test").delete()
        Tender.objects.unrestricted("test").filter(pk=theirs.pk).update(rup_org=None)
        client.force_login(cast.sua)

        asked = remind(client, mine, theirs)
        assert asked.context["due"] == []
        assert {one.tender.pk: one.why_not for one in asked.context["left"]} == {
            mine.pk: "la prossima mossa tocca solo a te",
            theirs.pk: f"{cast.body}: nessuno ha un accesso con cui leggerlo",
        }
        for row, words in ((mine, "tocca solo a te"), (theirs, "nessuno ha un accesso")):
            with pytest.raises(Refused, match=words):
                actions.remind_of_tender(actor=cast.actor("sua"), tender=row, text="x")
        colleague = make_member(cast.province, "sua_operator")
        asked = remind(client, mine)
        assert [set(one.people) for one in asked.context["due"]] == [{colleague.pk}]

    def test_all_the_filtered_ones_at_once(self, cast, client):
        mine = [make_in_clarification(cast, title="Arredi"), make_in_clarification(cast, title="Arredi due")]
        make_in_clarification(cast, title="Palestra")
        client.force_login(cast.sua)
        page = client.post(REMIND, {"tutte": "1", "filtri": "testo=Arredi&ordina=oggetto&next=//x"})
        assert [one.tender.pk for one in page.context["due"]] == [row.pk for row in mine]
        assert page.context["back"] == f"{LIST}?ordina=oggetto&testo=Arredi"

    def test_only_officers_of_the_sua_send_them(self, cast, client):
        tender = make_in_clarification(cast)
        others = [cast.executive, cast.manager, cast.operator, make_member(cast.province, "auditor")]
        for person in others:
            client.force_login(person)
            assert "Invia promemoria" not in client.get(LIST).text
            assert remind(client, tender, conferma="1", text="x").status_code == 404
        for who in ("executive", "manager"):
            with pytest.raises(Refused, match="operatori SUA"):
                actions.remind_of_tender(actor=cast.actor(who), tender=tender, text="x")
        assert not sent().exists()

    def test_a_hand_made_request_reaches_no_row_of_others(self, cast, client):
        draft, theirs = make_complete(cast), make_in_clarification(Cast("Desenzano del Garda", "brescia"))
        client.force_login(cast.sua)
        page = remind(client, draft, theirs, conferma="1", text="x")
        bad = client.post(REMIND, {"scelte": ["nessuna"], "conferma": "1", "text": "x"}, follow=True)
        assert "Scegli almeno una gara" in page.text
        assert "Scegli almeno una gara" in bad.text
        with pytest.raises(Refused):
            actions.remind_of_tender(actor=cast.actor("sua"), tender=theirs, text="x")
        assert not sent().exists()
        asolo, _body = stranger(cast)
        assert TenderReminder.objects.visible_to(asolo).count() == 0

    def test_a_text_that_is_none_comes_back_beside_its_field(self, cast, client):
        tender = make_in_clarification(cast)
        client.force_login(cast.sua)
        page = remind(client, tender, conferma="1", text=" ")
        assert (page.status_code, list(page.context["form"].errors), sent().count()) == (422, ["text"], 0)

    @pytest.mark.parametrize("rows", [1, 3])
    def test_the_page_that_asks_costs_the_same_for_one_and_three(
        self, cast, client, rows, django_assert_num_queries
    ):
        tenders = [make_in_clarification(cast) for _ in range(rows)]
        client.force_login(cast.sua)
        remind(client, *tenders)
        with django_assert_num_queries(19):
            remind(client, *tenders)
