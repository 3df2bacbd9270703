"""Desks with their people, as the actions leave them."""

from datetime import date
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from pico.accounts.models import User
from pico.base.actor import Actor, system_actor
from pico.files.checks import check_upload
from pico.helpdesk import actions
from pico.helpdesk.delivery import deliver
from pico.helpdesk.models import Desk, HelpTopic, RoutingRule, SignInProblem, Ticket
from pico.helpdesk.rules.access import people_at
from pico.helpdesk.rules.tracking import files_of, public_messages, token_of
from pico.organisations.models import Organisation
from tests.factories.accounts import make_member
from tests.factories.files import picture

SYSTEM = system_actor("test")


def make_desk(
    owner: Organisation, covers: tuple[str, ...] = ("PROCEDURE:*",), *, agents: int = 1, **values: Any
) -> Desk:
    """A desk in service, with agents who hold the role of the help desk."""
    name = values.pop("name", f"Sportello {owner.short_name}")
    desk = actions.create_desk(
        actor=SYSTEM, owner=owner, values={"name": name, "covers": list(covers), **values}
    )
    for _ in range(agents):
        add_agent(desk)
    return desk


def add_agent(desk: Desk, person: User | None = None, role: str = "AGENT") -> User:
    """Somebody who answers at a desk: a new person unless one is given."""
    person = person or make_member(desk.owner, "helpdesk_operator")
    actions.add_member(actor=SYSTEM, desk=desk, person=person, role=role)
    return person


def make_ticket(actor: Actor, topic: str = "sua.request", **values: Any) -> Ticket:
    """A request as somebody opens it, to the desk that the rules find."""
    values = {"subject": "Non riesco a inviare", "source": "Il pulsante non risponde.", **values}
    return actions.open_ticket(actor=actor, topic=HelpTopic.objects.get(code=topic), **values)


def access_rows(world: Any) -> dict[str, dict[str, dict[str, Any]]]:
    """Sample addresses for the access matrix: a desk of Treviso and one of Brescia; the help desk of
    Treviso's desk is its agent, not its lead."""
    deliver()
    names = ("helpdesk:desk", "helpdesk:desk_member_end", "helpdesk:desk_times_end", "helpdesk:desk_answers_")
    rows: dict[str, dict[str, dict[str, Any]]] = {name: {} for name in names}
    for whose, slug in (("OWN", "treviso"), ("OTHER", "brescia")):
        desk = make_desk(world.organisations[slug])
        member = people_at(desk).get()
        rows["helpdesk:desk"][whose] = {"public_id": desk.public_id}
        policy = actions.add_policy(
            actor=SYSTEM, desk=desk, first_answer_hours=4, solution_hours=16, valid_from=date(2100, 1, 1)
        )
        ready = actions.keep_answer(actor=SYSTEM, desk=desk, title="Manca un documento", source="Ciao {nome}")
        rows["helpdesk:desk_answers_"][whose] = {"public_id": desk.public_id, "answer": ready.public_id}
        rows["helpdesk:desk_times_end"][whose] = {"public_id": desk.public_id, "policy": policy.public_id}
        rows["helpdesk:desk_member_end"][whose] = {"public_id": desk.public_id, "pk": member.pk}
    asking = {
        "OWN": Actor(world.people["operator"], world.organisations["oderzo"]),
        "OTHER": Actor(make_member(world.organisations["desenzano"]), world.organisations["desenzano"]),
    }
    for whose, actor in asking.items():
        number = {"number": make_ticket(actor).number}
        for name in ("request", "request_sent"):
            rows.setdefault(f"helpdesk:{name}", {})[whose] = number
        rows.setdefault("helpdesk:ticket", {})[whose] = number
    screenshot = SimpleUploadedFile("schermata.png", picture("PNG", (8, 6)), "image/png")
    stranger = make_stranger_ticket(confirmed=True, uploads=[check_upload(screenshot)])
    token = {"token": token_of(stranger)}
    file = files_of(list(public_messages(stranger))).get()
    rows["helpdesk:tracking_file"] = {"OWN": {**token, "public_id": file.public_id}}
    for act in ("", "_confirm", "_reply", "_solve", "_judge"):
        rows[f"helpdesk:tracking{act}"] = {"OWN": token}
    for whose, person in (("OWN", world.people["helpdesk"]), ("OTHER", world.people["b_any"])):
        kept = actions.save_filter(actor=Actor(person, None), name="In attesa", query="stato=WAITING")
        for name in ("filter_rename", "filter_drop"):
            rows.setdefault(f"helpdesk:{name}", {})[whose] = {"public_id": kept.public_id}
    rows["helpdesk:requests"] = {}
    rows["helpdesk:figures_export"] = {"OWN": {"format": "csv"}}
    rows["helpdesk:requests_export"] = rows["helpdesk:queue_export"] = {"OWN": {"format": "csv"}}
    rows["helpdesk:topic"] = {"OWN": {"pk": HelpTopic.objects.first().pk}}
    rows["helpdesk:problem"] = {"OWN": {"pk": SignInProblem.objects.first().pk}}
    rows["helpdesk:rule"] = {"OWN": {"pk": RoutingRule.objects.first().pk}}
    return rows


def make_stranger_ticket(*, confirmed: bool = False, **values: Any) -> Ticket:
    """A request of somebody who is not signed in."""
    values = {
        "topic": HelpTopic.objects.get(code="access.spid"), "name": "Luca Ferri",
        "email": "luca.ferri@esempio.example", "organisation": "Comune di Asolo",
        "source": "Non riesco a entrare.", **values,
    }  # fmt: skip
    ticket = actions.ask_from_outside(actor=SYSTEM, **values)
    return actions.confirm_request(actor=SYSTEM, ticket=ticket) if confirmed else ticket
