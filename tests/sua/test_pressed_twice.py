"""The button of a move pressed twice makes one move; another reason, of another window, is not lost."""

import pytest
from django.urls import reverse

from tests.factories.sua import make_in_review

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
