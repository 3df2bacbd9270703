"""What pages say of sums, tables, past tenders and the Province's own tenders: true words, for whom reads."""

from decimal import Decimal
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from openpyxl import Workbook

from pico.sua import actions
from pico.sua.models import CodeListEntry
from pico.sua.rules import consolidation, turn
from pico.sua.rules.history import read
from tests.factories.accounts import make_member
from tests.factories.organisations import make_code, make_national_upi
from tests.factories.sua import create_tender, make_tender
from tests.factories.sua_campaigns import give_need, make_open_campaign
from tests.sua.test_history import ONE, PAGE, TWO, file

pytestmark = pytest.mark.usefixtures("treviso_host")


class TestSums:
    @pytest.mark.parametrize(("unit", "quantity", "said"), [("H87", None, "—"), ("TNE", 9, "9 t")])
    def test_things_counted_do_not_sum_and_what_is_weighed_does(self, cast, client, unit, quantity, said):
        items = [
            actions.ItemValues("A", "Scrivanie", unit, Decimal(100)),
            actions.ItemValues("B", "Sedie", unit, Decimal(40)),
        ]
        campaign = make_open_campaign(cast, items=items)
        give_need(campaign, cast.body, {"A": ("1", None), "B": ("2", None)})
        assert consolidation.whole(campaign).quantity == quantity
        client.force_login(cast.sua)
        page = client.get(reverse("sua:consolidation", args=[campaign.public_id]))
        assert page.context["lots"][0]["quantity"].replace("\u00a0", " ") == said
        assert ("Quantità, tutti gli anni" in page.text) is (quantity is not None)
        assert ("Valore a base di gara, senza IVA" in page.text, "base d'asta" in page.text) == (True, False)

    def test_one_thing_counted_has_its_quantity(self, cast):
        items = [actions.ItemValues("A", "Scrivanie", "H87", Decimal(100))]
        campaign = make_open_campaign(cast, items=items)
        give_need(campaign, cast.body, {"A": ("3", None)})
        table = consolidation.whole(campaign)
        assert (table.quantity, table.unit) == (9, "pezzi")


class TestTables:
    def test_a_threshold_is_called_in_italian_with_its_code_beside(self, cast, client):
        client.force_login(cast.sua)
        page = client.get(reverse("sua:table", args=["soglie"]), {"testo": "EU_WORKS"}).text
        assert ">Soglia europea: lavori e concessioni</a><br><small>EU_WORKS_CONCESSIONS</small>" in page
        assert '<span class="text-nowrap">dal 1 gen 2026</span>' in page
        assert ("Un importo pari alla soglia" in page, "vale come sopra soglia" in page) == (True, True)

    def test_one_that_follows_another_names_it(self, cast, client):
        client.force_login(cast.sua)
        page = client.get(reverse("sua:table", args=["soglie"]), {"testo": "QUALIFIED"}).text
        assert ("lo stesso di «Soglia europea" in page, "come EU_" in page) == (True, False)

    def test_codes_never_imported_say_so_and_to_whom_to_turn(self, cast, client):
        CodeListEntry.objects.all().delete()
        address = reverse("sua:table", args=["codici"])
        client.force_login(cast.sua)
        for query in ({}, {"giorno": "2026-01-01"}):
            page = client.get(address, query).text
            assert "Gli elenchi non sono mai stati importati" in page
            assert "chiedi all'amministrazione nazionale" in page.replace("&#x27;", "'")
            assert reverse("sua:code_imports") not in page
        client.force_login(make_member(make_national_upi(), "administrator"))
        page = client.get(address).text
        assert ("mai stati importati" in page, reverse("sua:code_imports") in page) == (True, True)


class TestPastTenders:
    def send(self, cast, client, content: bytes):
        client.force_login(cast.sua)
        sent = {"file": SimpleUploadedFile("gare.xlsx", content), "acting": cast.province.pk}
        return client.post(PAGE, sent)

    def test_a_sheet_of_excel_is_called_so(self, cast, client):
        book, kept = Workbook(), BytesIO()
        book.save(kept)
        for content in (kept.getvalue(), b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 and more"):
            answer = self.send(cast, client, content)
            assert answer.status_code == 422
            assert "È un foglio Excel: salvalo come CSV e ricaricalo." in answer.text

    def test_lines_with_other_cells_are_told_by_their_number_and_shift_no_other(self, cast):
        make_code(cast.body, "IPA", "c_f999")
        found = read(file("2024/1;Arredi", "", ONE.replace("96.000,00", "0"), TWO), cast.province)
        assert [(one.line, one.why) for one in sorted(found.wrong, key=lambda one: one.line)] == [
            (2, "La riga ha 2 celle e le colonne sono 12: controlla i separatori."),
            (4, "«Importo»: un importo è maggiore di zero."),
        ]
        assert [lot.line for tender in found.tenders for lot in tender.lots] == [5]

    def test_a_wrong_sum_names_its_column(self, cast):
        make_code(cast.body, "IPA", "c_f999")
        found = read(file(ONE.replace("91.200,00", "91,200.00")), cast.province)
        assert found.wrong[0].why.startswith("«Importo aggiudicato»: ")


class TestOwnTenders:
    @pytest.mark.parametrize(
        ("kind", "said"),
        [
            ("OWN", "la storia della gara conserva che cosa è cambiato"),
            ("AGGREGATED", "gli enti in gara vedono nella storia che cosa è cambiato"),
            ("DELEGATED", "l'ente vede nella storia della gara che cosa è cambiato"),
        ],
    )
    def test_the_page_says_who_reads_what_changed(self, cast, client, kind, said):
        tender = create_tender(cast, kind)
        client.force_login(cast.sua)
        assert said in client.get(reverse("sua:edit", args=[tender.public_id, "oggetto"])).text

    @pytest.mark.parametrize(
        ("kind", "said", "hand"),
        [("OWN", "il contratto lo firma la Provincia", True), ("DELEGATED", "passala all'ente", False)],
    )
    def test_who_signs_is_the_province_itself(self, cast, kind, said, hand):
        row = make_tender(cast, "AWARDED")
        row.kind, row.organisation = kind, cast.province if kind == "OWN" else cast.body
        assert said in turn.next_step(row, cast.actor("sua"))
        row.state = "HANDED_OVER"
        assert (turn.in_hands_of(row) == str(cast.province)) is hand
        assert ("gli enti" in turn.next_step(row, cast.actor("sua"))) is not hand
