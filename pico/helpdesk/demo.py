"""Demo desks of UPI, UPI Veneto and two contracting offices, with their people; then the FAQ."""

from pico.accounts.actions import create_person, grant_role
from pico.accounts.models import Membership, Role, User
from pico.base.actor import Actor, system_actor
from pico.base.demo import register_demo
from pico.helpdesk import actions
from pico.helpdesk.delivery import deliver
from pico.helpdesk.demo_faqs import load_faqs
from pico.helpdesk.models import Desk, HelpTopic, Ticket
from pico.helpdesk.rules.access import people_at
from pico.organisations.models import Organisation

ACTOR = system_actor("contenuti dimostrativi")
# People beside the published accounts, without a password: the desks of the two UPI have somebody at them.
EXTRAS = (
    ("assistenza@upi.example", "Chiara", "Leone", "upi"),
    ("assistenza@upiveneto.example", "Lucia", "Fabris", "upi-veneto"),
)
OFFICE = {str(day): "09:00-13:00, 14:00-17:00" for day in range(4)} | {"4": "09:00-13:00"}
# name, owner, what it covers, patron day, people with their task
DESKS = (
    ("Sportello regionale", "upi-veneto", ["PROCEDURE:*"], "", (("assistenza@upiveneto.example", "LEAD"),)),
    ("Sportello SUA Treviso", "treviso", ["PROCEDURE:sua"], "04-27",
     (("sua@treviso.example", "LEAD"), ("helpdesk@treviso.example", "AGENT"))),
    ("Sportello SUA Brescia", "brescia", ["PROCEDURE:sua"], "02-15", (("sua@brescia.example", "AGENT"),)),
)  # fmt: skip


def load() -> None:
    """Open the desks; a second run changes nothing."""
    deliver()
    load_faqs()
    bodies = {
        body.slug: body for body in Organisation.objects.filter(slug__in=["upi", *(row[1] for row in DESKS)])
    }
    for email, given_name, family_name, slug in EXTRAS:
        if not User.objects.filter(email=email).exists():
            _person(email, given_name, family_name, bodies[slug])
    first = Desk.objects.get(first=True)
    _staff(first, (("assistenza@upi.example", "LEAD"),))
    above = first
    for name, slug, covers, patron_day, people in DESKS:
        desk = Desk.objects.filter(owner=bodies[slug], name=name).first()
        if desk is None:
            parent = above if slug == "treviso" else first
            values = {
                "name": name,
                "covers": covers,
                "hours": OFFICE,
                "patron_day": patron_day,
                "parent": parent,
            }
            desk = actions.create_desk(actor=ACTOR, owner=bodies[slug], values=values)
            _staff(desk, people)
        above = desk if slug == "upi-veneto" else above
    _talk()


def _talk() -> None:
    """A request of Oderzo's at Treviso's desk: asked, annotated, waiting for an answer."""
    rows = Ticket.objects.unrestricted("demo content is made once")
    clerk = User.objects.filter(email="operatore@oderzo.example").first()
    officer = User.objects.filter(email="sua@treviso.example").first()
    if rows.exists() or clerk is None or officer is None:
        return
    bodies = Organisation.objects.filter(slug__in=["oderzo-f999", "treviso"]).in_bulk(field_name="slug")
    topics = HelpTopic.objects.in_bulk(["sua.request", "sua.documents"], field_name="code")
    at_oderzo, at_treviso = Actor(clerk, bodies["oderzo-f999"]), Actor(officer, bodies["treviso"])
    ticket = actions.open_ticket(
        actor=at_oderzo, topic=topics["sua.request"], subject="Quale documento manca alla richiesta?",
        source="La pagina dice che manca un documento, ma l'elenco mi sembra completo.",
    )  # fmt: skip
    actions.note(actor=at_treviso, ticket=ticket, source="Sentire l'ufficio lavori prima di rispondere.")
    actions.answer(
        actor=at_treviso, ticket=ticket, seen=2, act="ask",
        source="Ci dici quale documento vedi in rosso nel riepilogo?",
    )  # fmt: skip
    actions.open_ticket(
        actor=at_oderzo, topic=topics["sua.documents"], subject="Il caricamento del PDF si ferma a metà",
        source="Con il file del capitolato (18 MB) la barra non arriva in fondo.",
    )  # fmt: skip
    solved = actions.open_ticket(
        actor=at_oderzo, topic=topics["sua.request"], subject="Quale modello di delibera uso?",
        source="Ne trovo due nella biblioteca.",
    )  # fmt: skip
    actions.answer(
        actor=at_treviso, ticket=solved, seen=1, act="solve",
        source="Quello del 2026: l'altro resta per le gare già avviate.",
    )  # fmt: skip
    actions.open_ticket(
        actor=at_oderzo, topic=topics["sua.request"], subject="Quando sapremo se la richiesta è completa?",
        source="Il consiglio comunale si riunisce la settimana prossima e vorremmo riferire.",
    )  # fmt: skip
    _talk_from_outside()


def _talk_from_outside() -> None:
    """A request of somebody without an account at UPI's desk: the form had come from a cancelled SPID."""
    asked = actions.ask_from_outside(
        actor=ACTOR, topic=HelpTopic.objects.get(code="access.spid"), name="Luca Ferri",
        email="luca.ferri@asolo.example", organisation="Comune di Asolo", written_to=False,
        portal_id=Organisation.objects.get(slug="treviso").pk,
        source="Dopo aver premuto «Annulla» sul telefono torno sempre alla pagina di errore.",
    )  # fmt: skip
    actions.confirm_request(actor=ACTOR, ticket=asked)


def _person(email: str, given_name: str, family_name: str, body: Organisation) -> None:
    user = create_person(
        actor=ACTOR, email=email, given_name=given_name, family_name=family_name, created_via="DEMO"
    )
    grant_role(
        actor=ACTOR, user=user, organisation=body, role=Role.HELPDESK_OPERATOR,
        source=Membership.Source.BOOTSTRAP,
    )  # fmt: skip


def _staff(desk: Desk, people: tuple[tuple[str, str], ...]) -> None:
    if people_at(desk).exists():
        return
    for email, role in people:
        actions.add_member(actor=ACTOR, desk=desk, person=User.objects.get(email=email), role=role)


register_demo("helpdesk", 85, load)
