"""The button of a move pressed twice makes one move; another reason, of another window, is not lost."""

import pytest
from django.urls import reverse

from pico.sua import actions
from tests.factories.sua import make_in_clarification, make_in_review

pytestmark = pytest.mark.usefixtures("treviso_host")


def moves_of(tender, code):
    return tender.events.filter(transition=code)


def test_the_same_reason_sent_twice_refuses_once(cast, client):
    tender = make_in_review(cast)
    client.force_login(cast.executive)
    page = reverse("sua:refuse", args=[tender.public_id])
    typed = {"reason": "Il progetto\r\nnon è verificato."}
    for _time in range(2):
        answer = client.post(page, typed)
        assert (answer.status_code, answer.url) == (302, reverse("sua:detail", args=[tender.public_id]))
    assert moves_of(tender, "refuse").count() == 1


@pytest.mark.parametrize("other", ["Manca la copertura finanziaria.", "Il progetto non"])
def test_another_reason_is_refused_in_words_and_stays_on_the_page(cast, client, other):
    tender = make_in_review(cast)
    client.force_login(cast.executive)
    page = reverse("sua:refuse", args=[tender.public_id])
    client.post(page, {"reason": "Il progetto non è verificato."})
    answer = client.post(page, {"reason": other})
    assert (answer.status_code, f"{other}</textarea>" in answer.text) == (422, True)
    assert "Respinta" in answer.text
    (made,) = moves_of(tender, "refuse")
    assert made.note == "Il progetto non è verificato."


def test_the_same_remarks_sent_twice_are_one_round_and_other_ones_stay_on_the_page(cast, client):
    tender = make_in_review(cast)
    client.force_login(cast.sua)
    page = reverse("sua:clarify", args=[tender.public_id])
    typed = {"due_on": "31/12/2098", "rilievo-1-about": "field:title", "rilievo-1-text": "Quale\r\nplesso?"}
    for _time in range(2):
        answer = client.post(page, typed)
        assert (answer.status_code, answer.url) == (302, reverse("sua:detail", args=[tender.public_id]))
    for other in ({"rilievo-1-text": "Quale palestra?"}, {"due_on": "30/12/2098"}):
        answer = client.post(page, typed | other)
        assert answer.status_code == 422
        assert all(value in answer.text for value in other.values())
    assert [row.text.split() for row in tender.remarks.all()] == [["Quale", "plesso?"]]


def test_the_same_answers_sent_twice_are_one_and_other_ones_stay_on_the_page(cast, client):
    tender = make_in_clarification(cast)
    (remark,) = tender.remarks.all()
    client.force_login(cast.operator)
    page = reverse("sua:answer", args=[tender.public_id])
    form = client.get(page).context["form"]
    typed = {name: form[name].value() or "" for name in form.columns} | {f"answer-{remark.pk}": "Ecco."}
    for _time in range(2):
        answer = client.post(page, typed)
        assert (answer.status_code, answer.url) == (302, reverse("sua:detail", args=[tender.public_id]))
    answer = client.post(page, typed | {f"answer-{remark.pk}": "Un'altra risposta."})
    assert (answer.status_code, "Un&#x27;altra risposta.</textarea>" in answer.text) == (422, True)
    remark.refresh_from_db()
    assert (remark.answer, moves_of(tender, "answer").count()) == ("Ecco.", 1)


def test_lots_answered_otherwise_in_another_window_stay_on_the_page(cast, client):
    tender = make_in_clarification(cast, field="lots")
    (remark,) = tender.remarks.all()
    client.force_login(cast.operator)
    page = reverse("sua:answer", args=[tender.public_id])
    form = client.get(page).context["form"]
    (lot,) = tender.lots.all()
    counts = {f"lotti-{name}_FORMS": 1 for name in ("TOTAL", "INITIAL", "MIN_NUM", "MAX_NUM")}
    row = {"lot": lot.pk, "title": lot.title, "amount": lot.amount, "cpv": lot.cpv, "category": lot.category}
    typed = {name: form[name].value() or "" for name in form.columns} | counts
    typed |= {f"lotti-0-{name}": value for name, value in row.items()} | {f"answer-{remark.pk}": "Ecco."}
    for _time in range(2):
        assert client.post(page, typed).status_code == 302
    answer = client.post(page, typed | {"lotti-0-title": "Lotto con un altro nome"})
    assert (answer.status_code, "Lotto con un altro nome" in answer.text) == (422, True)


def test_answers_of_a_colleague_who_was_slower_stay_on_the_page(cast, client):
    tender = make_in_clarification(cast)
    (remark,) = tender.remarks.all()
    actions.answer_remarks(actor=cast.actor("operator"), tender=tender, answers={remark.pk: "Ecco."})
    client.force_login(cast.manager)
    page = reverse("sua:answer", args=[tender.public_id])
    answer = client.post(page, {f"answer-{remark.pk}": "Le misure sono nella relazione."})
    assert (answer.status_code, "Le misure sono nella relazione.</textarea>" in answer.text) == (422, True)
