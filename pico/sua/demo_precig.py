"""Demo of the check before the CIG: who is qualified, and what two tenders told ANAC's platform."""

from datetime import date

from pico.base.actor import Actor
from pico.organisations.models import Organisation
from pico.sua import actions
from pico.sua.models import Qualification, RupProfile, Tender
from pico.sua.rules import places, precig

# The Province's code is real (ANAC, open data on CIGs, October 2023); those of municipalities are made up.
AUSA = {"treviso": "0000246338"}
QUALIFIED = ("treviso", "brescia")


def qualify() -> None:
    """Give the Provinces of the demo the first level for works and for purchases; Oderzo has none."""
    for body in Organisation.objects.filter(slug__in=QUALIFIED, kind="PROVINCE"):
        for sphere in Qualification.Sphere:
            for phase in Qualification.Phase:
                Qualification.objects.get_or_create(
                    organisation=body,
                    sphere=sphere,
                    phase=phase,
                    valid_from=date(2023, 7, 1),
                    defaults={"level": 1, "source": "Contenuti dimostrativi", "mark": "M"},
                )


def settle(tender: Tender, rup: Actor, executive: Actor, operator: Actor) -> None:
    """Write what the check asks of a tender in preparation, and let its warnings pass."""
    tender.refresh_from_db()
    place = tender.organisation.municipality
    values = {"place_code": places.code_of(place) if place else "", "ccnl": "F012"}
    if tender.contract_object != "WORKS":
        values["ccnl"] = "I100"
    actions.save_precig_facts(actor=rup, tender=tender, version=tender.version, values=values)
    profiles = RupProfile.objects.unrestricted("demo content is written for everybody and read for nobody")
    profiles.filter(person=rup.user).update(pcp_profile=True)
    if tender.contract_object == "WORKS":
        tender.lots.filter(category="").update(category="OG 1")
    for row in tender.participants.select_related("organisation"):
        actions.save_participant(
            actor=operator,
            participant=row,
            fiscal_code=row.fiscal_code or f"{80000000000 + row.organisation_id:011d}",
            ausa=row.ausa or AUSA.get(row.organisation.slug, f"{9000000000 + row.organisation_id:010d}"),
            cost_centre=row.cost_centre or "Ufficio gare e contratti",
            functions=row.functions,
        )
    tender.refresh_from_db()
    for line in precig.lines(tender):
        if line.tone == precig.WARN:
            note = "Codici verificati sul portale di ANAC."
            actions.pass_precig_line(actor=executive, tender=tender, code=line.code, note=note)
