"""A contract is recorded once, whoever does it at the same moment."""

from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal

import pytest
from django.db import connections

from pico.base import dates
from pico.base.actor import Actor
from pico.base.errors import Refused
from pico.sua import actions
from pico.sua.models import Contract
from pico.sua.rules import parts
from tests.factories.sua import Cast, make_tender


@pytest.mark.django_db(transaction=True)
def test_two_people_who_record_the_contract_at_once_record_one():
    cast = Cast()
    tender = make_tender(cast, "TAKEN_OVER")
    share = parts.shares_of(tender)[tender.participants.get(organisation=cast.body).pk][0]
    refused = []

    def sign(who: str) -> None:
        try:
            actions.record_contract(
                actor=Actor(getattr(cast, who), cast.body),
                tender=tender,
                number="rep. 1/2027",
                signed_on=dates.today(),
                guarantee=Decimal(0),
                lots={share.lot.pk: actions.LotContract(share.amount)},
            )
        except Refused as refusal:
            refused.append(refusal.code)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(max_workers=2) as crowd:
        list(crowd.map(sign, ["manager", "manager"]))

    assert (Contract.objects.unrestricted("test").count(), refused) == (1, ["state"])
