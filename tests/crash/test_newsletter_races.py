"""Several hands on a newsletter or a proposal in the same moment (on both databases)."""

import pytest
from django.utils import timezone

from pico.base.actor import Actor, system_actor
from pico.base.errors import Conflict
from pico.portal import actions
from pico.portal.models import Issue, IssueDelivery, Placement, Subscriber
from tests.crash.test_numbers import all_at_once
from tests.factories.accounts import make_member
from tests.factories.newsletter import make_issue, make_newsletter, make_subscribers
from tests.factories.organisations import make_province, make_regional_upi
from tests.factories.portal import make_news, make_placement, make_site

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]
SYSTEM = system_actor("test")


def test_of_five_who_send_one_issue_at_once_one_sends_it():
    newsletter = make_newsletter(make_site())
    make_subscribers(newsletter, 20)
    issue = make_issue(newsletter, upto="APPROVED")
    copies = [Issue.objects.unrestricted("test").get(pk=issue.pk) for _ in range(5)]
    failures = all_at_once([lambda one=one: actions.STEPS["sent"](actor=SYSTEM, issue=one) for one in copies])
    assert [failure.code for failure in failures] == ["state"] * 4
    assert IssueDelivery.objects.unrestricted("test").count() == 20


def test_ten_askings_and_two_imports_of_one_address_leave_one_subscriber():
    newsletter = make_newsletter(make_site())
    asking = [
        lambda: actions.ask_to_subscribe(actor=SYSTEM, newsletter=newsletter, email="Anna@ente.example")
        for _ in range(10)
    ]
    importing = [
        lambda: actions.import_subscribers(
            actor=SYSTEM, newsletter=newsletter, emails=["anna@ente.example", "luca@ente.example"],
            proof="prot. 1", consented_at=timezone.now(),
        )
        for _ in range(2)
    ]  # fmt: skip
    assert all_at_once([*asking, *importing]) == []
    rows = Subscriber.objects.unrestricted("test").order_by("email").values_list("email", flat=True)
    assert list(rows) == ["anna@ente.example", "luca@ente.example"]


def test_of_two_publishers_who_decide_one_proposal_the_second_is_told():
    treviso = make_site(make_province("treviso"))
    veneto = make_site(make_regional_upi(treviso.organisation.region))
    row = make_placement(make_news(treviso), treviso, veneto)
    one, two = (Actor(make_member(veneto.organisation, "administrator"), veneto.organisation) for _ in "ab")
    failures = all_at_once(
        [
            lambda: actions.accept_placement(actor=one, placement=row),
            lambda: actions.refuse_placement(actor=two, placement=row, reason="Doppione"),
        ]
    )
    assert [type(failure) for failure in failures] == [Conflict]
    assert Placement.objects.unrestricted("test").get().state in {"ACCEPTED", "REFUSED"}
