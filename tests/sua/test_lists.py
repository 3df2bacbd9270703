"""The list of tenders: what lacks documents, the columns one chooses, files that hold what is shown."""

import csv
import io
import json
from copy import copy, deepcopy
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import uuid4

import openpyxl
import pytest
from django.db.models.base import ModelState
from django.urls import reverse

from pico.sua.models import ChecklistItem, Lot, Tender, TenderParticipant
from pico.sua.rules import checklist
from pico.sua.rules.missing import WAITED_IN, lacking_documents
from tests.community.test_query_budget import MOST, asked, costs
from tests.factories.accounts import make_member
from tests.factories.organisations import make_entitlement, make_municipality_body
from tests.factories.sua import (
    SUPPLIES,
    WORKS,
    attach_all,
    make_draft,
    make_in_review,
    make_in_state,
    make_sent,
    on,
)

pytestmark = pytest.mark.usefixtures("treviso_host")
LIST = reverse("sua:list")


def everything() -> Any:
    return Tender.objects.unrestricted("test")


def lacks(tender: Tender) -> bool:
    """Say so as the page of one tender does."""
    moments = [moment for moment, states in WAITED_IN.items() if tender.state in states]
    return any(line.is_missing for line in checklist.lines(tender, moments))


class TestMissingDocuments:
    def test_the_filter_says_what_the_checklist_of_each_says(self, cast):
        cases = [
            SUPPLIES, WORKS, {**WORKS, "funding": ["C01"]}, {**SUPPLIES, "pnrr": True},
            {**SUPPLIES, "investment": True}, {**SUPPLIES, "base_amount": Decimal(140000)},
        ]  # fmt: skip
        for number, values in enumerate(cases):
            make_draft(cast, **values)
            attach_all(cast, make_draft(cast, **values))
            but = ("DNSH",) if number % 2 else ("PROGRAMME", "CUP_ACT")
            attach_all(cast, make_draft(cast, **values), but=but)
        for state in ("SUBMITTED", "CLARIFICATION", "ACCEPTED", "REFUSED"):
            make_in_state(cast, state)

        found = set(lacking_documents(everything()).values_list("pk", flat=True))

        expected = {tender.pk for tender in everything() if lacks(tender)}
        assert found == expected
        assert 0 < len(found) < everything().count()

    def test_a_row_of_the_table_counts_from_its_day(self, cast):
        with on("2026-12-02"):
            tender = make_sent(cast)
        kept = ChecklistItem.objects.get(code="FUNDING", valid_to=None)
        ChecklistItem.objects.create(
            moment="SUBMITTED", code="NEW", label="Atto nuovo", source="prova", valid_from=date(2026, 12, 3)
        )
        assert not lacking_documents(everything()).exists()
        with on("2026-12-04"):
            ChecklistItem.objects.filter(code="NEW").delete()
            late = make_sent(cast)
            ChecklistItem.objects.create(
                moment="SUBMITTED", code="NEW", label="Nuovo", source="prova", valid_from=date(2026, 12, 3)
            )
        assert list(lacking_documents(everything())) == [late]
        assert (kept.mandatory, lacks(late), lacks(tender)) == (True, True, False)

    def test_past_tenders_owe_none(self, cast):
        tender = make_draft(cast)
        assert lacking_documents(everything()).exists()
        everything().filter(pk=tender.pk).update(historic=True)
        assert not lacking_documents(everything()).exists()


def headers(page: Any) -> list[str]:
    return [column["label"] for column in page.context["columns"]]


def files(client: Any, query: str) -> dict[str, list[list[Any]]]:
    """Return the lines of the three files for an address of the list, headers first."""

    def url(kind: str) -> str:
        return f"{reverse('sua:export', args=[kind])}?{query}"

    text = b"".join(client.get(url("csv"))).decode("utf-8-sig")
    book = openpyxl.load_workbook(io.BytesIO(b"".join(client.get(url("xlsx")))))
    records = json.loads(client.get(url("json")).content)
    return {
        "csv": list(csv.reader(io.StringIO(text), delimiter=";")),
        "xlsx": [list(line) for line in book.active.values],
        "json": [list(records[0] if records else {}), *(list(one.values()) for one in records)],
    }


class TestColumns:
    def test_one_chooses_them_and_files_have_the_same(self, cast, client):
        make_sent(cast, title="Arredi", base_amount="50000")
        client.force_login(cast.sua)
        query = "colonne=cpv&colonne=importo&colonne=nessuna&stato=SUBMITTED"

        page = client.get(f"{LIST}?{query}")

        assert headers(page) == ["Numero", "Oggetto", "Importo", "CPV"]
        head = ["Numero", "Oggetto", "Importo a base di gara", "CPV"]
        number = everything().get().number
        found = files(client, query)
        assert {kind: lines[0] for kind, lines in found.items()} == dict.fromkeys(found, head)
        assert found["csv"][1] == [number, "Arredi", "50000,00", "39155000"]
        assert found["xlsx"][1] == [number, "Arredi", 50000, "39155000"]
        assert found["json"][1] == [number, "Arredi", "50000.00", "39155000"]

    def test_without_a_choice_the_page_is_short_and_files_hold_everything(self, cast, client):
        make_sent(cast)
        client.force_login(cast.sua)
        shown = headers(client.get(LIST))
        assert shown == ["Numero", "Oggetto", "Ente", "Importo", "Stato", "Termine", "In mano a"]
        assert len(files(client, "")["csv"][0]) == 14

    def test_the_choice_stays_while_one_filters_and_the_filters_while_one_chooses(self, cast, client):
        make_sent(cast)
        client.force_login(cast.sua)
        text = client.get(f"{LIST}?colonne=cpv&stato=SUBMITTED&ordina=-numero").text
        assert '<input type="hidden" name="colonne" value="cpv"' in text
        assert '<input type="hidden" name="stato" value="SUBMITTED">' in text
        assert '<input type="hidden" name="ordina" value="-numero">' in text

    @pytest.mark.parametrize(
        "key", ["tipo", "cpv", "procedura", "scheda", "inviata", "pubblicata", "offerte", "genere"]
    )
    def test_each_sorts_in_both_directions(self, cast, client, key):
        make_sent(cast)
        make_draft(cast)
        client.force_login(cast.manager)
        answers = [client.get(f"{LIST}?colonne={key}&ordina={sign}{key}") for sign in ("", "-")]
        assert [len(answer.context["page"]) for answer in answers] == [2, 2]


FILTERS = [
    "", "stato=SUBMITTED", "mano=sua", "anno=2027", "da=100.000,00", "fino=100000", "genere=DELEGATED",
    "procedura=open", "cpv=45", "pnrr=on", "rischio=on", "mancanti=on", "scheda=p7", "testo=scuola",
    "ordina=-importo", "colonne=stato&colonne=mano&ordina=oggetto",
]  # fmt: skip


class TestFiles:
    @pytest.fixture(scope="class")
    @classmethod
    def filled(cls, cast_of_the_file, for_the_class):
        cast = deepcopy(cast_of_the_file)
        with on("2026-12-02"):
            make_sent(cast, title="=cmd|'/C calc'!A0", base_amount="50000")
            make_sent(cast, title="+39 scuola", base_amount="150000.50")
        with on("2027-01-11"):
            make_in_review(cast, **{**WORKS, "title": "-Scuola"})
            make_in_review(cast, title="@Palestra")
        everything().filter(title="-Scuola").update(scheda="P7_2", pnrr=True)
        return cast

    @pytest.fixture
    def cast(self, filled, db):
        return deepcopy(filled)

    @pytest.mark.parametrize("query", FILTERS)
    def test_they_hold_the_rows_of_the_list_in_its_order(self, cast, client, query):
        client.force_login(cast.sua)
        with on("2027-01-20"):
            client.force_login(cast.sua)
            shown = [row.number for row in client.get(f"{LIST}?{query}").context["page"]]
            found = files(client, query)
        assert {kind: [line[0] for line in lines[1:]] for kind, lines in found.items()} == dict.fromkeys(
            found, shown
        )

    def test_text_that_a_spreadsheet_would_run_is_neutral_and_numbers_are_numbers(self, cast, client):
        client.force_login(cast.sua)
        found = files(client, "colonne=importo&ordina=importo")
        titles = ["=cmd|'/C calc'!A0", "@Palestra", "+39 scuola", "-Scuola"]
        for kind in ("csv", "xlsx"):
            assert [line[1] for line in found[kind][1:]] == [f"'{title}" for title in titles]
        assert [line[2] for line in found["xlsx"][1:]] == [50000, 96000, 150000.5, 1250000]
        assert [line[2] for line in found["csv"][1:]] == ["50000,00", "96000,00", "150000,50", "1250000,00"]
        assert [line[1] for line in found["json"][1:]] == titles


class TestQueries:
    def test_a_hundred_rows_cost_as_much_as_twenty_five(self, cast, client):
        first = make_in_review(cast)
        bodies = [make_municipality_body(name, cast.province) for name in ("Asolo", "Pieve", "Vedelago")]
        for body in bodies:
            make_entitlement(body)
        reviewers = [make_member(cast.province, "sua_operator") for _ in range(3)]
        rows = []
        for number in range(150):
            one = copy(first)
            one.pk, one._state, one.public_id = None, ModelState(), uuid4()
            one.number, one.organisation = f"SUA-2026-{number + 500:04d}", bodies[number % 3]
            one.reviewer = reviewers[number % 3]
            one.rup_org = reviewers[(number + 1) % 3]
            rows.append(one)
        made = everything().bulk_create(rows)
        TenderParticipant.objects.bulk_create(
            TenderParticipant(tender=row, organisation=row.organisation) for row in made
        )
        Lot.objects.bulk_create(Lot(tender=row, n=1, title="Unico", amount=1) for row in made)
        client.force_login(cast.sua)
        every = "&".join(f"colonne={key}" for key in ("ente", "stato", "termine", "mano", "rup", "inviata"))

        plain = costs(client, LIST, lambda answer: len(answer.context["page"]))
        few = [asked(client, f"{LIST}?righe={size}&{every}&mancanti=on&mano=sua")[0] for size in (25, 100)]
        home = asked(client, reverse("sua:home"))[0]

        assert plain[0] == plain[1] <= MOST
        assert few[0] == few[1] <= MOST
        assert home <= MOST
