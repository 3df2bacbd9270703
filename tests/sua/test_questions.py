"""Questions of economic operators: written down, answered once, published without who asked."""

from datetime import timedelta

import pytest
from django.urls import reverse

from pico.base import dates
from pico.base.errors import Conflict, Refused
from pico.sua import actions
from pico.sua.models import Question, Tender
from pico.sua.rules import rup_todo
from tests.factories.accounts import make_member
from tests.factories.organisations import make_municipality_body, make_province
from tests.factories.sua import make_tender, read_only, record_question

pytestmark = pytest.mark.usefixtures("treviso_host")
CANARY = "Canarino"


def address(name: str, tender: Tender, *more) -> str:
    return reverse(f"sua:{name}", args=[tender.public_id, *more])


def answer(
    cast, question: Question, words: str = "Sì, è obbligatorio.", who: str = "sua", **more
) -> Question:
    return actions.answer_question(actor=cast.actor(who), question=question, answer=words, **more)


class TestWriting:
    def test_it_is_answered_six_days_before_the_offers(self, cast):
        tender = make_tender(cast, "PUBLISHED")
        question = record_question(cast, tender)
        assert question.answer_by == dates.rome(tender.offers_until).date() - timedelta(days=6)

    def test_the_office_and_the_rup_write_and_nobody_else(self, cast):
        tender = make_tender(cast, "PUBLISHED")
        question = record_question(cast, tender)
        answer(cast, question, who="rup")
        for who in ("manager", "executive"):
            with pytest.raises(Refused, match="operatore SUA e il RUP"):
                answer(cast, question, who=who)

    def test_while_the_module_is_read_only_nobody_answers_or_publishes(self, cast):
        tender = make_tender(cast, "PUBLISHED")
        question, answered = record_question(cast, tender), record_question(cast, tender, text="Altro?")
        answer(cast, answered)
        read_only(cast)
        for who in ("sua", "rup"):
            with pytest.raises(Refused):
                answer(cast, question, who=who)
            with pytest.raises(Refused):
                actions.publish_answer(actor=cast.actor(who), question=answered)

    def test_only_of_a_tender_that_collects_offers_and_of_a_day_that_makes_sense(self, cast):
        with pytest.raises(Refused, match="quando la gara è indetta"):
            record_question(cast, make_tender(cast, "READY"))
        tender = make_tender(cast, "PUBLISHED")
        for days in (-1, 1):
            with pytest.raises(Refused, match="controlla la data"):
                record_question(cast, tender, received_on=dates.today() + timedelta(days=days))
        with pytest.raises(Refused, match="prima del termine delle offerte"):
            record_question(cast, tender, answer_by=dates.today() + timedelta(days=60))

    def test_two_people_answer_and_the_second_sees_both_answers(self, cast, client):
        tender = make_tender(cast, "PUBLISHED")
        question = record_question(cast, tender)
        answer(cast, question, "Sì.", seen="")
        with pytest.raises(Conflict):
            answer(cast, question, "No.", seen="")
        client.force_login(cast.rup)
        data = {"answer": "No, è facoltativo.", "seen": "", "acting": cast.province.pk}
        page = client.post(address("question_answer", tender, question.pk), data)
        text = page.content.decode()
        assert (page.status_code, "No, è facoltativo." in text, "Sì." in text) == (409, True, True)
        question.refresh_from_db()
        assert question.answer == "Sì."
        data["seen"] = "Sì."
        assert client.post(address("question_answer", tender, question.pk), data).status_code == 302

    def test_what_is_published_does_not_change(self, cast):
        question = record_question(cast, make_tender(cast, "PUBLISHED"))
        with pytest.raises(Refused, match="Prima rispondi"):
            actions.publish_answer(actor=cast.actor("sua"), question=question)
        answer(cast, question)
        first = actions.publish_answer(actor=cast.actor("sua"), question=question)
        again = actions.publish_answer(actor=cast.actor("rup"), question=question)
        assert first.published_at == again.published_at
        with pytest.raises(Refused, match="già pubblicata"):
            answer(cast, question, "No.")

    def test_it_presses_from_two_days_before_its_day(self, cast):
        tender = make_tender(cast, "PUBLISHED")
        record_question(cast, tender, answer_by=dates.today() + timedelta(days=3))
        assert rup_todo.of_office(cast.sua, cast.province) == []
        near = record_question(cast, tender, answer_by=dates.today() + timedelta(days=2))
        assert [line.due for line in rup_todo.of_office(cast.sua, cast.province)] == [near.answer_by]
        assert [line.url for line in rup_todo.of_rup(cast.rup)] == [address("questions", tender)]


class TestPages:
    def test_from_the_question_to_the_public_page_without_who_asked(self, cast, client):
        tender = make_tender(cast, "PUBLISHED")
        public = reverse("sua:public_tender", args=[tender.number])
        client.force_login(cast.sua)
        acting = {"acting": cast.province.pk}
        today = f"{dates.today():%Y-%m-%d}"
        data = {"received_on": today, "text": "Serve il sopralluogo?", "asker": "Ditta Canarino S.r.l.",
                "answer_by": today, **acting}  # fmt: skip
        assert client.post(address("question_new", tender), data).status_code == 302
        question = Question.objects.visible_to(cast.sua).get()
        sent = {"answer": "Sì, è obbligatorio.", "seen": "", **acting}
        assert client.post(address("question_answer", tender, question.pk), sent).status_code == 302
        assert "Serve il sopralluogo?" not in client.get(public).content.decode()
        assert client.post(address("question_publish", tender, question.pk), acting).status_code == 302
        assert CANARY in client.get(address("questions", tender)).content.decode()
        client.logout()
        page = client.get(public).content.decode()
        shown = [words in page for words in ("Serve il sopralluogo?", "Sì, è obbligatorio.", CANARY)]
        assert shown == [True, True, False]

    def test_a_body_reads_questions_without_who_asked_and_does_not_write(self, cast, client):
        tender = make_tender(cast, "PUBLISHED")
        question = record_question(cast, tender)
        client.force_login(cast.manager)
        page = client.get(address("questions", tender)).content.decode()
        assert ("sopralluogo" in page, CANARY in page, "Registra un quesito" in page) == (True, False, False)
        for name, more in (("question_new", ()), ("question_answer", (question.pk,))):
            assert client.get(address(name, tender, *more)).status_code == 404
        acting = {"acting": cast.body.pk}
        assert client.post(address("question_publish", tender, question.pk), acting).status_code == 404

    def test_an_auditor_reads_only(self, cast, client):
        tender = make_tender(cast, "PUBLISHED")
        client.force_login(make_member(cast.province, "auditor"))
        assert client.get(address("questions", tender)).status_code == 200
        assert client.get(address("question_new", tender)).status_code == 404

    @pytest.mark.parametrize("format", ["csv", "xlsx"])
    def test_the_export_has_no_name(self, cast, client, format):
        tender = make_tender(cast, "PUBLISHED")
        record_question(cast, tender)
        client.force_login(cast.sua)
        answer = client.get(address("questions_export", tender, format))
        content = b"".join(answer.streaming_content) if answer.streaming else answer.content
        assert answer.status_code == 200
        assert CANARY.encode() not in content

    def test_another_municipality_and_another_province_find_nothing(self, cast, client):
        tender = make_tender(cast, "PUBLISHED")
        question = record_question(cast, tender)
        asolo = make_municipality_body("Asolo", cast.province)
        brescia = make_province("Brescia", verticals=("sua",))
        for person in (make_member(asolo, "organisation_manager"), make_member(brescia, "sua_operator")):
            client.force_login(person)
            for name, more in (("questions", ()), ("question_new", ()), ("question_answer", (question.pk,)),
                               ("questions_export", ("csv",))):  # fmt: skip
                assert client.get(address(name, tender, *more)).status_code == 404
            assert not Question.objects.visible_to(person).exists()

    def test_the_tab_asks_as_much_for_three_as_for_one(self, cast, client, django_assert_max_num_queries):
        tender = make_tender(cast, "PUBLISHED")
        answer(cast, record_question(cast, tender))
        client.force_login(cast.sua)
        client.get(address("questions", tender))
        with django_assert_max_num_queries(60) as one:
            client.get(address("questions", tender))
        for _more in range(2):
            answer(cast, record_question(cast, tender))
        with django_assert_max_num_queries(len(one)):
            client.get(address("questions", tender))
