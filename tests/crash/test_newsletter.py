"""An issue to 8,000 subscribers through a real relay, three kills: nobody twice, nobody lost."""

from collections import Counter

import pytest

from pico.base.actor import system_actor
from pico.journal.models import Entry
from pico.portal import actions
from pico.portal.models import Issue, IssueDelivery
from pico.portal.views.issues import progress_of
from tests.crash.test_bulk_mail import later, running_worker, states, wait_until
from tests.factories.newsletter import make_issue, make_newsletter, make_subscribers
from tests.factories.portal import make_site
from tests.relay import running_relay

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]
SYSTEM = system_actor("test")
RECIPIENTS = 8000


# The engine below sends as many on PostgreSQL: test_bulk_mail.py.
@pytest.mark.sqlite
def test_an_issue_survives_three_kills_and_the_uncertain_wait_for_a_publisher(tmp_path):
    newsletter = make_newsletter(make_site())
    make_subscribers(newsletter, RECIPIENTS)
    issue = make_issue(newsletter, upto="SENDING")
    shown = [progress_of(issue)["done"]]

    with running_relay() as relay, running_worker(tmp_path, relay) as worker:
        for arrived, kill in ((1000, worker.kill_child), (3500, worker.power_cut), (6000, worker.kill_child)):
            wait_until(lambda enough=arrived: len(relay.arrived) >= enough)
            kill()
            shown.append(progress_of(issue)["done"])
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
    assert Entry.objects.unrestricted("test").filter(verb="portal.issue.finished").count() == 1
    # What publishers see on the page while it leaves: it grows, and no message is counted before its time.
    assert shown == sorted(shown)
    assert [
        arrived - 3 <= done < RECIPIENTS for arrived, done in zip((1000, 3500, 6000), shown[1:], strict=True)
    ]
    assert progress_of(row)["done"] == RECIPIENTS
