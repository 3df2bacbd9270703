"""An issue to 300 subscribers through a real relay, three kills: nobody twice, nobody lost."""

from collections import Counter

import pytest

from pico.base.actor import system_actor
from pico.portal import actions
from pico.portal.models import Issue, IssueDelivery
from tests.crash.test_bulk_mail import later, running_worker, states, wait_until
from tests.factories.newsletter import make_issue, make_newsletter, make_subscribers
from tests.factories.portal import make_site
from tests.relay import running_relay

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]
SYSTEM = system_actor("test")
RECIPIENTS = 300


def test_an_issue_survives_three_kills_and_the_uncertain_wait_for_a_publisher(tmp_path):
    newsletter = make_newsletter(make_site())
    make_subscribers(newsletter, RECIPIENTS)
    issue = make_issue(newsletter, upto="SENDING")

    with running_relay() as relay, running_worker(tmp_path, relay) as worker:
        for arrived, kill in ((50, worker.kill_child), (120, worker.power_cut), (200, worker.kill_child)):
            wait_until(lambda enough=arrived: len(relay.arrived) >= enough)
            kill()
        wait_until(lambda: states(IssueDelivery)["QUEUED"] == 0)
    uncertain = later()
    actions.look_after_issues(actor=SYSTEM)

    counted = states(IssueDelivery)
    times = Counter(recipient for recipient, _message_id in relay.arrived)
    assert (counted["SENT"] + counted["UNCERTAIN"], counted["UNCERTAIN"]) == (RECIPIENTS, uncertain)
    assert uncertain <= 3, "only what was in hand at each of three kills"
    assert set(times.values()) == {1}, "nobody twice"
    assert len(times) >= counted["SENT"]
    row = Issue.objects.unrestricted("test").get(pk=issue.pk)
    assert (row.state, row.recipients, row.delivered) == ("SENT", RECIPIENTS, counted["SENT"])
