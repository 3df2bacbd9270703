"""Solutions beside the form of who is not signed in, and the warning before personal data leaves."""

import re

import pytest

from pico.helpdesk.models import HelpTopic, SolvedWithFaq, Ticket
from tests.factories.faqs import make_faq
from tests.helpdesk.test_applicants import FORM, SENT, Stranger

WRITTEN = {
    "name": "Luca Ferri", "email": "luca@esempio.example", "organisation": "Asolo", "source": "Il token scade"
}  # fmt: skip


def solved() -> list[str]:
    return [row.faq.question for row in SolvedWithFaq.objects.unrestricted("test").select_related("faq")]


@pytest.fixture
def stranger(cast) -> Stranger:
    return Stranger()


@pytest.fixture
def known(cast):
    """What everybody reads, and what others read who are signed in, of the same words."""
    words = {"source": "Il token di SPID scade dopo un minuto."}
    rows = {"all": make_faq(cast.upi, "PUBLIC", question="Il token scade: tutti", **words)}
    rows["network"] = make_faq(cast.upi, "NETWORK", question="Il token scade: canarino della rete", **words)
    rows["brescia"] = make_faq(
        cast.brescia, "PUBLIC", question="Il token scade: canarino di Brescia", **words
    )
    rows["draft"] = make_faq(
        cast.upi, "PUBLIC", question="Il token scade: canarino in bozza", published=False, **words
    )
    return rows


def shown(page) -> list[str]:
    found = [one["faq"].question for one in page.context["suggestions"]]
    return [question for question in found if "token" in question]


class TestSolutions:
    def test_the_button_finds_the_public_ones_alone_and_keeps_what_was_typed(self, cast, stranger, known):
        page = stranger.ask(look="1", **WRITTEN)

        assert (page.status_code, shown(page)) == (200, ["Il token scade: tutti"])
        assert "canarino" not in page.text
        values = {name: page.context["form"][name].value() for name in WRITTEN}
        assert values == WRITTEN
        assert (dict(page.cookies), Ticket.objects.unrestricted("test").count()) == ({}, 0)
        assert [words in page.text for words in ("alert-danger", "invalid-feedback")] == [False, False]

    def test_while_one_types_only_topic_and_text_are_asked_about(self, cast, stranger, known):
        page = stranger.browser.post(FORM, {"source": "token", "look": "1"})
        topic = HelpTopic.objects.get(code="access.spid")
        by_topic = stranger.browser.post(FORM, {"topic": topic.pk, "source": "", "look": "1"})
        field = page.context["form"].fields["source"].widget.attrs

        assert (shown(page), shown(by_topic)) == (["Il token scade: tutti"], ["Il token scade: tutti"])
        assert (field["hx-post"], field["hx-params"]) == (FORM, "topic,source,look")
        assert dict(page.cookies) == {}

    def test_nothing_found_says_so(self, cast, stranger):
        page = stranger.browser.post(FORM, {"source": "zzzqqq", "look": "1"})

        assert "Nessuna domanda frequente su questo" in page.text

    def test_solved_like_this_sends_nothing_and_counts_once_without_a_person(self, cast, stranger, known):
        key = "0b7c1a3e-0b7c-4b7c-8b7c-0b7c1a3e0b7c"
        form = {**WRITTEN, "solved": str(known["all"].public_id), "form_key": key}

        pages = [stranger.ask(**form) for _ in range(2)]

        assert [("Bene: hai risolto" in page.text, dict(page.cookies)) for page in pages] == [(True, {})] * 2
        assert (solved(), Ticket.objects.unrestricted("test").count()) == (["Il token scade: tutti"], 0)
        kept = {field.name for field in SolvedWithFaq._meta.get_fields()}
        assert kept == {"id", "faq", "on", "form_key"}

    @pytest.mark.parametrize(
        "wrong", ["network", "brescia", "draft", "no uuid", "at once", "trap", "elsewhere"]
    )
    def test_what_is_not_theirs_to_read_or_no_person_presses_is_not_counted(
        self, cast, stranger, known, wrong
    ):
        chosen = known.get(wrong, known["all"]).public_id
        changed = {"solved": "niente" if wrong == "no uuid" else str(chosen)}
        if wrong == "trap":
            changed["sito_web"] = "x"
        headers = {"Origin": "https://cattivo.example"} if wrong == "elsewhere" else None

        stranger.ask(ago=0 if wrong == "at once" else 60, headers=headers, **changed)

        assert (solved(), Ticket.objects.unrestricted("test").count()) == ([], 0)

    def test_the_enter_key_sends_and_does_not_press_the_first_solution(self, cast, stranger, known):
        pages = [
            stranger.ask(look="1", **WRITTEN).text,
            cast.browser("clerk").get("/assistenza/nuova/?subject=token").text,
        ]

        for page in pages:
            form = page[page.index('enctype="multipart/form-data"') :]
            first = re.search(r'<button type="submit"[^>]*>', form)
            assert first is not None
            assert ('name="invio"' in first.group(0), 'name="solved"' in form) == (True, True)


class TestTheWarning:
    @pytest.mark.parametrize("text", ["RSSMRA80A01L407X", "il mio IBAN è IT60X0542811101000000123456"])
    def test_before_a_tax_code_or_iban_leaves_it_is_asked_once_and_never_stopped(self, cast, stranger, text):
        first = stranger.ask(source=text)
        stored = Ticket.objects.unrestricted("test").count()
        again = stranger.ask(source=text, warned="1")

        assert (first.status_code, first.context["warning"], stored) == (200, True, 0)
        assert 'name="warned" value="1"' in first.text
        assert text in first.text
        assert again.url == SENT
        assert Ticket.objects.unrestricted("test").get().messages.get().source == text

    def test_a_usual_text_is_sent_at_once(self, cast, stranger):
        assert stranger.ask(source="Il codice 25 e il numero 0422 123456").url == SENT
