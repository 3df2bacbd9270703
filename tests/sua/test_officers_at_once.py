"""Two officers save the same tender at the same moment: one wins, the other is told both values."""

from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal
from threading import Barrier

import pytest
from django.db import connections
from django.test import Client
from django.urls import reverse

from pico.base.errors import Conflict
from pico.sua import actions
from pico.sua.models import Quota, Tender
from pico.sua.rules.quotas import Division, Part
from tests.factories.accounts import make_member
from tests.factories.portal import make_site
from tests.factories.sua import Cast, create_tender, make_tender

pytestmark = pytest.mark.django_db(transaction=True)


def both_at_once(act, *whos):
    """Let each do the same in a thread of their own, from the same moment on; return what each got."""
    start = Barrier(len(whos))

    def run(who):
        try:
            start.wait(timeout=10)
            return act(who)
        except Conflict as conflict:
            return conflict
        finally:
            connections.close_all()

    with ThreadPoolExecutor(max_workers=len(whos)) as crowd:
        return list(crowd.map(run, whos))


@pytest.fixture
def cast():
    found = Cast()
    make_site(found.province)
    found.second = make_member(found.province, "sua_operator", given_name="Ada", family_name="Negri")
    return found


def test_of_two_titles_one_is_stored_and_the_other_is_shown_beside_it(cast):
    tender = make_tender(cast, "PREPARATION")
    titles = {"sua": "Scritto da Rossi", "second": "Scritto da Negri"}

    def save(who):
        return actions.save_draft(
            actor=cast.actor(who), tender=tender, version=tender.version, values={"title": titles[who]}
        )

    got = dict(zip(titles, both_at_once(save, *titles), strict=True))
    (lost,) = [who for who, answer in got.items() if isinstance(answer, Conflict)]
    (won,) = set(titles) - {lost}
    stored = Tender.objects.unrestricted("test").get(pk=tender.pk)
    assert stored.title == titles[won]
    assert stored.version == tender.version + 1
    assert got[lost].theirs == {"Oggetto": titles[won]}
    assert got[lost].mine == {"Oggetto": titles[lost]}
    assert stored.events.filter(transition="edit").count() == 1


def test_two_who_write_different_fields_both_win(cast):
    tender = make_tender(cast, "PREPARATION")
    values = {"sua": {"title": "Scritto da Rossi"}, "second": {"duration_days": 123}}

    def save(who):
        return actions.save_draft(
            actor=cast.actor(who), tender=tender, version=tender.version, values=values[who]
        )

    got = both_at_once(save, *values)
    stored = Tender.objects.unrestricted("test").get(pk=tender.pk)
    assert not any(isinstance(answer, Conflict) for answer in got)
    assert (stored.title, stored.duration_days) == ("Scritto da Rossi", 123)
    assert stored.version == tender.version + 2


def test_in_the_pages_one_goes_on_and_the_other_reads_both(cast):
    tender = make_tender(cast, "PREPARATION")
    page = reverse("sua:edit", args=[tender.public_id, "persone"])
    phones = {"sua": "0422 111111", "second": "0422 222222"}
    clients = {who: Client(HTTP_HOST="treviso.localhost") for who in phones}
    for who, client in clients.items():
        client.force_login(getattr(cast, who))

    def save(who):
        return clients[who].post(page, {"contact_phone": phones[who], "version": tender.version})

    got = dict(zip(phones, both_at_once(save, *phones), strict=True))
    assert sorted(answer.status_code for answer in got.values()) == [302, 409]
    (lost,) = [who for who, answer in got.items() if answer.status_code == 409]
    words = got[lost].content.decode()
    assert all(phone in words for phone in phones.values())
    stored = Tender.objects.unrestricted("test").get(pk=tender.pk)
    assert {stored.contact_phone, phones[lost]} == set(phones.values())


def test_of_two_divisions_of_a_lot_one_is_stored_whole(cast):
    tender = create_tender(cast, "AGGREGATED", base_amount=Decimal("100.00"))
    part = actions.add_body(
        actor=cast.actor("sua"), tender=tender, organisation=cast.body,
        role="ADHERING", functions=1, framework="fa-wo-rc",
    )  # fmt: skip
    tender.refresh_from_db()
    lot, own = tender.lots.get(), tender.participants.get(organisation=cast.province)
    amounts = {"sua": (Decimal(30), Decimal(70)), "second": (Decimal(60), Decimal(40))}

    def save(who):
        ours, theirs = amounts[who]
        division = Division({own.pk: Part(ours), part.pk: Part(theirs)})
        return actions.save_quotas(
            actor=cast.actor(who), tender=tender, version=tender.version, divisions={lot.pk: division}
        )

    got = dict(zip(amounts, both_at_once(save, *amounts), strict=True))
    (lost,) = [who for who, answer in got.items() if isinstance(answer, Conflict)]
    (won,) = set(amounts) - {lost}
    rows = Quota.objects.unrestricted("test").filter(lot=lot).order_by("participant")
    assert tuple(row.amount for row in rows) == amounts[won]
    label = f"Lotto 1, {cast.body}"
    assert got[lost].theirs[label].startswith(f"{amounts[won][1]},00")
    assert got[lost].mine[label].startswith(f"{amounts[lost][1]},00")
