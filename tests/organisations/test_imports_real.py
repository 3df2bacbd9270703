"""The official files themselves, where they are beside the project (organisations.md 6.3 to 6.8)."""

from datetime import date

import pytest

from pico.base.actor import system_actor
from pico.base.errors import Refused
from pico.organisations.actions.imports import CONFIRMATION, apply_import, preview_import
from pico.organisations.codes import resolve
from pico.organisations.importers import ipa
from pico.organisations.importers.tables import read_table
from pico.organisations.models import (
    Municipality,
    MunicipalityCode,
    Organisation,
    OrganisationCode,
    OrganisationEvent,
    Population,
)
from tests.parts import REAL_DATA, need

pytestmark = pytest.mark.slow
ACTOR = system_actor("test of the official files")
ISTAT_2026 = REAL_DATA / "territory" / "2026-08-14_situas_comuni.csv"
ISTAT_2024 = REAL_DATA / "territory" / "Elenco-comuni-italiani.csv"
IPA = REAL_DATA / "ipa" / "comuniIPA.tsv"
ANPR = REAL_DATA / "territory" / "ANPRdatiMigrazione.csv"


def run_import(kind, path, on, content=None):
    need("data")
    run = preview_import(
        actor=ACTOR, kind=kind, content=content or path.read_bytes(), file_name=path.name, on=on
    )
    assert run.error == ""
    return apply_import(actor=ACTOR, registry_import=run, confirmation=CONFIRMATION)


def istat_code(belfiore):
    return MunicipalityCode.objects.get(municipality__belfiore=belfiore, valid_to=None).value


def fiscal(slug):
    rows = OrganisationCode.objects.filter(organisation__slug=slug, scheme="FISCAL")
    return sorted(rows.values_list("value", "state", "source"))


@pytest.mark.usefixtures("whole_registry")
class TestIstatThenIpaOverTheSeed:
    def test_the_seed_alone_is_enough_to_match_ipa(self):
        need("data")
        rows = read_table(IPA.read_bytes(), ipa.COLUMNS, required=ipa.REQUIRED, quoting=False).rows
        matched = ipa.match(rows)
        assert (matched.by_name, matched.by_seat, matched.unmatched) == (7854, 40, [])

    def test_all_codes_are_set_and_nobody_is_gone(self):
        run = run_import("ISTAT", ISTAT_2026, date(2026, 8, 14))
        assert (run.rows_read, run.rows_rejected, run.needs_confirmation) == (7894, 0, "")
        assert {k: run.report[k] for k in ("new", "codes", "code_changes", "gone")} == {
            "new": 0,
            "codes": 7894,
            "code_changes": 0,
            "gone": 0,
        }
        assert (istat_code("F999"), istat_code("A471")) == ("026051", "026003")
        assert Municipality.objects.get(belfiore="H845").name == "San Floriano del Collio"

    def test_the_same_file_again_does_nothing(self):
        with pytest.raises(Refused, match="già importato"):
            preview_import(actor=ACTOR, kind="ISTAT", content=ISTAT_2026.read_bytes(), file_name="x", on=None)

    def test_the_same_list_in_another_file_finds_no_difference(self):
        content = ISTAT_2026.read_bytes() + b"\r\n"
        run = preview_import(
            actor=ACTOR, kind="ISTAT", content=content, file_name="x.csv", on=date(2026, 8, 14)
        )
        assert run.differences.count() == 0

    def test_every_body_of_ipa_is_matched(self):
        run = run_import("IPA", IPA, date(2026, 8, 18))
        counts = {"matched_by_code": 0, "matched_by_name": 7855, "matched_by_seat": 39, "unmatched": 0}
        assert run.report == counts
        owners = dict(
            OrganisationCode.objects.filter(scheme="IPA").values_list(
                "value", "organisation__municipality__belfiore"
            )
        )
        assert (len(owners), owners["c_d957"]) == (7894, "D956")  # Gazzo, not Gazzo Veronese
        caines = Organisation.objects.get(municipality__belfiore="B364")
        assert (caines.locality, caines.municipality.name) == ("Rifiano", "Caines")

    def test_fifteen_observed_codes_are_disputed_and_join_nothing(self):
        disputed = OrganisationCode.objects.filter(state="DISPUTED")
        assert disputed.count() == 15
        assert {resolve("FISCAL", row.value) == row.organisation for row in disputed} == {False}
        assert ("81001970441", "CONFIRMED", "IPA") in fiscal("monte-giberto-f517")
        assert fiscal("castegnero-nanto-m439") == [("04634700241", "CONFIRMED", "IPA")]

    def test_nothing_about_persons_was_read(self):
        canary = IPA.read_bytes().replace(b"\tX\tX\t", b"\tCANARINO\tCANARINO\t")
        run = run_import("IPA", IPA, date(2026, 8, 19), content=canary)
        assert run.differences.count() == 0
        text = repr(list(Organisation.objects.values()))
        assert "CANARINO" not in text + run.first_lines

    def test_population_is_found_by_code(self):
        run = run_import("POPULATION", ANPR, date(2022, 1, 18))
        assert (run.report["by_code"], Population.objects.count()) == (7507, 7507)
        assert Population.objects.get(municipality__belfiore="F999").value == 20706


@pytest.mark.usefixtures("units_and_upi")
class TestTheOldListThenTheNewOne:
    def test_the_old_list_makes_the_places(self):
        run = run_import("ISTAT", ISTAT_2024, date(2023, 11, 17))
        assert (run.report["new"], Municipality.objects.count()) == (7901, 7901)
        assert Organisation.objects.of_kind("MUNICIPALITY").count() == 7901

    def test_the_new_list_tells_who_is_gone_new_and_renumbered(self):
        run = run_import("ISTAT", ISTAT_2026, date(2026, 8, 14))
        found = {key: run.report[key] for key in ("gone", "new", "code_changes")}
        assert found == {"gone": 12, "new": 5, "code_changes": 377}
        assert Municipality.objects.filter(valid_to=None).count() == 7894

    def test_mergers_have_their_predecessors_and_dates(self):
        told = sorted(
            (
                event.effective_on.isoformat(),
                " + ".join(sorted(body.short_name for body in event.predecessors.all())),
                ", ".join(body.short_name for body in event.successors.all()),
                event.state,
            )
            for event in OrganisationEvent.objects.all()
        )
        assert told == [
            ("2023-11-18", "Albaredo Arnaboldi", "", "APPLIED"),
            ("2024-01-01", "Ronago + Uggiate-Trevano", "Uggiate con Ronago", "APPLIED"),
            ("2024-01-22", "Alano di Piave + Quero Vas", "Setteville", "APPLIED"),
            ("2024-01-22", "Carceri + Vighizzolo d'Este", "Santa Caterina d'Este", "APPLIED"),
            ("2024-01-22", "Gambugliano + Sovizzo", "Sovizzo", "APPLIED"),
            ("2026-02-01", "Lirio", "", "APPLIED"),
            ("2026-02-21", "Castegnero + Nanto", "Castegnero Nanto", "APPLIED"),
        ]
        castegnero = Organisation.objects.get(short_name="Castegnero")
        assert (castegnero.state, castegnero.active_to) == ("CEASED", date(2026, 2, 20))

    def test_old_and_new_codes_lead_to_the_same_place(self):
        names = [
            str(resolve("ISTAT", "090003", on=date(2023, 10, 1))),
            str(resolve("ISTAT", "112001")),
            str(resolve("PLACE9", "020090003")),
            str(resolve("ISTAT", "999999")),
        ]
        assert names == ["Alghero", "Alghero", "Alghero", "None"]

    def test_population_follows_the_history_of_codes(self):
        run = run_import("POPULATION", ANPR, date(2022, 1, 18))
        assert run.report == {"by_code": 7507, "by_history": 377, "without": 10}
