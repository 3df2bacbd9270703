"""The pages of the national registry: official files and events, for the national administrator alone."""

from datetime import date

import pytest
from django.core.files.storage import storages
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from pico.base.actor import system_actor
from pico.base.dates import today
from pico.base.jobs import JobTimeout
from pico.journal.models import Entry
from pico.organisations.actions import imports
from pico.organisations.actions.imports import finish_import
from pico.organisations.models import (
    MunicipalityCode,
    Organisation,
    OrganisationEvent,
    RegistryDifference,
    RegistryImport,
)
from tests.factories.accounts import make_member
from tests.factories.organisations import (
    make_code,
    make_entitlement,
    make_municipality_body,
    make_national_upi,
    make_province,
    make_regional_upi,
)
from tests.organisations.test_imports import ASOLO, HEADER, ODERZO
from tests.queue import call

pytestmark = pytest.mark.django_db
HOME, IMPORTS, EVENTS, NEW_EVENT = (
    reverse(f"organisations:{name}") for name in ("registry", "imports", "events", "event_new")
)


@pytest.fixture
def treviso():
    province = make_province()
    make_municipality_body("Oderzo", province, belfiore="F999")
    make_municipality_body("Asolo", province, belfiore="A471")
    return province


@pytest.fixture
def national(client, treviso):
    person = make_member(make_national_upi(), "administrator")
    client.force_login(person)
    return person


def upload(client, text: str, kind: str = "ISTAT", name: str = "comuni.csv", **more):
    file = SimpleUploadedFile(name, text.encode())
    data = {"kind": kind, "observation_date": "2026-08-14", "file": file}
    answer = client.post(IMPORTS, data | more)
    if RegistryImport.objects.filter(state="READING").exists():
        call("organisations.read_registry_import")
    return answer


def at(name: str, run: RegistryImport) -> str:
    return reverse(f"organisations:{name}", args=[run.pk])


def test_nobody_but_the_national_administrator_finds_these_pages(client, treviso):
    run = RegistryImport.objects.create(
        kind="ISTAT", file_name="segreto.csv", sha256="0" * 64, size=1, observation_date=date(2026, 8, 14)
    )
    pages = [HOME, IMPORTS, EVENTS, NEW_EVENT, at("import", run)]
    writes = [
        IMPORTS,
        NEW_EVENT,
        at("import_apply", run),
        at("import_discard", run),
        at("import_decisions", run),
    ]
    people = [
        make_member(treviso, "administrator"),
        make_member(make_regional_upi(), "administrator"),
        make_member(make_national_upi(), "network_expert"),
        make_member(make_national_upi(), "auditor"),
    ]
    got = set()
    for person in people:
        client.force_login(person)
        got |= {client.get(page).status_code for page in pages}
        got |= {client.post(page).status_code for page in writes}

    assert got == {404}
    run.refresh_from_db()
    assert run.state == "PREVIEW"


def test_the_home_tells_how_much_is_known_and_what_is_missing(client, national, treviso):
    make_code(treviso, "FISCAL", "80008870265")

    page = client.get(HOME)

    gaps = {row["label"]: row["count"] for row in page.context["gaps"]}
    assert gaps == {
        "Senza codice fiscale": 4,  # two municipalities, UPI and UPI Veneto
        "Senza codice IPA": 5,
        "Comuni senza codice ISTAT": 2,
        "Senza PEC": 5,
        "Comuni senza popolazione": 2,
        "Con un codice conteso": 0,
    }
    assert [source["state"] for source in page.context["sources"]] == ["mai importata"] * 3


@pytest.mark.parametrize("rows", [1, 3])
def test_the_lists_cost_the_same_at_one_and_three_rows(
    client, national, treviso, rows, django_assert_num_queries
):
    bodies = list(Organisation.objects.of_kind("MUNICIPALITY"))
    for number in range(rows):
        RegistryImport.objects.create(
            kind="IPA", file_name=f"{number}.txt", sha256=f"{number:064d}", size=1, observation_date=today()
        )
        event = OrganisationEvent.objects.create(kind="MERGER", effective_on=date(2099, 1, 1))
        event.predecessors.set(bodies)
        event.successors.set([treviso])
    for page in (HOME, IMPORTS, EVENTS):
        client.get(page)

    with django_assert_num_queries(20):
        client.get(HOME)
    with django_assert_num_queries(8):
        client.get(IMPORTS)
    with django_assert_num_queries(10):
        client.get(EVENTS)


# --- Files -------------------------------------------------------------------------------------------------


def test_a_file_becomes_a_preview_in_four_tabs_and_nothing_else(client, national):
    answer = upload(
        client, HEADER + ODERZO.replace("Oderzo", "Oderzo sul Monticano") + "bad;Roma;;0;ZZ;H501;\n"
    )
    run = RegistryImport.objects.get()

    page = client.get(at("import", run))

    assert (answer.status_code, run.state, run.file_name) == (302, "PREVIEW", "comuni.csv")
    assert [(tab["label"], tab["count"]) for tab in page.context["tabs"]] == [
        ("Nuovi", 2),
        ("Modificati", 1),
        ("Scomparsi", 1),
        ("Conflitti", 1),
    ]
    changed = client.get(at("import", run), {"scheda": "modificati"}).content.decode()
    assert "Oderzo sul Monticano" in changed
    assert (
        "Applica tutte queste" not in client.get(at("import", run), {"scheda": "conflitti"}).content.decode()
    )
    assert MunicipalityCode.objects.count() == 0


def test_a_large_file_is_read_by_a_job_while_its_page_says_so(client, national):
    file = SimpleUploadedFile("comuni.csv", (HEADER + ODERZO + ASOLO).encode())
    answer = client.post(IMPORTS, {"kind": "ISTAT", "observation_date": "2026-08-14", "file": file})
    run = RegistryImport.objects.get()
    progress = client.get(answer.url).content.decode()
    waiting = client.get(at("import", run)).content.decode()

    assert (run.state, run.differences.count()) == ("READING", 0)
    assert ("Lettura di comuni.csv" in progress, "<progress" in progress) == (True, True)
    assert "Il file è in lettura" in waiting
    assert "<progress" in waiting
    assert "Applica il file" not in waiting

    for _time in range(2):  # a job may run twice
        call("organisations.read_registry_import")

    run.refresh_from_db()
    assert (run.state, run.differences.count()) == ("PREVIEW", 4)
    assert not storages["private"].exists(f"registry-imports/{run.pk}")
    assert f'href="{at("import", run)}">Apri l&#x27;anteprima' in client.get(answer.url).content.decode()
    assert "Applica il file" in client.get(at("import", run)).content.decode()


def test_a_file_thrown_away_while_it_waits_is_not_read(client, national):
    file = SimpleUploadedFile("comuni.csv", (HEADER + ODERZO).encode())
    client.post(IMPORTS, {"kind": "ISTAT", "observation_date": "2026-08-14", "file": file})
    run = RegistryImport.objects.get()

    assert client.post(at("import_discard", run)).status_code == 302
    call("organisations.read_registry_import")

    run.refresh_from_db()
    assert (run.state, run.differences.count()) == ("DISCARDED", 0)
    assert not storages["private"].exists(f"registry-imports/{run.pk}")


def test_a_file_lost_before_it_was_read_is_said(client, national):
    file = SimpleUploadedFile("comuni.csv", (HEADER + ODERZO).encode())
    answer = client.post(IMPORTS, {"kind": "ISTAT", "observation_date": "2026-08-14", "file": file})
    run = RegistryImport.objects.get()
    storages["private"].delete(f"registry-imports/{run.pk}")

    call("organisations.read_registry_import")

    pages = [client.get(address).content.decode() for address in (answer.url, at("import", run))]
    assert ["Non è stato possibile leggere il file." in page for page in pages] == [True, True]
    assert ["Applica il file" in page for page in pages] == [False, False]
    assert "Il lavoro non è riuscito" in pages[0]


def test_a_file_that_takes_too_long_is_given_up_in_words_and_may_be_sent_again(client, national, monkeypatch):
    def endless(content, on):
        raise JobTimeout

    monkeypatch.setitem(imports.COMPARE, "ISTAT", endless)
    upload(client, HEADER + ODERZO)
    run = RegistryImport.objects.get()
    assert (run.state, run.error) == ("FAILED", "Non è stato possibile leggere il file.")
    monkeypatch.undo()
    upload(client, HEADER + ODERZO)
    assert RegistryImport.objects.filter(state="PREVIEW").count() == 1


def test_a_form_refused_for_its_date_says_that_the_file_must_be_chosen_again(client, national):
    answer = upload(client, HEADER + ODERZO, observation_date="2099-01-01")

    assert (answer.status_code, set(answer.context["form"].errors)) == (422, {"observation_date", "file"})
    assert "Il file va scelto di nuovo" in answer.content.decode()


def test_the_preview_is_applied_by_a_job_that_may_run_twice(
    client, national, django_capture_on_commit_callbacks
):
    upload(client, HEADER + ODERZO + ASOLO)
    run = RegistryImport.objects.get()

    client.post(at("import_apply", run))
    run.refresh_from_db()
    waiting = (run.state, "in applicazione" in client.get(at("import", run)).content.decode())
    for _time in range(2):
        call("organisations.apply_registry_import")

    run.refresh_from_db()
    assert (waiting, run.state) == (("APPLYING", True), "APPLIED")
    codes = MunicipalityCode.objects.values_list("municipality__belfiore", "value").order_by("value")
    assert list(codes) == [("A471", "026003"), ("F999", "026051")]
    verbs = Entry.objects.unrestricted("test").filter(verb__startswith="organisations.import").order_by("pk")
    assert [(entry.verb.split(".")[-1], bool(entry.actor_id)) for entry in verbs] == [
        ("received", True),
        ("previewed", False),
        ("queued", True),
        ("applied", False),
    ]


def test_a_job_that_fails_leaves_the_registry_as_it_was_and_says_so(client, national, treviso):
    upload(client, HEADER + ODERZO + ASOLO)
    run = RegistryImport.objects.get()
    client.post(at("import_apply", run))
    # A difference whose place vanished meanwhile: the job cannot apply it.
    RegistryDifference.objects.filter(field="istat").update(key="X999")

    finish_import(actor=system_actor("test"), registry_import=run)

    run.refresh_from_db()
    assert (run.state, MunicipalityCode.objects.count()) == ("FAILED", 0)
    assert "rimasto com&#x27;era" in client.get(at("import", run)).content.decode()


def test_a_decision_keeps_a_value_and_a_group_is_decided_at_once(client, national):
    upload(client, HEADER + ODERZO + ASOLO)
    run = RegistryImport.objects.get()
    one = run.differences.get(key="A471", field="istat")

    answer = client.post(
        at("import_decisions", run), {"choice": f"KEEP:{one.pk}", "next": "?scheda=nuovi&pagina=1"}
    )
    one.refresh_from_db()
    assert (answer.url, one.decision) == (f"{at('import', run)}?scheda=nuovi&pagina=1", "KEEP")

    client.post(at("import_decisions", run), {"choice": "KEEP:NEW", "next": "https://altrove.example/"})
    assert set(run.differences.values_list("decision", flat=True)) == {"KEEP"}
    client.post(at("import_apply", run))
    call("organisations.apply_registry_import")
    assert MunicipalityCode.objects.count() == 0


@pytest.mark.parametrize("choice", ["", "KEEP:", "BURN:1", "KEEP:ALL", "APPLY:CONFLICT"])
def test_a_decision_that_does_not_exist_is_refused(client, national, choice):
    upload(client, HEADER + ODERZO + ASOLO)
    run = RegistryImport.objects.get()

    assert client.post(at("import_decisions", run), {"choice": choice}).status_code == 422
    assert set(run.differences.values_list("decision", flat=True)) == {"APPLY"}


def test_a_difference_of_another_file_is_not_decided_here(client, national):
    upload(client, HEADER + ODERZO + ASOLO)
    first = RegistryImport.objects.get()
    strange = first.differences.first()
    upload(client, HEADER + ODERZO, name="altro.csv")
    second = RegistryImport.objects.exclude(pk=first.pk).get()

    assert client.post(at("import_decisions", second), {"choice": f"KEEP:{strange.pk}"}).status_code == 404


def test_a_file_that_changes_too_much_is_applied_only_with_the_word_typed(client, national):
    upload(client, HEADER + ODERZO)  # one of two municipalities is gone
    run = RegistryImport.objects.get()

    refused = client.post(at("import_apply", run), {"confirmation": "sì"})
    run.refresh_from_db()
    assert (refused.status_code, run.state) == (422, "PREVIEW")
    assert "Per continuare scrivi APPLICA" in refused.content.decode()
    client.post(at("import_apply", run), {"confirmation": "applica"})
    run.refresh_from_db()
    assert run.state == "APPLYING"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("<html><script>alert(1)</script></html>", "&lt;script&gt;alert(1)"),
        ("Nome;Colore\nOderzo;rosso\n", "Nome;Colore"),
    ],
)
def test_a_file_that_is_not_the_expected_one_is_shown_escaped_and_changes_nothing(
    client, national, text, said
):
    upload(client, text)

    run = RegistryImport.objects.get()
    page = client.get(at("import", run)).content.decode()
    assert run.state == "FAILED"
    assert said in page
    assert "<script>alert" not in page


def test_an_empty_upload_and_one_from_the_future_stay_on_the_form(client, national):
    assert upload(client, HEADER + ODERZO, observation_date="2099-01-01").status_code == 422
    assert client.post(IMPORTS, {"kind": "ISTAT", "observation_date": "2026-08-14"}).status_code == 422
    assert RegistryImport.objects.count() == 0


def test_the_same_file_twice_is_told_with_its_day(client, national):
    upload(client, HEADER + ODERZO + ASOLO)
    run = RegistryImport.objects.get()
    client.post(at("import_apply", run))
    call("organisations.apply_registry_import")

    answer = upload(client, HEADER + ODERZO + ASOLO)

    assert (answer.status_code, "già importato il" in answer.content.decode()) == (422, True)


def test_a_preview_is_thrown_away_once(client, national):
    upload(client, HEADER + ODERZO + ASOLO)
    run = RegistryImport.objects.get()

    assert [client.post(at("import_discard", run)).status_code for _time in range(2)] == [302, 422]
    assert client.post(at("import_apply", run)).status_code == 422
    run.refresh_from_db()
    assert run.state == "DISCARDED"


# --- Events ------------------------------------------------------------------------------------------------


@pytest.fixture
def vicenza():
    province = make_province("vicenza")
    for name in ("Castegnero", "Nanto", "Castegnero Nanto"):
        make_municipality_body(name, province)
    return province


def event(**values) -> dict:
    return {
        "kind": "MERGER",
        "effective_on": "2099-02-21",
        "predecessors": "Comune di Castegnero\r\nNanto",
        "successors": "Castegnero Nanto",
        "act": "L.R. 3/2026",
        **values,
    }


def test_the_effects_are_seen_before_the_event_is_written(client, national, vicenza):
    old = Organisation.objects.get(short_name="Nanto")
    make_code(old, "IPA", "c_f838")
    make_entitlement(old)
    make_member(old, "administrator")

    shown = client.post(NEW_EVENT, event())

    told = [(e.body.short_name, e.codes, e.people, e.entitlements) for e in shown.context["effects"]]
    assert told == [("Castegnero", 0, 0, 0), ("Nanto", 1, 1, 1)]
    assert OrganisationEvent.objects.count() == 0
    written = client.post(NEW_EVENT, event(seen=shown.context["seen"]))
    assert (written.status_code, OrganisationEvent.objects.get().state) == (302, "PLANNED")


def test_what_was_not_seen_is_not_written(client, national, vicenza):
    shown = client.post(NEW_EVENT, event())

    again = client.post(NEW_EVENT, event(effective_on="2098-01-01", seen=shown.context["seen"]))

    assert (again.status_code, OrganisationEvent.objects.count()) == (200, 0)


def test_an_event_of_the_past_takes_effect_at_once(client, national, vicenza):
    seen = client.post(NEW_EVENT, event(effective_on="2026-02-21")).context["seen"]

    client.post(NEW_EVENT, event(effective_on="2026-02-21", seen=seen))

    old = Organisation.objects.get(short_name="Castegnero")
    assert (old.state, old.active_to) == ("CEASED", date(2026, 2, 20))
    assert OrganisationEvent.objects.get().state == "APPLIED"


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"predecessors": "Atlantide"}, "«Atlantide» non è nel registro"),
        ({"predecessors": "Nanto"}, "In una fusione cambiano almeno due enti."),
        ({"successors": ""}, "Indica l&#x27;ente, uno solo, che ne prende il posto."),
        ({"kind": "CEASED"}, "Un ente che cessa non ha chi ne prende il posto"),
        ({"kind": "INCORPORATION"}, "nell&#x27;incorporazione ne resta uno"),
        ({"successors": "Nanto"}, "Nella fusione nasce un ente nuovo"),
        ({"predecessors": "Castro\r\nNanto"}, "«Castro» può essere più di un ente"),
        ({"predecessors": "Castegnero\r\nOderzo"}, "Gli enti vengono da due Province"),
        ({"effective_on": ""}, "Compila «Decorrenza»"),
    ],
)
def test_an_event_that_makes_no_sense_is_refused_with_the_reason(client, national, vicenza, values, said):
    for _time in range(2):
        make_municipality_body("Castro", vicenza)

    answer = client.post(NEW_EVENT, event(**values))

    assert (answer.status_code, said in answer.content.decode()) == (422, True)
    assert OrganisationEvent.objects.count() == 0


def test_the_successor_of_two_provinces_is_served_by_the_one_that_was_chosen(
    client, national, treviso, vicenza
):
    values = event(predecessors="Castegnero\r\nF999", effective_on="2026-02-21", serving_province=treviso.pk)
    seen = client.post(NEW_EVENT, values).context["seen"]

    client.post(NEW_EVENT, values | {"seen": seen})

    new = Organisation.objects.get(short_name="Castegnero Nanto")
    assert (new.province, new.parent) == (treviso, treviso)
    rows = (
        new.relations_out.filter(kind="SERVED_BY")
        .order_by("pk")
        .values_list("to_organisation", "valid_from", "valid_to")
    )
    assert list(rows) == [(vicenza.pk, None, date(2026, 2, 20)), (treviso.pk, date(2026, 2, 21), None)]
