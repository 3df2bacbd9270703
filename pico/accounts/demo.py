"""The twenty people of the demo. One password for all, published on the sign-in page."""

import contextlib
from typing import NamedTuple

from django.conf import settings
from django.contrib.auth.hashers import make_password

from pico.accounts.actions import (
    create_person,
    grant_role,
    invite_people,
    register_provider,
    submit_request,
)
from pico.accounts.models import Membership, Role, User
from pico.accounts.saml.certificates import Holder, make_certificate, write_pair
from pico.accounts.saml.devidp import NAMES, DevProvider
from pico.accounts.saml.devpeople import invented_fiscal_code
from pico.accounts.saml.metadata import Incomplete, store_metadata
from pico.accounts.saml.service import KINDS, Kind, has_xmlsec, service_for
from pico.base.actor import Actor, system_actor
from pico.base.crypto import encrypt, keyed_hash
from pico.base.demo import DEMO_PASSWORD, DemoAccount, demo_accounts, register_demo
from pico.organisations.models import Organisation

ACTOR = system_actor("contenuti dimostrativi")
DECIDES, ASKS = "admin@treviso.example", "laura.furlan@treviso.example"


class Person(NamedTuple):
    """One demo account: who, in which body (its slug) and with which role."""

    email: str
    given_name: str
    family_name: str
    job_title: str
    body: str
    role: str
    what: str


PEOPLE = (
    Person("admin@upi.example", "Claudia", "Ferri", "Responsabile della piattaforma", "upi",
           Role.ADMINISTRATOR, "amministratrice nazionale, UPI"),
    Person("redazione@upi.example", "Paolo", "Marchetti", "Redattore", "upi",
           Role.EDITOR, "redazione, UPI"),
    Person("admin@upiveneto.example", "Elena", "Dal Molin", "Segretaria", "upi-veneto",
           Role.ADMINISTRATOR, "amministratrice, UPI Veneto"),
    Person("admin@treviso.example", "Giulia", "Rossi", "Responsabile dei sistemi informativi", "treviso",
           Role.ADMINISTRATOR, "amministratrice, Provincia di Treviso"),
    Person("redazione@treviso.example", "Davide", "Pavan", "Addetto stampa", "treviso",
           Role.EDITOR, "redazione, Provincia di Treviso"),
    Person("sua@treviso.example", "Marco", "Bianchi", "Istruttore della stazione unica appaltante", "treviso",
           Role.SUA_OPERATOR, "operatore SUA, Provincia di Treviso"),
    Person("dirigente@treviso.example", "Francesca", "Moretti", "Dirigente del settore appalti", "treviso",
           Role.EXECUTIVE, "dirigente, Provincia di Treviso"),
    Person("rup@treviso.example", "Stefano", "Zanin", "Funzionario tecnico", "treviso",
           Role.MEMBER, "responsabile di progetto (RUP), Provincia di Treviso"),
    Person("sit@treviso.example", "Laura", "Bortolin", "Responsabile della cartografia", "treviso",
           Role.SIT_OPERATOR, "operatrice SIT, Provincia di Treviso"),
    Person("sape@treviso.example", "Andrea", "Cattaneo", "Ufficio Europa", "treviso",
           Role.SAPE_OPERATOR, "operatore SAPE, Provincia di Treviso"),
    Person("formazione@treviso.example", "Silvia", "Gobbo", "Referente per la formazione", "treviso",
           Role.TRAINING_OPERATOR, "operatrice formazione, Provincia di Treviso"),
    Person("helpdesk@treviso.example", "Roberto", "Tonon", "Assistenza agli enti", "treviso",
           Role.HELPDESK_OPERATOR, "help desk, Provincia di Treviso"),
    Person("operatore@oderzo.example", "Chiara", "Vendramin", "Istruttrice amministrativa", "oderzo-f999",
           Role.ORGANISATION_OPERATOR, "operatrice, Comune di Oderzo"),
    Person("responsabile@oderzo.example", "Giovanni", "Lorenzon", "Responsabile lavori pubblici",
           "oderzo-f999", Role.ORGANISATION_MANAGER, "responsabile, Comune di Oderzo"),
    Person("operatore@asolo.example", "Anna", "Zanatta", "Istruttrice tecnica", "asolo-a471",
           Role.ORGANISATION_OPERATOR, "operatrice, Comune di Asolo"),
    Person("admin@brescia.example", "Matteo", "Ghidini", "Responsabile dei servizi digitali", "brescia",
           Role.ADMINISTRATOR, "amministratore, Provincia di Brescia"),
    Person("sua@brescia.example", "Luca", "Ferrari", "Istruttore della stazione unica appaltante", "brescia",
           Role.SUA_OPERATOR, "operatore SUA, Provincia di Brescia"),
    Person("sape@brescia.example", "Marta", "Zani", "Servizio politiche europee", "brescia",
           Role.SAPE_OPERATOR, "operatrice SAPE, Provincia di Brescia"),
    Person("operatore@desenzano.example", "Nicola", "Bertoni", "Istruttore amministrativo",
           "desenzano-del-garda-d284", Role.ORGANISATION_OPERATOR,
           "operatore, Comune di Desenzano del Garda"),
    Person("admin@pesarourbino.example", "Federica", "Giorgi", "Responsabile dei sistemi informativi",
           "pesaro-urbino", Role.ADMINISTRATOR, "amministratrice, Provincia di Pesaro e Urbino"),
)  # fmt: skip


def load() -> None:
    """Make the people and what they are; a second run changes nothing.

    The password is hashed once and its encoded value shared: only here, where it is public anyway.
    """
    missing = [p for p in PEOPLE if not User.objects.filter(email=p.email).exists()]
    if not missing:
        return
    password_hash = make_password(DEMO_PASSWORD)
    bodies = {body.slug: body for body in Organisation.objects.filter(slug__in={p.body for p in PEOPLE})}
    for person in missing:
        user = create_person(
            actor=ACTOR,
            email=person.email,
            given_name=person.given_name,
            family_name=person.family_name,
            job_title=person.job_title,
            created_via="DEMO",
            password_hash=password_hash,
        )
        grant_role(
            actor=ACTOR,
            user=user,
            organisation=bodies[person.body],
            role=person.role,
            source=Membership.Source.BOOTSTRAP,
        )


def load_waiting() -> None:
    """Let a request to decide and an invitation not yet answered wait for Treviso's administrator."""
    administrator = User.objects.filter(email=DECIDES).first()
    if administrator is None or User.objects.filter(email=ASKS).exists():
        return
    treviso = Organisation.objects.get(slug="treviso")
    person = create_person(
        actor=ACTOR,
        email=ASKS,
        given_name="Laura",
        family_name="Furlan",
        job_title="Istruttrice direttiva",
        created_via="DEMO",
        password_hash=make_password(DEMO_PASSWORD),
    )
    submit_request(
        actor=Actor(person),
        organisation=treviso,
        roles=[Role.SIT_OPERATOR],
        job_title=person.job_title,
        reason="Da gennaio seguo il sistema informativo territoriale insieme a Davide.",
    )
    invite_people(
        actor=Actor(administrator, treviso),
        organisation=treviso,
        emails=["stefano.pavan@treviso.example"],
        roles=[Role.TRAINING_OPERATOR],
        message="Ciao Stefano, ti aspettiamo per i corsi di primavera.",
    )


def load_identities() -> None:
    """Prepare keys and the provider of invented people, and let it recognise those of the demo."""
    for kind in KINDS:
        prepare_dev_provider(kind)
    for person in PEOPLE:
        code = invented_fiscal_code(person.given_name, person.family_name)
        User.objects.filter(email=person.email, fiscal_code_index=None).update(
            fiscal_code_index=keyed_hash(code), fiscal_code_encrypted=encrypt(code)
        )


def prepare_dev_provider(kind: Kind) -> None:
    """Make what is missing of our keys, of the provider's and of our metadata; register the provider."""
    service, provider, values = service_for(kind), DevProvider(kind), settings.PICO_SAML
    if not service.key_file.exists():
        holder = Holder(
            values["organisation"] or "Pi.Co.",
            values["locality"] or "Roma",
            service.entity_id,
            values["ipa_code"] or "prova",
        )
        write_pair(service.key_file, service.certificate_file, make_certificate(holder))
    if not provider.key_file.exists():
        provider.make_keys()
    register_provider(actor=ACTOR, kind=kind, metadata=provider.metadata(), name=NAMES[kind])
    if has_xmlsec():
        with contextlib.suppress(Incomplete):
            store_metadata(service)


for _person in PEOPLE:
    demo_accounts.add(
        _person.email,
        DemoAccount(_person.email, f"{_person.given_name} {_person.family_name}", _person.what),
    )
register_demo("accounts", 20, load)
register_demo("accounts identities", 21, load_identities)
register_demo("accounts waiting", 45, load_waiting)  # the mail of the invitation names the site
