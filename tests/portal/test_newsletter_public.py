"""What visitors do with newsletters: subscribe, confirm, read, leave. No cookie, no hint of who reads."""

from datetime import timedelta

import pytest
from django.core import mail, signing
from django.test import Client
from django.utils import timezone

from pico.portal import actions
from pico.portal.models import Subscriber
from pico.portal.newsletter import links
from pico.portal.views import newsletter_public
from tests.factories.newsletter import ACTOR, make_issue, make_newsletter, make_subscribers
from tests.factories.organisations import make_province
from tests.factories.portal import make_news, make_site

pytestmark = pytest.mark.django_db
HOST = "treviso.localhost"


@pytest.fixture
def newsletter():
    return make_newsletter(make_site())


def visitor(host: str = HOST) -> Client:
    return Client(HTTP_HOST=host, HTTP_ORIGIN=f"http://{host}", enforce_csrf_checks=True)


def hold_clock(monkeypatch) -> None:
    """Stop the clock: what is judged is how long the form was open, not how busy the machine is."""
    now = signing.time.time()
    monkeypatch.setattr(signing.time, "time", lambda: now)


def begun(seconds: int = 5) -> str:
    """What the form holds that was opened some seconds ago."""
    signer = signing.TimestampSigner(salt=newsletter_public.SALT)
    now = signer.timestamp
    signer.timestamp = lambda: signing.b62_encode(int(timezone.now().timestamp()) - seconds)
    word = signer.sign(signing.dumps("", salt="x").split(":")[0])
    signer.timestamp = now
    return word


def subscribe(newsletter, email="anna@ente.example", client=None, **more):
    form = {"email": email, "consent": "on", "begun": begun(), "sito_web": ""} | more
    return (client or visitor()).post(f"/newsletter/iscrizione/{newsletter.pk}/", form)


def only() -> Subscriber:
    return Subscriber.objects.unrestricted("test").get()


class TestSubscribing:
    def test_a_visitor_counts_as_a_reader_after_confirming(self, newsletter):
        answer = subscribe(newsletter, "Anna@Ente.example")
        row = only()
        assert (answer.status_code, row.email, row.state) == (200, "anna@ente.example", "PENDING")
        assert (row.consent_version, row.consented_at is not None) == ("2026-11", True)
        assert answer.cookies == {}

        actions.mail_confirmation(actor=ACTOR, subscriber_id=row.pk)
        url = f"/newsletter/conferma/{links.confirm_token(row)}/"
        assert f"http://{HOST}{url}" in mail.outbox[0].body
        visitor().get(url)
        assert only().state == "PENDING", "mail filters open links too"
        visitor().post(url)
        assert only().state == "CONFIRMED"

    def test_whoever_asks_reads_the_same_answer(self, newsletter):
        make_subscribers(newsletter)
        known = Subscriber.objects.unrestricted("test").get().email
        first = subscribe(newsletter, "nuova@ente.example").content
        assert subscribe(newsletter, "nuova@ente.example").content == first
        assert subscribe(newsletter, known).content == first
        assert Subscriber.objects.unrestricted("test").count() == 2

    def test_after_72_hours_the_word_is_worth_nothing_and_the_address_is_forgotten(self, newsletter):
        subscribe(newsletter)
        row = only()
        old = timezone.now() - timedelta(hours=73)
        Subscriber.objects.unrestricted("test").update(asked_at=old)
        assert links.to_confirm(links.confirm_token(row)) is None, "it names another asking"
        assert actions.forget_subscribers(actor=ACTOR) == 1
        assert Subscriber.objects.unrestricted("test").count() == 0

    def test_the_word_of_an_older_asking_confirms_nothing(self, newsletter):
        subscribe(newsletter)
        old = links.confirm_token(only())
        Subscriber.objects.unrestricted("test").update(asked_at=timezone.now() + timedelta(seconds=5))
        visitor().post(f"/newsletter/conferma/{old}/")
        assert only().state == "PENDING"

    @pytest.mark.parametrize(
        "more",
        [{"sito_web": "http://spam.example"}, {"begun": ""}, {"begun": "inventata"}],
        ids=["the trap is filled in", "no time", "a time of one's own"],
    )
    def test_programs_are_refused(self, newsletter, more):
        assert subscribe(newsletter, **more).status_code == 403
        assert Subscriber.objects.unrestricted("test").count() == 0

    def test_a_form_filled_in_within_two_seconds_is_refused(self, newsletter, monkeypatch):
        hold_clock(monkeypatch)
        answer = subscribe(newsletter, begun=signing.dumps("", salt=newsletter_public.SALT))
        assert (answer.status_code, Subscriber.objects.unrestricted("test").count()) == (403, 0)

    def test_who_was_too_fast_reads_why_and_has_to_type_nothing_again(self, newsletter, monkeypatch):
        hold_clock(monkeypatch)
        page = subscribe(newsletter, begun=signing.dumps("", salt=newsletter_public.SALT)).content.decode()
        assert "è partito troppo in fretta: riprova" in page
        assert 'value="anna@ente.example"' in page

    @pytest.mark.parametrize("origin", ["http://altrove.example", "null", None])
    def test_another_origin_is_refused(self, newsletter, origin):
        client = Client(HTTP_HOST=HOST, **({"HTTP_ORIGIN": origin} if origin else {}))
        assert subscribe(newsletter, client=client).status_code == 403

    def test_the_fourth_asking_for_one_address_has_to_wait(self, newsletter, settings):
        settings.PICO_RATE_LIMITS = {"newsletter_subscription": "10/h/ip,3/h/key"}
        answers = [subscribe(newsletter).status_code for _ in range(4)]
        assert answers == [200, 200, 200, 429]

    def test_without_consent_nothing_is_written(self, newsletter):
        answer = subscribe(newsletter, consent="")
        assert (answer.status_code, Subscriber.objects.unrestricted("test").count()) == (422, 0)

    def test_another_sites_newsletter_is_not_there(self, newsletter):
        make_site(make_province("brescia"))
        assert subscribe(newsletter, client=visitor("brescia.localhost")).status_code == 404

    def test_one_for_registered_people_takes_no_visitor(self, newsletter):
        inner = make_newsletter(newsletter.site, "SEGRETA per i RUP", audience="REGISTERED")
        assert subscribe(inner).status_code == 404
        assert b"SEGRETA" not in visitor().get("/newsletter/").content


class TestLeaving:
    def test_the_page_shows_a_button_and_only_a_post_acts(self, newsletter):
        reader = make_subscribers(newsletter)[0]
        url = f"/newsletter/disiscrizione/{links.leave_token(reader)}/"
        assert b"Non ricevere" in visitor().get(url).content
        assert only().state == "CONFIRMED"
        one_click = Client(HTTP_HOST=HOST, enforce_csrf_checks=True)  # a mail program: no origin, no cookie
        one_click.post(url, {"List-Unsubscribe": "One-Click"})
        assert only().state == "UNSUBSCRIBED"

    def test_an_unknown_word_reads_the_same_pages(self, newsletter):
        reader = make_subscribers(newsletter)[0]
        good, bad = (
            f"/newsletter/disiscrizione/{word}/" for word in (links.leave_token(reader), "inventata")
        )
        assert _body(visitor().get(good), good) == _body(visitor().get(bad), bad)
        assert _body(visitor().post(good), good) == _body(visitor().post(bad), bad)

    def test_who_comes_back_asks_again(self, newsletter):
        reader = make_subscribers(newsletter, state="UNSUBSCRIBED")[0]
        subscribe(newsletter, reader.email)
        assert only().state == "PENDING"

    def test_a_stranger_who_asks_in_the_name_of_who_left_does_not_let_an_import_bring_them_back(
        self, newsletter
    ):
        reader = make_subscribers(newsletter)[0]
        actions.leave_newsletter(actor=ACTOR, subscriber=reader)
        subscribe(newsletter, reader.email)
        asked = timezone.now() + timedelta(hours=73)
        actions.forget_subscribers(actor=ACTOR, now=asked)
        imported = actions.import_subscribers(
            actor=ACTOR, newsletter=newsletter, emails=[reader.email], proof="prot. 1", consented_at=asked
        )
        assert (imported.kept_out, only().state) == (1, "UNSUBSCRIBED")

    def test_who_comes_back_and_confirms_has_not_left(self, newsletter):
        reader = make_subscribers(newsletter)[0]
        actions.leave_newsletter(actor=ACTOR, subscriber=reader)
        subscribe(newsletter, reader.email)
        visitor().post(f"/newsletter/conferma/{links.confirm_token(only())}/")
        assert (only().state, only().ended_at, only().end_reason) == ("CONFIRMED", None, "")

    def test_who_left_a_year_ago_is_forgotten(self, newsletter):
        make_subscribers(newsletter)
        make_subscribers(newsletter, state="UNSUBSCRIBED")
        ended = Subscriber.objects.unrestricted("test").filter(state="UNSUBSCRIBED")
        ended.update(ended_at=timezone.now() - timedelta(days=364))
        assert actions.forget_subscribers(actor=ACTOR) == 0
        ended.update(ended_at=timezone.now() - timedelta(days=366))
        assert actions.forget_subscribers(actor=ACTOR) == 1
        assert only().state == "CONFIRMED"


def _body(answer, url: str) -> bytes:
    assert answer.status_code == 200
    return answer.content.replace(url.encode(), b"")


class TestArchive:
    def test_a_sent_issue_is_a_page_and_a_draft_is_not(self, newsletter):
        make_subscribers(newsletter)
        draft = make_issue(newsletter, "SEGRETO in bozza")
        sent = make_issue(newsletter, "Numero uscito", upto="SENDING")
        actions.STEPS["paused"](actor=ACTOR, issue=sent)
        actions.STEPS["closed"](actor=ACTOR, issue=sent)
        page = visitor().get("/newsletter/").content.decode()
        assert ("Numero uscito" in page, "SEGRETO" in page) == (True, False)
        assert visitor().get(f"/newsletter/{sent.pk}/").status_code == 200
        assert visitor().get(f"/newsletter/{draft.pk}/").status_code == 404
        make_site(make_province("brescia"))
        assert visitor("brescia.localhost").get(f"/newsletter/{sent.pk}/").status_code == 404

    def test_the_link_to_an_item_leads_there_until_it_is_withdrawn(self, newsletter):
        page = make_news(newsletter.site, "Gara aggregata")
        issue = make_issue(newsletter, upto="APPROVED", page=page)
        url = f"/newsletter/{issue.pk}/contenuto/{issue.blocks.get().pk}/"
        assert visitor().get(url).url == "/novita/gara-aggregata/"
        actions.unpublish_page(actor=ACTOR, site=newsletter.site, page=page)
        answer = visitor().get(url)
        assert (answer.status_code, "Contenuto non più disponibile" in answer.content.decode()) == (410, True)

    @pytest.mark.parametrize("number", [1, 3])
    def test_the_list_costs_the_same_however_many_issues_there_are(
        self, newsletter, number, django_assert_num_queries
    ):
        make_subscribers(newsletter)
        for n in range(number):
            sent = make_issue(newsletter, f"Numero {n}", upto="SENDING")
            actions.STEPS["paused"](actor=ACTOR, issue=sent)
            actions.STEPS["closed"](actor=ACTOR, issue=sent)
        client = visitor()
        client.get("/newsletter/")
        with django_assert_num_queries(4):
            client.get("/newsletter/")
