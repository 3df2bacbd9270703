"""A Province that switches the module off hides every address of it, and loses nothing."""

import pytest
from django.urls import reverse

from pico.base.actor import system_actor
from pico.organisations.actions import set_module_state
from tests.access import addresses
from tests.factories.sua import Cast, make_complete, make_in_review

pytestmark = pytest.mark.usefixtures("treviso_host")


def switch(cast: Cast, state: str) -> None:
    set_module_state(
        actor=system_actor("test"), organisation=cast.province, module="sua", state=state, confirmed=True
    )


def every_address(cast: Cast, tender) -> list[str]:
    values = {
        "public_id": tender.public_id,
        "step": "oggetto",
        "format": "csv",
        "document_id": tender.documents.first().public_id,
    }
    found = [address for name, address in addresses().items() if name.startswith("sua:")]
    return [address.url(values) for address in found if address.parameters <= set(values)]


@pytest.mark.walk
@pytest.mark.parametrize("who", ["operator", "manager", "sua", "executive"])
def test_every_address_is_404_when_the_module_is_off(cast, client, who):
    tender = make_complete(cast) if who in {"operator", "manager"} else make_in_review(cast)
    client.force_login(getattr(cast, who))
    pages = every_address(cast, tender)
    assert len(pages) >= 12
    opened = [client.get(page).status_code for page in pages]
    assert 200 in opened

    switch(cast, "OFF")

    got = {page: (client.get(page).status_code, client.post(page).status_code) for page in pages}
    assert {page: codes for page, codes in got.items() if not set(codes) <= {404, 405}} == {}
    switch(cast, "ACTIVE")
    assert [client.get(page).status_code for page in pages] == opened


def test_read_only_keeps_the_list_and_refuses_a_new_request(cast, client):
    make_in_review(cast)
    client.force_login(cast.manager)
    switch(cast, "READ_ONLY")

    assert client.get(reverse("sua:list")).status_code == 200
    assert client.post(reverse("sua:new"), {"title": "x", "contract_object": "WORKS"}).status_code == 422
