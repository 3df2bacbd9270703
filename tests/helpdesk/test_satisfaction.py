"""How it went: asked once of who asked, within two weeks; the desk reads sums and texts, never whose."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from pico.base.errors import Refused
from pico.helpdesk import actions
from pico.helpdesk.models import Satisfaction, Ticket
from pico.helpdesk.rules.tracking import token_of
from pico.journal.models import Entry
from tests.factories.helpdesk import SYSTEM, add_agent, make_stranger_ticket, make_ticket
from tests.helpdesk.test_applicants import Stranger

pytestmark = pytest.mark.django_db
FIGURES = reverse("helpdesk:figures")


def solved(cast, subject: str = "Non riesco a inviare") -> Ticket:
    ticket = make_ticket(cast.actor("clerk"), subject=subject)
    actions.answer(actor=cast.actor("agent"), ticket=ticket, source="Fatto", seen=1, act="solve")
    ticket.refresh_from_db()
    return ticket


def judgements() -> list[tuple[int, str]]:
    rows = Satisfaction.objects.unrestricted("test").order_by("pk")
    return list(rows.values_list("score", "text"))


def refusal(action, **arguments) -> str:
    with pytest.raises(Refused) as caught:
        action(**arguments)
    return caught.value.code


class TestWhoIsAsked:
    def test_who_asked_says_it_once_on_the_page_of_the_request(self, cast):
        ticket, clerk = solved(cast), cast.browser("clerk")
        page, judge = (reverse(f"helpdesk:{name}", args=[ticket.number]) for name in
                       ("request", "request_judge"))  # fmt: skip
        assert "Com'è andata?" in clerk.get(page).text
        refused = clerk.post(judge, {"text": "Veloci"})
        assert (refused.status_code, "Veloci" in refused.text) == (422, True)
        clerk.post(judge, {"score": "5", "text": "Veloci"})
        again = clerk.post(judge, {"score": "1", "text": "Ci ripenso"})
        assert (judgements(), again.status_code) == ([(5, "Veloci")], 422)
        assert "Com'è andata?" not in clerk.get(page).text

    def test_nobody_else_says_it(self, cast):
        ticket = solved(cast)
        judge = reverse("helpdesk:request_judge", args=[ticket.number])
        for who in ("agent", "lead", "admin", "stranger", "national"):
            assert cast.browser(who).post(judge, {"score": "5"}).status_code == 404
            assert refusal(actions.judge, actor=cast.actor(who), ticket=ticket, score=5) == "forbidden"
        assert judgements() == []

    def test_not_before_the_end_nor_two_weeks_after_it(self, cast):
        open_one, late = make_ticket(cast.actor("clerk")), solved(cast)
        rows = Ticket.objects.unrestricted("test").filter(pk=late.pk)
        rows.update(resolved_at=timezone.now() - timedelta(days=14, minutes=1))
        clerk = cast.actor("clerk")
        assert [refusal(actions.judge, actor=clerk, ticket=row, score=4) for row in (open_one, late)] == [
            "not_asked",
            "not_asked",
        ]
        rows.update(resolved_at=timezone.now() - timedelta(days=13))
        actions.judge(actor=clerk, ticket=late, score=4)
        assert judgements() == [(4, "")]

    @pytest.mark.parametrize(
        ("score", "text", "code"), [(0, "", "score"), (6, "", "score"), (3, "x" * 501, "long")]
    )
    def test_what_is_no_judgement_is_refused(self, cast, score, text, code):
        values = {"actor": cast.actor("clerk"), "ticket": solved(cast), "score": score, "text": text}
        assert refusal(actions.judge, **values) == code

    def test_who_has_no_account_says_it_at_the_secret_address(self, cast):
        ticket, stranger = make_stranger_ticket(confirmed=True), Stranger()
        judge = reverse("helpdesk:tracking_judge", args=[token_of(ticket)])
        page = reverse("helpdesk:tracking", args=[token_of(ticket)])
        assert stranger.browser.post(judge, {"score": "2"}).status_code == 422
        actions.solve_from_outside(actor=SYSTEM, ticket=ticket)
        assert "Com'è andata?" in stranger.browser.get(page).text
        stranger.browser.post(judge, {"score": "2", "text": "Lenti"})
        assert judgements() == [(2, "Lenti")]
        assert "Com'è andata?" not in stranger.browser.get(page).text


class TestWhatTheDeskReads:
    def test_sums_and_texts_from_three_on_and_of_nobody_by_name(self, cast):
        rows = [solved(cast, f"Domanda {number}") for number in (1, 2, 3)]
        agent = cast.browser("agent")
        for row, score, text in zip(rows, (5, 4, 2), ("zeta", "", "canarino"), strict=True):
            before = agent.get(FIGURES).text
            assert ("canarino" in before, "zeta" in before, "in media" in before) == (False, False, False)
            actions.judge(actor=cast.actor("clerk"), ticket=row, score=score, text=text)
        page = agent.get(FIGURES)
        assert "3 giudizi, in media 3,7 su 5." in page.text
        assert page.context["judged"]["texts"] == ["canarino", "zeta"]
        ticket = agent.get(reverse("helpdesk:ticket", args=[rows[2].number])).text
        assert "canarino" not in ticket
        verbs = Entry.objects.unrestricted("test").values_list("verb", flat=True)
        assert [verb for verb in verbs if "judg" in verb or "satisf" in verb] == []

    def test_another_province_reads_none_of_it(self, cast):
        for number in (1, 2, 3):
            actions.judge(
                actor=cast.actor("clerk"), ticket=solved(cast, f"D{number}"), score=1, text="canarino"
            )
        foreign = add_agent(cast.foreign)
        rows = Satisfaction.objects
        assert (rows.visible_to(foreign).count(), rows.visible_to(cast.clerk).count()) == (0, 0)
        assert (rows.visible_to(cast.agent).count(), rows.visible_to(cast.admin).count()) == (3, 3)
        assert "canarino" not in cast.browser("stranger").get(FIGURES).text
        assert "canarino" not in cast.browser("clerk").get(FIGURES).text
