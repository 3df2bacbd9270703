"""The figures of the SUA: a Province its own, a union those of its Provinces as sums, nobody else any."""

import csv
import html
import io
from datetime import date, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import openpyxl
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from pico.base import dates
from pico.organisations.models import ModuleActivation
from pico.sua.models import Contract, Lot, Tender, TenderEvent, TenderParticipant
from tests.factories.accounts import make_member
from tests.factories.organisations import make_national_upi, make_region, make_regional_upi
from tests.factories.portal import make_site
from tests.factories.sua import Cast

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("treviso_host")]
PAGE = reverse("sua:figures")
UNTIL = datetime(2027, 3, 15, 12, tzinfo=ZoneInfo("Europe/Rome"))


def file_of(table, format="csv"):
    return reverse("sua:figures_export", args=[table, format])


def write_tender(cast, state="AWARDED", **values):
    """A tender in a state, whatever led there."""
    number = Tender.objects.unrestricted("test").count() + 1
    given = {
        "title": f"Canarino {number}", "number": f"SUA-2027-{number:04d}", "contract_object": "WORKS",
        "base_amount": Decimal("100000.00"), "created_by": cast.sua, "submitted_at": timezone.now(),
        "published_on": date(2027, 2, 15), "offers_until": UNTIL, "award_number": "12",
        "awarded_on": date(2027, 4, 16), **values,
    }  # fmt: skip
    tender = Tender.objects.create(province=cast.province, organisation=cast.body, state=state, **given)
    TenderParticipant.objects.create(tender=tender, organisation=cast.body)
    return tender


def award(tender, amount="90000.00", discount="10"):
    return Lot.objects.create(
        tender=tender, n=1, title=tender.title, amount=tender.base_amount, outcome="AWARDED",
        awarded_amount=Decimal(amount), discount=Decimal(discount),
    )  # fmt: skip


def sign(lot, person, day):
    participant = TenderParticipant.objects.unrestricted("test").get(tender=lot.tender)
    return Contract.objects.create(
        participant=participant, lot=lot, number="7", signed_on=day, amount=lot.awarded_amount,
        guarantee=Decimal(0), added_by=person,
    )  # fmt: skip


def stayed(tender, *steps):
    """The tender entered each state some days after the first."""
    start, before = timezone.now() - timedelta(days=400), ""
    for state, days in steps:
        TenderEvent.objects.create(
            tender=tender, transition="x", from_state=before, to_state=state, at=start + timedelta(days=days)
        )
        before = state


@pytest.fixture
def brescia():
    brescia = Cast("Desenzano del Garda", "brescia")
    make_site(brescia.province)
    return brescia


def union(organisation):
    return make_member(organisation, "administrator")


def veneto(cast):
    return union(make_regional_upi(cast.province.region))


def words(answer):
    return html.unescape(answer.content.decode()).replace("\u00a0", " ")


def read(client, person, url=PAGE):
    client.force_login(person)
    # the unions work on the national site
    client.defaults["HTTP_HOST"] = "localhost" if person.memberships.unrestricted("test").filter(
        organisation__kind__endswith="UPI"
    ).exists() else client.defaults["HTTP_HOST"]  # fmt: skip
    return client.get(url)


def lines(answer):
    text = b"".join(answer.streaming_content).decode("utf-8-sig")
    return list(csv.reader(io.StringIO(text), delimiter=";"))


# --- What must not happen


@pytest.mark.parametrize("role", ["organisation_operator", "organisation_manager", "administrator", "member"])
def test_a_body_has_no_figures(cast, client, role):
    write_tender(cast)
    person = make_member(cast.body, role)
    assert [read(client, person, url).status_code for url in (PAGE, file_of("cifre"))] == [404, 404]
    assert PAGE not in words(client.get(reverse("sua:home")))


@pytest.mark.parametrize("role", ["administrator", "editor", "sit_operator", "member"])
def test_who_has_no_part_in_the_sua_of_a_province_has_no_figures(cast, client, role):
    assert read(client, make_member(cast.province, role)).status_code == 404


@pytest.mark.parametrize("role", ["editor", "network_expert", "member"])
def test_of_a_union_only_administrators_and_auditors_have_figures(cast, client, role):
    assert read(client, make_member(make_national_upi(), role)).status_code == 404


def test_a_province_reads_its_own_figures_alone(cast, client, brescia):
    write_tender(brescia, base_amount=Decimal("777777.00"), state="READY")
    write_tender(cast, base_amount=Decimal("111111.00"), state="READY")
    for url in (PAGE, f"{PAGE}?provincia=brescia"):
        page = words(read(client, cast.sua, url))
        assert ("777.777" in page, "111.111" in page, brescia.province.name in page) == (False, True, False)


def test_a_regional_union_reads_nothing_of_another_region(cast, client, brescia):
    brescia.province.region = make_region("Lombardia")
    brescia.province.save()
    for _ in range(3):
        write_tender(brescia, base_amount=Decimal("777777.00"), state="READY")
        write_tender(cast, base_amount=Decimal("100000.00"), state="READY")
    person = veneto(cast)
    for url in (PAGE, f"{PAGE}?provincia=brescia"):
        page = words(read(client, person, url))
        found = ("2.333.331" in page, "300.000,00" in page, brescia.province.name in page)
        assert found == (False, True, False)
    assert [row[0] for row in lines(read(client, person, file_of("cifre")))][1:] == [cast.province.name]


def test_a_union_reaches_no_tender_by_any_address(cast, client):
    tender = write_tender(cast)
    client.force_login(union(make_national_upi()))
    client.defaults["HTTP_HOST"] = "localhost"
    names = ("detail", "tender_lots", "tender_bodies", "tender_documents", "tender_people", "tender_history",
             "tender_all", "deadlines", "questions", "schede", "precig")  # fmt: skip
    found = [client.get(reverse(f"sua:{name}", args=[tender.public_id])).status_code for name in names]
    found += [client.get(reverse("sua:list")).status_code]
    found += [client.get(reverse("sua:export", args=["csv"])).status_code]
    assert set(found) == {404}
    page = words(client.get(PAGE))
    assert ("Canarino" in page, tender.number in page, str(tender.public_id) in page) == (False,) * 3


def test_a_union_reads_no_figure_of_less_than_three_tenders_and_none_of_a_confidential_one(cast, client):
    for amount in ("80000.00", "90000.00"):
        award(write_tender(cast), amount)
    award(write_tender(cast, confidential=True), "12345.00")
    page = words(read(client, union(make_national_upi())))
    found = ("170.000" in page, "182.345" in page, "12.345" in page, "meno di 3 gare" in page)
    assert found == (False, False, False, True)
    row = dict(zip(*lines(client.get(file_of("cifre"))), strict=True))
    assert (row["Gare"], row["Valore aggiudicato (€)"]) == ("2", "meno di 3 gare")


def test_a_union_cannot_work_out_a_tender_from_two_sums(cast, client):
    """Years have no tender in common; narrower filters, and the sum of all years, would leave one over."""
    now = timezone.now()
    for amount in ("80000.00", "90000.00", "70000.00"):
        award(write_tender(cast), amount)
    award(write_tender(cast, submitted_at=now - timedelta(days=800), kind="OWN"), "12345.00")
    this, before = dates.today().year, dates.rome(now - timedelta(days=800)).year
    person = union(make_national_upi())
    for query in ("", "anno=", f"anno={this}", "anno=mille", "genere=DELEGATED", "contratto=WORKS"):
        read(client, person)
        row = dict(zip(*lines(client.get(f"{file_of('cifre')}?{query}")), strict=True))
        assert (row["Gare"], row["Valore aggiudicato (€)"]) == ("3", "240000,00"), query
    row = dict(zip(*lines(client.get(f"{file_of('cifre')}?anno={before}")), strict=True))
    assert (row["Gare"], row["Valore aggiudicato (€)"]) == ("1", "meno di 3 gare")
    page = client.get(PAGE).content.decode()
    assert ('name="genere"' in page, 'name="contratto"' in page, ">Tutti<" in page) == (False, False, False)


def test_drafts_are_in_no_figure(cast, client):
    Tender.objects.create(
        province=cast.province, organisation=cast.body, title="Bozza", base_amount=Decimal(1),
        created_by=cast.operator,
    )  # fmt: skip
    assert "Non ci sono ancora gare da contare" in words(read(client, cast.sua))


def test_a_province_that_switched_the_module_off_is_nobodys_figure(cast, client):
    for _ in range(3):
        write_tender(cast)
    ModuleActivation.objects.filter(organisation=cast.province, module="sua").update(state="OFF")
    ModuleActivation.generation += 1
    assert read(client, cast.sua).status_code == 404
    assert "Non ci sono ancora gare da contare" in words(read(client, union(make_national_upi())))


# --- What the figures say


def test_the_figures_of_a_province_to_the_cent(cast, client):
    first, second, third = (write_tender(cast, "CONTRACTED", bids_received=bids) for bids in (9, 1, 2))
    sign(award(first, "88200.00", "11.8"), cast.manager, date(2027, 5, 12))
    sign(award(second, "95000.00", "5"), cast.manager, date(2027, 5, 14))
    award(third, "90000.00", "10")
    write_tender(cast, "NO_BIDS", bids_received=0)
    write_tender(cast, "READY", base_amount=Decimal("250000.00"))
    write_tender(cast, "AWARDED")  # nobody wrote for how much
    page = words(read(client, cast.executive))
    assert "passano in media 59,0 giorni: entro i 160" in page
    row = dict(zip(*lines(client.get(file_of("cifre"))), strict=True))
    assert row == {
        "Provincia": cast.province.name, "Gare": "6", "In corso": "1", "Valore in corso (€)": "250000,00",
        "Aggiudicate": "4", "Valore aggiudicato (€)": "273200,00", "Ribasso medio (%)": "8,9",
        "Risparmio sulla base (€)": "26800,00", "Risparmio (%)": "8,9",
        "Aggiudicate con l'importo (%)": "75,0",
        "Offerte per gara": "3,0", "Con un'offerta sola (%)": "25,0", "Deserte (%)": "25,0",
        "Giorni dalle offerte al contratto": "59,0",
    }  # fmt: skip


def test_the_days_in_a_state_are_the_middle_of_those_that_left_it(cast, client):
    for days in (2, 4, 30):
        stayed(
            write_tender(cast, "ACCEPTED"), ("DRAFT", 0), ("SUBMITTED", 9), ("IN_REVIEW", 10),
            ("ACCEPTED", 10 + days),
        )  # fmt: skip
    read(client, cast.sua)
    found = {row[1]: row[2:] for row in lines(client.get(file_of("stati")))[1:]}
    assert found == {"Inviata": ["0", "1,0"], "Presa in carico": ["0", "4,0"], "Accettata": ["3", ""]}
    assert "Presa in carico: 4,0 giorni" in words(client.get(PAGE))


def test_filters_choose_of_which_tenders_the_figures_tell(cast, client, brescia):
    write_tender(cast, contract_object="SUPPLIES", kind="OWN")
    write_tender(cast, submitted_at=timezone.now() - timedelta(days=800))
    write_tender(brescia)
    this, before = dates.today().year, dates.rome(timezone.now() - timedelta(days=800)).year

    def tenders(person, query):
        read(client, person)
        return [row[1] for row in lines(client.get(f"{file_of('cifre')}?{query}"))[1:]]

    asked = ("", f"anno={this}", f"anno={before}", "genere=OWN", "contratto=SUPPLIES", "anno=mille")
    assert [tenders(cast.sua, query) for query in asked] == [["2"], ["1"], ["1"], ["1"], ["1"], ["2"]]
    national = union(make_national_upi())
    assert tenders(national, "") == ["1", "1", "2"]  # Brescia, Treviso, both: of this year
    assert tenders(national, "provincia=treviso") == ["1"]
    client.force_login(cast.sua)
    assert "Nessuna gara con questi filtri" in words(client.get(f"{PAGE}?genere=AGGREGATED"))


@pytest.mark.parametrize("table", ["cifre", "stati"])
def test_the_files_are_equal_to_the_table(cast, client, table):
    award(write_tender(cast), "90000.00")
    stayed(write_tender(cast, "READY"), ("PREPARATION", 0), ("READY", 12))
    page = words(read(client, cast.sua))
    header, *rows = lines(client.get(file_of(table)))
    assert [label for label in header if label not in page] == []
    answer = client.get(file_of(table, "xlsx"))
    sheet = openpyxl.load_workbook(io.BytesIO(b"".join(answer.streaming_content))).active
    book = [[cell.value for cell in row] for row in sheet.iter_rows()]
    assert (book[0], len(book) - 1) == (header, len(rows))
    assert page.count("<tr") >= len(rows)
    assert [client.get(file_of(*other)).status_code for other in (("altro",), (table, "pdf"))] == [404, 404]


# --- The way there, and what it costs


def test_the_menu_leads_there_those_for_whom_it_is(cast, client):
    for person in (cast.sua, cast.executive):
        client.force_login(person)
        assert PAGE in words(client.get(reverse("sua:home")))
    national = union(make_national_upi())
    assert PAGE in words(read(client, national, reverse("portal:area")))


def queries(client, url):
    client.get(url)
    with CaptureQueriesContext(
        connection,
    ) as asked:
        assert client.get(url).status_code == 200
    return len(asked)


def test_the_figures_ask_as_much_of_one_tender_and_province_as_of_three(cast, client, brescia):
    def more(one):
        lot = award(write_tender(one))
        sign(lot, one.manager, date(2027, 5, 12))
        stayed(lot.tender, ("PREPARATION", 0), ("READY", 12))

    more(cast)
    national = union(make_national_upi())
    read(client, national)
    union_before = queries(client, PAGE)
    client.defaults["HTTP_HOST"] = "treviso.localhost"
    client.force_login(cast.sua)
    own_before = queries(client, PAGE)
    belluno = Cast("Feltre", "belluno")
    for one in (cast, cast, brescia, brescia, belluno):
        more(one)
    own_after = queries(client, PAGE)
    read(client, national)
    assert (queries(client, PAGE), own_after) == (union_before, own_before)
    assert (union_before, own_before) == (12, 15)
