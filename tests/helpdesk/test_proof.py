"""Work shown for a request: once, in time, for a word of ours; and the errors whose code opens the form."""

from datetime import timedelta
from itertools import count
from urllib.parse import urlsplit

import pytest
import time_machine
from django.core import signing
from django.urls import reverse
from django.utils import timezone

from pico.base.errors import Refused
from pico.helpdesk import actions
from pico.helpdesk.delivery import deliver
from pico.helpdesk.models import HelpTopic, SignInProblem, SpentChallenge
from pico.helpdesk.rules.proof import BITS, challenge, is_solved, zero_bits
from tests.helpdesk.test_applicants import LIMITS, Stranger, tickets
from tests.queue import work


def solve(word: str) -> str:
    return next(str(n) for n in count() if zero_bits(word, str(n)) >= BITS)


@pytest.fixture
def stranger(cast) -> Stranger:
    return Stranger()


class TestTheWork:
    def test_shown_once_it_brings_a_request_to_the_desk_and_never_again(self, stranger):
        word = stranger.opened()["challenge"]
        number = solve(word)

        answers = [
            stranger.ask(sfida=word, prova=number, email=f"p{n}@esempio.example") for n in range(2)
        ]  # fmt: skip

        assert [row.state for row in tickets()] == ["NEW", "UNCONFIRMED"]
        assert len({(answer.status_code, answer.url, answer.content) for answer in answers}) == 1

    @pytest.mark.parametrize("wrong", ["", "-1", "1e3", "²", "9" * 30, "uno", "0 OR 1=1"])
    def test_a_number_that_does_not_fit_makes_the_request_wait(self, stranger, wrong):
        stranger.ask(sfida=challenge(), prova=wrong)
        assert tickets().get().state == "UNCONFIRMED"

    def test_a_word_of_somebody_else_is_worth_nothing(self, stranger, db):
        for word in ("parola", signing.dumps("x", salt="altro"), "a.b.c"):
            assert not is_solved(word, solve(word))

    def test_a_word_too_old_is_worth_nothing_and_is_forgotten(self, stranger):
        word = challenge()
        number = solve(word)
        assert is_solved(word, number)
        stranger.ask(sfida=word, prova=number)
        assert SpentChallenge.objects.count() == 1
        with time_machine.travel(timezone.now() + timedelta(minutes=61), tick=False):
            assert not is_solved(word, number)
            late = challenge()
            stranger.ask(sfida=late, prova=solve(late), email="b@esempio.example")
            assert SpentChallenge.objects.count() == 1

    def test_a_form_that_comes_back_asks_for_other_work(self, stranger):
        word = stranger.opened()["challenge"]
        again = stranger.ask(sfida=word, prova="0", email="x").context["challenge"]
        assert again not in {"", word}

    def test_limits_hold_for_who_has_worked_too(self, stranger, settings):
        settings.PICO_RATE_LIMITS = LIMITS | {"access_help": "1/h/ip"}
        found = [stranger.ask(sfida=(word := challenge()), prova=solve(word)).status_code for _ in range(2)]
        assert found == [302, 429]


class TestErrorsOfTheSignIn:
    @pytest.mark.parametrize(
        ("code", "topic", "words"),
        [
            ("spid-25", "access.spid", "SPID: accesso annullato"),
            ("SPID-19", "access.spid", "SPID: credenziali errate troppe volte"),
            ("spid-99", "access.spid", "Accesso con SPID non riuscito"),
            ("cie-7", "access.cie", "Accesso con la carta d&#x27;identità elettronica non riuscito"),
            ("password", "access.password", "Accesso con e-mail e password non riuscito"),
            ("adesione", "access.registration", "Utenza senza un ente"),
        ],
    )
    def test_a_code_chooses_the_problem_and_says_what_happened(self, stranger, code, topic, words):
        page = stranger.browser.get("/assistenza/accesso/", {"codice": code})
        assert page.context["form"]["topic"].value() == HelpTopic.objects.get(code=topic).pk
        assert words in page.text

    @pytest.mark.parametrize("code", ["", "<script>", "x" * 500, "spid\x00", "25"])
    def test_any_other_code_chooses_nothing(self, stranger, code):
        page = stranger.browser.get("/assistenza/accesso/", {"codice": code})
        assert (page.status_code, page.context["form"]["topic"].value()) == (200, None)
        assert "<script>" not in page.text.split("<main")[1]

    def test_who_is_signed_in_keeps_what_the_code_says(self, cast):
        answer = cast.browser("clerk").get("/assistenza/accesso/?codice=adesione")
        assert answer.url == "/assistenza/nuova/?argomento=access.registration"

    def test_pages_of_the_sign_in_pass_their_code_on(self, stranger, cast):
        page = stranger.browser.get("/accedi/").text
        assert "/assistenza/accesso/?codice=password" in page
        joining = cast.browser("clerk").get(reverse("accounts:join")).text
        assert "/assistenza/accesso/?codice=adesione" in joining

    def test_the_national_administration_words_them_and_nobody_else(self, cast):
        row, cie = SignInProblem.objects.get(code="spid-25"), HelpTopic.objects.get(code="access.cie")
        address = reverse("helpdesk:problem", args=[row.pk])
        for who in ("admin", "agent", "clerk"):
            assert cast.browser(who).get(address).status_code == 404
            with pytest.raises(Refused):
                actions.edit_problem(actor=cast.actor(who), problem=row, text="No", topic=cie)
        form = {"text": "Hai premuto Annulla", "topic": cie.pk}
        assert cast.browser("national").post(address, form).status_code == 302
        deliver()
        row.refresh_from_db()
        assert (row.text, row.topic) == ("Hai premuto Annulla", cie)
        technical = HelpTopic.objects.get(code="technical.other")
        wrong = [
            {"text": " ", "topic": cie.pk},
            {"text": "x" * 121, "topic": cie.pk},
            {"text": "Sì", "topic": technical.pk},
        ]
        assert [cast.browser("national").post(address, one).status_code for one in wrong] == [422] * 3


def test_the_footer_of_every_site_leads_to_the_help_desk(cast, stranger):
    page = stranger.browser.get("/assistenza/accesso/").text
    footer = page.split("<footer")[1]
    assert 'href="/assistenza/"' in footer
    assert 'href="/domande-frequenti/"' in footer


def test_no_mail_says_how_a_request_was_confirmed_but_what_is_left_to_do(stranger):
    from django.core import mail

    word = challenge()
    stranger.ask(sfida=word, prova=solve(word))
    stranger.ask(email="b@esempio.example")
    work()
    bodies = {one.to[0]: one.body for one in mail.outbox if "/stato/" in one.body}
    assert ["conferma" in body for body in bodies.values()] == [False, True]
    assert [
        urlsplit(body.split("http", 1)[1].split()[0]).path.count("/stato/") for body in bodies.values()
    ] == [1, 1]
