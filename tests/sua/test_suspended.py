"""People of a suspended body read and do not act; who acts for another body acts for that one alone."""

import pytest
from django.urls import reverse

from pico.base.actor import Actor
from pico.base.errors import Refused
from pico.organisations.models import Organisation
from pico.sua import actions
from pico.sua.rules import machine, papers, scheda_records
from tests.factories.accounts import make_member, make_membership
from tests.factories.organisations import make_municipality_body
from tests.factories.sua import (
    attach_papers,
    item,
    make_in_state,
    make_pdf,
    make_rup,
    make_tender,
    proposed,
    record_question,
)
from tests.sua.test_contracts import hand_over, sign

pytestmark = pytest.mark.usefixtures("treviso_host")


def suspend(body: Organisation) -> None:
    Organisation.objects.filter(pk=body.pk).update(state=Organisation.State.SUSPENDED)


def fresh(actor: Actor) -> Actor:
    """The same person and body, read again: what they may was read before."""
    assert actor.organisation is not None
    return Actor(
        type(actor.user).objects.get(pk=actor.user.pk), Organisation.objects.get(pk=actor.organisation.pk)
    )


def test_the_rup_of_a_suspended_province_reads_and_does_nothing(cast, client):
    tender = make_tender(cast, "BIDS_CLOSED")
    published = make_tender(cast, "PUBLISHED")
    question = record_question(cast, published)
    suspend(cast.province)
    rup = fresh(cast.actor("rup"))
    assert not machine.may(rup, tender, "void")
    client.force_login(rup.user)
    page = reverse("sua:detail", args=[tender.public_id])
    assert client.get(page).status_code == 200
    for name in ("void", "evaluate"):
        assert client.post(reverse(f"sua:{name}", args=[tender.public_id])).status_code in {403, 404}
    with pytest.raises(Refused):
        actions.answer_question(actor=rup, question=question, answer="Sì.")
    assert not papers.may_upload(rup, published)
    assert not papers.may_upload(fresh(cast.actor("sua")), published)


def test_the_registered_rup_of_a_suspended_body_does_not_start_the_execution(cast):
    tender = hand_over(cast, make_tender(cast, "AWARDED"))
    person = make_member(cast.body, "member")
    part = tender.participants.get(organisation=cast.body)
    actions.name_rup(actor=cast.actor("sua"), participant=part, person=person)
    actions.take_over(actor=cast.actor("manager"), tender=tender)
    tender = sign(cast.actor("manager"), tender)
    rup = Actor(person, cast.body)
    assert machine.may(rup, tender, "execute")
    assert scheda_records.part_to_record(rup, tender) is not None
    suspend(cast.body)
    rup = fresh(rup)
    assert not machine.may(rup, tender, "execute")
    assert scheda_records.part_to_record(rup, tender) is None


def test_the_rup_who_acts_for_another_body_moves_nothing_in_its_name(cast):
    tender = make_tender(cast, "BIDS_CLOSED")
    asolo = make_municipality_body("Asolo", cast.province)
    make_membership(cast.rup, asolo, "organisation_operator")
    rup = fresh(Actor(cast.rup, asolo))
    assert not machine.may(rup, tender, "void")
    assert not papers.may_upload(rup, tender)
    assert machine.may(fresh(cast.actor("rup")), tender, "void")


def test_an_officer_who_acts_for_another_body_changes_no_paper_of_the_province(cast):
    tender = make_tender(cast, "PREPARATION")
    attach_papers(cast, tender)
    asolo = make_municipality_body("Asolo", cast.province)
    make_membership(cast.sua, asolo, "organisation_operator")
    actor = fresh(Actor(cast.sua, asolo))
    with pytest.raises(Refused, match="operatore SUA o il RUP"):
        actions.attach_paper(actor=actor, tender=tender, item=item("DECISION"), upload=make_pdf())


def test_who_is_no_longer_fit_does_not_accept(cast):
    tender = make_in_state(cast, "ACCEPTED")
    profile = make_rup(cast.province, years_purchases=7)
    asked = proposed(cast, tender, profile)
    profile.employed = False
    profile.save()
    with pytest.raises(Refused, match="Non risulta dipendente"):
        actions.accept_assignment(
            actor=Actor(profile.person, cast.province), assignment=asked, no_conflict=True
        )
