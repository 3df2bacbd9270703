"""The machinery of the access matrix: who looks, at which rows, through which addresses, and what they get.

tests/access_matrix.csv is the oracle, a plain table that a person reads and answers for. An app registers
its sample rows with a function ``access_rows(world)`` in its module of tests/factories: url name (or the
beginning of several) -> object (OWN, SHARED, OTHER) -> the parameters of the address.
"""

import csv
import importlib
import pkgutil
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import resolve_url
from django.test import Client
from django.test.client import ClientHandler
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from pico.base import jobs
from tests import factories
from tests.acting import acting_of
from tests.factories.accounts import make_membership, make_user
from tests.factories.organisations import (
    make_entitlement,
    make_municipality_body,
    make_national_upi,
    make_province,
    make_regional_upi,
)
from tests.factories.portal import make_site

MATRIX = Path(__file__).with_name("access_matrix.csv")
HOST = "treviso.localhost"
HANDLER = ClientHandler(enforce_csrf_checks=False)
Params = dict[str, Any]


# column: (organisation, roles). A Province's people first, then whoever stands elsewhere.
VIEWERS: dict[str, tuple[str, tuple[str, ...]]] = {
    "member": ("oderzo", ("member",)),
    "operator": ("oderzo", ("organisation_operator",)),
    "manager": ("oderzo", ("organisation_manager",)),
    "body_admin": ("oderzo", ("administrator",)),
    "neighbour": ("asolo", ("organisation_operator", "organisation_manager", "administrator")),
    "sua": ("treviso", ("sua_operator",)),
    "sit": ("treviso", ("sit_operator",)),
    "sape": ("treviso", ("sape_operator",)),
    "helpdesk": ("treviso", ("helpdesk_operator",)),
    "executive": ("treviso", ("executive",)),
    "editor": ("treviso", ("editor",)),
    "admin": ("treviso", ("administrator",)),
    "auditor": ("treviso", ("auditor",)),
    "b_any": (
        "brescia",
        (
            "sua_operator",
            "sit_operator",
            "sape_operator",
            "helpdesk_operator",
            "executive",
            "editor",
            "administrator",
            "auditor",
        ),
    ),
    "b_body": ("desenzano", ("organisation_operator", "organisation_manager", "administrator")),
    "upi_region": ("upiveneto", ("administrator",)),
    "upi_elsewhere": ("upilombardia", ("administrator",)),
    "expert": ("upi", ("network_expert",)),
    "national": ("upi", ("administrator",)),
}
COLUMNS = ["anonymous", "no_membership", *VIEWERS, "superuser"]


@dataclass
class World:
    """Two Provinces with a municipality each, their regional unions, and one person for each column.

    OWN rows belong to Oderzo (Treviso's municipality) or to Treviso; SHARED ones to Brescia, which shows them
    to Treviso; OTHER ones to Desenzano or Brescia alone.
    """

    organisations: dict[str, Any] = field(default_factory=dict)
    people: dict[str, Any] = field(default_factory=dict)


def make_world() -> World:
    """Make the rows every app's samples stand on."""
    verticals = ("sua", "sit", "sape")
    treviso, brescia = (make_province(slug, verticals=verticals) for slug in ("treviso", "brescia"))
    world = World(
        {
            "treviso": treviso,
            "brescia": brescia,
            "upi": make_national_upi(),
            "upiveneto": make_regional_upi(treviso.region),
            "upilombardia": make_regional_upi(brescia.region),
            "oderzo": make_municipality_body("Oderzo", treviso),
            "asolo": make_municipality_body("Asolo", treviso),
            "desenzano": make_municipality_body("Desenzano del Garda", brescia),
        }
    )
    for name in ("oderzo", "asolo", "desenzano"):
        make_entitlement(world.organisations[name])
    make_site(treviso, indexed=True)
    world.people = {"anonymous": AnonymousUser(), "no_membership": make_user()}
    for name, (organisation, roles) in VIEWERS.items():
        world.people[name] = make_user()
        for role in roles:
            make_membership(world.people[name], world.organisations[organisation], role)
    world.people["superuser"] = make_user(is_superuser=True)
    return world


# --- Addresses -------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Address:
    """One named address of the product with the parameters it takes."""

    name: str
    parameters: frozenset[str]

    def url(self, values: Params) -> str:
        return reverse(self.name, kwargs={key: values[key] for key in self.parameters})


def addresses() -> dict[str, Address]:
    """Walk the URL resolver, the framework's own addresses included.

    Raises:
        LookupError: when an address has no name: the matrix could not speak of it.
    """
    found: dict[str, Address] = {}
    for name, pattern in _walk(get_resolver(), []):
        if not pattern.name:
            raise LookupError(f"give a name to the address {name}{pattern.pattern}")
        full = f"{name}{pattern.name}"
        found.setdefault(full, Address(full, frozenset(pattern.pattern.regex.groupindex)))
    return found


def _walk(resolver: URLResolver, namespaces: list[str]) -> Iterator[tuple[str, URLPattern]]:
    for pattern in resolver.url_patterns:
        if str(pattern.pattern) == "redazione/":
            continue  # Wagtail's: tests/portal/test_leak.py asks each of them
        if isinstance(pattern, URLResolver):
            yield from _walk(pattern, [*namespaces, *([pattern.namespace] if pattern.namespace else [])])
        else:
            yield "".join(f"{namespace}:" for namespace in namespaces), pattern


# --- Rows ------------------------------------------------------------------------------------------------


def sample_rows(world: World) -> dict[str, dict[str, Params]]:
    """Ask every app's factories for its sample rows."""
    rows: dict[str, dict[str, Params]] = {}
    for module in pkgutil.iter_modules(factories.__path__):
        found = importlib.import_module(f"{factories.__name__}.{module.name}")
        if hasattr(found, "access_rows"):
            rows |= found.access_rows(world)
    return rows


def parameters_for(name: str, rows: dict[str, dict[str, Params]]) -> dict[str, Params]:
    """Return object -> parameters for an address: of the longest registered beginning of its name."""
    matching = [prefix for prefix in rows if name.startswith(prefix)]
    return rows[max(matching, key=len)] if matching else {}


# --- What a viewer gets ----------------------------------------------------------------------------------


def observe(address: Address, parameters: Params, user: Any) -> str:
    """Return the cell: what this person gets from GET and POST at this address. Nothing is kept."""
    url = address.url(parameters)
    jobs.beat()  # of a worker that is well
    return cell(_ask(url, user, "get"), _ask(url, user, "post"))


def _ask(url: str, user: Any, method: str) -> HttpResponse:
    browser = _browser(user)
    with transaction.atomic():
        answer = getattr(browser, method)(url, _acting(user, browser) if method == "post" else None)
        if answer.streaming:
            b"".join(answer.streaming_content)  # read to its end, a file is closed
        transaction.set_rollback(True)
    return answer


def _acting(user: Any, browser: Client) -> dict[str, str]:
    """Return what the form would say (tests/acting.py): no move of the table lasts, so it stays the same."""
    if isinstance(user, AnonymousUser):
        return {}
    if not hasattr(user, "acting_of_matrix"):
        user.acting_of_matrix = acting_of(browser)
    return user.acting_of_matrix


def _browser(user: Any) -> Client:
    """Return a fresh browser with the session in which the person signed in once for the whole table."""
    browser = Client(HTTP_HOST=HOST, HTTP_ORIGIN=f"http://{HOST}")
    browser.handler = HANDLER  # made once: each new one would build the chain of the middleware again
    if isinstance(user, AnonymousUser):
        return browser
    if not hasattr(user, "session_of_matrix"):
        browser.force_login(user)
        user.session_of_matrix = browser.cookies[settings.SESSION_COOKIE_NAME].value
    browser.cookies[settings.SESSION_COOKIE_NAME] = user.session_of_matrix
    return browser


def cell(got: HttpResponse, posted: HttpResponse) -> str:
    """Say in one letter what two answers mean (security.md 5.2); other pairs are shown as they are."""
    accepted = posted.status_code in {200, 201, 204, 302, 303, 409, 422}
    refused = posted.status_code in {403, 404, 405}  # 403: what SPID and CIE posts without their proof get
    sent_to_sign_in = _is_sign_in(posted)
    if _is_sign_in(got) and (sent_to_sign_in or refused):
        return "l"
    if got.status_code == 405 and sent_to_sign_in:
        return "l"
    if got.status_code in {200, 301, 302} and (refused or sent_to_sign_in):
        return "r"
    if got.status_code in {200, 301, 302, 405} and accepted:
        return "w"
    if got.status_code in {404, 405} and refused:
        return "-"
    return f"{got.status_code}/{posted.status_code}"


def _is_sign_in(answer: HttpResponse) -> bool:
    return answer.status_code == 302 and answer.url.split("?")[0] == resolve_url("account_login")


# --- The table -------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Row:
    """One line of the matrix."""

    url_name: str
    object: str
    cells: dict[str, str]


def read_matrix() -> list[Row]:
    with MATRIX.open(newline="") as file:
        return [
            Row(line.pop("url_name"), line.pop("object"), line) for line in csv.DictReader(_content(file))
        ]


def _content(lines: Iterator[str]) -> Iterator[str]:
    return (line for line in lines if line.strip() and not line.startswith("#"))
