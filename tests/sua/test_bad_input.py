"""Bad input on the pages of a draft: a sentence for each field, told apart, with the way to it."""

import re

import pytest
from django.urls import reverse

from tests.factories.sua import make_complete, make_in_clarification

pytestmark = pytest.mark.usefixtures("treviso_host")
LINK = re.compile(r'<a href="#([^"]+)">([^<]+)</a>')


def posted(client, cast, step: str, **typed) -> tuple[int, str]:
    tender = make_complete(cast)
    client.force_login(cast.operator)
    acting = {"acting": cast.body.pk, "version": tender.version}
    answer = client.post(reverse("sua:edit", args=[tender.public_id, step]), {**acting, **typed})
    return answer.status_code, answer.content.decode()


def summary(page: str) -> list[tuple[str, str]]:
    start = page.index("data-error-summary")
    return LINK.findall(page[start : page.index("</div>", start)].replace("&#x27;", "'"))


def test_two_fields_with_the_same_mistake_are_told_apart(cast, client):
    status, page = posted(
        client, cast, "oggetto", title="Palestra", base_amount="1.250,00.5", safety_costs="1,250.00"
    )

    sentence = "Indica l'importo con al massimo due decimali, ad esempio 1.234,50"
    assert (status, summary(page)) == (
        422,
        [
            ("id_base_amount", f"Importo a base di gara: {sentence}"),
            ("id_safety_costs", f"di cui oneri per la sicurezza: {sentence}"),
        ],
    )
    assert 'value="1.250,00.5"' in page


def test_a_sum_below_nothing_is_told_by_the_field_that_takes_nothing_and_by_the_one_that_does_not(
    cast, client
):
    _status, page = posted(client, cast, "oggetto", title="Palestra", base_amount="-1", safety_costs="-1")
    assert summary(page) == [
        ("id_base_amount", "Indica un importo maggiore di zero, ad esempio 1.234,50"),
        ("id_safety_costs", "Indica un importo senza segno meno: scrivi 0 se non ce n'è."),
    ]


def test_what_is_due_in_some_cases_is_not_called_optional(cast, client):
    client.force_login(cast.operator)
    page = client.get(reverse("sua:edit", args=[make_complete(cast).public_id, "oggetto"])).content.decode()
    labels = {
        re.sub(r"<[^>]+>", "", one).strip() for one in re.findall(r"<label class=.active.*?</label>", page)
    }
    assert {"Contratto collettivo da applicare (CCNL)", "Opzioni (facoltativo)"} <= labels


def test_a_duration_below_one_day_is_explained(cast, client):
    _status, page = posted(client, cast, "oggetto", title="Palestra", duration_days="-3")

    assert summary(page) == [("id_duration_days", "Scrivi la durata in giorni: almeno 1, ad esempio 240")]


def test_a_mistake_in_a_lot_is_in_the_summary_with_its_lot(cast, client):
    lot = {"title": "Unico", "amount": "10", "cpv": "99", "category": ""}
    management = {"TOTAL_FORMS": 1, "INITIAL_FORMS": 1, "MIN_NUM_FORMS": 0, "MAX_NUM_FORMS": 100}
    typed = {f"lotti-0-{name}": value for name, value in lot.items()}
    typed |= {f"lotti-{name}": value for name, value in management.items()}

    status, page = posted(client, cast, "lotti", **typed)

    assert (status, summary(page)) == (
        422,
        [("id_lotti-0-cpv", "Lotto 1: Scrivi il CPV con otto cifre, ad esempio 45214200-2")],
    )
    assert "<title>Errore: Lotti - " in page


@pytest.mark.parametrize(
    ("place", "typed", "words"),
    [
        ("finanziamento quota_youth", "130", "Scrivi la quota per cento, da 0 a 100 con sole cifre: 30"),
        (
            "finanziamento quota_women",
            "un terzo",
            "Scrivi la quota per cento, da 0 a 100 con sole cifre: 30",
        ),
        (
            "persone rup_email",
            "bianchi",
            "Scrivi l'e-mail del RUP per intero, ad esempio nome.cognome@comune.it",
        ),
    ],
)
def test_a_mistake_is_explained_in_the_words_of_its_field(cast, client, place, typed, words):
    step, field = place.split()
    status, page = posted(client, cast, step, **{field: typed})
    assert (status, summary(page)) == (422, [(f"id_{field}", words)])


def test_an_answer_that_makes_the_request_wrong_is_refused_beside_its_field(cast, client):
    tender = make_in_clarification(cast, field="labour_costs")
    (remark,) = tender.remarks.all()
    client.force_login(cast.operator)
    page = reverse("sua:answer", args=[tender.public_id])
    typed = {f"answer-{remark.pk}": "Ecco.", "labour_costs": "999.999.999,00"}
    answer = client.post(page, typed)
    words = "Sicurezza e manodopera insieme superano l'importo a base di gara."
    assert (answer.status_code, answer.context["form"].errors) == (422, {"labour_costs": [words]})
    assert 'value="999.999.999,00"' in answer.text
    assert not tender.events.filter(transition="answer").exists()
    assert client.post(page, typed | {"labour_costs": "1.000,00"}).status_code == 302


def test_the_summary_shows_all_that_was_written_and_the_way_to_tell_the_manager(cast, client):
    draft = make_complete(
        cast,
        notes="Il contributo scade a marzo.",
        contact_phone="0422 000000",
        investment=True,
        cup=["F51B21000150006"],
    )
    client.force_login(cast.operator)
    page = client.get(reverse("sua:edit", args=[draft.public_id, "riepilogo"])).text
    assert all(
        words in page for words in ("Il contributo scade a marzo.", "0422 000000", "Progetto di investimento")
    )
    tell = reverse("sua:tell", args=[draft.public_id])
    assert f'href="{tell}"' in page
    client.post(tell)
    page = client.get(reverse("sua:edit", args=[draft.public_id, "riepilogo"])).text
    assert (f'href="{tell}"' in page, "Il responsabile è stato avvisato" in page) == (False, True)
