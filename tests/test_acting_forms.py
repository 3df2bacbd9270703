"""Every write form of the reserved area says for which organisation it was opened, and its view asks."""

import csv
import re
from pathlib import Path

import pytest
from django.template import RequestContext, engines
from django.urls import get_resolver

from pico.base.actor import Actor
from pico.organisations.models import Organisation
from tests.access import MATRIX, _walk

PICO = Path(__file__).parents[1] / "pico"
FORM = re.compile(r"<form[^>]*method=\"post\".*?</form>", re.DOTALL)

# Addresses that change nothing of an organisation: the person's own credentials, choices and papers.
PERSONAL = {
    "helpdesk:access": "nobody is signed in",
    "helpdesk:tracking_": "nobody is signed in",
    "helpdesk:filter_": "one's own saved filters",
    "portal:newsletter_confirm": "nobody is signed in",
    "portal:newsletter_unsubscribe": "nobody is signed in",
    "account_": "one's own password and address",
    "mfa_": "one's own second factors",
    "accounts:accept_invitation": "joins as oneself, whichever organisation one acts for",
    "accounts:decline_invitation": "whoever holds the link",
    "accounts:register_with_invitation": "nobody is signed in",
    "accounts:activity_export": "a copy for oneself of one's own activity",
    "accounts:answer_request": "one's own access request",
    "accounts:ask_to_join": "one's own access request",
    "accounts:propose_body": "one's own access request",
    "accounts:withdraw_request": "one's own access request",
    "accounts:ask_copy": "a copy of one's own data",
    "accounts:ask_erasure": "the erasure of one's own data",
    "accounts:cancel_erasure": "the erasure of one's own data",
    "accounts:end_other_sessions": "one's own sessions",
    "accounts:end_session": "one's own sessions",
    "accounts:leave": "one's own roles, at the organisation in the address",
    "accounts:profile": "one's own data",
    "accounts:step_up": "one's own proof",
    "accounts:switch_organisation": "it is the choice itself",
    "accounts:unlink_identity": "one's own identities",
    "community:zip": "a copy for oneself of what one sees",
    "files:verify": "writes nothing",
    "search:erase_recent": "one's own last searches",
    "notifications:": "one's own inbox and preferences",
}
# Templates of the reserved area whose form is about the person, or is the question itself.
PERSONAL_FORMS = {
    "account/password_change.html",
    "account/password_set.html",
    "accounts/acting_conflict.html",
    "accounts/data_copy_ask.html",
    "accounts/erasure_ask.html",
    "accounts/join_form.html",
    "accounts/organisations.html",
    "accounts/own_request.html",
    "accounts/profile.html",
    "accounts/security.html",
    "components/kept_form.html",
    "mfa/key.html",
    "mfa/rename.html",
    "mfa/totp.html",
    "notifications/preferences.html",
    "style/components.html",
    "style/form.html",
}
# Components with a form of their own that is not about an organisation's rows.
SHELL = {"components/profile_menu.html", "components/organisation_switch.html"}


def written_addresses() -> set[str]:
    """The addresses at which the access matrix lets somebody write."""
    lines = (line for line in MATRIX.read_text().splitlines() if line.strip() and not line.startswith("#"))
    return {row["url_name"] for row in csv.DictReader(lines) if "w" in row.values()}


def views() -> dict[str, object]:
    return {f"{space}{pattern.name}": pattern.callback for space, pattern in _walk(get_resolver(), [])}


def is_personal(name: str) -> bool:
    return any(name.startswith(prefix) if prefix[-1] in "_:" else name == prefix for prefix in PERSONAL)


def test_every_address_that_writes_for_an_organisation_asks_for_which():
    found = views()
    asking = {name for name in written_addresses() if getattr(found[name], "for_acting_organisation", False)}
    silent = written_addresses() - asking
    assert {name for name in silent if not is_personal(name)} == set(), "wear for_acting_organisation"
    assert {name for name in asking if is_personal(name)} == set(), "no longer personal: take it off the list"
    assert len(asking) > 30


def templates_of_the_area() -> dict[str, str]:
    """Return name -> text of every template of the reserved area, and of every component."""
    found = {}
    for path in PICO.rglob("templates/**/*.html"):
        text, name = path.read_text(), str(path).rpartition("/templates/")[2]
        if "layouts/area.html" in text or name.startswith("components/"):
            found[name] = text
    return found


def test_every_write_form_of_the_reserved_area_holds_the_acting_field():
    without = {
        name
        for name, text in templates_of_the_area().items()
        for form in FORM.findall(text)
        if "components/acting_field.html" not in form and "{% acting_field %}" not in form
    }
    assert without == PERSONAL_FORMS | SHELL


@pytest.mark.parametrize("component", ["post_button", "confirm", "modal_confirm"])
def test_a_component_with_a_form_carries_the_field_even_when_included_alone(rf, component):
    request = rf.get("/")
    request.actor = Actor(None, Organisation(pk=17), "prova")
    line = f'{{% include "components/{component}.html" with url="/x/" label="Vai" csrf_token="t" only %}}'

    page = engines["django"].from_string(line).template.render(RequestContext(request))

    assert page.count('<input type="hidden" name="acting" value="17">') == 1
