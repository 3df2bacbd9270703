"""Published tenders in the search of the sites: found by anybody, nothing internal, gone when they must."""

import pytest
from django.test import Client

from pico.base.actor import system_actor
from pico.organisations.models import ModuleActivation
from pico.search.actions import refresh
from pico.search.models import SearchEntry
from pico.sua.models import Lot, PublishedTender, Tender
from tests.factories.sua import Cast
from tests.sua.test_public_tenders import CANARIES, published

TITLE = "Efficientamento"
ADDRESS = "http://treviso.localhost/gare/"


@pytest.fixture
def tender(cast) -> Tender:
    row = published(cast, title="Efficientamento della scuola media")
    row.save()
    lot = Lot.objects.unrestricted("test").get(tender=row)
    lot.title, lot.cig = "Serramenti pregiati", "B5A1C2E873"
    lot.ranking = [{"name": "Canarino Primo srl", "tax_code": "01234567890", "discount": "3"}]
    lot.save()
    return row


def found(words: str, host: str = "treviso.localhost") -> str:
    return Client(HTTP_HOST=host).get("/cerca/", {"testo": words}).text


def is_found(tender: Tender, words: str = TITLE, host: str = "treviso.localhost") -> bool:
    return f"/gare/{tender.number}/" in found(words, host)


def entry(tender: Tender) -> SearchEntry | None:
    rows = SearchEntry.objects.of_everybody().filter(target_type="sua.publishedtender", target_id=tender.pk)
    return rows.first()


def test_anybody_finds_it_by_subject_number_cig_lot_and_body(cast, tender):
    words = [TITLE, tender.number, "B5A1C2E873", "serramenti", "Oderzo"]
    assert {one: is_found(tender, one) for one in words} == dict.fromkeys(words, True)
    assert Client(HTTP_HOST="treviso.localhost").get(f"/gare/{tender.number}/").status_code == 200


def test_no_internal_word_is_found_or_kept(cast, tender):
    canaries = [*CANARIES.values(), "Canarino Primo"]
    assert not any(is_found(tender, word) for word in canaries)
    row = entry(tender)
    kept = f"{row.title} {row.text}".lower()
    assert "canarin" not in kept
    assert row.keys == ["public"]


@pytest.mark.parametrize("state", ["DRAFT", "SUBMITTED", "ACCEPTED", "PREPARATION", "READY", "CANCELLED"])
def test_before_its_publication_nobody_finds_it(cast, tender, state):
    more = {"number": None} if state == "DRAFT" else {}
    Tender.objects.unrestricted("test").filter(pk=tender.pk).update(state=state, **more)
    assert f"/gare/{tender.number}/" not in found(TITLE)


def test_what_becomes_confidential_goes_and_comes_back(cast, tender):
    tender.confidential = True
    tender.save()
    assert (is_found(tender), entry(tender)) == (False, None)
    tender.confidential = False
    tender.save()
    assert is_found(tender)


def test_a_module_switched_off_takes_it_away(cast, tender):
    row = ModuleActivation.objects.get(organisation=cast.province, module="sua")
    row.state = "OFF"
    row.save()
    assert (is_found(tender), entry(tender)) == (False, None)
    row.state = "ACTIVE"
    row.save()
    assert is_found(tender)


def test_a_province_without_a_site_online_shows_nothing_in_the_search(db):
    brescia = Cast("Desenzano del Garda", "brescia")
    theirs = published(brescia, title="Efficientamento della palestra")
    theirs.save()
    assert entry(theirs) is None


def test_written_anew_the_index_says_the_same(tender):
    SearchEntry.objects.of_everybody().filter(target_type="sua.publishedtender").delete()
    rows = PublishedTender.objects.unrestricted("test")
    assert refresh(actor=system_actor("test"), rows=rows) == 1
    assert is_found(tender)
