"""Demo content of organisations: the registry, three rich Provinces with modules, contacts and entitlements.

Codes are those that public registers show for these bodies; contacts are invented (.example).
"""

from datetime import date, timedelta

from pico.base.actor import system_actor
from pico.base.dates import today
from pico.base.demo import register_demo
from pico.base.modules import verticals
from pico.organisations.actions import add_code, add_entitlement, set_module_state, update_organisation
from pico.organisations.actions.events import plan_event
from pico.organisations.actions.imports import preview_import
from pico.organisations.actions.seed import seed_registry
from pico.organisations.models import (
    Entitlement,
    ModuleActivation,
    Municipality,
    MunicipalityCode,
    Organisation,
    OrganisationCode,
    OrganisationEvent,
    RegistryImport,
)

ACTOR = system_actor("contenuti dimostrativi")
SINCE = date(2026, 1, 1)
# slug: (IPA, fiscal code, address, postal code, locality, phone, mail domain)
BODIES = {
    "treviso": ("p_tv", "80008870265", "Via Cal di Breda 116", "31100", "Treviso", "0422 6565", "treviso"),
    "brescia": ("p_bs", "80008750178", "Piazza Paolo VI 29", "25121", "Brescia", "030 37491", "brescia"),
    "pesaro-urbino": (
        "p_pu",
        "",
        "Viale Gramsci 4",
        "61121",
        "Pesaro",
        "0721 3591",
        "pesarourbino",
    ),
    "oderzo-f999": ("c_f999", "", "Via Garibaldi 14", "31046", "Oderzo", "0422 812", "oderzo"),
    "asolo-a471": ("c_a471", "", "Piazza d'Annunzio 1", "31011", "Asolo", "0423 524", "asolo"),
    "desenzano-del-garda-d284": (
        "c_d284",
        "",
        "Via Carducci 4",
        "25015",
        "Desenzano del Garda",
        "030 9994",
        "desenzano",
    ),
}
# Which verticals the demo Provinces run; those of the other 73 stay off.
MODULES = {
    "treviso": {"sua": "ACTIVE", "sit": "ACTIVE", "sape": "ACTIVE"},
    "brescia": {"sua": "ACTIVE", "sit": "OFF", "sape": "ACTIVE"},
    "pesaro-urbino": {"sua": "OFF", "sit": "ACTIVE", "sape": "READ_ONLY"},
}
# ISTAT codes of the demo municipalities: the others have none until an official list is imported.
ISTAT = {
    "F999": "026051", "A471": "026003", "D284": "017067", "F443": "026046", "L407": "026086",
    "C111": "026012", "L565": "026087", "M422": "026096", "C957": "026021", "M089": "026092",
    "F269": "026043", "M048": "026091", "B157": "017029", "L736": "027042", "G224": "028060",
    "L840": "024116", "A757": "025006", "G479": "041044", "L500": "041067",
}  # fmt: skip
ENTITLED = {"oderzo-f999": ("SUA", "SIT"), "asolo-a471": ("SUA",), "desenzano-del-garda-d284": ("SUA",)}

SOURCE = "dimostrazione"
POPULATION = ("popolazione-dimostrativa.csv", b"codice_istat,popolazione\n026051,20706\n026003,9163\n")
INCORPORATION = ("G909", "E893")  # Portobuffolé into Mansuè: invented, to show a planned event


def load() -> None:
    """Seed the registry, then dress the demo bodies; a second run changes nothing."""
    seed_registry(actor=ACTOR)
    bodies = {body.slug: body for body in Organisation.objects.filter(slug__in=[*BODIES])}
    for slug, values in BODIES.items():
        _dress(bodies[slug], *values)
    for belfiore, value in ISTAT.items():
        place = Municipality.objects.get(belfiore=belfiore, valid_to=None)
        if not place.codes.filter(scheme="ISTAT", valid_to=None).exists():
            MunicipalityCode.objects.create(
                municipality=place, scheme="ISTAT", value=value, source="dimostrazione"
            )
    for slug, states in MODULES.items():
        _switch(bodies[slug], states)
    for slug, scopes in ENTITLED.items():
        for scope in scopes:
            _entitle(bodies[slug], scope)
    _fill_registry_pages(bodies["desenzano-del-garda-d284"])


def _fill_registry_pages(body: Organisation) -> None:
    """Fill the registry's pages: an import to decide on, a planned event, a disputed code."""
    if not RegistryImport.objects.filter(file_name=POPULATION[0]).exists():
        preview_import(
            actor=ACTOR, kind="POPULATION", content=POPULATION[1], file_name=POPULATION[0], on=SINCE
        )
    if not OrganisationEvent.objects.filter(source=SOURCE).exists():
        goes, stays = (Organisation.objects.get(municipality__belfiore=code) for code in INCORPORATION)
        plan_event(
            actor=ACTOR, kind="INCORPORATION", effective_on=today() + timedelta(days=365),
            predecessors=[goes, stays], successors=[stays], act="Esempio inventato", source=SOURCE,
        )  # fmt: skip
    taken = BODIES["brescia"][1]
    if not OrganisationCode.objects.filter(organisation=body, scheme="FISCAL", value=taken).exists():
        add_code(
            actor=ACTOR, organisation=body, scheme="FISCAL", value=taken, source=SOURCE, state="OBSERVED"
        )


def _dress(body: Organisation, *values: str) -> None:
    ipa, fiscal, address, postal_code, locality, phone, mail = values
    update_organisation(
        actor=ACTOR,
        organisation=body,
        address=address,
        postal_code=postal_code,
        locality=locality,
        phone=phone,
        email=f"info@{mail}.example",
        pec=f"protocollo@pec.{mail}.example",
        website=f"https://www.{mail}.example",
    )
    for scheme, value in (("IPA", ipa), ("FISCAL", fiscal)):
        if value:
            add_code(actor=ACTOR, organisation=body, scheme=scheme, value=value, source="dimostrazione")


def _switch(body: Organisation, states: dict[str, str]) -> None:
    known = {module.code for module in verticals()}
    there = set(ModuleActivation.objects.filter(organisation=body).values_list("module", flat=True))
    for module, state in states.items():
        if module in known - there:  # what somebody switched by hand since stays
            set_module_state(actor=ACTOR, organisation=body, module=module, state=state)


def _entitle(body: Organisation, scope: str) -> None:
    province = body.province
    if province and not Entitlement.objects.filter(organisation=body, scope=scope).exists():
        add_entitlement(
            actor=ACTOR,
            organisation=body,
            province=province,
            scope=scope,
            valid_from=SINCE,
            reference="Convenzione 12/2025" if scope == "SUA" else "",
        )


register_demo("organisations", 10, load)
