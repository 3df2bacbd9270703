"""Published tenders on the Province's site: nothing before publication, nothing internal afterwards."""

from datetime import UTC, date, datetime

import pytest
from django.test import Client

from pico.organisations.models import ModuleActivation
from pico.sua.models import Lot, Tender
from pico.sua.models.codes import PUBLIC_STATES, State
from tests.factories.portal import make_site
from tests.factories.sua import Cast, make_in_state

CANARIES = {
    "notes": "canarino-note",
    "outcome_reason": "canarino-motivo",
    "contact_phone": "canarino-tel",
    "protocol": "canarino-protocollo",
    "description": "canarino-descrizione",
    "urgency_reason": "canarino-urgenza",
    "rup_email": "canarino@ente.example",
    "rup_name": "Canarino Dell'Ente",
}


def published(cast, **values) -> Tender:
    """A tender with something in every internal field."""
    tender = make_in_state(cast, "ACCEPTED")
    values = {
        **CANARIES, "state": "PUBLISHED", "published_on": date(2027, 2, 15), "pad_name": "Piattaforma PAD",
        "offers_until": datetime(2027, 3, 15, 11, tzinfo=UTC), "pad_url": "https://pad.example/gara/7",
        **values,
    }  # fmt: skip
    rows = Tender.objects.unrestricted("test").filter(pk=tender.pk)
    rows.update(**values)
    return rows.get()


def anybody(host: str = "treviso.localhost") -> Client:
    return Client(HTTP_HOST=host)


def seen(path: str, host: str = "treviso.localhost") -> tuple[int, str]:
    answer = anybody(host).get(path)
    body = b"".join(answer.streaming_content) if answer.streaming else answer.content
    return answer.status_code, body.decode()


def pages(tender: Tender) -> list[tuple[int, str]]:
    return [seen("/gare/"), seen(f"/gare/{tender.number}/"), seen("/gare/esporta/csv/")]


@pytest.mark.parametrize("state", State.values)
def test_a_tender_is_public_exactly_from_its_publication_on(cast, state):
    tender = make_in_state(cast, "ACCEPTED")
    needed = {"published_on": date(2027, 2, 15), "offers_until": datetime(2027, 3, 15, 11, tzinfo=UTC)}
    more = {"award_number": "12", "awarded_on": date(2027, 4, 16)} if state == "AWARDED" else {}
    suspended = {"suspended_since": date(2027, 1, 14)} if state == "CLARIFICATION" else {}
    unsent = {"number": None} if state == "DRAFT" else {}
    rows = Tender.objects.unrestricted("test").filter(pk=tender.pk)
    rows.update(state=state, title="Titolo-della-gara", **needed, **more, **suspended, **unsent)
    (_, all_of_them), (status, _page), (_, file) = pages(tender)
    shown = ("Titolo-della-gara" in all_of_them, status, "Titolo-della-gara" in file)
    assert shown == ((True, 200, True) if state in PUBLIC_STATES else (False, 404, False))


def test_what_is_internal_stays_inside(cast):
    tender = published(cast)
    for status, text in pages(tender):
        assert status == 200
        assert [word for word in CANARIES.values() if word in text] == []
        assert str(cast.sua) not in text
    page = pages(tender)[1][1]
    assert "https://pad.example/gara/7" in page
    assert "15 marzo 2027, ore 12:00" in page


def test_a_confidential_tender_is_not_there(cast):
    assert [status for status, _text in pages(published(cast, confidential=True))] == [200, 404, 200]
    assert "Arredi" not in seen("/gare/")[1] + seen("/gare/esporta/csv/")[1]


def test_another_provinces_site_shows_nothing_of_it(cast):
    tender = published(cast)
    make_site(Cast("Desenzano del Garda", "brescia").province)
    there = [seen(path, "brescia.localhost") for path in ("/gare/", f"/gare/{tender.number}/")]
    assert [status for status, _text in there] == [200, 404]
    assert tender.title not in there[0][1]


def test_where_the_module_is_off_or_the_site_is_no_provinces_there_are_no_tenders(cast):
    tender = published(cast)
    assert seen("/gare/", "upi.localhost")[0] == 404
    ModuleActivation.objects.filter(organisation=cast.province).update(state="OFF")
    ModuleActivation.generation += 1
    assert [status for status, _text in pages(tender)] == [404, 404, 404]


def test_a_winner_is_named_once_it_is_decided_and_never_by_a_persons_code(cast):
    tender = published(cast)
    winners = [
        {"name": "Edil Piave srl", "code": "00743110157"},
        {"name": "Ditta Rossi", "code": "RSSMRC75A10F443G"},
    ]
    lots = Lot.objects.unrestricted("test").filter(tender=tender)
    lots.update(winners=winners, awarded_amount="90000.00", cig="B5A1C2E873")
    Tender.objects.unrestricted("test").filter(pk=tender.pk).update(state="PROPOSED")
    proposed = seen(f"/gare/{tender.number}/")[1]
    lots.update(outcome="AWARDED")
    Tender.objects.unrestricted("test").filter(pk=tender.pk).update(
        state="AWARDED", award_number="12", awarded_on=date(2027, 4, 16)
    )
    awarded = seen(f"/gare/{tender.number}/")[1]
    assert ["Edil Piave" in page for page in (proposed, awarded)] == [False, True]
    assert ("00743110157" in awarded, "RSSMRC75A10F443G" in awarded, "B5A1C2E873" in awarded) == (
        True,
        False,
        True,
    )
    assert "90.000,00" in awarded
