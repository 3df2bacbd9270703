"""Who cannot sign in: the same page for all, nothing shown without the secret address, floods contained."""

import socket
from datetime import timedelta
from urllib.parse import urlsplit

import pytest
import time_machine
from django.core import mail
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from pico.base.actor import system_actor
from pico.base.errors import Refused
from pico.helpdesk import actions
from pico.helpdesk.models import ApplicantMail, HelpTopic, Ticket
from pico.helpdesk.rules.tracking import hash_of, token_of
from pico.helpdesk.tasks import close_resolved, forget_applicants
from pico.journal.models import Entry
from pico.notifications.models import Delivery, Event, Notification
from tests.factories.accounts import make_member, make_user
from tests.factories.helpdesk import add_agent, make_stranger_ticket, make_ticket
from tests.helpdesk.conftest import HOST
from tests.queue import work

FORM, SENT = "/assistenza/accesso/", "/assistenza/accesso/inviata/"
NOTE, TEXT, NAME = "canarino: sentire Zanella", "parola del richiedente", "Luca Ferri"
SYSTEM = system_actor("test")
LIMITS = {"access_help": "5/h/ip", "access_help_mail": "3/d/key", "tracked_reply": "20/h/key"}


def tickets():
    return Ticket.objects.unrestricted("test").order_by("pk")


def mails():
    return ApplicantMail.objects.unrestricted("test")


def page_of(ticket: Ticket, *what: str) -> str:
    return reverse("_".join(("helpdesk:tracking", *what)), args=[token_of(ticket)])


class Stranger:
    """Somebody with a browser and nothing else."""

    def __init__(self, ip: str = "198.51.100.7"):
        self.browser = Client(HTTP_HOST=HOST, HTTP_ORIGIN=f"http://{HOST}", REMOTE_ADDR=ip)

    def opened(self, query: str = "", ago: int = 60):
        """The form as it was opened so many seconds ago."""
        with time_machine.travel(timezone.now() - timedelta(seconds=ago), tick=False):
            return self.browser.get(FORM + query).context

    def ask(self, ago: int = 60, headers=None, **changed):
        opened = self.opened(ago=ago)
        form = {
            "topic": HelpTopic.objects.get(code="access.spid").pk, "name": NAME,
            "email": "luca.ferri@esempio.example", "organisation": "Comune di Asolo", "source": TEXT,
            "begun": opened["begun"], "form_key": str(opened["form"]["form_key"].value()), "sito_web": "",
        }  # fmt: skip
        return self.browser.post(FORM, form | changed, headers=headers)


@pytest.fixture
def stranger(cast) -> Stranger:
    return Stranger()


class TestTheForm:
    def test_a_stranger_asks_confirms_is_answered_and_ends_it(self, cast, stranger):
        sent = stranger.ask()
        row = tickets().get()
        assert (sent.status_code, sent.url, row.state, row.is_open) == (302, SENT, "UNCONFIRMED", False)
        work()
        address = next(word for word in mail.outbox[0].body.split() if "/stato/" in word)
        path = urlsplit(address).path
        assert (mail.outbox[0].to, path) == (["luca.ferri@esempio.example"], page_of(row))
        assert [part in mail.outbox[0].body for part in (TEXT, NAME, "Asolo")] == [False] * 3

        stranger.browser.post(f"{path}conferma/")
        row.refresh_from_db()
        year = timezone.now().year
        assert (row.state, row.number, row.desk, row.rule) == (
            "NEW",
            f"T-{year}-000001",
            cast.first,
            "ultima",
        )
        number = row.number
        national = cast.browser("national")
        assert all(word in national.get("/assistenza/sportello/").text for word in (NAME, "Asolo"))
        desk = national.get(reverse("helpdesk:ticket", args=[number]))
        assert all(
            word in desk.text for word in (NAME, TEXT, "luca.ferri@esempio.example", "Comune di Asolo")
        )

        actor = cast.actor("national")
        actions.answer(actor=actor, ticket=row, source="Premi «Entra con SPID».", seen=1, act="ask")
        actions.note(actor=actor, ticket=row, source=NOTE)
        work()
        seen = stranger.browser.get(path)
        assert ("Premi «Entra con SPID»." in seen.text, NOTE in seen.text) == (True, False)
        assert (cast.national.get_full_name() in seen.text, cast.national.email in seen.text) == (
            False,
            False,
        )
        assert [one.subject for one in mail.outbox if one.to == ["luca.ferri@esempio.example"]] == [
            "La tua richiesta di assistenza",
            "Lo sportello ti chiede qualcosa sulla tua richiesta di assistenza",
        ]

        assert stranger.browser.post(f"{path}risposta/", {"source": "Grazie, provo"}).status_code == 302
        row.refresh_from_db()
        assert row.state == "OPEN"
        assert stranger.browser.post(f"{path}risolta/").status_code == 302
        row.refresh_from_db()
        assert row.state == "RESOLVED"
        with time_machine.travel(timezone.now() + timedelta(days=8)):
            close_resolved.func()
        row.refresh_from_db()
        assert row.state == "CLOSED"
        assert stranger.browser.cookies == {}

    def test_no_cookie_comes_with_any_page(self, cast, stranger):
        row = make_stranger_ticket()
        answers = [
            stranger.browser.get(FORM), stranger.ask(), stranger.ask(email="x"), stranger.browser.get(SENT),
            stranger.browser.get(page_of(row)), stranger.browser.post(page_of(row, "confirm")),
            stranger.browser.post(page_of(row, "reply"), {"source": "Sì"}),
        ]  # fmt: skip
        assert [answer.status_code for answer in answers] == [200, 302, 422, 200, 200, 302, 302]
        assert [dict(answer.cookies) for answer in answers] == [{}] * 7

    def test_who_is_signed_in_is_led_to_the_form_that_knows_them(self, cast):
        browser = cast.browser("clerk")
        answer = browser.get(f"{FORM}?argomento=access.spid")
        assert answer.url == "/assistenza/nuova/?argomento=access.spid"
        topic = HelpTopic.objects.get(code="access.spid")
        assert str(browser.get(answer.url).context["form"]["topic"].value()) == str(topic.pk)
        assert browser.get(FORM).url == "/assistenza/nuova/?argomento=access.other"
        assert browser.post(FORM, {}).status_code == 302

    def test_the_address_of_the_form_chooses_the_problem_and_nothing_else(self, cast, stranger):
        chosen = [stranger.opened(f"?argomento={code}")["form"]["topic"].value() for code in (
            "access.cie", "technical.other", "<script>", "")]  # fmt: skip
        assert chosen == [HelpTopic.objects.get(code="access.cie").pk, None, None, None]
        offered = set(stranger.opened()["form"].topics.values())
        assert {topic.kind for topic in offered} == {"ACCESS"}

    @pytest.mark.parametrize(
        ("wrong", "field"),
        [({"name": " "}, "name"), ({"email": "luca"}, "email"), ({"source": ""}, "source"),
         ({"source": "x" * 20_001}, "source"), ({"topic": "0"}, "topic"), ({"begun": "falso"}, "__all__"),
         ({"name": "x" * 121}, "name"), ({"source": "\x00"}, "source")],
    )  # fmt: skip
    def test_what_cannot_be_sent_comes_back_beside_its_field(self, cast, stranger, wrong, field):
        answer = stranger.ask(**wrong)
        assert (answer.status_code, list(answer.context["form"].errors)) == (422, [field])
        assert not tickets().exists()

    def test_whoever_corrects_a_mistake_at_once_is_no_machine(self, cast, stranger):
        wrong = stranger.ask(email="luca")
        form = wrong.context["form"].data.dict() | {
            "begun": wrong.context["begun"],
            "email": "l@esempio.example",
        }
        assert stranger.browser.post(FORM, form).url == SENT
        assert tickets().get().requester_email == "l@esempio.example"

    def test_a_form_sent_twice_makes_one_request(self, cast, stranger):
        key = "0b7c1a3e-0b7c-4b7c-8b7c-0b7c1a3e0b7c"
        assert [stranger.ask(form_key=key).url for _ in range(2)] == [SENT, SENT]
        assert (tickets().count(), mails().count()) == (1, 1)


class TestTheSameForEverybody:
    def test_a_known_and_an_unknown_address_read_the_same(self, cast):
        answers = {}
        for email in (cast.clerk.email, "nessuno@esempio.example"):
            answer = Stranger().ask(email=email)
            work()
            page = Stranger().browser.get(answer.url)
            headers = {
                name: value for name, value in answer.items() if name not in {"X-Request-ID", "Expires"}
            }
            answers[email] = (answer.status_code, headers, answer.content, page.content)
        first, second = answers.values()
        assert first == second
        assert [one.subject for one in mail.outbox] == ["La tua richiesta di assistenza"] * 2
        first, second = (one.body.split("/stato/") for one in mail.outbox)
        assert (first[0], first[1].split("\n", 1)[1]) == (second[0], second[1].split("\n", 1)[1])

    def test_as_many_questions_are_asked_of_the_database(self, cast, django_assert_num_queries):
        from django.db import connection
        from django.test.utils import CaptureQueriesContext

        asked = []
        for email in ("nessuno@esempio.example", cast.clerk.email, "altro@esempio.example"):
            with CaptureQueriesContext(connection) as queries:
                Stranger().ask(email=email)
            asked.append([query["sql"].split(" ")[0] for query in queries])
        assert asked[1] == asked[2]
        assert not any("accounts_user" in query["sql"] for query in queries)

    def test_the_desk_alone_is_told_of_the_account(self, cast):
        known, unknown = (
            make_stranger_ticket(email=cast.clerk.email.upper()),
            make_stranger_ticket(email="n@x.example"),
        )
        browser = cast.browser("national")
        texts = []
        for row in (known, unknown):
            actions.confirm_request(actor=SYSTEM, ticket=row)
            row.refresh_from_db()
            texts.append(browser.get(reverse("helpdesk:ticket", args=[row.number])).text)
        work()
        words = "esiste un&#x27;utenza con questo indirizzo"
        assert [words in text for text in texts] == [True, False]
        assert not [one for one in mail.outbox if "utenza" in one.body]
        assert not any("utenza" in Stranger().browser.get(page_of(row)).text for row in (known, unknown))


class TestAgainstMachines:
    def test_another_origin_is_refused_and_nothing_is_stored(self, cast, stranger):
        for origin in ("https://altrove.example", "null", f"http://{HOST}.altrove.example"):
            assert stranger.ask(headers={"Origin": origin}).status_code == 403
        bare = Client(HTTP_HOST=HOST)
        assert bare.post(FORM, {"name": NAME}).status_code == 403
        assert not tickets().exists()

    @pytest.mark.parametrize("how", [{"sito_web": "https://spam.example"}, {"ago": 1}])
    def test_trap_and_haste_read_the_same_page_and_store_nothing(self, cast, stranger, how):
        answer = stranger.ask(**how)
        assert (answer.status_code, answer.url) == (302, SENT)
        work()
        assert (tickets().exists(), mail.outbox) == (False, [])

    def test_twelve_requests_from_one_address_make_five(self, cast, stranger, settings):
        settings.PICO_RATE_LIMITS = LIMITS
        answers = [stranger.ask(email=f"p{n}@esempio.example") for n in range(12)]
        assert [answer.status_code for answer in answers] == [302] * 5 + [429] * 7
        assert (tickets().count(), answers[-1].headers["Retry-After"].isdigit()) == (5, True)
        assert "Attendi" in answers[-1].text
        assert TEXT in answers[-1].text

    def test_five_requests_for_one_address_make_five_tickets_and_three_mails(self, cast, settings):
        settings.PICO_RATE_LIMITS = LIMITS
        answers = [
            Stranger(f"198.51.100.{n}").ask(
                email="Vittima@esempio.example" if n % 2 else "vittima@esempio.example"
            )
            for n in range(5)
        ]
        work()
        pages = {(answer.status_code, answer.url, answer.content) for answer in answers}
        assert (tickets().count(), len(mail.outbox), len(pages)) == (5, 3, 1)

    def test_a_body_of_ten_megabytes_is_refused_before_it_is_read(self, cast, stranger):
        body = b"x" * 10_000_000
        answer = stranger.browser.post(FORM, body, content_type="application/x-www-form-urlencoded")
        row = make_stranger_ticket()
        other = stranger.browser.post(
            page_of(row, "reply"), body, content_type="application/x-www-form-urlencoded"
        )
        assert (answer.status_code, other.status_code) == (413, 413)
        assert "troppo grande" in answer.text

    def test_no_holiday_message_is_invited(self, cast, stranger):
        stranger.ask()
        work()
        headers = mail.outbox[0].message()
        assert (headers["Auto-Submitted"], headers["Precedence"]) == ("auto-generated", "bulk")

    def test_headers_of_the_mail_hold_nothing_that_was_typed(self, cast, stranger):
        stranger.ask(name="Luca\r\nBcc: tutti@esempio.example", organisation="<b>Asolo</b>")
        work()
        source = mail.outbox[0].message().as_string()
        assert [word in source for word in ("Bcc", "tutti@", "Asolo", "Luca")] == [False] * 4


class TestTheMailServer:
    def test_a_refusing_server_loses_nothing(self, cast, stranger, settings):
        with socket.socket() as taken:
            taken.bind(("127.0.0.1", 0))  # bound and not listening: the connection is refused
            settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
            settings.EMAIL_HOST, settings.EMAIL_PORT = taken.getsockname()
            stranger.ask()
            work_once()
        row = mails().get()
        assert (tickets().count(), row.state, row.tries) == (1, Delivery.State.QUEUED, 1)
        assert row.due_at > timezone.now()
        assert "Connection" in row.error

        settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
        actions.mail_applicant(actor=SYSTEM, mail_id=row.pk)
        row.refresh_from_db()
        assert (row.state, len(mail.outbox)) == (Delivery.State.SENT, 1)

    def test_a_mail_that_a_killed_worker_had_in_hand_is_sent_once_more(self, cast, stranger):
        stranger.ask()
        row = mails().get()
        mails().filter(pk=row.pk).update(state="CLAIMED", claimed_at=timezone.now() - timedelta(minutes=11))
        actions.sweep_applicant_mails(actor=SYSTEM)
        work()
        row.refresh_from_db()
        assert (row.state, row.sent_again, len(mail.outbox)) == ("SENT", True, 1)

    def test_a_changed_secret_key_keeps_old_links_and_makes_new_ones(self, cast, stranger, settings):
        row = make_stranger_ticket(confirmed=True)
        old = page_of(row)
        work()
        settings.SECRET_KEY = "un'altra chiave, lunga quanto basta per le prove"
        assert stranger.browser.get(old).status_code == 200
        actions.answer(actor=cast.actor("national"), ticket=row, source="Fatto", seen=1)
        work()
        assert [one.subject for one in mail.outbox if page_of(row) in one.body] == [
            "Lo sportello ha risposto alla tua richiesta di assistenza"
        ]
        assert stranger.browser.get(page_of(row)).status_code == 200


def work_once() -> None:
    """Run each job that is ready now; what is put off stays."""
    work()


class TestTheSecretAddress:
    def test_only_the_whole_word_opens_and_every_other_reads_the_same_404(self, cast, stranger):
        row = make_stranger_ticket(confirmed=True)
        gone = make_stranger_ticket(confirmed=True, email="b@esempio.example")
        over = make_stranger_ticket(email="c@esempio.example")
        forgotten = page_of(gone)
        actions.forget_applicant(actor=SYSTEM, ticket=gone)
        tickets().filter(pk=over.pk).update(created_at=timezone.now() - timedelta(hours=49))
        token = token_of(row)
        wrong = [
            "x",
            token[:-1],
            token + "A",
            token.swapcase(),
            row.secret_hash,
            row.number,
            row.public_id.hex,
        ]
        pages = [reverse("helpdesk:tracking", args=[word]) for word in wrong] + [forgotten, page_of(over)]

        answers = [stranger.browser.get(page) for page in pages]
        posts = [
            stranger.browser.post(page + act)
            for page in pages
            for act in ("conferma/", "risolta/", "risposta/")
        ]

        assert stranger.browser.get(page_of(row)).status_code == 200
        assert {answer.status_code for answer in (*answers, *posts)} == {404}
        assert (
            len(
                {
                    without(answer.text, answer.headers["X-Request-ID"], page)
                    for answer, page in zip(answers, pages, strict=True)
                }
            )
            == 1
        )
        row.refresh_from_db()
        assert row.state == "NEW"

    def test_it_ends_ninety_days_after_closing(self, cast, stranger):
        row = make_stranger_ticket(confirmed=True)
        for seen in ("NEW", "RESOLVED"):
            actions.solve_from_outside(actor=SYSTEM, ticket=row, seen=seen)
        days = {}
        for after in (89, 91):
            with time_machine.travel(timezone.now() + timedelta(days=after), tick=False):
                days[after] = stranger.browser.get(page_of(row)).status_code
        assert days == {89: 200, 91: 404}

    def test_the_row_holds_a_hash_and_the_address_travels_nowhere(self, cast, stranger):
        row = make_stranger_ticket(confirmed=True)
        work()
        token, answer = token_of(row), stranger.browser.get(page_of(row))
        assert (len(token), row.secret_hash) == (43, hash_of(token))
        stored = [
            *tickets().values_list(), *Entry.objects.unrestricted("test").values_list(),
            *Event.objects.unrestricted("test").values_list(), *mails().values_list(),
        ]  # fmt: skip
        assert token not in str(stored)
        assert (answer["Referrer-Policy"], answer["X-Robots-Tag"]) == (
            "same-origin",
            "noindex, nofollow, noarchive",
        )
        assert "no-store" in answer["Cache-Control"]
        head = answer.text.split("</head>")[0]
        assert token not in head

    def test_a_post_from_elsewhere_moves_nothing(self, cast):
        row = make_stranger_ticket()
        elsewhere = Client(HTTP_HOST=HOST, HTTP_ORIGIN="https://altrove.example")
        assert elsewhere.post(page_of(row, "confirm")).status_code == 403
        row.refresh_from_db()
        assert row.state == "UNCONFIRMED"

    def test_opening_the_link_confirms_nothing(self, cast, stranger):
        row = make_stranger_ticket()
        assert stranger.browser.get(page_of(row)).status_code == 200
        assert stranger.browser.get(page_of(row, "confirm")).status_code == 405
        row.refresh_from_db()
        assert row.state == "UNCONFIRMED"

    def test_confirming_twice_takes_one_number(self, cast, stranger):
        row = make_stranger_ticket()
        for _ in range(2):
            stranger.browser.post(page_of(row, "confirm"))
        other = make_stranger_ticket(confirmed=True, email="b@esempio.example")
        assert [one.number[-6:] for one in tickets()] == ["000001", "000002"]
        assert other.number.endswith("000002")

    def test_what_is_written_is_text(self, cast, stranger):
        row = make_stranger_ticket(
            confirmed=True, source="<script>alert(1)</script> <img src=x onerror=alert(1)>"
        )
        stranger.browser.post(
            page_of(row, "reply"), {"source": "[x](javascript:alert(1)) <svg onload=alert(1)>"}
        )
        for page in (
            stranger.browser.get(page_of(row)),
            cast.browser("national").get(reverse("helpdesk:ticket", args=[row.number])),
        ):
            assert [
                word in page.text
                for word in ("<script>alert", "<img src=x", "<svg onload", 'href="javascript')
            ] == [False] * 4

    @pytest.mark.parametrize("source", ["", "  ", "x" * 20_001])
    def test_a_reply_that_cannot_be_sent_comes_back(self, cast, stranger, source):
        row = make_stranger_ticket(confirmed=True)
        answer = stranger.browser.post(page_of(row, "reply"), {"source": source})
        assert (answer.status_code, list(answer.context["form"].errors)) == (422, ["source"])

    def test_replies_are_limited(self, cast, stranger, settings):
        settings.PICO_RATE_LIMITS = {"tracked_reply": "2/h/key"}
        row = make_stranger_ticket(confirmed=True)
        found = [stranger.browser.post(page_of(row, "reply"), {"source": f"Numero {n}"}) for n in range(3)]
        assert [one.status_code for one in found] == [302, 302, 429]
        assert "Numero 2" in found[-1].text


class TestWhoSees:
    """Helpdesk.md 6.2, for a request that somebody unknown made."""

    def looks(self, cast, row) -> dict[str, tuple[bool, bool]]:
        """Return for each viewer whether some page of theirs tells the request, and its note."""
        people = {
            "colleague": make_member(cast.oderzo, "organisation_manager"),
            "agent of the former desk": cast.agent,
            "agent of another Province": add_agent(cast.foreign), "administrator of another": cast.stranger,
            "administrator of the owner": cast.national, "same address": make_user(email=row.requester_email),
            "national help desk without a place": make_member(cast.upi, "helpdesk_operator"),
        }  # fmt: skip
        pages = ["/assistenza/", "/assistenza/richieste/", "/assistenza/sportello/?stato=tutte",
                 "/assistenza/sportello/?testo=ferri", "/cerca/?testo=ferri", "/cerca/?testo=parola",
                 reverse("helpdesk:ticket", args=[row.number]),
                 reverse("helpdesk:request", args=[row.number])]  # fmt: skip
        found = {}
        for name, person in people.items():
            browser = cast.browser()
            browser.force_login(person)
            text = "".join(browser.get(page).text for page in pages)
            found[name] = (any(w in text for w in (TEXT, f">{NAME}<", row.requester_email)), NOTE in text)
        nobody = "".join(cast.browser().get(page, follow=True).text for page in pages)
        found["without the address"] = (any(w in nobody for w in (TEXT, NAME)), NOTE in nobody)
        held = cast.browser().get(page_of(row)).text
        found["with the address"] = (TEXT in held, NOTE in held)
        return found

    def test_a_request_and_its_note(self, cast):
        row = make_stranger_ticket(confirmed=True, source=TEXT)
        tickets().filter(pk=row.pk).update(desk=cast.desk)
        row.refresh_from_db()
        actions.note(actor=cast.actor("agent"), ticket=row, source=NOTE)
        actions.pass_on(actor=cast.actor("agent"), ticket=row, desk=cast.first, source="Non è nostra")

        seen = self.looks(cast, row)

        assert seen == {
            **dict.fromkeys(seen, (False, False)),
            "administrator of the owner": (True, True),
            "with the address": (True, False),
        }

    def test_what_nobody_confirmed_is_seen_with_its_address_alone(self, cast):
        row = make_stranger_ticket(source=TEXT)
        work()
        seen = self.looks(cast, row)
        assert seen == {**dict.fromkeys(seen, (False, False)), "with the address": (True, False)}
        assert not Notification.objects.unrestricted("test").exists()
        for act in (lambda a: actions.take(actor=a, ticket=row),
                    lambda a: actions.answer(actor=a, ticket=row, source="Sì", seen=1),
                    lambda a: actions.note(actor=a, ticket=row, source="Sì"),
                    lambda a: actions.pass_on(actor=a, ticket=row, desk=cast.desk, source="Sì")):  # fmt: skip
            with pytest.raises(Refused):
                act(cast.actor("national"))
        for act in (actions.solve_from_outside,):
            with pytest.raises(Refused):
                act(actor=SYSTEM, ticket=row)
        with pytest.raises(Refused):
            actions.reply_from_outside(actor=SYSTEM, ticket=row, source="Sì")

    def test_who_has_an_account_is_written_to_there_alone(self, cast):
        row = make_ticket(cast.actor("clerk"))
        actions.answer(actor=cast.actor("agent"), ticket=row, source="Sì", seen=1)
        assert not mails().exists()


class TestForgetting:
    def test_what_nobody_confirmed_is_gone_after_two_days(self, cast):
        old, young = make_stranger_ticket(), make_stranger_ticket(email="b@esempio.example")
        tickets().filter(pk=old.pk).update(created_at=timezone.now() - timedelta(hours=49))
        assert (forget_applicants.func(), forget_applicants.func()) == (1, 0)
        assert list(tickets()) == [young]
        assert mails().get().ticket == young

    def test_name_and_address_go_with_the_link_after_ninety_days(self, cast):
        row = make_stranger_ticket(confirmed=True, source=TEXT)
        for seen in ("NEW", "RESOLVED"):
            actions.solve_from_outside(actor=SYSTEM, ticket=row, seen=seen)
        with time_machine.travel(timezone.now() + timedelta(days=91)):
            assert (forget_applicants.func(), forget_applicants.func()) == (1, 0)
        row.refresh_from_db()
        assert (row.requester_email, row.requester_name, row.requester_organisation, row.secret_hash) == (
            "",
            "",
            "",
            None,
        )
        assert (mails().exists(), row.messages.get().source) == (False, TEXT)
        assert (
            "Persona cancellata"
            in cast.browser("national").get(reverse("helpdesk:ticket", args=[row.number])).text
        )

    def test_on_demand_the_texts_go_too(self, cast):
        row = make_stranger_ticket(confirmed=True, source=TEXT)
        actions.forget_applicant(actor=SYSTEM, ticket=row, texts=True)
        assert TEXT not in str(list(row.messages.values_list("source", "html")))

    def test_an_erased_person_with_that_address_leaves_none_behind(self, cast):
        from pico.accounts.actions.erasure import _forget

        person = make_user(email="luca.ferri@esempio.example")
        rows = [
            make_stranger_ticket(confirmed=True, email="luca.ferri@esempio.example"),
            make_stranger_ticket(email="luca.ferri@esempio.example", form_key=None),
        ]
        _forget(SYSTEM, person)
        for row in rows:
            row.refresh_from_db()
        assert {(row.requester_email, row.requester_name, row.secret_hash) for row in rows} == {
            ("", "", None)
        }


@pytest.mark.parametrize(
    "values",
    [{"requester_email": "a@b.example"}, {"secret_hash": "x"},
     {"requester_email": "a@b.example", "secret_hash": "x"}, {"state": "UNCONFIRMED"}],
)  # fmt: skip
def test_the_database_wants_a_person_or_an_address(cast, values):
    row = make_ticket(cast.actor("clerk"))
    with pytest.raises(IntegrityError), transaction.atomic():
        tickets().filter(pk=row.pk).update(**values)


@pytest.mark.parametrize("values", [{"secret_hash": None}, {"requester_email": ""}])
def test_the_database_wants_an_address_with_its_secret(cast, values):
    row = make_stranger_ticket()
    with pytest.raises(IntegrityError), transaction.atomic():
        tickets().filter(pk=row.pk).update(**values)


def without(text: str, *words: str) -> str:
    for word in words:
        text = text.replace(word, "")
    return text
