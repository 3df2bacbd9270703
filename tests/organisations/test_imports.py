"""Official files, on hand-written rows: preview, decisions, all or nothing, and what bad files get."""

from datetime import date

import pytest
from django.core.management import CommandError, call_command

from pico.base.actor import Actor, system_actor
from pico.base.errors import Refused
from pico.journal.models import Entry
from pico.organisations.actions.imports import (
    CONFIRMATION,
    apply_import,
    decide_difference,
    discard_import,
    preview_import,
)
from pico.organisations.models import (
    Municipality,
    MunicipalityCode,
    Organisation,
    OrganisationCode,
    Population,
    RegistryImport,
)
from tests.factories.organisations import (
    make_code,
    make_entitlement,
    make_municipality_body,
    make_province,
)

pytestmark = pytest.mark.django_db
ACTOR = system_actor("test of the imports")
HEADER = (
    "Codice Comune (alfanumerico);Comune (dizione italiana);Comune (dizione straniera);"
    "Capoluogo di provincia/uts;Sigla automobilistica;Codice catasto;Codice fiscale\n"
)
ODERZO = "026051;Oderzo;;0;TV;F999;80008870265\n"
ASOLO = "026003;Asolo;;0;TV;A471;01138380264\n"
IPA_HEADER = (
    "cod_amm\tdes_amm\tComune\tnome_resp\tcogn_resp\tCap\tProvincia\tsito_istituzionale\tIndirizzo\tcf\t"
    "mail1\ttipo_mail1\tmail2\ttipo_mail2\n"
)
IPA_ODERZO = (
    "c_f999\tComune di Oderzo\tOderzo\tCanarino\tGiallo\t31046\tTV\twww.comune.oderzo.example\t"
    'Via "Garibaldi" 14\t'
    "80008870265\tPROTOCOLLO@PEC.ODERZO.EXAMPLE\tPec\tinfo@oderzo.example\tAltro\n"
)


@pytest.fixture
def treviso():
    """A Province with two municipalities, as the seed makes them: no ISTAT code, no fiscal code."""
    province = make_province()
    make_municipality_body("Oderzo", province, belfiore="F999")
    make_municipality_body("Asolo", province, belfiore="A471")
    return province


def preview(kind, text, on=date(2026, 8, 14)):
    content = text if isinstance(text, bytes) else text.encode()
    return preview_import(actor=ACTOR, kind=kind, content=content, file_name="file.csv", on=on)


def imported(kind, text, on=date(2026, 8, 14)):
    return apply_import(actor=ACTOR, registry_import=preview(kind, text, on), confirmation=CONFIRMATION)


def differences(run):
    return sorted(run.differences.values_list("group", "key", "field", "old", "new"))


def codes(slug):
    rows = OrganisationCode.objects.filter(organisation__slug=slug)
    return sorted(rows.values_list("scheme", "value", "state", "source"))


def istat(belfiore):
    rows = MunicipalityCode.objects.filter(municipality__belfiore=belfiore).order_by("pk")
    return list(rows.values_list("value", "valid_from", "valid_to"))


# --- ISTAT


def test_a_preview_writes_nothing_but_itself(treviso):
    run = preview("ISTAT", HEADER + ODERZO + ASOLO)
    assert (run.state, run.rows_read, run.rows_kept, run.rows_rejected) == ("PREVIEW", 2, 2, 0)
    assert differences(run) == [
        ("NEW", "A471", "fiscal", "", "01138380264"),
        ("NEW", "A471", "istat", "", "026003"),
        ("NEW", "F999", "fiscal", "", "80008870265"),
        ("NEW", "F999", "istat", "", "026051"),
    ]
    assert (MunicipalityCode.objects.count(), OrganisationCode.objects.count()) == (0, 0)


def test_applying_sets_codes_and_keeps_the_fiscal_code_as_observed_only(treviso):
    imported("ISTAT", HEADER + ODERZO + ASOLO)
    assert istat("F999") == [("026051", None, None)]
    assert codes("oderzo-f999") == [("FISCAL", "80008870265", "OBSERVED", "ISTAT")]


def test_a_second_list_changes_nothing_twice(treviso):
    imported("ISTAT", HEADER + ODERZO + ASOLO)
    assert differences(preview("ISTAT", HEADER + ASOLO + ODERZO)) == []


def test_a_new_code_closes_the_old_one_the_day_before(treviso):
    imported("ISTAT", HEADER + ODERZO + ASOLO)
    imported("ISTAT", HEADER + ODERZO.replace("026051", "126051") + ASOLO, on=date(2027, 1, 1))
    assert istat("F999") == [("026051", None, date(2026, 12, 31)), ("126051", date(2027, 1, 1), None)]


def test_a_new_name_passes_to_the_body_whose_name_followed_the_place(treviso):
    imported("ISTAT", HEADER + ODERZO.replace("Oderzo", "Oderzo sul Monticano") + ASOLO)
    body = Organisation.objects.get(slug="oderzo-f999")
    assert (body.name, body.short_name) == ("Comune di Oderzo sul Monticano", "Oderzo sul Monticano")
    assert body.search_name == "comune di oderzo sul monticano oderzo sul monticano"


def test_a_place_that_moves_goes_to_the_community_of_the_other_province(treviso):
    vicenza = make_province("vicenza")
    imported("ISTAT", HEADER + ODERZO + ASOLO.replace(";TV;", ";VI;"))
    asolo = Organisation.objects.get(slug="asolo-a471")
    assert (asolo.province, asolo.parent, asolo.municipality.unit) == (vicenza, vicenza, vicenza.unit)
    relations = list(asolo.relations_out.order_by("pk").values_list("to_organisation__slug", "valid_to"))
    assert relations == [("treviso", date(2026, 8, 13)), ("vicenza", None)]


def test_a_new_place_gets_its_body_and_its_province(treviso):
    imported("ISTAT", HEADER + ODERZO + ASOLO + "026096;Pieve del Grappa;;0;TV;M422;\n")
    body = Organisation.objects.get(slug="pieve-del-grappa-m422")
    assert (body.name, body.province, body.state) == ("Comune di Pieve del Grappa", treviso, "CANDIDATE")
    assert istat("M422") == [("026096", None, None)]
    assert body.relations_out.get().to_organisation == treviso


def test_a_place_that_is_gone_ceases_by_an_event(treviso):
    make_entitlement(Organisation.objects.get(slug="asolo-a471"))
    run = preview("ISTAT", HEADER + ODERZO)
    assert (run.needs_confirmation, run.report["gone"]) == ("Comuni che scompaiono: 1 su 2.", 1)
    with pytest.raises(Refused) as refusal:
        apply_import(actor=ACTOR, registry_import=run)
    assert refusal.value.code == "confirm"
    apply_import(actor=ACTOR, registry_import=run, confirmation="applica")
    asolo = Organisation.objects.get(slug="asolo-a471")
    event = asolo.events_as_predecessor.get()
    assert (asolo.state, asolo.active_to, event.kind, event.state) == (
        "CEASED",
        date(2026, 8, 13),
        "CEASED",
        "APPLIED",
    )
    assert (asolo.municipality.valid_to, asolo.entitlements.get().valid_to) == (date(2026, 8, 13),) * 2


def test_a_difference_that_is_kept_back_is_not_applied(treviso):
    run = preview("ISTAT", HEADER + ODERZO.replace("Oderzo", "Odertio") + ASOLO)
    name = run.differences.get(field="name")
    decide_difference(actor=ACTOR, difference=name, decision="KEEP")
    apply_import(actor=ACTOR, registry_import=run, confirmation=CONFIRMATION)
    assert Municipality.objects.get(belfiore="F999").name == "Oderzo"
    assert istat("F999") == [("026051", None, None)]


def test_two_rows_for_one_place_are_both_refused_and_the_rest_goes_on(treviso):
    run = imported("ISTAT", HEADER + ODERZO + ODERZO + ASOLO)
    assert run.rows_rejected == 2
    assert (istat("F999"), istat("A471")) == ([], [("026003", None, None)])
    assert [d for d in differences(run) if d[0] == "CONFLICT"] == [
        ("CONFLICT", "F999", "belfiore", "", "due righe nel file")
    ] * 2


def test_an_unknown_unit_and_a_malformed_code_are_conflicts(treviso):
    run = preview("ISTAT", HEADER + ODERZO.replace(";TV;", ";XX;") + ASOLO.replace("026003", "26003"))
    assert [d for d in differences(run) if d[0] == "CONFLICT"] == [
        ("CONFLICT", "A471", "istat", "", "26003"),
        ("CONFLICT", "F999", "unit", "", "XX"),
    ]
    with pytest.raises(Refused):
        decide_difference(actor=ACTOR, difference=run.differences.first(), decision="APPLY")


def test_a_code_another_body_confirmed_is_disputed(treviso):
    make_code(Organisation.objects.get(slug="asolo-a471"), "FISCAL", "80008870265")
    imported("ISTAT", HEADER + ODERZO + ASOLO)
    assert codes("oderzo-f999") == [("FISCAL", "80008870265", "DISPUTED", "ISTAT")]


def test_a_code_on_two_rows_of_the_file_is_disputed_on_both(treviso):
    imported("ISTAT", HEADER + ODERZO + ASOLO.replace("01138380264", "80008870265"))
    assert [codes(slug)[0][2] for slug in ("oderzo-f999", "asolo-a471")] == ["DISPUTED", "DISPUTED"]


def test_the_older_layout_with_commas_and_other_headers_is_read(treviso):
    text = (
        "Codice Comune formato alfanumerico,Denominazione in italiano,Denominazione altra lingua,"
        "Sigla automobilistica,Codice Catastale del comune\n026051,Oderzo,,TV,F999\n026003,Asolo,,TV,A471\n"
    )
    imported("ISTAT", b"\xef\xbb\xbf" + text.encode())
    assert istat("F999") == [("026051", None, None)]


# --- IPA


def test_ipa_confirms_codes_and_fills_the_profile_without_persons(treviso):
    run = imported("IPA", IPA_HEADER + IPA_ODERZO)
    body = Organisation.objects.get(slug="oderzo-f999")
    assert (body.address, body.postal_code, body.locality) == ('Via "Garibaldi" 14', "31046", "Oderzo")
    assert (body.pec, body.website, body.website_checked) == (
        "protocollo@pec.oderzo.example",
        "https://www.comune.oderzo.example",
        False,
    )
    assert codes("oderzo-f999") == [
        ("FISCAL", "80008870265", "CONFIRMED", "IPA"),
        ("IPA", "c_f999", "CONFIRMED", "IPA"),
    ]
    everything = repr([*Organisation.objects.values(), *run.differences.values()])
    assert "Canarino" not in everything


def test_ipa_again_finds_no_difference(treviso):
    imported("IPA", IPA_HEADER + IPA_ODERZO)
    assert differences(preview("IPA", IPA_HEADER + IPA_ODERZO + "\n")) == []


def test_a_known_code_matches_before_the_name(treviso):
    asolo = Organisation.objects.get(slug="asolo-a471")
    make_code(asolo, "IPA", "c_f999")
    run = preview("IPA", IPA_HEADER + IPA_ODERZO)
    assert (run.report["matched_by_code"], {d[1] for d in differences(run)}) == (1, {"asolo-a471"})


def test_the_seat_helps_only_a_body_nobody_matched(treviso):
    caines = IPA_ODERZO.replace("Comune di Oderzo", "Comune di Opitergium").replace("c_f999", "c_x000")
    run = preview("IPA", IPA_HEADER + caines)
    assert (run.report["matched_by_name"], run.report["matched_by_seat"]) == (0, 1)
    run = preview("IPA", IPA_HEADER + IPA_ODERZO + caines)
    assert (run.report["matched_by_name"], run.report["matched_by_seat"], run.report["unmatched"]) == (
        1,
        0,
        1,
    )


def test_ipa_wins_over_what_istat_observed_on_a_neighbour(treviso):
    imported(
        "ISTAT", HEADER + ODERZO.replace("80008870265", "01138380264") + ASOLO.replace("01138380264", "")
    )
    asolo = IPA_ODERZO.replace("Oderzo", "Asolo").replace("c_f999", "c_a471")
    asolo = asolo.replace("80008870265", "01138380264")
    imported("IPA", IPA_HEADER + IPA_ODERZO + asolo)
    assert codes("oderzo-f999") == [
        ("FISCAL", "01138380264", "DISPUTED", "ISTAT"),
        ("FISCAL", "80008870265", "CONFIRMED", "IPA"),
        ("IPA", "c_f999", "CONFIRMED", "IPA"),
    ]
    assert codes("asolo-a471")[0] == ("FISCAL", "01138380264", "CONFIRMED", "IPA")


def test_two_rows_with_one_ipa_code_are_both_refused(treviso):
    run = imported("IPA", IPA_HEADER + IPA_ODERZO + IPA_ODERZO.replace("Oderzo", "Asolo"))
    assert (run.rows_rejected, OrganisationCode.objects.count()) == (2, 0)


def test_sulcis_is_known_by_its_old_abbreviation_too():
    body = make_municipality_body("Carbonia", belfiore="B745")
    unit = body.municipality.unit
    unit.abbreviation = "SU"
    unit.save()
    row = IPA_ODERZO.replace("Oderzo", "Carbonia").replace("\tTV\t", "\tCI\t")
    assert preview("IPA", IPA_HEADER + row).report["matched_by_name"] == 1


# --- Population


def test_inhabitants_are_found_by_todays_and_by_old_codes(treviso):
    imported("ISTAT", HEADER + ODERZO + ASOLO)
    imported("ISTAT", HEADER + ODERZO.replace("026051", "126051") + ASOLO, on=date(2027, 1, 1))
    run = imported("POPULATION", "codice_istat,popolazione\n026051,20706\n026003,9163\n999999,1\n")
    assert run.report == {"by_code": 1, "by_history": 1, "without": 0}
    rows = Population.objects.order_by("value").values_list("municipality__name", "value")
    assert list(rows) == [("Asolo", 9163), ("Oderzo", 20706)]


# --- Bad files and repeated ones


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "Il file è vuoto."),
        (b"  \n ", "Il file è vuoto."),
        (b"<!doctype html><html></html>", "Il file non è una tabella di testo"),
        (b"PK\x03\x04\x00\x00", "Il file non è una tabella di testo"),
        (b"solo una colonna\nciao\n", "Non trovo colonne"),
        (
            b"Codice catasto;Comune (dizione italiana);Sigla\nF999;Oderzo;TV\n",
            "Manca la colonna «Codice Comune",
        ),
    ],
)
def test_a_file_that_is_not_the_expected_one_changes_nothing_and_says_why(treviso, content, reason):
    run = preview("ISTAT", content)
    assert (run.state, run.error.startswith(reason), run.differences.count()) == ("FAILED", True, 0)
    with pytest.raises(Refused):
        apply_import(actor=ACTOR, registry_import=run)


def test_the_first_lines_of_a_wrong_file_are_kept_to_be_shown(treviso):
    run = preview("ISTAT", b"<script>alert(1)</script>\nb\nc\nd\n")
    assert run.first_lines == "<script>alert(1)</script>\nb\nc"


def test_the_same_file_is_never_applied_twice(treviso):
    imported("ISTAT", HEADER + ODERZO + ASOLO)
    with pytest.raises(Refused, match="già importato"):
        preview("ISTAT", HEADER + ODERZO + ASOLO)


def test_a_newer_preview_replaces_the_older_one(treviso):
    first = preview("ISTAT", HEADER + ODERZO + ASOLO)
    second = preview("ISTAT", HEADER + ASOLO + ODERZO)
    first.refresh_from_db()
    assert (first.state, second.state) == ("DISCARDED", "PREVIEW")
    discard_import(actor=ACTOR, registry_import=second)
    with pytest.raises(Refused):
        apply_import(actor=ACTOR, registry_import=second)


def test_nobody_else_imports():
    nobody = Actor(user=object(), organisation=make_province())
    with pytest.raises(Refused) as refusal:
        preview_import(actor=nobody, kind="ISTAT", content=b"x;y", file_name="x")
    assert (refusal.value.code, RegistryImport.objects.count()) == ("forbidden", 0)


def test_the_journal_tells_each_step(treviso):
    imported("ISTAT", HEADER + ODERZO + ASOLO)
    rows = Entry.objects.unrestricted("test").filter(verb__startswith="organisations.")
    verbs = rows.order_by("pk").values_list("verb", flat=True)
    assert list(verbs) == ["organisations.import.previewed", "organisations.import.applied"]


def test_the_command_shows_the_preview_and_applies_when_told(treviso, tmp_path, capsys):
    path = tmp_path / "comuni.csv"
    path.write_text(HEADER + ODERZO + ASOLO)
    call_command("import_registry", path, kind="istat")
    assert RegistryImport.objects.get().state == "PREVIEW"
    call_command("import_registry", path, kind="istat", apply=True)
    assert capsys.readouterr().out.splitlines()[-1] == "applied"
    with pytest.raises(CommandError, match="già importato"):
        call_command("import_registry", path, kind="istat", apply=True)
    path.write_text("<html>")
    with pytest.raises(CommandError, match="tabella di testo"):
        call_command("import_registry", path, kind="ipa")
