"""From the draft to the archive: the table of moves, what is frozen, who gets it, what stops it."""

from datetime import timedelta
from email import message_from_string

import pytest
from django.core import mail
from django.utils import timezone

from pico.base.actor import Actor
from pico.base.errors import Refused
from pico.notifications import actions as mailing
from pico.notifications.models import Mailing, Notification
from pico.portal import actions
from pico.portal.models import Issue, IssueDelivery, Newsletter, Subscriber
from pico.portal.newsletter import links, machine
from pico.portal.newsletter.audience import readers_now
from pico.portal.newsletter.mailing import composing
from pico.portal.newsletter.sending import gone_items
from tests.factories.accounts import make_member, make_membership
from tests.factories.newsletter import ACTOR, make_issue, make_newsletter, make_subscribers
from tests.factories.organisations import make_municipality_body, make_province
from tests.factories.portal import make_news, make_site
from tests.queue import work
from tests.source import ROOT

pytestmark = pytest.mark.django_db
SUBMIT, APPROVE, SEND = (actions.STEPS[code] for code in ("submitted", "approved", "sent"))


@pytest.fixture
def site():
    return make_site()


@pytest.fixture
def newsletter(site):
    return make_newsletter(site)


def of(site, role):
    return Actor(make_member(site.organisation, role), site.organisation)


def send_batches():
    for row in Mailing.objects.all():
        mailing.send_batch(actor=ACTOR, mailing_id=row.pk)


def states(issue):
    rows = IssueDelivery.objects.unrestricted("test").filter(issue=issue).order_by("pk")
    return [row.state for row in rows]


class TestMoves:
    def test_each_state_offers_exactly_the_moves_of_the_table_to_each_role(self, site, newsletter):
        editor, publisher = of(site, "editor"), of(site, "administrator")
        issue = make_issue(newsletter)
        stranger = of(make_site(make_province("brescia")), "administrator")
        offered = {}
        for state in Issue.State.values:
            issue.state = state
            offered[state] = [
                [move.code for move in machine.allowed(who, issue)] for who in (editor, publisher, stranger)
            ]
        assert offered == {
            "DRAFT": [["submitted"], ["submitted", "cancelled"], []],
            "IN_REVIEW": [[], ["returned", "approved", "cancelled"], []],
            "APPROVED": [[], ["reopened", "scheduled", "sent", "cancelled"], []],
            "SCHEDULED": [[], ["reopened", "sent", "cancelled"], []],
            "SENDING": [[], ["paused"], []],
            "PAUSED": [[], ["resumed", "closed"], []],
            "SENT": [[], ["repeated"], []],
            "CANCELLED": [[], [], []],
        }

    def test_the_guide_shows_the_table_as_it_is(self):
        guide = (ROOT / "docs/guida/newsletter.md").read_text()
        labels = dict(Issue.State.choices)
        for move in machine.MOVES:
            sources = ", ".join(str(labels[state]) for state in move.sources)
            row = f"| {move.label} | {sources} | {labels[move.target]} | {machine.WHO_LABELS[move.who]} |"
            assert row in guide

    @pytest.mark.parametrize("code", sorted(actions.STEPS))
    def test_a_stranger_makes_no_move(self, site, newsletter, code):
        issue = make_issue(newsletter)
        stranger = of(make_site(make_province("brescia")), "administrator")
        source = machine.BY_CODE[code].sources[0]
        Issue.objects.unrestricted("test").filter(pk=issue.pk).update(state=source)
        more = {"at": timezone.now() + timedelta(days=1)} if code == "scheduled" else {}
        with pytest.raises(Refused):
            actions.STEPS[code](actor=stranger, issue=issue, **more)
        issue.refresh_from_db()
        assert issue.state == source

    def test_an_editor_does_not_approve(self, site, newsletter):
        issue = make_issue(newsletter, upto="IN_REVIEW")
        with pytest.raises(Refused) as refusal:
            APPROVE(actor=of(site, "editor"), issue=issue)
        assert refusal.value.code == "role"

    def test_an_empty_issue_is_not_submitted(self, newsletter):
        issue = actions.start_issue(actor=ACTOR, newsletter=newsletter, subject="Vuoto")
        with pytest.raises(Refused, match="almeno un blocco"):
            SUBMIT(actor=ACTOR, issue=issue)


class TestComposing:
    def test_blocks_are_moved_by_one_place(self, newsletter):
        issue = make_issue(newsletter)
        text = actions.add_block(actor=ACTOR, issue=issue, kind="TEXT", text="Care e cari,")
        actions.move_block(actor=ACTOR, block=text, up=True)
        actions.move_block(actor=ACTOR, block=text, up=True)
        assert [(block.kind, block.position) for block in issue.blocks.all()] == [("TEXT", 1), ("ITEM", 2)]

    def test_the_draft_or_another_sites_page_is_no_item(self, newsletter):
        issue = make_issue(newsletter)
        foreign = make_news(make_site(make_province("brescia")), "SEGRETO di Brescia")
        own = make_news(newsletter.site, "Ritirata")
        actions.unpublish_page(actor=ACTOR, site=newsletter.site, page=own)
        for page in (foreign, own):
            with pytest.raises(Refused, match="pubblicato sul sito"):
                actions.add_block(actor=ACTOR, issue=issue, kind="ITEM", page_id=page.pk)
        assert issue.blocks.count() == 1

    def test_what_is_approved_is_frozen(self, newsletter):
        issue = make_issue(newsletter, upto="APPROVED")
        with pytest.raises(Refused, match="in bozza"):
            actions.add_block(actor=ACTOR, issue=issue, kind="TEXT", text="dopo")
        assert issue.html.startswith("<!doctype html>")

    def test_the_mail_holds_no_script_no_foreign_address_and_fits_in_what_programs_show(self, newsletter):
        issue = make_issue(newsletter)
        actions.add_block(
            actor=ACTOR, issue=issue, kind="TEXT",
            text="**Care** <script>alert(1)</script> [qui](javascript:alert(1)) e [là](/servizi/)",
        )  # fmt: skip
        for _ in range(27):
            actions.add_block(actor=ACTOR, issue=issue, kind="TEXT", text="Testo lungo. " * 90)
        SUBMIT(actor=ACTOR, issue=issue)
        APPROVE(actor=ACTOR, issue=issue)
        base = "http://treviso.localhost"
        addresses = [part.split('"')[0] for part in issue.html.split('href="')[1:]]
        assert len(issue.html.encode()) < 102_000
        assert [one for one in addresses if not one.startswith(base)] == []
        assert "<script" not in issue.html
        assert "<strong>Care</strong>" in issue.html

    def test_an_issue_that_would_be_cut_is_not_approved(self, newsletter):
        issue = make_issue(newsletter)
        for _ in range(28):
            actions.add_block(actor=ACTOR, issue=issue, kind="TEXT", text="x" * 3900)
        SUBMIT(actor=ACTOR, issue=issue)
        with pytest.raises(Refused) as refusal:
            APPROVE(actor=ACTOR, issue=issue)
        assert refusal.value.code == "size"


class TestSending:
    def test_each_confirmed_subscriber_gets_one_message_with_the_way_out(self, newsletter):
        reader, other = make_subscribers(newsletter, 2)
        make_subscribers(newsletter, state="PENDING")
        make_subscribers(newsletter, state="UNSUBSCRIBED")
        issue = make_issue(newsletter, upto="SENDING")
        send_batches()
        actions.look_after_issues(actor=ACTOR)
        issue.refresh_from_db()

        assert sorted(message.to[0] for message in mail.outbox) == sorted([reader.email, other.email])
        first = next(message for message in mail.outbox if message.to == [reader.email])
        leave = f"http://treviso.localhost/newsletter/disiscrizione/{links.leave_token(reader)}/"
        sent = message_from_string(first.message().as_string())
        assert sent["List-Unsubscribe"].replace("\n", "").replace(" ", "") == f"<{leave}>"
        assert sent["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
        assert leave in first.body
        assert leave in first.alternatives[0].content
        assert (issue.state, issue.recipients, issue.delivered) == ("SENT", 2, 2)

    def test_who_leaves_between_approval_and_their_turn_gets_nothing(self, newsletter):
        reader, leaver = make_subscribers(newsletter, 2)
        issue = make_issue(newsletter, upto="SENDING")
        actions.leave_newsletter(actor=ACTOR, subscriber=leaver)
        send_batches()
        assert [message.to for message in mail.outbox] == [[reader.email]]
        assert states(issue) == ["SENT", "SKIPPED"]

    def test_a_paused_issue_waits_and_a_resumed_one_goes_on(self, newsletter):
        make_subscribers(newsletter)
        issue = make_issue(newsletter, upto="SENDING")
        actions.STEPS["paused"](actor=ACTOR, issue=issue)
        send_batches()
        assert states(issue) == ["QUEUED"]
        actions.STEPS["resumed"](actor=ACTOR, issue=issue)
        send_batches()
        assert states(issue) == ["SENT"]

    def test_closing_a_paused_issue_skips_who_still_waits(self, newsletter):
        make_subscribers(newsletter)
        issue = make_issue(newsletter, upto="SENDING")
        actions.STEPS["paused"](actor=ACTOR, issue=issue)
        actions.STEPS["closed"](actor=ACTOR, issue=issue)
        send_batches()
        assert (states(issue), issue.state, mail.outbox) == (["SKIPPED"], "SENT", [])

    def test_an_item_withdrawn_while_the_issue_leaves_stops_it_and_asks(self, site, newsletter):
        publisher = of(site, "administrator")
        make_subscribers(newsletter)
        page = make_news(site, "Gara aggregata")
        issue = make_issue(newsletter, upto="SENDING", page=page)
        actions.unpublish_page(actor=publisher, site=site, page=page)
        send_batches()
        issue.refresh_from_db()
        assert (issue.state, issue.note, states(issue)) == (
            "PAUSED", "«Gara aggregata» è stato ritirato dal sito.", ["QUEUED"],
        )  # fmt: skip
        assert gone_items(issue) == ["Gara aggregata"]

    def test_an_item_withdrawn_after_approval_keeps_the_issue_from_leaving(self, site, newsletter):
        make_subscribers(newsletter)
        page = make_news(site, "Gara aggregata")
        issue = make_issue(newsletter, upto="APPROVED", page=page)
        actions.unpublish_page(actor=ACTOR, site=site, page=page)
        with pytest.raises(Refused) as refusal:
            SEND(actor=ACTOR, issue=issue)
        assert (refusal.value.code, states(issue)) == ("gone", [])

    def test_a_scheduled_issue_leaves_at_its_moment_and_not_before(self, newsletter):
        make_subscribers(newsletter)
        issue = make_issue(newsletter, upto="APPROVED")
        at = timezone.now() + timedelta(hours=1)
        actions.STEPS["scheduled"](actor=ACTOR, issue=issue, at=at)
        actions.look_after_issues(actor=ACTOR)
        assert states(issue) == []
        Issue.objects.unrestricted("test").filter(pk=issue.pk).update(scheduled_at=timezone.now())
        actions.look_after_issues(actor=ACTOR)
        issue.refresh_from_db()
        assert (issue.state, states(issue)) == ("SENDING", ["QUEUED"])

    def test_a_scheduled_issue_that_cannot_leave_says_why(self, site, newsletter):
        publisher = of(site, "administrator").user
        issue = make_issue(newsletter, upto="APPROVED")
        Issue.objects.unrestricted("test").filter(pk=issue.pk).update(
            state="SCHEDULED", scheduled_at=timezone.now()
        )
        actions.look_after_issues(actor=ACTOR)
        issue.refresh_from_db()
        assert (issue.state, issue.note) == ("APPROVED", "La newsletter non ha ancora destinatari.")
        work()
        told = Notification.objects.visible_to(publisher).filter(event__kind="portal.issue.not_sent")
        assert [line.event.data["why"] for line in told] == ["La newsletter non ha ancora destinatari."]

    def test_the_uncertain_leave_again_only_on_request(self, newsletter):
        make_subscribers(newsletter, 2)
        issue = make_issue(newsletter, upto="SENDING")
        rows = IssueDelivery.objects.unrestricted("test").filter(issue=issue)
        doubtful = rows.first()
        rows.filter(pk=doubtful.pk).update(state="UNCERTAIN", finished_at=timezone.now())
        send_batches()
        actions.look_after_issues(actor=ACTOR)
        assert [message.to for message in mail.outbox] == [[rows.last().address]]
        actions.STEPS["repeated"](actor=ACTOR, issue=issue)
        send_batches()
        doubtful.refresh_from_db()
        assert (doubtful.state, doubtful.sent_again, len(mail.outbox)) == ("SENT", True, 2)

    def test_the_test_goes_to_who_asks_and_nobody_else(self, site, newsletter):
        editor = of(site, "editor")
        make_subscribers(newsletter)
        issue = make_issue(newsletter)
        actions.mail_test_issue(actor=ACTOR, issue_id=issue.pk, person_id=editor.user.pk)
        stranger = make_member(make_province("brescia"), "administrator")
        actions.mail_test_issue(actor=ACTOR, issue_id=issue.pk, person_id=stranger.pk)
        assert [(message.to, message.subject) for message in mail.outbox] == [
            ([editor.user.email], "[Prova] Le notizie di novembre")
        ]


class TestRegisteredAudience:
    def test_nobody_outside_the_territory_the_roles_and_the_kinds_is_written_to(self, site):
        treviso, brescia = site.organisation, make_province("brescia")
        asolo = make_municipality_body("Asolo", treviso)
        wanted = make_member(asolo, "organisation_manager")
        make_member(asolo, "member")
        make_member(treviso, "executive")
        make_member(make_municipality_body("Rovato", brescia), "organisation_manager")
        newsletter = make_newsletter(
            site, audience="REGISTERED", roles=["organisation_manager"], body_kinds=["MUNICIPALITY"]
        )
        issue = make_issue(newsletter, upto="SENDING")
        send_batches()
        assert [message.to for message in mail.outbox] == [[wanted.email]]
        assert states(issue) == ["SENT"]

    def test_the_number_shown_before_leaving_is_the_number_of_messages(self, site):
        asolo = make_municipality_body("Asolo", site.organisation)
        person = make_member(asolo, "organisation_manager")
        make_membership(person, make_municipality_body("Oderzo", site.organisation), "organisation_manager")
        leaver = make_member(asolo, "organisation_manager")
        make_member(asolo, "member")
        make_member(make_municipality_body("Rovato", make_province("brescia")), "organisation_manager")
        newsletter = make_newsletter(site, audience="REGISTERED", roles=["organisation_manager"])
        make_issue(newsletter, upto="SENDING")
        rows = Subscriber.objects.unrestricted("test")
        actions.leave_newsletter(actor=ACTOR, subscriber=rows.get(person=leaver))
        assert readers_now(newsletter) == 1
        issue = make_issue(newsletter, "Secondo numero", upto="SENDING")
        assert (issue.recipients, readers_now(newsletter)) == (1, 1)

    def test_who_lost_the_role_since_gets_nothing(self, site):
        person = make_member(make_municipality_body("Asolo", site.organisation), "organisation_manager")
        newsletter = make_newsletter(site, audience="REGISTERED", roles=["organisation_manager"])
        issue = make_issue(newsletter, upto="SENDING")
        person.memberships.unrestricted("test").update(ended_at=timezone.now())
        send_batches()
        assert (states(issue), mail.outbox) == (["SKIPPED"], [])

    def test_who_left_is_not_taken_in_again_by_the_next_issue(self, site):
        make_member(make_municipality_body("Asolo", site.organisation), "organisation_manager")
        newsletter = make_newsletter(site, audience="REGISTERED", roles=["organisation_manager"])
        make_issue(newsletter, upto="SENDING")
        actions.leave_newsletter(actor=ACTOR, subscriber=Subscriber.objects.unrestricted("test").get())
        issue = make_issue(newsletter, "Secondo numero")
        SUBMIT(actor=ACTOR, issue=issue)
        APPROVE(actor=ACTOR, issue=issue)
        with pytest.raises(Refused, match="destinatari"):
            SEND(actor=ACTOR, issue=issue)


@pytest.mark.parametrize("number", [1, 3])
@pytest.mark.parametrize(("audience", "queries"), [("PUBLIC", 2), ("REGISTERED", 4)])
def test_making_the_messages_asks_the_database_as_often_for_one_as_for_many(
    newsletter, number, audience, queries, django_assert_num_queries
):
    make_subscribers(newsletter, number)
    issue = make_issue(newsletter, upto="SENDING")
    Newsletter.objects.unrestricted("test").filter(pk=newsletter.pk).update(audience=audience)
    for reader in Subscriber.objects.unrestricted("test"):
        person = make_member(newsletter.site.organisation, "member")
        Subscriber.objects.unrestricted("test").filter(pk=reader.pk).update(person=person)
    batch = list(IssueDelivery.objects.unrestricted("test").filter(issue=issue).select_related("subscriber"))
    with django_assert_num_queries(queries):
        compose = composing(batch)
        made = [compose(delivery) for delivery in batch]
    assert [message.to for message in made] == [[row.address] for row in batch]
