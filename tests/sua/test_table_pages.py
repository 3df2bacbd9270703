"""Who reads and who writes the dated tables, and what a change leaves behind."""

import csv
from datetime import date
from decimal import Decimal
from io import StringIO

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from pico.base.actor import Actor
from pico.base.errors import Conflict, Refused
from pico.journal.models import Entry
from pico.sua import actions
from pico.sua.models import ChecklistItem, Qualification, RupRule, SchedaRule, TermRule, Threshold
from pico.sua.rules import tables, thresholds
from tests.factories.accounts import make_member
from tests.factories.organisations import make_national_upi
from tests.factories.sua import stranger

SLUGS = ["soglie", "termini", "schede", "lista-di-controllo", "regole-dei-rup", "codici", "qualificazioni"]
MICRO = {
    "code": "MICRO",
    "label": "Micro-affidamento sotto",
    "value": "6.000,00",
    "reached_is_above": "on",
    "valid_from": "01/01/2027",
    "source": "legge di prova, art. 1, p. 2",
    "mark": "V",
}


@pytest.fixture
def national(cast):
    return make_member(make_national_upi(), "administrator", given_name="Nadia", family_name="Nazionale")


@pytest.fixture
def nadia(national):
    return Actor(national, make_national_upi())


@pytest.fixture
def micro(cast):
    return Threshold.objects.get(code="MICRO")


def lines():
    return Entry.objects.unrestricted("test")


def address(name, *args):
    return reverse(f"sua:{name}", args=args)


def writing(row) -> list[str]:
    return [
        address("table_new", "soglie"),
        address("table_edit", "soglie", row.pk),
        address("table_end", "soglie", row.pk),
    ]


class TestWhoMayWrite:
    @pytest.mark.parametrize("who", ["operator", "manager", "sua", "executive"])
    def test_readers_of_the_module_read_and_never_write_the_law(self, cast, client, micro, who):
        client.force_login(getattr(cast, who))
        assert client.get(address("table_row", "soglie", micro.pk)).status_code == 200
        answers = [
            (client.get(url).status_code, client.post(url, MICRO).status_code) for url in writing(micro)
        ]
        assert answers == [(404, 404)] * 3
        assert list(Threshold.objects.filter(code="MICRO").values_list("value", "edition")) == [
            (Decimal(5000), 1)
        ]

    @pytest.mark.parametrize("who", ["operator", "sua", "executive"])
    def test_the_actions_refuse_them_too(self, cast, micro, who):
        table, actor = tables.BY_SLUG["soglie"], cast.actor(who)
        row = {"code": "X", "label": "x", "value": Decimal(1), "valid_from": date(2027, 1, 1), "source": "x"}
        for act in (
            lambda: actions.add_row(actor=actor, table=table, values=row),
            lambda: actions.correct_row(actor=actor, row=micro, edition=1, values={"value": Decimal(1)}),
            lambda: actions.end_row(actor=actor, row=micro, on=date(2027, 1, 1)),
        ):
            with pytest.raises(Refused) as refusal:
                act()
            assert refusal.value.code == "role"
        assert Threshold.objects.filter(code="MICRO").values_list("value", flat=True).get() == Decimal(5000)

    def test_people_whose_module_is_off_read_nothing(self, cast, client, micro):
        client.force_login(make_member(cast.province, "editor"))
        names = [address("tables"), address("table", "soglie"), address("table_row", "soglie", micro.pk)]
        assert [client.get(url).status_code for url in names] == [404, 404, 404]

    def test_a_table_or_a_row_that_is_not_there_is_absent(self, national, client, micro):
        client.force_login(national)
        urls = [address("table", "leggi"), address("table_row", "termini", 999999)]
        assert [client.get(url).status_code for url in urls] == [404, 404]

    def test_the_sua_writes_the_qualification_of_the_bodies_it_serves_and_of_no_other(self, cast, client):
        _asolo, other = stranger(cast)
        far = make_national_upi()
        client.force_login(cast.sua)
        sent = {
            "sphere": "WORKS",
            "phase": "AWARD",
            "level": "2",
            "valid_from": "01/01/2027",
            "source": "elenco ANAC del 10 gennaio 2027, p. 4",
            "mark": "V",
        }
        codes = [
            client.post(
                address("table_new", "qualificazioni"), {**sent, "organisation": body.name}
            ).status_code
            for body in (cast.body, cast.province, far)
        ]
        assert codes == [302, 302, 422]
        assert {row.organisation for row in Qualification.objects.all()} == {cast.body, cast.province}
        with pytest.raises(Refused):
            actions.add_row(
                actor=cast.actor("sua"),
                table=tables.BY_SLUG["qualificazioni"],
                values={"organisation": far, "sphere": "WORKS", "level": 1, "valid_from": date(2027, 1, 1)},
            )
        assert other


class TestWriting:
    def test_a_new_row_closes_the_one_before(self, national, client, micro):
        client.force_login(national)
        answer = client.post(address("table_new", "soglie"), {**MICRO, "close_previous": "on"})
        made = Threshold.objects.get(code="MICRO", valid_from=date(2027, 1, 1))
        assert answer["Location"] == address("table_row", "soglie", made.pk)
        micro.refresh_from_db()
        assert (micro.valid_to, micro.edition) == (date(2026, 12, 31), 2)
        assert [thresholds.value("MICRO", day) for day in (date(2026, 12, 31), date(2027, 1, 1))] == [
            Decimal(5000),
            Decimal(6000),
        ]
        verbs = list(
            lines().filter(verb__startswith="sua.table").order_by("pk").values_list("verb", flat=True)
        )
        assert verbs[-2:] == ["sua.table.row_ended", "sua.table.row_added"]
        page = client.get(answer["Location"]).content.decode()
        assert "Nadia Nazionale" in page
        assert "legge di prova, art. 1, p. 2" in page

    def test_without_closing_two_rows_of_one_code_never_overlap(self, national, client, micro):
        client.force_login(national)
        answer = client.post(address("table_new", "soglie"), MICRO)
        assert answer.status_code == 422
        assert "vale già un&#x27;altra riga con lo stesso codice" in answer.content.decode()
        assert 'value="6.000,00"' in answer.content.decode()
        assert Threshold.objects.filter(code="MICRO").count() == 1

    @pytest.mark.parametrize(
        ("wrong", "sentence"),
        [
            ({"value": "1,250.00"}, "ad esempio 1.234,50"),
            ({"value": "0"}, "maggiore di zero"),
            ({"code": "con spazi"}, "niente spazi"),
            ({"follows": "EU_SOCIAL"}, "non tutti e due"),
            ({"value": "", "follows": "NON_C_E"}, "Nessuna soglia con un importo"),
            ({"valid_to": "31/12/2026", "close_previous": "on"}, "prima di cominciare"),
            ({"valid_from": "01/01/0001"}, "1861"),
            ({"source": ""}, "Compila «Fonte»"),
        ],
    )
    def test_what_makes_no_sense_is_said_beside_its_field(self, national, client, micro, wrong, sentence):
        client.force_login(national)
        answer = client.post(address("table_new", "soglie"), {**MICRO, **wrong})
        assert answer.status_code == 422
        assert sentence in answer.content.decode()
        micro.refresh_from_db()
        assert (micro.valid_to, Threshold.objects.filter(code="MICRO").count()) == (None, 1)

    def test_two_administrators_at_once_see_both_values(self, nadia, client, micro):
        actions.correct_row(actor=nadia, row=micro, edition=1, values={"value": Decimal(5500)})
        client.force_login(nadia.user)
        url = address("table_edit", "soglie", micro.pk)
        answer = client.post(url, {**MICRO, "edition": 1})
        page = answer.content.decode()
        assert answer.status_code == 409
        assert "5.500,00" in page
        assert "6.000,00" in page
        micro.refresh_from_db()
        assert micro.value == Decimal(5500)
        assert client.post(url, {**MICRO, "edition": 2}).status_code == 302
        micro.refresh_from_db()
        assert (micro.value, micro.valid_from, micro.edition) == (Decimal(6000), date(2023, 7, 1), 3)

    def test_the_journal_tells_amounts_and_never_words(self, nadia, micro):
        values = {"value": Decimal(5500), "label": "Canarino giallo"}
        actions.correct_row(actor=nadia, row=micro, edition=1, values=values)
        entry = lines().filter(verb="sua.table.row_corrected").get()
        assert entry.changes == {"value": ["5000.00", "5500"], "label": None}

    def test_a_correction_that_changes_nothing_leaves_no_line(self, nadia, micro):
        actions.correct_row(actor=nadia, row=micro, edition=1, values={"value": Decimal(5000)})
        micro.refresh_from_db()
        assert (micro.edition, lines().filter(verb="sua.table.row_corrected").count()) == (1, 0)

    def test_a_correction_may_not_reach_into_the_time_of_another_row(self, nadia):
        old = Threshold.objects.get(code="EU_SOCIAL")
        actions.end_row(actor=nadia, row=old, on=date(2026, 12, 31))
        row = {"code": "EU_SOCIAL", "label": "x", "value": Decimal(1), "source": "x", "mark": "M"}
        actions.add_row(
            actor=nadia, table=tables.BY_SLUG["soglie"], values={**row, "valid_from": date(2027, 1, 1)}
        )
        with pytest.raises(Refused) as refusal:
            actions.correct_row(actor=nadia, row=old, edition=2, values={"valid_to": None})
        assert (refusal.value.field, refusal.value.code) == ("valid_to", "overlap")

    def test_a_row_ends_and_stays_in_the_history(self, national, client, micro):
        client.force_login(national)
        url = address("table_end", "soglie", micro.pk)
        assert client.get(url).status_code == 200
        assert client.post(url, {"valid_to": "30/06/2023"}).status_code == 422
        assert client.post(url, {"valid_to": "31/12/2026"}).status_code == 302
        assert client.post(url, {"valid_to": "31/12/2027"}).status_code == 422
        micro.refresh_from_db()
        assert micro.valid_to == date(2026, 12, 31)

    def test_a_stale_edition_of_somebody_who_changes_nothing_is_no_conflict(self, nadia, micro):
        actions.correct_row(actor=nadia, row=micro, edition=1, values={"value": Decimal(5500)})
        micro.refresh_from_db()
        actions.correct_row(actor=nadia, row=micro, edition=1, values={"value": Decimal(5500)})
        with pytest.raises(Conflict):
            actions.correct_row(actor=nadia, row=micro, edition=1, values={"value": Decimal(1)})


class TestForms:
    """Each form gives back exactly the row it showed."""

    @pytest.mark.parametrize(
        ("slug", "row"),
        [
            ("soglie", lambda: Threshold.objects.get(code="QUALIFIED_WORKS_2")),
            ("termini", lambda: TermRule.objects.get(code="STANDSTILL")),
            ("schede", lambda: SchedaRule.objects.get(scheda="P7_1_2")),
            ("regole-dei-rup", lambda: RupRule.objects.get(code="LOAD_SMALL")),
            ("lista-di-controllo", lambda: ChecklistItem.objects.get(code="PROGRAMME")),
            ("lista-di-controllo", lambda: ChecklistItem.objects.get(code="LOT_REASONS")),
            ("lista-di-controllo", lambda: ChecklistItem.objects.get(code="OPERATORS")),
        ],
    )
    def test_a_row_saved_as_it_is_stays_as_it_is(self, national, client, slug, row):
        client.force_login(national)
        one = row()
        url = address("table_edit", slug, one.pk)
        form = client.get(url).context["form"]
        sent = {name: form[name].value() for name in form.fields}
        sent = {name: value for name, value in sent.items() if value not in (None, False)}
        answer = client.post(
            url, {n: v.strftime("%d/%m/%Y") if isinstance(v, date) else v for n, v in sent.items()}
        )
        assert (answer.status_code, row().edition) == (302, 1)

    def test_conditions_are_written_without_code(self, national, client):
        client.force_login(national)
        item = ChecklistItem.objects.get(code="FUNDING")
        sent = {
            "label": "Atto di finanziamento",
            "position": 1,
            "source": "x",
            "mark": "M",
            "edition": 1,
            "c1_object": ["WORKS"],
            "c1_min_amount": "150.000,00",
            "c2_pnrr": "si",
        }
        assert client.post(address("table_edit", "lista-di-controllo", item.pk), sent).status_code == 302
        item.refresh_from_db()
        assert item.conditions == [{"object": ["WORKS"], "min_amount": "150000"}, {"pnrr": True}]
        assert (
            "con fondi PNRR"
            in client.get(address("table_row", "lista-di-controllo", item.pk)).content.decode()
        )


class TestLists:
    @pytest.mark.parametrize("slug", SLUGS)
    def test_each_table_opens_for_readers_and_for_administrators(self, cast, national, client, slug):
        for who in (cast.operator, national):
            client.force_login(who)
            assert client.get(address("table", slug)).status_code == 200
        assert client.get(address("table_new", slug)).status_code == 200

    def test_the_filters_choose_the_day_the_words_and_the_mark(self, cast, client):
        client.force_login(cast.sua)

        def listed(**query):
            return [row.code for row in client.get(address("table", "soglie"), query).context["page"]]

        assert listed(testo="micro") == ["MICRO"]
        page = client.get(address("table", "soglie"), {"testo": "EU_SS_SUBCENTRAL", "giorno": "31/12/2025"})
        assert [row.value for row in page.context["page"]] == [Decimal(221000)]
        assert set(listed(fonte="M")) == {
            "NEGOTIATED_5_WORKS", "NEGOTIATED_10_WORKS", "NEGOTIATED_5_SS", "OWN_AWARD_SS", "OWN_AWARD_WORKS",
        }  # fmt: skip
        assert len(listed(giorno="ieri")) == 25

    def test_the_export_is_the_list(self, cast, client):
        client.force_login(cast.sua)
        url = address("table_export", "soglie", "csv") + "?testo=EU_SS_SUBCENTRAL&giorno=01/01/2026"
        content = b"".join(client.get(url).streaming_content).decode("utf-8-sig")
        rows = list(csv.reader(StringIO(content), delimiter=";"))
        assert [row[0] for row in rows] == ["Codice", "EU_SS_SUBCENTRAL"]
        assert lines().get(verb="sua.table.exported").changes["rows"] == 1

    def test_a_longer_list_asks_no_more_queries(self, cast, client):
        client.force_login(cast.sua)
        url = address("table", "soglie")
        client.get(url)
        counts = []
        for words in ("MICRO", "EU_"):
            with CaptureQueriesContext(connection) as asked:
                client.get(url, {"testo": words})
            counts.append(len(asked))
        assert counts[0] == counts[1]
