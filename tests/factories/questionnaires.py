"""Questionnaires, rounds and responses, as the actions leave them."""

from datetime import timedelta
from typing import Any

from django.utils import timezone

from pico.accounts.models import User
from pico.base.actor import Actor, system_actor
from pico.organisations.models import Organisation
from pico.questionnaires import actions
from pico.questionnaires.keys import read
from pico.questionnaires.models import Attempt, Invitation, Questionnaire, Response, Round
from tests.questionnaires.definitions import GAME_KEYS, GAMES, ROAD_SALT, num

SYSTEM = system_actor("test")
PRIVACY = "Le risposte sono trattate dalla Provincia."


def make_questionnaire(
    owner: Organisation,
    definition: Any = None,
    *,
    title: str = "Fabbisogno di sale",
    author: User | None = None,
) -> Questionnaire:
    """A questionnaire of an organisation that asks about road salt, or something else."""
    actor = Actor(author, owner) if author else system_actor("test", owner)
    made = actions.create_questionnaire(actor=actor, purpose="SURVEY", title=title)
    actions.save_definition(
        actor=actor, questionnaire=made, definition=definition or ROAD_SALT, number=1, edition=1
    )
    return made


def make_round(
    questionnaire: Questionnaire, *asked: Organisation | User, is_open: bool = True, **values: Any
) -> Round:
    """A round to some organisations, or to some people; open unless said otherwise."""
    made = actions.create_round(
        actor=SYSTEM,
        questionnaire=questionnaire,
        values={
            "title": "Sale 2027", "privacy_text": PRIVACY, "reminders": [7, 2, 0],
            "closes_at": timezone.now() + timedelta(days=30), **values,
        },
    )  # fmt: skip
    if made.unit == Round.Unit.ORGANISATION:
        actions.invite(actor=SYSTEM, round=made, organisations=asked)
    else:
        actions.invite_people(actor=SYSTEM, round=made, people=asked)
    return actions.open_round(actor=SYSTEM, round=made) if is_open else made


def make_test(owner: Organisation, definition: Any = None, keys: Any = None) -> Questionnaire:
    """A test about joint tenders, or something else, with its right answers."""
    actor = system_actor("test", owner)
    made = actions.create_questionnaire(actor=actor, purpose="QUIZ", title="La gara su delega")
    asked = definition or GAMES
    actions.save_definition(
        actor=actor,
        questionnaire=made,
        definition=asked,
        number=1,
        edition=1,
        keys=read(GAME_KEYS if keys is None else keys, asked),
    )
    return made


def make_test_round(questionnaire: Questionnaire, *people: User, **values: Any) -> Round:
    """A round of a test to some people, open; with the rules given, or two attempts and 60 of 100."""
    rules = {"pass_mark": 60, "attempts": 2, "shuffles": False, **values.pop("scoring", {})}
    round = make_round(questionnaire, *people, unit="PERSON", scoring=rules, **values)
    return Round.objects.unrestricted("test").select_related("scoring", "owner").get(pk=round.pk)


def start(person: User, round: Round, number: int = 1) -> Attempt:
    """Begin an attempt of a person."""
    invitation = Invitation.objects.unrestricted("test").filter(round=round, person=person).first()
    return actions.start_attempt(
        actor=Actor(person, None),
        invitation=invitation or Invitation(round=round, person=person),
        number=number,
    )


def take(person: User, round: Round, number: int = 1, **answers: Any) -> Attempt:
    """A whole attempt: begun, answered in its only section, sent."""
    attempt, actor = start(person, round, number), Actor(person, None)
    actions.save_attempt(actor=actor, attempt=attempt, section="s_game", values=answers, revision=0)
    return actions.send_attempt(actor=actor, attempt=attempt)


def invitation_of(round: Round, body: Organisation) -> Invitation:
    """The invitation of an organisation."""
    return round.invitations.select_related(
        "round__owner", "round__version__questionnaire", "organisation"
    ).get(organisation=body)


def need(*tonnes: str, price: str = "101.00") -> dict[str, Any]:
    """Answers of a body that is interested, a row for each weight."""
    rows = [
        {"place": f"Deposito {number}", "tonnes": num(weight), "price": num(price)}
        for number, weight in enumerate(tonnes, 1)
    ]
    return {"interested": True, "t_need": rows, "expiry": "2199-09-30"}


def answer(actor: Actor, invitation: Invitation, values: Any = None, revision: int = 0) -> Response:
    """Save the only section."""
    return actions.save_section(
        actor=actor,
        invitation=invitation,
        section="s_need",
        values=values or need("70", "40"),
        revision=revision,
    )


def send(actor: Actor, invitation: Invitation) -> Response:
    """Send what was saved."""
    revisions = dict(invitation.response.sections.values_list("section", "revision"))
    return actions.submit(actor=actor, invitation=invitation, revisions=revisions)


def access_rows(world: Any) -> dict[str, dict[str, dict[str, Any]]]:
    """Sample addresses for the access matrix.

    OWN: Treviso asks Oderzo, which is writing. OTHER: Brescia asks Desenzano, which has sent its answers. The
    operators of both are in the middle of a test.
    """
    rows: dict[str, dict[str, dict[str, Any]]] = {}
    for whose, owner, body in (("OWN", "treviso", "oderzo"), ("OTHER", "brescia", "desenzano")):
        for page, values in _samples(
            world.organisations[owner], world.organisations[body], whose == "OTHER"
        ).items():
            rows.setdefault(page, {})[whose] = values
        taker = world.people["operator" if whose == "OWN" else "b_body"]
        for page, values in _samples_of_tests(world.organisations[owner], taker).items():
            rows.setdefault(page, {})[whose] = values
    return rows


def _samples_of_tests(owner: Organisation, taker: User) -> dict[str, dict[str, Any]]:
    test = make_test(owner)
    round = make_test_round(test, audience="PROVINCE")
    start(taker, round)
    page = {"public_id": round.public_id}
    return {
        "questionnaires:answer_key": {"public_id": test.public_id, "key": "who"},
        "questionnaires:attempt": {**page, "number": 1, "key": "s_game"},
        "questionnaires:attempt_start": page,
    }


def _samples(owner: Organisation, body: Organisation, is_sent: bool) -> dict[str, dict[str, Any]]:
    questionnaire = make_questionnaire(owner)
    draft = make_round(questionnaire, body, is_open=False, title="Bozza")
    round = make_round(questionnaire, body)
    closed = make_round(questionnaire, body, title="Chiusa")
    sent = make_round(questionnaire, body, title="Già inviata")
    invitation = invitation_of(round, body)
    answer(SYSTEM, invitation)
    given = answer(SYSTEM, invitation_of(sent, body))
    send(SYSTEM, given.invitation)
    if not is_sent:
        actions.ask_for_sign_off(actor=SYSTEM, invitation=invitation)
    actions.close_round(actor=SYSTEM, round=closed)
    form, page = {"public_id": questionnaire.public_id}, {"public_id": round.public_id}
    told = make_round(questionnaire, body, results_level="RESPONDENTS" if is_sent else "PROVINCE")
    answer(SYSTEM, invitation_of(told, body))
    send(SYSTEM, invitation_of(told, body))
    actions.close_round(actor=SYSTEM, round=told)
    unnamed = {"public_id": make_round(questionnaire, unit="ANONYMOUS", audience="PROVINCE").public_id}
    waiting = {"public_id": draft.public_id}
    invited = {**page, "pk": invitation.pk}
    return {
        "questionnaires:": form,
        "questionnaires:section": {**form, "key": "s_need"},
        "questionnaires:section_new": form,
        "questionnaires:question": {**form, "key": "interested"},
        "questionnaires:question_new": {**form, "key": "s_need"},
        "questionnaires:questionnaire": form,
        "questionnaires:round": page,
        "questionnaires:round_new": form,
        "questionnaires:round_edit": waiting,
        "questionnaires:round_delete": waiting,
        "questionnaires:invite": page,
        "questionnaires:mergers": page,
        "questionnaires:uninvite": {**waiting, "pk": invitation_of(draft, body).pk},
        "questionnaires:extend": invited,
        "questionnaires:open": waiting,
        "questionnaires:close": page,
        "questionnaires:cancel": page,
        "questionnaires:reopen": {"public_id": closed.public_id},
        "questionnaires:consolidate": {"public_id": closed.public_id},
        "questionnaires:shared_results": {"public_id": told.public_id},
        "questionnaires:anonymous": unnamed,
        "questionnaires:anonymous_begin": unnamed,
        "questionnaires:anonymous_resume": unnamed,
        "questionnaires:fill": page,
        "questionnaires:fill_for": invited,
        "questionnaires:fill_section": {**page, "key": "s_need"},
        "questionnaires:fill_section_for": {**invited, "key": "s_need"},
        "questionnaires:summary": page,
        "questionnaires:summary_for": invited,
        "questionnaires:send_back": page if not is_sent else {"public_id": sent.public_id},
        "questionnaires:decline": page,
        "questionnaires:receipt": {"public_id": sent.public_id},
        "questionnaires:results": page,
        "questionnaires:answers_export": {**form, "shape": "larga", "format": "csv"},
        "questionnaires:export": {**page, "shape": "larga", "format": "csv"},
        "questionnaires:definition_file": form,
        "questionnaires:response": {"pk": given.pk},
        "questionnaires:response_reopen": {"pk": given.pk},
        "questionnaires:preview": form,
    }
