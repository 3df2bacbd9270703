"""Demo register of RUPs: three people, one with two tenders, one who is asked for another."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from pico.accounts.actions import create_person, grant_role
from pico.accounts.models import Membership, Role, User
from pico.base import dates
from pico.base.actor import Actor, system_actor
from pico.organisations.models import Organisation
from pico.sua import actions
from pico.sua.demo_dates import carry_back, moment
from pico.sua.models import RupProfile, Tender

ACTOR = system_actor("contenuti dimostrativi")
COURSE = {"course": "Codice dei contratti per RUP", "issuer": "ANCI Veneto", "hours": 24, "day": "2026-03-12",
          "expires_on": None}  # fmt: skip
TECHNICIAN = {"employed": True, "technician": True, "pcp_profile": True, "training": [COURSE]}

# e-mail: (name, surname, what they say of themselves)
PEOPLE: dict[str, tuple[str, str, dict[str, Any]]] = {
    "furlan@treviso.example": (
        "Laura",
        "Furlan",
        {
            **TECHNICIAN,
            "degree": "Laurea magistrale in ingegneria edile",
            "professional_register": "Ingegneri di Treviso",
            "years_works": 7,
            "years_engineering": 4,
            "years_purchases": 3,
            "max_value": Decimal("2400000.00"),
            "cpv_groups": ["452", "453", "71"],
            "soa": ["OG 1", "OG 11", "OS 28"],
            "languages": "inglese B2",
            "bim": True,
            "other_organisations": True,
            "visibility": "NETWORK",
            "clean_declared_on": date(2026, 1, 15),
        },
    ),
    "rup@treviso.example": (
        "Stefano",
        "Zanin",
        {
            **TECHNICIAN,
            "degree": "Diploma di geometra",
            "years_works": 4,
            "years_purchases": 2,
            "max_value": Decimal("900000.00"),
            "cpv_groups": ["4523", "4526"],
            "soa": ["OG 3"],
            "clean_declared_on": date(2026, 2, 3),
        },
    ),
    "carraro@treviso.example": (
        "Monica",
        "Carraro",
        {
            "employed": True,
            "pcp_profile": True,
            "degree": "Laurea in giurisprudenza",
            "years_purchases": 9,
            "max_value": Decimal("640000.00"),
            "cpv_groups": ["55", "66", "77"],
            "clean_declared_on": None,
        },
    ),
}
# whose profile, which tender, how many days ago they were asked and accepted
HELD: tuple[tuple[str, str, int, int | None], ...] = (
    ("furlan@treviso.example", "Trasporto scolastico 2027-2030", 120, 119),
    ("furlan@treviso.example", "Rifacimento della copertura della scuola primaria", 24, 23),
    ("furlan@treviso.example", "Digitalizzazione dell'archivio edilizio", 164, 163),
    ("rup@treviso.example", "Rifacimento degli impianti termici comunali", 76, 75),
    ("furlan@treviso.example", "Pulizia degli edifici comunali 2027-2029", 114, 113),
    ("rup@treviso.example", "Adeguamento sismico della palestra di via Umberto I", 3, None),
)


def load_rups() -> None:
    """Make profiles and assignments; a second run changes nothing."""
    treviso = Organisation.objects.get(slug="treviso")
    people = {email: _person(email, *names[:2], treviso) for email, names in PEOPLE.items()}
    profiles = RupProfile.objects.unrestricted("demo content is written for everybody and read for nobody")
    if profiles.filter(person__in=people.values()).exists():
        return
    for email, (_given, _family, values) in PEOPLE.items():
        actions.save_profile(actor=Actor(people[email], treviso), values=values)
    away = dates.today() + timedelta(days=40)
    actions.save_absences(
        actor=Actor(people["rup@treviso.example"], treviso), days=[(away, away + timedelta(days=11))]
    )
    executive = Actor(User.objects.holding(Role.EXECUTIVE, treviso).order_by("pk").first(), treviso)
    for email, title, asked, accepted in HELD:
        _ask(executive, Actor(people[email], treviso), title, asked=asked, accepted=accepted)


def _person(email: str, given: str, family: str, treviso: Organisation) -> User:
    known = User.objects.filter(email=email).first()
    if known:
        return known
    person = create_person(actor=ACTOR, email=email, given_name=given, family_name=family, created_via="DEMO")
    grant_role(
        actor=ACTOR, user=person, organisation=treviso, role=Role.MEMBER, source=Membership.Source.BOOTSTRAP
    )
    return person


def _ask(executive: Actor, person: Actor, title: str, *, asked: int, accepted: int | None) -> None:
    tender = Tender.objects.visible_to(executive.user).get(title=title, province=executive.organisation)
    profile = RupProfile.objects.visible_to(executive.user).get(person=person.user)
    held = actions.propose_rup(actor=executive, tender=tender, profile=profile)
    carry_back(tender, moment(asked))
    if accepted:
        actions.accept_assignment(actor=person, assignment=held, no_conflict=True)
        carry_back(tender, moment(accepted))
