"""Who writes the FAQ of a body, and what they are about."""

from typing import Any

from pico.accounts.roles import Role
from pico.base.actor import Actor
from pico.base.capabilities import declare
from pico.base.modules import modules
from pico.base.permissions import may
from pico.files.rules import acts
from pico.helpdesk.models.faqs import EDIT

NO_MODULE = "Accesso e uso della piattaforma"


def declare_capabilities() -> None:
    """Declare what roles may do (called once, from apps.ready)."""
    declare(
        EDIT, "Scrivere le domande frequenti dell'ente",
        (Role.EDITOR, Role.NETWORK_EXPERT, Role.HELPDESK_OPERATOR),
    )  # fmt: skip


def edits(actor: Actor, owner: Any) -> bool:
    """Say whether the actor writes the FAQ of a body, acting for it. The system may."""
    if actor.is_system:
        return bool(actor.reason)
    return acts(actor) and actor.organisation == owner and may.call(actor, EDIT, owner)


def subjects() -> list[tuple[str, str]]:
    """Return what a FAQ may be about, as (code of a module, name); "" is the platform itself."""
    named = sorted((one.order, one.code, str(one.label)) for one in modules if one.kind != "SERVICE")
    return [("", NO_MODULE), *((code, label) for _order, code, label in named)]


def subject_name(code: str) -> str:
    """Return the name of a module; of one that is not installed any more, its code."""
    return dict(subjects()).get(code, code)


def topics(module: str = "") -> list[tuple[str, str]]:
    """Return the subjects of help that the modules declare, as (code, label)."""
    rows = [one for one in modules if not module or one.code == module]
    return sorted((code, str(label)) for one in rows for code, _kind, label, _pages in one.help_topics)


def module_of_topic(code: str) -> str | None:
    """Return the module that declares a topic."""
    return next((one.code for one in modules for topic in one.help_topics if topic[0] == code), None)


def edits_here(actor: Actor) -> bool:
    """Say whether the actor writes the FAQ of the body acted for."""
    return actor.organisation is not None and edits(actor, actor.organisation)
