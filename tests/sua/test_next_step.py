"""What the page of a request puts first: what the request waits for, never its refusal or withdrawal."""

import re
from datetime import date, timedelta

import pytest
from django.urls import reverse

from pico.accounts.access import forget_access
from pico.base import dates
from pico.base.actor import Actor
from pico.sua import actions
from pico.sua.module import area_nav, open_work, todo_items
from pico.sua.rules import todo, turn
from tests.factories.accounts import make_member
from tests.factories.sua import (
    make_complete,
    make_draft,
    make_in_clarification,
    make_in_review,
    make_in_state,
    make_rup,
    make_rup_of,
    make_sent,
    make_tender,
    proposed,
    qualify,
)
from tests.factories.sua_campaigns import award_salt, make_salt
from tests.sua.test_contracts import hand_over

pytestmark = pytest.mark.usefixtures("treviso_host")


def buttons(client, person, tender) -> list[str]:
    """Return the words of the links in the heading of the page, the main one first."""
    client.force_login(person)
    page = client.get(reverse("sua:detail", args=[tender.public_id])).content.decode()
    return [
        re.sub(r"<[^>]+>", "", words).strip()
        for words in re.findall(r'<a class="btn btn-(?:outline-)?primary[^"]*" href="[^"]*">(.*?)</a>', page)
    ]


def test_the_executive_is_offered_to_accept_before_to_refuse(cast, client):
    assert buttons(client, cast.executive, make_in_review(cast)) == [
        "Accetta la richiesta",
        "Respingi la richiesta",
    ]


def test_the_manager_is_not_led_to_withdraw_what_was_sent(cast, client):
    assert buttons(client, cast.manager, make_sent(cast)) == []


def test_a_draft_is_written_on_while_something_is_missing_and_sent_when_nothing_is(cast, client):
    assert buttons(client, cast.manager, make_draft(cast)) == ["Continua la bozza"]
    assert buttons(client, cast.manager, make_complete(cast)) == ["Invia la richiesta"]


def test_the_body_sees_by_when_to_answer_and_that_comes_first(cast):
    make_draft(cast)
    make_in_clarification(cast)

    duties = todo.duties(cast.operator, cast.body)

    assert [(duty.action, duty.due) for duty in duties] == [
        ("Rispondi", date(2099, 1, 1)),
        ("Continua la bozza", None),
    ]


@pytest.mark.parametrize(
    ("state", "expected"),
    [
        ("PREPARATION", {"rup": "Completa gli atti"}),
        ("READY", {"sua": "Indici la gara"}),
        ("PUBLISHED", {}),
        ("BIDS_CLOSED", {"rup": "Avvia la valutazione"}),
        ("EVALUATION", {"rup": "Proponi l'aggiudicazione"}),
        ("PROPOSED", {"executive": "Decidi l'aggiudicazione"}),
        ("AWARDED", {"sua": "Passa la gara all'ente"}),
        ("HANDED_OVER", {"operator": "Prendi in carico la gara", "manager": "Prendi in carico la gara"}),
        ("TAKEN_OVER", {"manager": "Registra il contratto"}),
        ("CONTRACTED", {"manager": "Registra l'avvio (scheda I1)"}),
        ("IN_EXECUTION", {"manager": "Registra la conclusione (scheda CO1 o CL1)"}),
        ("COMPLETED", {}),
    ],
)
def test_a_tender_is_on_the_list_of_whoever_makes_the_next_move_alone(cast, state, expected):
    tender = make_tender(cast, state)
    found = {}
    for who in ("operator", "manager", "sua", "executive", "rup"):
        organisation = cast.body if who in {"operator", "manager"} else cast.province
        for item in todo_items(getattr(cast, who), organisation):
            term = tender.deadlines.filter(code__startswith="CONTRACT", state="OPEN").first()
            ends = dates.today() + timedelta(days=90) if state == "IN_EXECUTION" else None
            ends = term.due_on if state in {"HANDED_OVER", "TAKEN_OVER"} else ends
            assert (tender.number in item.what, item.due) == (True, ends)
            found[who] = item.action
    assert found == expected


def test_the_tenders_in_hand_are_told_before_the_module_is_switched_off(cast):
    make_tender(cast, "EVALUATION")
    assert ("gare in corso", 1) in open_work(cast.province)


def words_of(client, person, tender) -> str:
    """Return the words of the page's head: state, whose turn, what comes next."""
    client.force_login(person)
    page = client.get(reverse("sua:detail", args=[tender.public_id])).content.decode()
    (head,) = re.findall(r'<section aria-label="A che punto è">(.*?)</section>', page, re.DOTALL)
    return " ".join(re.sub(r"<[^>]+>", " ", head).split())


def test_a_complete_draft_is_the_managers_turn_and_the_operator_tells_them(cast, client):
    draft = make_complete(cast)
    assert buttons(client, cast.operator, draft) == ["Avvisa il responsabile"]
    told = words_of(client, cast.operator, draft)
    assert ("Tocca al responsabile dell'ente" in told.replace("&#x27;", "'"), "tocca a te" in told) == (
        True,
        False,
    )
    assert "invia la richiesta alla SUA" in words_of(client, cast.manager, draft)
    incomplete = words_of(client, cast.operator, make_draft(cast))
    assert "Il prossimo passo tocca a te: continua la bozza" in incomplete


def test_an_accepted_tender_asks_the_executive_for_a_rup_before_anything_else(cast, client):
    tender = make_in_review(cast)
    qualify(cast.province)
    actions.accept_request(actor=cast.actor("executive"), tender=tender)
    assert buttons(client, cast.executive, tender)[0] == "Proponi il RUP"
    assert "anche: avvia la progettazione" not in words_of(client, cast.executive, tender)
    assert "lo propone il dirigente" in words_of(client, cast.sua, tender)
    profile = make_rup(cast.province, years_purchases=7)
    asked = proposed(cast, tender, profile)
    assert "si attende la sua risposta" in words_of(client, cast.sua, tender)
    actions.accept_assignment(actor=Actor(profile.person, cast.province), assignment=asked, no_conflict=True)
    assert buttons(client, cast.executive, tender)[0] == "Avvia la progettazione"


def test_a_body_that_took_the_tender_over_reads_of_its_contract(cast, client):
    tender = hand_over(cast, make_tender(cast, "AWARDED"))
    assert "prendila in carico" in words_of(client, cast.manager, tender)
    actions.take_over(actor=cast.actor("manager"), tender=tender)
    after = words_of(client, cast.manager, tender)
    assert ("stipula il contratto e registralo" in after, "prendila in carico" in after) == (True, False)


def test_each_of_several_bodies_reads_of_its_own_part(cast, client):
    campaign = actions.consolidate_campaign(actor=cast.actor("sua"), campaign=make_salt(cast))
    tender = actions.convert_campaign(actor=cast.actor("sua"), campaign=campaign, by="lotto")
    tender = hand_over(cast, award_salt(cast, tender))
    asolo = tender.participants.get(organisation__name__contains="Asolo").organisation
    other = make_member(asolo, "organisation_manager")
    actions.take_over(actor=cast.actor("manager"), tender=tender)
    tender.refresh_from_db()
    mine, theirs = words_of(client, cast.manager, tender), words_of(client, other, tender)
    assert ("stipula il contratto e registralo" in mine, "prendila in carico" in mine) == (True, False)
    assert "prendila in carico" in theirs
    assert "ciascuno la prende in carico" in words_of(client, cast.sua, tender)


def test_a_tender_of_the_province_without_a_rup_says_whom_it_waits_for(cast, client):
    tender = make_tender(cast, "PREPARATION")
    tender.assignments.all().delete()
    words = words_of(client, cast.sua, tender)
    assert ("manca il RUP" in words, "Serve il RUP: lo propone il dirigente" in words) == (True, True)
    assert "In mano a RUP" not in " ".join(words.replace(":", "").split())
    make_rup_of(cast, tender)
    words = words_of(client, cast.sua, tender)
    assert ("manca il RUP" in words, "RUP della SUA" in words) == (False, True)


def test_the_rup_finds_the_tenders_in_the_menu_and_who_is_none_does_not(cast, client):
    tender = make_tender(cast, "PREPARATION")
    rup = tender.assignments.get().person
    colleague = make_member(cast.province, "member")
    links = [reverse("sua:home"), reverse("sua:list")]
    for person, shown in ((rup, True), (colleague, False)):
        forget_access(person)
        items = [item.url for item in area_nav(person, cast.province)]
        assert (person, items) == (person, links if shown else [])
    client.force_login(rup)
    assert tender.title in client.get(reverse("sua:list")).text


def test_lots_are_changed_from_where_they_are_read(cast, client):
    tender = make_tender(cast, "PREPARATION")
    page, edit = (reverse("sua:tender_lots", args=[tender.public_id]), "Modifica i lotti")
    for person, may in ((cast.sua, True), (cast.manager, False)):
        client.force_login(person)
        assert (edit in client.get(page).text) is may


@pytest.mark.parametrize("state", ["HANDED_OVER", "CONTRACTED", "COMPLETED"])
def test_nobody_is_asked_for_a_rup_once_the_tender_is_the_bodies(cast, client, state):
    tender = make_tender(cast, state)
    url = reverse("sua:rup_propose", args=[tender.public_id])
    client.force_login(cast.executive)
    page = client.get(reverse("sua:detail", args=[tender.public_id])).text
    assert ("non ha ancora un RUP" in page, url in page) == (False, False)


def test_the_list_and_its_file_say_whose_move_it_is(cast):
    said = {}
    for state in ("SUBMITTED", "IN_REVIEW", "ACCEPTED", "PROPOSED", "AWARDED"):
        tender = make_tender(cast, state) if state in {"PROPOSED", "AWARDED"} else make_in_state(cast, state)
        tender.reviewer = tender.reviewer if state == "IN_REVIEW" else None
        said[state] = (turn.in_short(tender), turn.in_hands_of(tender))
    assert said == {
        "SUBMITTED": ("SUA, da prendere in carico", f"SUA, {cast.province}"),
        "IN_REVIEW": ("SUA (Marco Rossi)", f"SUA, {cast.province} (Marco Rossi)"),
        "ACCEPTED": ("dirigente", f"il dirigente, {cast.province}"),
        "PROPOSED": ("dirigente", f"il dirigente, {cast.province}"),
        "AWARDED": ("SUA", f"SUA, {cast.province}"),
    }
