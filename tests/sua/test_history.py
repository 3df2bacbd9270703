"""Past tenders from a file: what is right comes in once, the rest is told, nothing of others is touched."""

from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from pico.base.errors import Refused
from pico.journal.models import Entry
from pico.organisations.models import ModuleActivation
from pico.sua import actions
from pico.sua.models import Lot, Tender
from pico.sua.rules import machine
from pico.sua.rules.history import read
from tests.factories.organisations import make_code, make_municipality_body
from tests.factories.sua import Cast, make_in_state

pytestmark = pytest.mark.usefixtures("treviso_host")
HEADER = (
    "Numero esterno;Titolo;Oggetto;CPV;Importo;Ente;Procedura;Data di pubblicazione;"
    "Data di aggiudicazione;Aggiudicatario;Importo aggiudicato;CIG"
)
ONE = "2024/17;Arredi;Forniture;39155000-1;96.000,00;c_f999;aperta;15/02/2024;16/04/2024;Piave srl;91.200,00;"
TWO = "2024/18;Strade, lotto 1;lavori;;100.000;c_f999;;2024-03-01;;;;8527277397"
THREE = "2024/18;Strade, lotto 2;lavori;;50.000;c_f999;;2024-03-01;;;;B5A1C2E873"
PAGE = "/sua/gare/storico/"


@pytest.fixture
def cast(cast):
    make_code(cast.body, "IPA", "c_f999")
    return cast


def file(*lines: str) -> bytes:
    return "\r\n".join([HEADER, *lines]).encode()


def bring(cast, *lines: str, who: str = "sua"):
    found = read(file(*lines), cast.province)
    return found, actions.import_past(actor=cast.actor(who), province=cast.province, tenders=found.tenders)


def past() -> list[Tender]:
    return list(Tender.objects.unrestricted("test").filter(historic=True).order_by("number"))


def test_good_lines_become_tenders_with_their_own_numbers_and_lots(cast):
    found, done = bring(cast, ONE, TWO, THREE)
    assert ([one.why for one in found.wrong], done.added) == ([], 2)
    first, second = past()
    assert (first.number, first.state, first.base_amount) == ("2024/17", "AWARDED", Decimal("96000.00"))
    assert (first.cpv_main, first.procedure, first.organisation) == ("39155000", "open", cast.body)
    assert (second.number, second.state, second.base_amount) == (
        "2024/18",
        "NOT_AWARDED",
        Decimal("150000.00"),
    )
    lots = Lot.objects.unrestricted("test").filter(tender=first).values_list("winners", "awarded_amount")
    assert list(lots) == [([{"name": "Piave srl", "code": ""}], Decimal("91200.00"))]
    assert list(second.lots.values_list("n", "cig")) == [(1, "8527277397"), (2, "B5A1C2E873")]


def test_the_same_file_again_changes_nothing_and_a_corrected_one_only_what_it_corrects(cast):
    bring(cast, ONE, TWO)
    done = bring(cast, ONE, TWO)[1]
    assert (done.added, done.changed, done.same) == (0, 0, 2)
    done = bring(cast, ONE.replace("91.200,00", "90.000,00"), TWO.replace("2024/18", "18 del 2024"))[1]
    assert (done.added, done.changed, done.same) == (0, 2, 0)
    assert [row.number for row in past()] == ["18 del 2024", "2024/17"]
    assert Entry.objects.unrestricted("test").filter(verb="sua.tenders.imported").count() == 3


@pytest.mark.parametrize(
    ("line", "why"),
    [
        (ONE.replace("2024/17", "SUA-2024-0017"), "numero che assegna la piattaforma"),
        (ONE.replace("2024/17", ""), "Manca «Numero esterno»"),
        (ONE.replace("Forniture", "Cose"), "non è fra lavori, forniture, servizi"),
        (ONE.replace("96.000,00", "96,000.00"), ""),
        (ONE.replace("96.000,00", "0"), "maggiore di zero"),
        (ONE.replace("15/02/2024", "31/02/2024"), "non è una data"),
        (ONE.replace("15/02/2024", "15/02/2099"), "non futura"),
        (ONE.replace("16/04/2024", "16/01/2024"), "prima della pubblicazione"),
        (ONE.replace("Piave srl", ""), "vanno scritti insieme"),
        (ONE.replace("39155000-1", "39"), "non è un CPV"),
        (ONE.replace("c_f999", "c_zzz"), "Nessun ente della Provincia"),
        (f"{ONE}8527277398", "non è un CIG"),
        (ONE.replace("15/02/2024", "15/02/0001") + "8527277397", "fra il 1861 e il 2199"),
        (f"{ONE}8527277397 8517779597", "una riga per ogni lotto"),
        (TWO.replace("lavori", "servizi"), "non sono quelli degli altri lotti"),
        (ONE.replace("2024/17", "sua-2027-0001"), "numero che assegna la piattaforma"),
        (ONE.replace("2024/17", "SUA-2027-\u200b0001"), "numero che assegna la piattaforma"),
        (f"{ONE}8517779597", "è già alla riga 2"),
        (ONE.replace("96.000,00", "9.999.999.999.999,00"), "troppo grande"),
    ],
)
def test_a_wrong_line_is_refused_with_its_reason_and_the_others_come_in(cast, line, why):
    found, done = bring(cast, TWO.replace("8527277397", "8517779597"), line)
    assert [(one.line, why in one.why) for one in found.wrong] == [(3, True)]
    assert (done.added, [row.number for row in past()]) == (1, ["2024/18"])


def test_lots_that_sum_to_more_than_any_tender_are_refused_together(cast):
    found, done = bring(cast, *[TWO.replace("8527277397", "").replace("100.000", "600.000.000.000")] * 2, ONE)
    assert [(one.line, one.number, "troppo grande" in one.why) for one in found.wrong] == [
        (2, "2024/18", True)
    ]
    assert (done.added, [row.number for row in past()]) == (1, ["2024/17"])


def test_a_cig_of_one_tender_with_the_number_of_another_is_refused(cast):
    bring(cast, TWO, ONE)
    done = bring(cast, TWO.replace("2024/18", "2024/17"))[1]
    assert [(one.line, one.number) for one in done.wrong] == [(2, "2024/17")]
    assert "Il numero è di un'altra gara" in done.wrong[0].why
    assert [row.number for row in past()] == ["2024/17", "2024/18"]


def test_a_file_that_is_no_table_is_refused_in_words(cast, client):
    content = file(ONE.replace("Arredi", "x" * 200_000))
    client.force_login(cast.sua)
    sent = {"file": SimpleUploadedFile("gare.csv", content), "acting": cast.province.pk}
    answer = client.post(PAGE, sent)
    assert (answer.status_code, "non è di una tabella" in answer.text) == (422, True)


def test_a_cig_whose_letter_cannot_be_checked_comes_in_and_is_told(cast):
    found, done = bring(cast, f"{ONE}B5A1C2E874")
    assert ([one.line for one in found.unsure], done.added) == ([2], 1)


def test_a_cig_of_another_tender_is_refused_without_saying_whose(cast):
    other = make_in_state(cast, "ACCEPTED")
    Lot.objects.unrestricted("test").filter(tender=other).update(cig="8527277397")
    brescia = Cast("Desenzano del Garda", "brescia")
    make_code(brescia.body, "IPA", "c_d284")
    line = TWO.replace("c_f999", "c_d284")
    for who, text in ((cast, TWO), (brescia, line)):
        done = bring(who, text)[1]
        assert [one.why for one in done.wrong] == ["Il CIG 8527277397 è già di un'altra gara."]
    assert past() == []


def test_bodies_of_another_province_are_not_found(cast):
    brescia = Cast("Desenzano del Garda", "brescia")
    make_code(brescia.body, "IPA", "c_d284")
    assert len(read(file(ONE.replace("c_f999", "c_d284")), cast.province).wrong) == 1


@pytest.mark.parametrize("who", ["executive", "manager", "operator"])
def test_only_operators_of_the_sua_bring_them_in(cast, client, who):
    with pytest.raises(Refused):
        bring(cast, ONE, who=who)
    client.force_login(getattr(cast, who))
    assert (client.get(PAGE).status_code, client.post(PAGE).status_code, past()) == (404, 404, [])


def test_nothing_comes_in_while_the_module_is_read_only(cast):
    ModuleActivation.objects.filter(organisation=cast.province).update(state="READ_ONLY")
    ModuleActivation.generation += 1
    cast.province.__dict__.pop("_module_states", None)
    with pytest.raises(Refused, match="sola lettura"):
        bring(cast, ONE)


def test_the_page_tells_what_was_done_with_each_line(cast, client):
    client.force_login(cast.sua)
    sent = SimpleUploadedFile("gare.csv", file(ONE, TWO.replace("2024-03-01", "mai")), "text/csv")
    page = client.post(PAGE, {"file": sent, "acting": cast.province.pk})
    text = page.content.decode()
    assert ("1 gara nuova" in text, "1 riga non importata" in text, "«mai» non è una data" in text) == (
        True, True, True,
    )  # fmt: skip
    picture = SimpleUploadedFile("gare.csv", b"\x89PNG\x00", "text/csv")
    wrong = client.post(PAGE, {"file": picture, "acting": cast.province.pk})
    assert (wrong.status_code, "non è una tabella" in wrong.content.decode()) == (422, True)


def test_a_past_tender_is_read_and_moved_by_nobody(cast, client):
    bring(cast, ONE)
    [row] = past()
    assert [machine.allowed(cast.actor(who), row) for who in ("sua", "executive", "manager")] == [[], [], []]
    client.force_login(cast.sua)
    page = client.get(f"/sua/gare/{row.public_id}/").content.decode()
    assert ("2024/17" in page, "importata dallo storico" in page, "Manca" in page) == (True, True, False)
    assert "controllo-pre-cig" not in page
    assert client.get(f"/sua/gare/{row.public_id}/controllo-pre-cig/").status_code == 404
    assert "2024/17" in client.get("/sua/gare/").content.decode()
    client.force_login(cast.manager)
    assert "2024/17" in client.get("/sua/gare/").content.decode()
    brescia = Cast("Desenzano del Garda", "brescia")
    client.force_login(brescia.sua)
    assert client.get(f"/sua/gare/{row.public_id}/").status_code == 404


def test_it_is_on_nobodys_list_of_things_to_do_and_on_no_public_page(cast, client):
    bring(cast, ONE)
    for who in ("sua", "executive", "manager"):
        client.force_login(getattr(cast, who))
        assert "2024/17" not in client.get("/sua/").content.decode()
    client.logout()
    assert "2024/17" not in client.get("/gare/").content.decode()


def test_the_example_comes_in_as_it_is(cast, client):
    make_code(cast.province, "IPA", "p_tv")
    client.force_login(cast.sua)
    answer = client.get(f"{PAGE}esempio/")
    found = read(b"".join(answer.streaming_content), cast.province)
    assert ([one.why for one in found.wrong], [one.number for one in found.tenders]) == ([], ["2024/17"])


def test_a_code_of_a_municipality_is_known_by_istat_too(cast):
    asolo = make_municipality_body("Asolo", cast.province)
    istat = asolo.municipality.codes.filter(scheme="ISTAT").values_list("value", flat=True).first()
    if istat is None:
        istat = "026003"
        asolo.municipality.codes.create(scheme="ISTAT", value=istat, source="test")
    found = read(file(ONE.replace("c_f999", istat)), cast.province)
    assert [one.organisation for one in found.tenders] == [asolo]
