"""Items from a file: shown line by line before anything is written; files that could harm are refused."""

import io
import zipfile
from decimal import Decimal

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from pico.journal.models import Entry
from pico.sua import actions
from tests.factories.portal import make_site
from tests.factories.sua import Cast
from tests.factories.sua_campaigns import ITEMS, again, make_campaign, make_open_campaign

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("treviso_host")]
HEADER = ["Codice", "Descrizione", "Unità", "Prezzo base", "Minimo", "Massimo", "Lotto", "Caratteristiche"]


def book(*rows):
    made, content = openpyxl.Workbook(), io.BytesIO()
    for row in (HEADER, *rows):
        made.active.append(row)
    made.save(content)
    return content.getvalue()


def upload(client, campaign, content, name="voci.xlsx", **more):
    data = {"lines": "", "file": SimpleUploadedFile(name, content), "version": again(campaign).version}
    return client.post(url(campaign), {**data, **more})


def url(campaign):
    return reverse("sua:campaign_items", args=[campaign.public_id])


def stored(campaign):
    return list(campaign.items.values_list("code", "unit", "base_price", "least"))


@pytest.fixture
def office(cast):
    made = Client(HTTP_HOST="treviso.localhost")
    made.force_login(cast.sua)
    return made


def words(answer):
    return answer.content.decode()


# --- What must not happen


def test_who_does_not_prepare_the_campaign_uploads_nothing(cast):
    campaign = make_campaign(cast)
    before = stored(campaign)
    brescia = Cast("Desenzano del Garda", "brescia")
    make_site(brescia.province)
    for person, host in ((cast.executive, "treviso"), (cast.manager, "treviso"), (brescia.sua, "brescia")):
        client = Client(HTTP_HOST=f"{host}.localhost")
        client.force_login(person)
        assert upload(client, campaign, book(["K", "Kit", "pz", 1])).status_code == 404
    for person in (cast.executive, cast.manager):
        client = Client(HTTP_HOST="treviso.localhost")
        client.force_login(person)
        assert client.get(reverse("sua:items_example", args=["csv"])).status_code == 404
    assert stored(campaign) == before


def test_an_open_campaign_takes_no_file(cast, office):
    campaign = make_open_campaign(cast)
    assert upload(office, campaign, book(["K", "Kit", "pz", 1])).status_code == 404


def with_macro():
    content = io.BytesIO(book(["K", "Kit", "pz", 1]))
    with zipfile.ZipFile(content, "a") as archive:
        archive.writestr("xl/vbaProject.bin", b"Attribut")
    return content.getvalue()


def bomb():
    content = io.BytesIO(book(["K", "Kit", "pz", 1]))
    with zipfile.ZipFile(content, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/media/zeros.bin", bytes(90_000_000))
    return content.getvalue()


@pytest.mark.parametrize(
    ("make", "sentence"),
    [
        (with_macro, "Il file contiene macro"),
        (bomb, "troppo grande una volta estratto"),
        (lambda: book(*([f"K{n}", "Kit", "pz", 1] for n in range(5000))), "Al massimo 200 righe"),
        (lambda: book(["K", "Kit", "pz", 1])[:900], "non è un archivio ZIP leggibile"),
        (lambda: b"\xd0\xcf\x11\xe0 old workbook \xff", "salvalo come cartella di Excel (XLSX)"),
        (lambda: b"K;Kit;pz;1\n" * 60_000, "Il file supera 500 KB"),
    ],
)
def test_a_file_that_could_harm_is_refused_and_what_was_typed_stays(cast, office, make, sentence):
    campaign = make_campaign(cast)
    before = stored(campaign)
    answer = upload(office, campaign, make(), lines="K9;Quello che ho scritto;pz;1,00")
    page = words(answer)
    assert (answer.status_code, sentence in page, "Quello che ho scritto" in page) == (422, True, True)
    assert stored(campaign) == before


# --- What happens


def test_a_file_is_shown_line_by_line_and_written_only_when_confirmed(cast, office):
    campaign = make_campaign(cast)
    before = stored(campaign)
    content = book(
        ["S1", "Sale per disgelo, pianura", "t", 95, None, None, "Lotto 1", None],
        ["S2", "Sale per disgelo, montagna", "t", 97.5, None, None, "Lotto 2", None],
        ["K", "Kit", "pz", "1.250,00", 0.5, 12, None, None],
    )
    shown = upload(office, campaign, content)
    page = words(shown)
    assert (shown.status_code, stored(campaign)) == (200, before)
    for sentence in ("Non è ancora salvato nulla", "uguale a quella", "cambia quella che", ">nuova<"):
        assert sentence in page, sentence
    lines = shown.context["form"]["lines"].value()
    sent = {"lines": lines, "version": shown.context["version"]}
    assert office.post(url(campaign), sent).status_code == 302
    assert stored(campaign) == [
        ("S1", "TNE", Decimal("95.00"), None),
        ("S2", "TNE", Decimal("97.50"), None),
        ("K", "H87", Decimal("1250.00"), Decimal("0.500")),
    ]


def test_wrong_lines_are_told_with_their_number_and_nothing_is_written(cast, office):
    campaign = make_campaign(cast)
    before = stored(campaign)
    content = book(
        ["K", "Kit", "pz", "1,250.00"], [None] * 4, ["L", "Lame", "barili", 3], ["M", "Pale", "pz", 9]
    )
    answer = upload(office, campaign, content)
    page = words(answer)
    assert (answer.status_code, stored(campaign)) == (422, before)
    assert ("Riga 2: Indica l&#x27;importo con al massimo due decimali, ad esempio 1.234,50" in page) is True
    assert "Riga 4: unità «barili» sconosciuta" in page
    assert page.count("da correggere:") == 2
    assert page.count("tolta: nel file") == 2  # S1 and S2


def test_the_same_file_twice_changes_nothing(cast, office):
    campaign = make_campaign(cast)
    rows = Entry.objects.unrestricted("test").filter(verb="sua.campaign.items")
    version, lines = again(campaign).version, rows.count()
    again_saved = actions.save_items(
        actor=cast.actor("sua"), campaign=again(campaign), version=version, items=ITEMS
    )
    assert (again(campaign).version, again_saved.version, rows.count()) == (version, version, lines)


@pytest.mark.parametrize("format", ["csv", "xlsx"])
def test_the_example_reads_back_without_an_error(cast, office, format):
    campaign = make_campaign(cast)
    file = office.get(reverse("sua:items_example", args=[format]))
    content = b"".join(file.streaming_content)
    shown = upload(office, campaign, content, name=f"voci.{format}")
    assert (shown.status_code, words(shown).count("cambia quella che")) == (200, 2)  # S1 and S2


# --- Formulas


def test_a_formula_that_nobody_computed_is_named_with_its_cell(cast, office):
    campaign = make_campaign(cast)
    before = stored(campaign)
    rows = (["K1", "Kit", "pz", "=10*2"], ["K2", "Kit grande", "pz", 5, "=E2", 9])
    answer = upload(office, campaign, book(*rows))
    assert answer.status_code == 422
    assert answer.context["form"].errors["file"] == [
        "C'è una formula senza il suo risultato: riga 2, colonna D; riga 3, colonna E. Apri il file con "
        "Excel o LibreOffice e salvalo di nuovo, oppure scrivi il valore al posto della formula."
    ]
    assert stored(campaign) == before


def test_the_result_that_a_spreadsheet_kept_of_its_formula_is_taken(cast, office):
    campaign = make_campaign(cast)
    answer = upload(office, campaign, computed(book(["K1", "Kit", "pz", "=10*2"]), "20"))
    assert (answer.status_code, "formula" in words(answer)) == (200, False)
    assert answer.context["form"].data["lines"].splitlines()[1].split("\t")[:4] == ["K1", "Kit", "pz", "20"]


def computed(content, value):
    """The workbook as Excel keeps it: beside each formula its result."""
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(made, "w") as new:
        for name in old.namelist():
            part = old.read(name).replace(b"<v/>", b"<v>" + value.encode() + b"</v>")
            part = part.replace(b"<v />", b"<v>" + value.encode() + b"</v>")
            new.writestr(name, part)
    return made.getvalue()


def test_a_formula_in_a_csv_is_named_with_its_row_and_column(cast, office):
    campaign = make_campaign(cast)
    answer = upload(office, campaign, b"K1;Kit;pz;=10*2", "voci.csv")
    assert (answer.status_code, answer.context["form"].errors["lines"]) == (
        422, ["Riga 1: prezzo base: «=10*2» è una formula; scrivi al suo posto il risultato."],
    )  # fmt: skip
