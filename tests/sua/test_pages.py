"""The pages: what they offer, how many queries they cost, what they answer to bad input."""

import csv
import io
import json
from copy import deepcopy

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from pico.sua import actions
from pico.sua.models import Tender
from tests.factories.sua import (
    Cast,
    assigned,
    item,
    make_complete,
    make_draft,
    make_in_review,
    make_in_state,
    make_pdf,
    make_rup,
    make_sent,
    on,
)

pytestmark = pytest.mark.usefixtures("treviso_host")


def edit(tender: Tender, step: str) -> str:
    return reverse("sua:edit", args=[tender.public_id, step])


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_costs_the_same_at_one_and_three_rows(cast, client, rows, django_assert_num_queries):
    for _row in range(rows):
        make_sent(cast)
    client.force_login(cast.sua)
    client.get(reverse("sua:list"))
    with django_assert_num_queries(13):
        answer = client.get(reverse("sua:list"))
    assert f"{rows} richiest" in answer.content.decode()


@pytest.mark.parametrize("rows", [1, 3])
def test_the_home_costs_the_same_at_one_and_three_rows(cast, client, rows, django_assert_num_queries):
    for _row in range(rows):
        make_sent(cast)
    client.force_login(cast.sua)
    client.get(reverse("sua:home"))
    with django_assert_num_queries(14):
        client.get(reverse("sua:home"))


class TestFilters:
    def shown(self, client, query: str) -> list[str]:
        rows = json.loads(client.get(f"{reverse('sua:export', args=['json'])}?{query}").content)
        return [row["Oggetto"] for row in rows]

    @pytest.fixture(scope="class")
    @classmethod
    def three_of_oderzo(cls, cast_of_the_file, for_the_class):
        cast = deepcopy(cast_of_the_file)
        with on("2026-12-02"):
            make_sent(cast, title="Arredi", base_amount="50000")
        with on("2027-01-11"):
            make_in_review(cast, title="Refezione", base_amount="640000", procedure="restricted")
            make_complete(
                cast, title="Bozza di palestra", base_amount="900000", cpv_main="45214200", pnrr=True
            )
        return cast

    @pytest.fixture
    def cast(self, three_of_oderzo, db):
        return deepcopy(three_of_oderzo)

    @pytest.mark.parametrize(
        ("query", "titles"),
        [
            ("ordina=oggetto", ["Arredi", "Bozza di palestra", "Refezione"]),
            ("ordina=-importo", ["Bozza di palestra", "Refezione", "Arredi"]),
            ("stato=IN_REVIEW", ["Refezione"]),
            ("mano=ente", ["Bozza di palestra"]),
            ("mano=sua&ordina=numero", ["Arredi", "Refezione"]),
            ("anno=2026", ["Arredi"]),
            ("da=600.000,00&fino=700000", ["Refezione"]),
            ("testo=palestra", ["Bozza di palestra"]),
            ("testo=SUA-2027-0001", ["Refezione"]),
            ("stato=INVENTED&ordina=oggetto", ["Arredi", "Bozza di palestra", "Refezione"]),
            ("anno=1999&stato=DRAFT", ["Bozza di palestra"]),
            ("stato=REFUSED", []),
            ("genere=DELEGATED&ordina=oggetto", ["Arredi", "Bozza di palestra", "Refezione"]),
            ("genere=OWN", []),
            ("procedura=restricted", ["Refezione"]),
            ("cpv=45", ["Bozza di palestra"]),
            ("cpv=4521420-1", ["Bozza di palestra"]),
            ("cpv=x&ordina=oggetto", ["Arredi", "Bozza di palestra", "Refezione"]),
            ("pnrr=on", ["Bozza di palestra"]),
            ("rischio=on", []),
            ("rup=00000000-0000-0000-0000-000000000000&stato=DRAFT", ["Bozza di palestra"]),
        ],
    )
    def test_filters_and_order_decide_the_rows_of_list_and_export(self, client, cast, query, titles):
        client.force_login(cast.manager)
        assert self.shown(client, query) == titles
        page = client.get(f"{reverse('sua:list')}?{query}").context["page"]
        assert [row.title for row in page] == titles

    def test_a_term_is_near_from_three_working_days_before(self, client, cast):
        found = {}
        for day in ("2027-01-15", "2027-01-18"):
            with on(day):
                client.force_login(cast.manager)
                found[day] = self.shown(client, "rischio=on&anno=2027")
        assert found == {"2027-01-15": [], "2027-01-18": ["Refezione"]}

    def test_a_filter_without_sense_is_said(self, client, cast):
        client.force_login(cast.manager)
        page = client.get(f"{reverse('sua:list')}?da=1.2.3").content.decode()
        assert "Filtro non valido: importo da" in page


class TestRupFilter:
    def test_the_rup_filters_for_the_province_and_is_no_question_for_the_body(self, cast, client):
        profile = make_rup(cast.province, years_purchases=3)
        mine, other = make_in_state(cast, "ACCEPTED"), make_in_state(cast, "ACCEPTED")
        assigned(cast, mine, profile)
        query = f"rup={profile.person.public_id}"
        client.force_login(cast.sua)
        page = client.get(f"{reverse('sua:list')}?{query}")
        assert [row.pk for row in page.context["page"]] == [mine.pk]
        client.force_login(cast.manager)
        page = client.get(f"{reverse('sua:list')}?{query}&ordina=numero")
        assert [row.pk for row in page.context["page"]] == [mine.pk, other.pk]
        assert "Laura Furlan" not in page.content.decode()


class TestList:
    def test_empty_lists_say_what_to_do(self, cast, client):
        client.force_login(cast.manager)
        assert "Non ci sono ancora richieste" in client.get(reverse("sua:list")).content.decode()
        none = client.get(f"{reverse('sua:list')}?stato=REFUSED").content.decode()
        assert "Nessuna richiesta con questi filtri" in none

    def test_a_title_that_is_a_formula_stays_text(self, cast, client):
        make_draft(cast, title="=HYPERLINK(1)")
        client.force_login(cast.manager)
        text = b"".join(client.get(reverse("sua:export", args=["csv"]))).decode("utf-8-sig")
        rows = list(csv.reader(io.StringIO(text), delimiter=";"))
        assert rows[1][3] == "'=HYPERLINK(1)"

    def test_no_other_format_is_exported(self, cast, client):
        client.force_login(cast.manager)
        assert client.get("/sua/gare/esporta/pdf/").status_code == 404


class TestForm:
    def test_a_wrong_amount_is_refused_with_a_hint_and_the_typed_value_kept(self, cast, client):
        tender = make_draft(cast)
        client.force_login(cast.operator)
        answer = client.post(edit(tender, "oggetto"), {"base_amount": "1,250.00", "title": "X", "version": 1})
        page = answer.content.decode()
        assert answer.status_code == 422
        assert ("ad esempio 1.234,50" in page, 'value="1,250.00"' in page) == (True, True)

    @pytest.mark.parametrize("typed", ["0", "0,00", "-5", "1.234.5", "x", "9" * 20])
    def test_amounts_that_are_none_are_422(self, cast, client, typed):
        tender = make_draft(cast)
        client.force_login(cast.operator)
        assert client.post(edit(tender, "oggetto"), {"base_amount": typed, "version": 1}).status_code == 422

    def test_lots_that_do_not_sum_are_422_with_the_difference(self, cast, client):
        tender = make_complete(cast)
        client.force_login(cast.operator)
        lots = {
            "lotti-TOTAL_FORMS": "1", "lotti-INITIAL_FORMS": "1",
            "lotti-0-title": "Unico", "lotti-0-amount": "95.000", "version": tender.version,
        }  # fmt: skip
        answer = client.post(edit(tender, "lotti"), lots)
        assert (answer.status_code, "1.000,00" in answer.content.decode()) == (422, True)

    def test_autosave_keeps_what_is_right_and_skips_what_is_wrong(self, cast, client):
        tender = make_draft(cast)
        client.force_login(cast.operator)
        data = {"title": "Nuovo titolo", "base_amount": "x", "version": tender.version}
        answer = client.post(edit(tender, "oggetto"), data, headers={"HX-Request": "true"})
        tender.refresh_from_db()
        assert (answer.status_code, tender.title, tender.base_amount) == (204, "Nuovo titolo", None)

    def test_two_people_edit_and_the_second_sees_both_values(self, cast, client):
        tender = make_draft(cast)
        opened = tender.version
        client.force_login(cast.manager)
        client.post(edit(tender, "persone"), {"rup_name": "Laura Furlan", "version": opened})
        client.force_login(cast.operator)
        second = {"rup_name": "Anna Dotta", "notes": "Urge.", "version": opened}
        answer = client.post(edit(tender, "persone"), second)
        page = answer.content.decode()
        tender.refresh_from_db()
        assert (answer.status_code, tender.rup_name, tender.notes) == (409, "Laura Furlan", "")
        assert ("Laura Furlan" in page, "Anna Dotta" in page, 'value="Urge."' in page) == (True,) * 3

        client.post(edit(tender, "persone"), {**second, "version": tender.version})
        tender.refresh_from_db()
        assert (tender.rup_name, tender.notes) == ("Anna Dotta", "Urge.")

    def test_two_people_on_two_pages_do_not_disturb_each_other(self, cast, client):
        tender = make_draft(cast)
        opened = tender.version
        client.force_login(cast.manager)
        client.post(edit(tender, "persone"), {"rup_name": "Laura Furlan", "version": opened})
        answer = client.post(edit(tender, "finanziamento"), {"funding": ["A"], "version": opened})
        tender.refresh_from_db()
        assert (answer.status_code, tender.rup_name, tender.funding) == (302, "Laura Furlan", ["A"])

    def test_a_program_renamed_to_pdf_is_refused_beside_its_document(self, cast, client):
        tender = make_draft(cast)
        client.force_login(cast.operator)
        program = SimpleUploadedFile("atto.pdf", b"MZ\x90\x00" + b"\x00" * 200)
        answer = client.post(edit(tender, "documenti"), {f"item-{item('DELEGATION').pk}": program})
        assert (answer.status_code, tender.documents.count()) == (422, 0)

    def test_a_second_file_is_the_next_version_and_the_first_stays(self, cast, client):
        tender = make_draft(cast)
        client.force_login(cast.operator)
        for name in ("a.pdf", "b.pdf"):
            client.post(edit(tender, "documenti"), {f"item-{item('CAM').pk}": make_pdf(name)})
        versions = tender.documents.get().document.versions.order_by("number")
        assert [(v.number, v.original_name) for v in versions] == [(1, "a.pdf"), (2, "b.pdf")]

    def test_the_same_form_sent_twice_begins_one_draft(self, cast, client):
        client.force_login(cast.operator)
        data = {
            "title": "Arredi",
            "contract_object": "SUPPLIES",
            "form_key": "11111111-1111-4111-8111-111111111111",
        }
        answers = [client.post(reverse("sua:new"), data).url for _time in range(2)]
        assert (answers[0] == answers[1], Tender.objects.unrestricted("test").count()) == (True, 1)

    def test_an_ended_entitlement_refuses_the_sending_and_keeps_the_draft(self, cast, client):
        tender = make_complete(cast)
        cast.body.entitlements.update(valid_to="2026-01-01")
        client.force_login(cast.manager)
        answer = client.post(reverse("sua:send", args=[tender.public_id]))
        tender.refresh_from_db()
        assert (answer.status_code, tender.state) == (422, "DRAFT")
        assert "non è più in vigore" in answer.content.decode()


class TestDetail:
    def page(self, client, person, tender) -> str:
        client.force_login(person)
        return client.get(reverse("sua:detail", args=[tender.public_id])).content.decode()

    def test_each_side_reads_whose_turn_it_is_and_is_offered_its_own_moves(self, cast, client):
        with on("2027-01-11"):
            tender = make_sent(cast)
            pages = {
                who: self.page(client, getattr(cast, who), tender) for who in ("manager", "sua", "executive")
            }
        offered = {
            who: [name for name in ("take", "clarify", "accept", "refuse", "withdraw") if
                  reverse(f"sua:{name}", args=[tender.public_id]) in page]
            for who, page in pages.items()
        }  # fmt: skip
        assert offered == {"manager": ["withdraw"], "sua": ["take"], "executive": ["accept", "refuse"]}
        for page in pages.values():
            assert "Restano 10 giorni, silenzio-assenso il 21 gennaio 2027" in page
            assert "SUA, Provincia di Treviso" in page

    def test_a_move_pressed_twice_is_made_once(self, cast, client):
        tender = make_sent(cast)
        client.force_login(cast.sua)
        answers = [
            client.post(reverse("sua:take", args=[tender.public_id])).status_code for _time in range(2)
        ]
        assert (answers, tender.events.filter(transition="take").count()) == ([302, 302], 1)

    def test_a_refusal_needs_its_reasons_and_tells_of_anac(self, cast, client):
        tender = make_in_review(cast)
        client.force_login(cast.executive)
        url = reverse("sua:refuse", args=[tender.public_id])
        assert client.post(url, {"reason": " "}).status_code == 422
        assert client.post(url, {"reason": "Fuori convenzione."}).status_code == 302
        page = self.page(client, cast.manager, tender)
        assert ("Fuori convenzione." in page, "entro 15 giorni" in page) == (True, True)

    def test_an_answer_changes_only_what_was_flagged(self, cast):
        tender = make_in_review(cast)
        remark = actions.NewRemark(text="Controlla.", field="duration_days")
        actions.ask_clarification(
            actor=cast.actor("sua"), tender=tender, remarks=[remark], due_on=actions.review.date(2099, 1, 1)
        )
        answers = {row.pk: "Fatto." for row in tender.remarks.all()}
        with pytest.raises(actions.answers.Refused, match="solo ciò che la SUA ha segnalato"):
            actions.answer_remarks(
                actor=cast.actor("operator"), tender=tender, answers=answers, values={"title": "Altro"}
            )
        actions.answer_remarks(
            actor=cast.actor("operator"), tender=tender, answers=answers, values={"duration_days": 60}
        )
        row = tender.remarks.get()
        assert (row.before, row.after) == ("90", "60")


@pytest.mark.walk
def test_the_demo_is_loaded_once_and_stays_as_it_is(db):
    from pico.base.demo import loaders_in_order
    from pico.sua.demo import STORIES

    loaders = {loader.code: loader for loader in loaders_in_order()}
    for code in ("organisations", "accounts", "sua", "sua"):
        loaders[code].load()
    rows = Tender.objects.unrestricted("test")
    assert rows.count() == len(STORIES)
    assert set(rows.values_list("state", flat=True)) == {
        "DRAFT", "SUBMITTED", "IN_REVIEW", "CLARIFICATION", "ACCEPTED", "REFUSED", "WITHDRAWN",
    }  # fmt: skip
    assert rows.filter(accepted_by_silence=True).count() == 1


def test_a_cast_of_another_province_sees_an_empty_home(cast, client):
    make_sent(cast)
    brescia = Cast("Desenzano del Garda", "brescia")
    client.force_login(brescia.sua)
    assert "Nessuna attività per oggi" in client.get(reverse("sua:home")).content.decode()
