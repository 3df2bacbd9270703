"""Applying IPA's list: profiles, IPA codes, and fiscal codes, which become CONFIRMED."""

from pico.base.actor import Actor
from pico.base.dates import today
from pico.organisations.importers.ipa import SOURCE
from pico.organisations.models import Organisation, OrganisationCode, RegistryImport

BATCH = 500
CODES = {"ipa": "IPA", "fiscal": "FISCAL"}
PROFILE = ["address", "postal_code", "locality", "pec", "other_pec", "website", "ipa_category"]
State = OrganisationCode.State


def apply(run: RegistryImport, actor: Actor) -> None:
    """Apply what was decided of a preview of the IPA list."""
    values: dict[str, dict] = {}
    disputed: list[tuple[str, str]] = []
    for difference in run.differences.all():
        if difference.data.get("disputed"):
            disputed.append((difference.key, difference.new))
        elif difference.decision == "APPLY":
            values.setdefault(difference.key, {}).update(difference.data)
    bodies = {body.slug: body for body in Organisation.objects.of_kind("MUNICIPALITY").in_being()}
    _profiles(values, bodies)
    codes = {
        (bodies[slug].pk, CODES[name]): str(value)
        for slug, told in values.items()
        for name, value in told.items()
        if name in CODES
    }
    _confirm(codes)
    OrganisationCode.objects.bulk_create(
        [
            OrganisationCode(
                organisation=bodies[slug], scheme="FISCAL", value=value, source=SOURCE, state=State.DISPUTED
            )
            for slug, value in disputed
        ]
    )


def _profiles(values: dict[str, dict], bodies: dict[str, Organisation]) -> None:
    changed = []
    for slug, told in values.items():
        body = bodies[slug]
        for name in set(told) & set(PROFILE):
            setattr(body, name, told[name])
        if "website" in told:
            body.website_checked = False
        body.checked_on = today()
        changed.append(body)
    fields = [*PROFILE, "website_checked", "checked_on"]
    Organisation.objects.bulk_update(changed, fields, batch_size=100)


def _confirm(codes: dict[tuple[int, str], str]) -> None:
    """Make these codes CONFIRMED; the same code of another body, only observed, is DISPUTED from now on."""
    owners = {(scheme, value): body for (body, scheme), value in codes.items()}
    mine, theirs = set(), []
    changed = []
    for row in OrganisationCode.objects.filter(scheme__in=("IPA", "FISCAL", "VAT"), valid_to=None):
        owner = owners.get(("IPA" if row.scheme == "IPA" else "FISCAL", row.value))
        if owner is None or (row.state == State.DISPUTED and owner != row.organisation_id):
            continue
        if owner != row.organisation_id:
            row.state = State.DISPUTED
            theirs.append(row)
        elif row.scheme in CODES.values():
            row.state, row.source = State.CONFIRMED, SOURCE
            mine.add((row.organisation_id, row.scheme))
            changed.append(row)
    OrganisationCode.objects.bulk_update(theirs, ["state"], batch_size=BATCH)
    OrganisationCode.objects.bulk_update(changed, ["state", "source"], batch_size=BATCH)
    OrganisationCode.objects.bulk_create(
        [
            OrganisationCode(
                organisation_id=body, scheme=scheme, value=value, source=SOURCE, state=State.CONFIRMED
            )
            for (body, scheme), value in codes.items()
            if (body, scheme) not in mine
        ],
        batch_size=BATCH,
    )
