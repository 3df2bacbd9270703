"""Every capability, for every role at every kind of organisation, against tables written by hand.

From identity.md 3.2. A capability that somebody declares or changes must be decided here too.
"""

from itertools import product

import pytest

from pico.accounts.roles import HELD_AT, Role
from pico.accounts.rules import may, organisations_where
from pico.base.actor import Actor
from pico.base.capabilities import capabilities
from tests.factories.accounts import make_member
from tests.factories.organisations import (
    make_municipality_body,
    make_national_upi,
    make_other_body,
    make_province,
    make_regional_upi,
)

pytestmark = pytest.mark.django_db

# Who has it, at the organisation acted for.
HAVE = {
    "journal.read": {"administrator", "auditor"},
    "journal.read_installation": {"administrator", "auditor"},
    "organisations.profile.edit": {"administrator"},
    "organisations.modules.manage": {"administrator"},
    "organisations.entitlements.manage": {"administrator"},
    "organisations.registry.manage": {"administrator"},
    "accounts.people.manage": {"administrator"},
    "accounts.request.decide": {"administrator"},
    "accounts.identity.manage": {"administrator"},
    "accounts.state.manage": {"administrator"},
    "files.library.manage": {"administrator", "editor", "organisation_manager", "organisation_operator"},
    "community.category.manage": {"editor"},
    "community.moderate": {"editor"},
    "community.reason.manage": {"administrator", "editor"},
    "community.review": {"editor", "organisation_manager"},
    "helpdesk.faq.edit": {"editor", "helpdesk_operator", "network_expert"},
    "community.write": {
        "administrator",
        "editor",
        "sua_operator",
        "sit_operator",
        "sape_operator",
        "helpdesk_operator",
        "training_operator",
        "network_expert",
        "executive",
        "accounting_officer",
        "organisation_manager",
        "organisation_operator",
        "auditor",
        "member",
    },
    "helpdesk.desk.manage": {"administrator"},
    "helpdesk.routing.manage": {"administrator"},
    "learning.author": {"administrator", "editor", "training_operator"},
    "questionnaires.author": {
        "administrator",
        "editor",
        "sape_operator",
        "sit_operator",
        "sua_operator",
        "training_operator",
    },
    "questionnaires.compile": {
        "administrator",
        "editor",
        "executive",
        "organisation_manager",
        "organisation_operator",
        "sape_operator",
        "sit_operator",
        "sua_operator",
    },
    "questionnaires.sign": {"administrator", "executive", "organisation_manager"},
    "sua.request.draft": {"organisation_manager", "organisation_operator"},
    "sua.request.send": {"organisation_manager"},
    "sua.request.answer": {"organisation_manager", "organisation_operator"},
    "sua.request.withdraw": {"organisation_manager"},
    "sua.request.take": {"sua_operator"},
    "sua.request.clarify": {"sua_operator"},
    "sua.request.refuse": {"executive"},
    "sua.request.accept": {"executive"},
    "sua.rup.assign": {"executive"},
    "sua.campaign.run": {"sua_operator"},
    "sua.deadline.write": {"sua_operator"},
    "sua.question.write": {"sua_operator"},
    "sua.scheda.record": {"sua_operator"},
    "sua.precig.write": {"sua_operator"},
    "sua.precig.pass": {"executive"},
    "sua.participant.edit": {"organisation_manager", "organisation_operator", "sua_operator"},
    "sua.campaign.read": {"auditor", "executive", "sua_operator"},
    "sua.tender.prepare": {"executive"},
    "sua.tender.publish": {"sua_operator"},
    "sua.tender.remind": {"sua_operator"},
    "sua.tender.award": {"executive"},
    "sua.tender.cancel": {"executive"},
    "sua.tender.handover": {"sua_operator"},
    "sua.contract.take": {"organisation_manager", "organisation_operator", "sua_operator", "executive"},
    "sua.contract.sign": {"organisation_manager", "executive"},
    "sua.tender.import": {"sua_operator"},
    "sua.tender.write": {"sua_operator"},
    "sua.tender.read": {"auditor", "executive", "sua_operator"},
}
# Those that reach beyond the organisation acted for …
OF_THE_TERRITORY = {"accounts.people.manage", "accounts.request.decide"}
OF_THE_NETWORK = {"journal.read_installation", "accounts.identity.manage", "accounts.state.manage",
                  "community.reason.manage", "helpdesk.routing.manage"}  # fmt: skip
# … and how far, from each.
TERRITORY = {
    "upi": {"upi", "veneto", "lombardia", "treviso", "brescia", "oderzo", "consorzio", "desenzano"},
    "veneto": {"veneto", "treviso", "oderzo", "consorzio"},
    "treviso": {"treviso", "oderzo", "consorzio"},
    "oderzo": {"oderzo"},
    "consorzio": {"consorzio"},
}
# Where each role exists.
EXIST = {
    "upi": {"administrator", "editor", "helpdesk_operator", "training_operator", "network_expert", "auditor",
            "member"},
    "veneto": {"administrator", "editor", "helpdesk_operator", "training_operator", "member"},
    "treviso": {"administrator", "editor", "sua_operator", "sit_operator", "sape_operator",
                "helpdesk_operator", "training_operator", "executive", "accounting_officer", "auditor",
                "member"},
    "oderzo": {"administrator", "accounting_officer", "organisation_manager", "organisation_operator",
               "member"},
    "consorzio": {"administrator", "accounting_officer", "organisation_manager", "organisation_operator",
                  "member"},
}  # fmt: skip
PAIRS = [(body, role) for body in EXIST for role in sorted(EXIST[body])]


@pytest.fixture
def bodies():
    treviso, brescia = make_province("treviso"), make_province("brescia")
    return {
        "upi": make_national_upi(),
        "veneto": make_regional_upi(treviso.region),
        "lombardia": make_regional_upi(brescia.region),
        "treviso": treviso,
        "brescia": brescia,
        "oderzo": make_municipality_body("Oderzo", treviso),
        "consorzio": make_other_body("Consorzio del Piave", treviso),
        "desenzano": make_municipality_body("Desenzano", brescia),
    }


def reach(capability: str, role: str, home: str) -> set[str]:
    """What the tables say."""
    if role not in HAVE[capability]:
        return set()
    if capability in OF_THE_NETWORK:
        return TERRITORY["upi"] if home == "upi" else set()
    return TERRITORY[home] if capability in OF_THE_TERRITORY else {home}


def test_every_capability_is_in_the_table():
    assert {capability.code for capability in capabilities} == set(HAVE)


def test_each_role_exists_where_the_table_says(bodies):
    exist = {home: {role for role in Role if bodies[home].kind in HELD_AT[role]} for home in EXIST}
    assert exist == EXIST


@pytest.mark.parametrize(("home", "role"), PAIRS)
def test_who_may_what_where(bodies, home, role):
    user = make_member(bodies[home], role)
    actor = Actor(user, bodies[home])
    wrong = {
        (code, name)
        for code, name in product(HAVE, bodies)
        if may(actor, code, bodies[name]) != (name in reach(code, role, home))
    }
    assert wrong == set()
    by_id = {body.pk: name for name, body in bodies.items()}
    for code in HAVE:
        assert {by_id[pk] for pk in organisations_where(user, code)} == reach(code, role, home)


def test_a_role_counts_only_where_one_acts(bodies):
    user = make_member(bodies["treviso"], "administrator")
    assert {code for code in HAVE if may(Actor(user, bodies["brescia"]), code, bodies["treviso"])} == set()
    assert {code for code in HAVE if may(Actor(user, None), code)} == set()
