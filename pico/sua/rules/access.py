"""Who may do what in this module: capabilities, the Province's activation, the body's entitlement."""

from typing import Any

from pico.accounts.access import access_of
from pico.accounts.models import Role
from pico.base import capabilities
from pico.base.actor import Actor
from pico.base.permissions import may
from pico.organisations.models import Entitlement, ModuleActivation, Organisation
from pico.organisations.rules import has_entitlement, module_is_visible, module_is_writable
from pico.sua.models import RupProfile, Tender
from pico.sua.models.codes import State

MODULE = "sua"
BODY = (Role.ORGANISATION_OPERATOR, Role.ORGANISATION_MANAGER)
OFFICE = (Role.SUA_OPERATOR, Role.EXECUTIVE, Role.AUDITOR)


def declare_capabilities() -> None:
    """Declare what each role may do (called once, from apps.ready)."""
    table = (
        ("sua.request.draft", "Preparare una richiesta di gara", BODY),
        ("sua.request.send", "Inviare una richiesta di gara", (Role.ORGANISATION_MANAGER,)),
        ("sua.request.answer", "Rispondere alle integrazioni", BODY),
        ("sua.request.withdraw", "Ritirare una richiesta di gara", (Role.ORGANISATION_MANAGER,)),
        ("sua.request.take", "Prendere in carico una richiesta", (Role.SUA_OPERATOR,)),
        ("sua.request.clarify", "Chiedere integrazioni", (Role.SUA_OPERATOR,)),
        ("sua.request.refuse", "Respingere una richiesta", (Role.EXECUTIVE,)),
        ("sua.request.accept", "Accettare una richiesta", (Role.EXECUTIVE,)),
        ("sua.rup.assign", "Proporre e revocare il RUP di una gara", (Role.EXECUTIVE,)),
        ("sua.campaign.run", "Preparare e condurre le raccolte di fabbisogni", (Role.SUA_OPERATOR,)),
        ("sua.campaign.read", "Leggere le risposte alle raccolte di fabbisogni", OFFICE),
        ("sua.tender.prepare", "Avviare la progettazione di una gara", (Role.EXECUTIVE,)),
        ("sua.tender.publish", "Indire una gara e prorogarne il termine", (Role.SUA_OPERATOR,)),
        ("sua.tender.award", "Aggiudicare, riaprire la valutazione, registrare ricorsi", (Role.EXECUTIVE,)),
        ("sua.tender.cancel", "Annullare o revocare una gara", (Role.EXECUTIVE,)),
        ("sua.tender.handover", "Passare all'ente una gara aggiudicata", (Role.SUA_OPERATOR,)),
        ("sua.contract.take", "Prendere in carico una gara", (*BODY, Role.SUA_OPERATOR, Role.EXECUTIVE)),
        (
            "sua.contract.sign",
            "Registrare contratto ed esecuzione di una gara",
            (Role.ORGANISATION_MANAGER, Role.EXECUTIVE),
        ),
        ("sua.tender.write", "Creare gare e scriverne i dati", (Role.SUA_OPERATOR,)),
        ("sua.tender.remind", "Inviare promemoria a chi ha la prossima mossa", (Role.SUA_OPERATOR,)),
        ("sua.tender.import", "Importare le gare passate", (Role.SUA_OPERATOR,)),
        ("sua.deadline.write", "Aggiungere scadenze a una gara", (Role.SUA_OPERATOR,)),
        ("sua.question.write", "Registrare i quesiti e rispondere", (Role.SUA_OPERATOR,)),
        ("sua.scheda.record", "Registrare le schede inviate ad ANAC", (Role.SUA_OPERATOR,)),
        ("sua.precig.write", "Scrivere i dati per la PCP di ANAC", (Role.SUA_OPERATOR,)),
        ("sua.precig.pass", "Superare un avviso del controllo pre-CIG", (Role.EXECUTIVE,)),
        ("sua.participant.edit", "Scrivere i dati degli enti in gara", (*BODY, Role.SUA_OPERATOR)),
        ("sua.tender.read", "Leggere le gare", (Role.SUA_OPERATOR, Role.EXECUTIVE, Role.AUDITOR)),
    )
    for code, label, roles in table:
        capabilities.declare(code, label, roles)


def is_reader(user: Any, organisation: Organisation | None) -> bool:
    """Say whether the module is for this person here: people of a body, readers of a Province."""
    if organisation is None:
        return False
    if organisation.is_province:
        return access_of(user).has(organisation.pk, Role.SUA_OPERATOR, Role.EXECUTIVE, Role.AUDITOR)
    return organisation.pk in access_of(user).organisation_ids


def holds(actor: Actor, capability: str, organisation: Organisation) -> bool:
    """Say whether the person acts for this organisation with a role that has the capability."""
    if actor.organisation is None or actor.organisation.pk != organisation.pk:
        return False
    return may.call(actor, capability, organisation)


def acts(actor: Actor) -> bool:
    """Say whether the person acts for a body that is theirs and may act: not a suspended one."""
    body = actor.organisation
    if actor.is_system or body is None:
        return False
    held = [row for row in access_of(actor.user).held if row.organisation_id == body.pk]
    return bool(held) and not any(row.suspended for row in held)


def is_visible(organisation: Organisation | None) -> bool:
    """Say whether this body sees the module: its Province switched it on, if only for reading."""
    return module_is_visible(organisation, MODULE)


def is_writable(organisation: Organisation) -> bool:
    """Say whether the module accepts writing for this body."""
    return module_is_writable(organisation, MODULE)


def switched_off() -> Any:
    """Return the ids of the Provinces that do not have this module on, for a subquery."""
    on = ModuleActivation.objects.filter(module=MODULE).exclude(state=ModuleActivation.State.OFF)
    provinces = Organisation.objects.filter(kind=Organisation.Kind.PROVINCE)
    return provinces.exclude(pk__in=on.values("organisation_id")).order_by().values("pk")


def serving_province(organisation: Organisation | None) -> Organisation | None:
    """Return the Province whose SUA this organisation meets: its own, or the one that serves it."""
    if organisation is None:
        return None
    return organisation if organisation.is_province else organisation.province


def may_request(organisation: Organisation, province: Organisation) -> bool:
    """Say whether the body's entitlement to this Province's SUA is in force today."""
    return has_entitlement(organisation, province, Entitlement.Scope.SUA)


def is_party(actor: Actor, tender: Tender) -> bool:
    """Say whether the person acts now for one of the two parties (else the page is read-only)."""
    return actor.organisation is not None and actor.organisation.pk in (
        tender.organisation_id,
        tender.province_id,
    )


def may_draft(user: Any, organisation: Organisation | None) -> bool:
    """Say whether the person may begin a request for this body: role, module, entitlement."""
    province = serving_province(organisation)
    if organisation is None or province is None or organisation.is_province:
        return False
    return (
        access_of(user).has(organisation.pk, *BODY)
        and is_writable(organisation)
        and may_request(organisation, province)
    )


def may_create(actor: Actor) -> bool:
    """Say whether the person begins tenders of the Province they act for."""
    province = actor.organisation
    return province is not None and province.is_province and holds(actor, "sua.tender.write", province)


def may_import(actor: Actor) -> bool:
    """Say whether the person brings in past tenders of the Province they act for."""
    province = actor.organisation
    return province is not None and province.is_province and holds(actor, "sua.tender.import", province)


def may_attach(user: Any, tender: Tender) -> bool:
    """Say whether the person may change the files of a request they see.

    The body's people, while it is their draft or the SUA has asked for something: which document, the
    actions of this module decide.
    """
    return tender.state in {State.DRAFT, State.CLARIFICATION} and access_of(user).has(
        tender.organisation_id, *BODY
    )


def may_attach_cv(user: Any, profile: RupProfile) -> bool:
    """Say whether the person may change the files of a profile: their own alone."""
    return access_of(user).user_id == profile.person_id
