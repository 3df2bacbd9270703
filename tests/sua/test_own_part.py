"""What a body writes of its own part of a tender for several is read by itself, the SUA and the RUP alone."""

import pytest
from django.urls import reverse

from pico.base.actor import Actor
from pico.sua import actions
from pico.sua.models import SchedaRecord
from tests.factories.accounts import make_member
from tests.factories.organisations import make_entitlement
from tests.factories.sua_campaigns import award_salt, make_salt
from tests.sua.test_contracts import DERIVED, hand_over, sign

pytestmark = pytest.mark.usefixtures("treviso_host")
NOTE, OF_FORM = "Avvio rinviato per un contenzioso", "Scartata: manca il CUP"


@pytest.fixture
def told(cast):
    """The tender of seven bodies; Asolo began the execution, with a note, and wrote of a form."""
    campaign = actions.consolidate_campaign(actor=cast.actor("sua"), campaign=make_salt(cast))
    tender = actions.convert_campaign(actor=cast.actor("sua"), campaign=campaign, by="lotto")
    tender = hand_over(cast, award_salt(cast, tender), plan="AD4")
    part = tender.participants.get(organisation__name__contains="Asolo")
    make_entitlement(part.organisation)
    cast.asolo = Actor(make_member(part.organisation, "organisation_manager"), part.organisation)
    actions.take_over(actor=cast.asolo, tender=tender)
    tender.refresh_from_db()
    tender = sign(cast.asolo, tender, cig=DERIVED[0], exemption="FRAMEWORK")
    actions.start_execution(actor=cast.asolo, tender=tender, on=tender.awarded_on, note=NOTE)
    SchedaRecord.objects.unrestricted("test").filter(tender=tender, participant=part).update(note=OF_FORM)
    tender.refresh_from_db()
    return tender


def test_another_body_reads_that_it_happened_and_not_the_words(cast, client, told):
    pages = [
        reverse(f"sua:{name}", args=[told.public_id]) for name in ("tender_history", "tender_all", "schede")
    ]
    for person, reads in (
        (cast.manager, False),
        (cast.operator, False),
        (cast.asolo.user, True),
        (cast.sua, True),
    ):
        client.force_login(person)
        words = " ".join(client.get(page).text for page in pages)
        assert (person, NOTE in words, OF_FORM in words) == (person, reads, reads)
        assert "Esecuzione avviata" in words


def test_forms_of_a_body_are_rows_of_its_own(cast, told):
    readers = (cast.manager, cast.asolo.user, cast.sua, cast.executive)
    found = [SchedaRecord.objects.visible_to(person).filter(note=OF_FORM).count() for person in readers]
    assert found == [0, 1, 1, 1]
