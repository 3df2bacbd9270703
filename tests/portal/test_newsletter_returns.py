"""What comes back is written down: refusals of the receiver, complaints, refusals of the relay."""

import io
import sys

import pytest
from django.core.management import call_command

from pico.portal import actions
from pico.portal.models import IssueDelivery, Subscriber
from pico.portal.newsletter import links, mailing
from tests.factories.newsletter import ACTOR, make_issue, make_newsletter, make_subscribers
from tests.factories.portal import make_site

pytestmark = pytest.mark.django_db
DSN = """From: MAILER-DAEMON@mx.example
To: {to}
Subject: Undelivered Mail
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="B"

--B
Content-Type: text/plain

Could not be delivered.
--B
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example

Final-Recipient: rfc822; lettore@ente.example
Action: {action}
Status: {status}
Diagnostic-Code: smtp; 550 {status} User unknown

--B
Content-Type: text/rfc822-headers

Message-ID: {message_id}
Subject: Le notizie

--B--
"""
ARF = """From: fbl@provider.example
To: {to}
Subject: complaint
MIME-Version: 1.0
Content-Type: multipart/report; report-type=feedback-report; boundary="B"

--B
Content-Type: text/plain

An abuse report.
--B
Content-Type: message/feedback-report

Feedback-Type: {kind}
User-Agent: Provider/1.0
Version: 1

--B
Content-Type: message/rfc822

Message-ID: {message_id}
Subject: Le notizie

Testo
--B--
"""


@pytest.fixture
def delivery():
    newsletter = make_newsletter(make_site())
    make_subscribers(newsletter)
    issue = make_issue(newsletter, upto="SENDING")
    return IssueDelivery.objects.unrestricted("test").select_related("subscriber", "issue").get(issue=issue)


def dsn(message_id="<altro@x.example>", to="noreply@pico.example", action="failed", status="5.1.1") -> bytes:
    return DSN.format(message_id=message_id, to=to, action=action, status=status).encode()


def found(delivery) -> tuple[str, str]:
    delivery.refresh_from_db()
    delivery.subscriber.refresh_from_db()
    return delivery.returned, delivery.subscriber.state


def test_an_unknown_user_ends_the_subscription(delivery):
    actions.take_return(actor=ACTOR, raw=dsn(delivery.message_id))
    assert found(delivery) == ("HARD", "BOUNCED")


def test_a_full_mailbox_is_written_down_and_ends_nothing(delivery):
    actions.take_return(actor=ACTOR, raw=dsn(delivery.message_id, status="5.2.2"))
    assert found(delivery) == ("SOFT", "CONFIRMED")


def test_a_delay_is_no_refusal(delivery):
    assert (
        actions.take_return(actor=ACTOR, raw=dsn(delivery.message_id, action="delayed", status="4.4.1"))
        is None
    )
    assert found(delivery) == ("", "CONFIRMED")


def test_the_address_it_came_back_to_says_whose_it_was(delivery, settings):
    settings.PICO_BOUNCE_MAILBOX = "bounces@pico.example"
    message = mailing.composing([delivery])(delivery)
    assert message.extra_headers["From"].endswith("<noreply@pico.example>")
    assert message.from_email.startswith(f"bounces+{delivery.pk}-")
    actions.take_return(actor=ACTOR, raw=dsn(to=message.from_email))
    assert found(delivery) == ("HARD", "BOUNCED")


def test_an_invented_address_or_message_ends_nobodys_subscription(delivery):
    genuine = links.return_address("bounces@pico.example", delivery.pk)
    invented = genuine.replace(genuine[-25:-13], "0" * 12)
    assert invented != genuine
    for raw in (
        dsn(to=invented),
        dsn("<issue-1.00000000000000000000000000000000@pico.example>"),
        b"",
        b"\xff\x00",
    ):
        assert actions.take_return(actor=ACTOR, raw=raw) is None
    assert found(delivery) == ("", "CONFIRMED")


@pytest.mark.parametrize(("kind", "state"), [("abuse", "BOUNCED"), ("not-spam", "CONFIRMED")])
def test_a_complaint_ends_the_subscription(delivery, kind, state):
    raw = ARF.format(message_id=delivery.message_id, to="fbl@pico.example", kind=kind).encode()
    actions.take_return(actor=ACTOR, raw=raw)
    assert found(delivery)[1] == state


def test_who_bounced_gets_no_further_issue(delivery):
    actions.take_return(actor=ACTOR, raw=dsn(delivery.message_id))
    delivery.subscriber.refresh_from_db()
    assert mailing.composing([delivery])(delivery) == "no longer subscribed"


def test_what_the_relay_refused_for_good_ends_the_subscription_too(delivery):
    rows = IssueDelivery.objects.unrestricted("test").filter(pk=delivery.pk)
    rows.update(state="FAILED", error="550 5.1.1 User unknown")
    assert actions.note_refused_addresses(actor=ACTOR) == 1
    assert actions.note_refused_addresses(actor=ACTOR) == 0
    assert found(delivery) == ("HARD", "BOUNCED")


def test_the_command_reads_a_folder_once(delivery, tmp_path, capsys):
    new = tmp_path / "new"
    new.mkdir()
    (new / "1").write_bytes(dsn(delivery.message_id))
    (new / "2").write_bytes(b"Subject: ferie\n\nSono in ferie.")
    call_command("read_returns", str(new))
    call_command("read_returns", str(new))
    assert capsys.readouterr().out.splitlines() == [
        "2 messages read, 1 reports about newsletters.", "0 messages read, 0 reports about newsletters.",
    ]  # fmt: skip
    assert sorted(path.name for path in (tmp_path / "cur").iterdir()) == ["1", "2"]
    assert found(delivery) == ("HARD", "BOUNCED")


def test_the_command_reads_an_mbox_from_standard_input(delivery, monkeypatch):
    mbox = b"From a Thu Nov 26\n" + dsn() + b"\nFrom b Thu Nov 26\n" + dsn(delivery.message_id)
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(mbox)))
    call_command("read_returns", stdout=io.StringIO())
    assert Subscriber.objects.unrestricted("test").get().state == "BOUNCED"
