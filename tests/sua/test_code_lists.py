"""ANAC's code lists: what a file says, what it changes, and that the request form asks the list."""

import json
from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from pico.base.actor import Actor, system_actor
from pico.base.errors import Refused
from pico.journal.models import Entry
from pico.sua import actions
from pico.sua.forms.codes import CpvField
from pico.sua.models import CodeListEntry, CodeListImport
from pico.sua.rules import code_lists
from tests.factories.accounts import make_member
from tests.factories.organisations import make_national_upi
from tests.parts import REAL_DATA

pytestmark = pytest.mark.django_db
LISTS = REAL_DATA / "anac" / "npa"
OCTOBER, NOVEMBER = date(2026, 10, 1), date(2026, 11, 1)


def line(code, label="Edifici scolastici", start=None, end=None) -> dict:
    return {"codice": code, "descrizione": {"it": label}, "dataInizio": start, "dataFine": end}


def as_json(*lines) -> bytes:
    return json.dumps(lines).encode()


@pytest.fixture
def nadia(db) -> Actor:
    upi = make_national_upi()
    return Actor(make_member(upi, "administrator"), upi)


@pytest.fixture
def load(nadia):
    def run(content: bytes, name: str = "CPV", on: date = OCTOBER) -> CodeListImport:
        actions.queue_code_list(actor=nadia, name=name, content=content, file_name=f"{name}.json", on=on)
        made = CodeListImport.objects.latest("pk")
        return actions.finish_code_list(actor=system_actor("prova"), run=made)

    return run


def counts(run) -> tuple[int, int, int, int]:
    return run.added, run.changed, run.ended, run.refused


class TestReading:
    def test_json_and_csv_say_the_same(self):
        table = "codice;descrizione;dataInizio;dataFine\n45214200-2;Edifici scolastici;2020-01-01;\n"
        rows = as_json(line("45214200-2", start="2020-01-01T00:00:00Z"))
        expected = [code_lists.Code("45214200", "Edifici scolastici", date(2020, 1, 1), None)]
        assert code_lists.read(rows, "CPV").codes == expected
        assert code_lists.read(table.encode(), "CPV").codes == expected

    def test_a_comma_too_many_is_forgiven(self):
        content = b'[{"codice": "IT", "descrizione": {"it": "ITALIA", }, }, ]'
        assert [row.code for row in code_lists.read(content, "codNUTS").codes] == ["IT"]

    def test_the_year_2099_is_no_end_and_no_day_is_since_ever(self):
        (row,) = code_lists.read(as_json(line("A", end="2099-12-31T00:00:00")), "x").codes
        assert (row.valid_from, row.valid_to) == (code_lists.ALWAYS, None)

    def test_a_code_comes_back_with_another_validity(self):
        twice = as_json(line("OS29", end="2020-01-01"), line("OS29", start="2020-01-02"))
        assert len(code_lists.read(twice, "categoria").codes) == 2

    @pytest.mark.parametrize(
        ("wrong", "why"),
        [
            (line(""), "mancano"),
            (line("X", label=""), "mancano"),
            (line("X" * 41), "troppo lunghi"),
            (line("1234"), "non è un CPV"),
            (line("45214200", start="ieri"), "non è una data"),
            (line("45214201", start="2026-01-02", end="2026-01-01"), "prima di cominciare"),
            (line("45214200", label="Altro"), "già scritto"),
            ("45214200", "non è un codice"),
            ({"codice": ["x"], "descrizione": {}}, "mancano"),
        ],
    )
    def test_a_wrong_line_is_refused_with_its_number_and_the_others_are_read(self, wrong, why):
        reading = code_lists.read(as_json(line("45214200"), wrong), "CPV")
        assert [row.code for row in reading.codes] == ["45214200"]
        (reason,) = reading.refused
        assert reason.startswith("Riga 2: ")
        assert why in reason

    @pytest.mark.parametrize(
        "content",
        [
            b"",
            b"\xff\xfe",
            b"{}",
            b"[1",
            b"[]",
            b"nome;valore\na;b\n",
            b'{"codice": "A"}',
            b"[" * 100_000,
            b"codice;descrizione\na;" + b"x" * 200_000,
            b"codice;descrizione\na;b\rc;d\n",
        ],
    )
    def test_what_is_no_list_is_unreadable(self, content):
        with pytest.raises(code_lists.Unreadable):
            code_lists.read(content, "CPV")


class TestImporting:
    def test_twice_changes_nothing(self, load):
        content = as_json(line("45214200"), line("39155000", "Mobili per biblioteca"), line("no"))
        assert [counts(load(content)), counts(load(content, on=NOVEMBER))] == [(2, 0, 0, 1), (0, 0, 0, 1)]
        assert set(CodeListEntry.objects.values_list("mark", "source")) == {
            ("V", "ANAC, CPV.json, situazione al 1º ottobre 2026")
        }

    def test_new_words_change_a_code_and_a_code_left_out_ends_the_day_before(self, load):
        load(as_json(line("45214200"), line("39155000", "Mobili")))
        assert counts(load(as_json(line("45214200", "Scuole")), on=NOVEMBER)) == (0, 1, 1, 0)
        rows = CodeListEntry.objects.order_by("code").values_list("code", "label", "valid_to", "edition")
        assert list(rows) == [
            ("39155000", "Mobili", date(2026, 10, 31), 2),
            ("45214200", "Scuole", None, 2),
        ]

    def test_what_people_added_and_other_lists_stay(self, load):
        load(as_json(line("A01")), name="ccnl")
        CodeListEntry.objects.create(
            list="CPV", code="99999999", label="A mano", valid_from=OCTOBER, source="circolare"
        )
        load(as_json(line("45214200")), on=NOVEMBER)
        assert CodeListEntry.objects.filter(valid_to=None).count() == 3

    def test_a_file_that_would_end_most_of_the_list_is_taken_for_another(self, load):
        load(as_json(*(line(str(code)) for code in range(45000000, 45000030))))
        run = load(as_json(line("45214200")), on=NOVEMBER)
        assert (run.state, counts(run)) == ("FAILED", (0, 0, 0, 0))
        assert "sembra un altro elenco" in run.error
        assert CodeListEntry.objects.filter(valid_to=None).count() == 30

    def test_an_unreadable_file_fails_in_words_and_leaves_its_line(self, load):
        run = load(b"%PDF-1.7")
        assert (run.state, run.error[:22]) == ("FAILED", "La prima riga del CSV ")
        lines = Entry.objects.unrestricted("test").filter(verb__startswith="sua.codes").order_by("pk")
        assert [row.verb for row in lines] == ["sua.codes.received", "sua.codes.read"]

    def test_brackets_without_end_fail_in_words_too(self, load):
        run = load(b'[{"codice":' + b"[" * 100_000)
        assert (run.state, "elenco JSON" in run.error) == ("FAILED", True)

    def test_a_job_run_twice_reads_once(self, load):
        run = load(as_json(line("45214200")))
        again = actions.finish_code_list(actor=system_actor("prova"), run=run)
        assert counts(again) == (1, 0, 0, 0)

    def test_only_national_administrators_import(self, cast):
        for who in ("operator", "sua", "executive"):
            with pytest.raises(Refused):
                actions.queue_code_list(
                    actor=cast.actor(who), name="CPV", content=b"[]", file_name="CPV.json", on=OCTOBER
                )
        assert not CodeListImport.objects.exists()

    @pytest.mark.skipif(not LISTS.is_dir(), reason="no ../shared/data beside the project")
    @pytest.mark.parametrize(
        ("name", "codes"),
        [("codiceScheda", 150), ("ccnl", 131), ("sceltaContraente", 12), ("tipoFinanziamento", 14)],
    )
    def test_the_published_lists_are_read_whole(self, load, name, codes):
        run = load((LISTS / f"{name}.json").read_bytes(), name=name)
        assert (run.added + run.refused, run.state) == (codes, "DONE")

    @pytest.mark.skipif(not LISTS.is_dir(), reason="no ../shared/data beside the project")
    def test_the_published_cpv_is_read_whole_and_nuts_with_its_comma(self, load):
        assert counts(load((LISTS / "CPV.json").read_bytes())) == (9454, 0, 0, 0)
        assert counts(load((LISTS / "CPV.json").read_bytes(), on=NOVEMBER)) == (0, 0, 0, 0)
        assert load((LISTS / "codNUTS.json").read_bytes(), name="codNUTS").state == "DONE"


class TestPages:
    def test_others_than_administrators_find_no_page(self, cast, client, load):
        run = load(as_json(line("45214200")))
        pages = [reverse("sua:code_imports"), reverse("sua:code_import", args=[run.pk])]
        for who in (cast.operator, cast.sua, cast.executive):
            client.force_login(who)
            assert [client.get(page).status_code for page in pages] == [404, 404]

    def test_a_file_is_sent_and_its_report_read(self, nadia, client, load):
        client.force_login(nadia.user)
        url = reverse("sua:code_imports")
        file = SimpleUploadedFile("CPV.json", as_json(line("45214200"), line("no")))
        answer = client.post(url, {"file": file, "name": "", "on": "01/10/2026"})
        assert answer.status_code == 302
        run = CodeListImport.objects.get()
        assert (run.list, run.state) == ("CPV", "READING")
        actions.finish_code_list(actor=system_actor("prova"), run=run)
        page = client.get(reverse("sua:code_import", args=[run.pk])).content.decode()
        assert "Riga 2:" in page
        assert run.file_name in client.get(url).content.decode()

    @pytest.mark.parametrize(
        ("sent", "field"), [({}, "file"), ({"on": "01/01/2100"}, "on"), ({"name": "con spazi"}, "name")]
    )
    def test_what_is_missing_is_said_beside_its_field(self, nadia, client, sent, field):
        client.force_login(nadia.user)
        file = {} if field == "file" else {"file": SimpleUploadedFile("CPV.json", b"[]")}
        answer = client.post(reverse("sua:code_imports"), {"on": "01/10/2026", **file, **sent})
        assert (answer.status_code, list(answer.context["form"].errors)) == (422, [field])


class TestTheRequestForm:
    def test_without_a_list_any_eight_digits_are_a_cpv(self):
        assert CpvField().clean("45214200-2") == "45214200"

    def test_with_the_list_only_its_codes_in_force_are(self, load):
        load(as_json(line("45214200"), line("39155000", "Mobili", end="2020-01-01")))
        assert CpvField().clean("45214200-2") == "45214200"
        for wrong in ("39155000", "11111111"):
            with pytest.raises(Exception, match="non è nell'elenco in vigore"):
                CpvField().clean(wrong)
