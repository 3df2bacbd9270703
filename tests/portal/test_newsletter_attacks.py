"""What a hostile editor, subscriber or link-holder tries: markup, headers, old links, two hands at once."""

import pytest
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend
from django.test import Client

from pico.base.errors import Refused
from pico.portal import actions
from pico.portal.models import Issue, IssueDelivery, Newsletter, Subscriber
from pico.portal.newsletter import links
from tests.factories.newsletter import ACTOR, make_issue, make_newsletter, make_subscribers
from tests.factories.organisations import make_province
from tests.factories.portal import make_news, make_site
from tests.portal.test_newsletter_public import only, visitor
from tests.portal.test_newsletter_sending import send_batches
from tests.portal.test_newsletter_staff import AREA, browser, post

pytestmark = pytest.mark.django_db
EVIL = "</mj-text></title><script>alert(1)</script><img src=x onerror=alert(2)>\"'"


@pytest.fixture
def site():
    return make_site()


@pytest.fixture
def newsletter(site):
    return make_newsletter(site)


def test_markup_in_any_words_reaches_neither_mail_nor_pages(site):
    newsletter = make_newsletter(site, f"N {EVIL}"[:80], description=EVIL, sender_name=f"S {EVIL}"[:80])
    make_subscribers(newsletter)
    issue = actions.start_issue(
        actor=ACTOR, newsletter=newsletter, subject=f"O {EVIL}"[:120], preheader=f"P {EVIL}"[:140]
    )
    page = make_news(site, f"T {EVIL}", summary=EVIL)
    for fields in (
        {"kind": "ITEM", "page_id": page.pk},
        {"kind": "TEXT", "title": EVIL, "text": f"{EVIL}\n\n- [{EVIL}](https://x.example/a)\n\n**{EVIL}**"},
        {"kind": "BUTTON", "title": EVIL[:60], "url": "/servizi/"},
    ):
        actions.add_block(actor=ACTOR, issue=issue, **fields)
    for code in ("submitted", "approved", "sent"):
        actions.STEPS[code](actor=ACTOR, issue=issue)
    send_batches()
    actions.look_after_issues(actor=ACTOR)
    staff = browser(site.organisation, "administrator")
    here = f"{AREA}numeri/{issue.pk}/"
    shown = [
        mail.outbox[0].alternatives[0].content,
        *(
            client.get(url).content.decode()
            for client, url in (
                (visitor(), "/newsletter/"), (visitor(), f"/newsletter/{issue.pk}/"),
                (staff, here), (staff, f"{here}anteprima/"), (staff, f"{here}esiti/"),
                (staff, AREA), (staff, f"{AREA}{newsletter.pk}/"),
            )
        ),
    ]  # fmt: skip
    assert [n for n, html in enumerate(shown) if "<script>alert" in html or "<img src=x" in html] == []


def test_a_character_that_no_mail_template_may_hold_keeps_no_issue_from_leaving(site, newsletter):
    make_subscribers(newsletter)
    page = make_news(site, "Strada\x0b chiusa")
    issue = actions.start_issue(actor=ACTOR, newsletter=newsletter, subject="Novem\x08bre")
    actions.add_block(actor=ACTOR, issue=issue, kind="ITEM", page_id=page.pk)
    actions.add_block(actor=ACTOR, issue=issue, kind="TEXT", text="Ciao\x0c a tutti")
    staff = browser(site.organisation, "administrator")
    here = f"{AREA}numeri/{issue.pk}/anteprima/"
    assert [staff.get(url).status_code for url in (here, f"{here}posta/")] == [200, 200]
    for code in ("submitted", "approved", "sent"):
        actions.STEPS[code](actor=ACTOR, issue=issue)
    send_batches()
    assert "Strada chiusa" in mail.outbox[0].alternatives[0].content
    assert "Strada chiusa" in mail.outbox[0].body


def test_an_address_made_of_markup_is_shown_as_words(site, newsletter):
    email = '"<script>alert(1)</script>"@ente.example'
    reader = make_subscribers(newsletter)[0]
    Subscriber.objects.unrestricted("test").filter(pk=reader.pk).update(email=email)
    staff = browser(site.organisation, "administrator")
    for url in ("iscritti/", f"iscritti/{reader.pk}/rimozione/"):
        assert "<script>alert" not in staff.get(f"{AREA}{newsletter.pk}/{url}").content.decode()


def test_a_subject_of_two_lines_adds_no_header(site, newsletter):
    make_subscribers(newsletter)
    body = site.organisation
    staff = browser(body, "administrator")
    evil = "Notizie\r\nBcc: ladro@male.example"
    post(staff, f"{AREA}{newsletter.pk}/numeri/nuovo/", body, subject=evil, preheader=evil)
    issue = Issue.objects.unrestricted("test").get()
    Newsletter.objects.unrestricted("test").update(sender_name="Ufficio\r\nBcc: ladro@male.example")
    issue.newsletter.refresh_from_db()
    actions.add_block(actor=ACTOR, issue=issue, kind="TEXT", text="Ciao")
    for code in ("submitted", "approved", "sent"):
        actions.STEPS[code](actor=ACTOR, issue=issue)
    send_batches()
    message = mail.outbox[0].message()
    assert (message["Subject"], message["Bcc"], len(mail.outbox)) == (
        "Notizie Bcc: ladro@male.example", None, 1,
    )  # fmt: skip


def test_one_address_that_no_mail_may_carry_does_not_stop_the_others(newsletter, settings):
    settings.EMAIL_BACKEND = "tests.portal.test_newsletter_attacks.Picky"
    bad = make_subscribers(newsletter, 2)[0]
    make_issue(newsletter, upto="SENDING")
    rows = IssueDelivery.objects.unrestricted("test")
    rows.filter(subscriber=bad).update(address="rotto\n@ente.example")
    send_batches()
    assert list(rows.order_by("pk").values_list("state", flat=True)) == ["FAILED", "SENT"]


class Picky(EmailBackend):
    """Builds each message as SMTP does: what cannot be a header raises."""

    def send_messages(self, messages):
        for message in messages:
            message.message().as_bytes()
        return super().send_messages(messages)


class TestLinks:
    def confirm(self, reader, client=None):
        return (client or visitor()).post(f"/newsletter/conferma/{links.confirm_token(reader)}/")

    def test_a_confirmation_used_again_after_leaving_confirms_nothing_and_says_so(self, newsletter):
        reader = make_subscribers(newsletter, state="PENDING")[0]
        assert "Iscrizione confermata" in self.confirm(reader).content.decode()
        actions.leave_newsletter(actor=ACTOR, subscriber=reader)
        for answer in (
            self.confirm(reader),
            visitor().get(f"/newsletter/conferma/{links.confirm_token(reader)}/"),
        ):
            assert "Collegamento scaduto" in answer.content.decode()
        assert only().state == "UNSUBSCRIBED"

    @pytest.mark.parametrize(
        "change", [lambda t: t[:-1], lambda t: t + "x", lambda t: t.swapcase(), lambda t: "a:b:c"]
    )
    def test_a_word_that_was_altered_does_nothing(self, newsletter, change):
        pending = make_subscribers(newsletter, state="PENDING")[0]
        token = change(links.confirm_token(pending))
        assert "Collegamento scaduto" in visitor().post(f"/newsletter/conferma/{token}/").content.decode()
        visitor().post(f"/newsletter/disiscrizione/{change(links.leave_token(pending))}/")
        assert only().state == "PENDING"

    def test_the_word_of_the_way_out_does_not_let_anybody_in(self, newsletter):
        pending = make_subscribers(newsletter, state="PENDING")[0]
        visitor().post(f"/newsletter/conferma/{links.leave_token(pending)}/")
        assert only().state == "PENDING"

    def test_a_confirmation_is_not_used_on_another_site(self, newsletter):
        make_site(make_province("brescia"))
        pending = make_subscribers(newsletter, state="PENDING")[0]
        answer = self.confirm(pending, visitor("brescia.localhost"))
        assert ("Collegamento scaduto" in answer.content.decode(), only().state) == (True, "PENDING")


class TestTwoHands:
    def test_the_second_of_two_who_send_reads_that_it_left_already(self, newsletter):
        make_subscribers(newsletter, 2)
        issue = make_issue(newsletter, upto="APPROVED")
        other = Issue.objects.unrestricted("test").get(pk=issue.pk)
        actions.STEPS["sent"](actor=ACTOR, issue=issue)
        with pytest.raises(Refused, match="«In invio»"):
            actions.STEPS["sent"](actor=ACTOR, issue=other)
        assert IssueDelivery.objects.unrestricted("test").count() == 2

    def test_who_still_has_the_draft_open_adds_nothing_after_the_approval(self, newsletter):
        issue = make_issue(newsletter, upto="DRAFT")
        stale = Issue.objects.unrestricted("test").get(pk=issue.pk)
        actions.STEPS["submitted"](actor=ACTOR, issue=issue)
        with pytest.raises(Refused) as refusal:
            actions.add_block(actor=ACTOR, issue=stale, kind="TEXT", text="all'ultimo momento")
        assert (refusal.value.code, issue.blocks.count()) == ("state", 1)

    def test_two_imports_of_the_same_list_write_each_address_once(self, newsletter):
        fields = {"proof": "prot. 1", "consented_at": newsletter.created_at}
        for _ in range(2):
            actions.import_subscribers(
                actor=ACTOR, newsletter=newsletter, emails=["a@ente.example", "A@ente.example"], **fields
            )
        assert Subscriber.objects.unrestricted("test").count() == 1


def test_placing_by_hand_another_sites_page_is_not_there(site):
    brescia = make_site(make_province("brescia"))
    page = make_news(brescia, "SEGRETO di Brescia")
    client = browser(site.organisation, "administrator")
    url = f"/area-riservata/portale/condivisioni/nuova/{page.pk}/"
    answers = (client.get(url), post(client, url, site.organisation, where="ABOVE"))
    assert [answer.status_code for answer in answers] == [404, 404]
    assert all(b"SEGRETO" not in answer.content for answer in answers)


def test_a_visitor_reaches_no_page_of_the_staff(site, newsletter):
    issue = make_issue(newsletter)
    client = Client(HTTP_HOST="treviso.localhost")
    for url in (AREA, f"{AREA}{newsletter.pk}/iscritti/", f"{AREA}numeri/{issue.pk}/esiti/"):
        assert client.get(url).status_code == 302
