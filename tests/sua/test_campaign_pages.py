"""The pages of needs campaigns: list, stepped draft, progress, moves, consolidation and its file."""

import csv
import io
import re
from datetime import timedelta
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from pico.base.dates import italian_date, today
from pico.notifications.models import Event
from pico.questionnaires.models import Response
from pico.sua import actions
from pico.sua.forms.items import lines_of, read_items
from pico.sua.models import NeedsCampaign
from pico.sua.rules import campaigns as rules
from tests.factories.organisations import make_municipality_body
from tests.factories.questionnaires import invitation_of
from tests.factories.sua_campaigns import again, give_need, make_campaign, make_open_campaign, make_salt
from tests.source import ROOT

pytestmark = pytest.mark.django_db


@pytest.fixture
def office(cast, client, treviso_host):
    client.force_login(cast.sua)
    return client


@pytest.fixture
def asolo(cast):
    return make_municipality_body("Asolo", cast.province)


def url(name, campaign=None, *more):
    return reverse(f"sua:{name}", args=[campaign.public_id, *more] if campaign else list(more))


def words(answer):
    """Return the text of a page, blanks made one."""
    text = re.sub(r"<(script|style).*?</\1>", " ", answer.content.decode(), flags=re.DOTALL)
    text = re.sub(r"<[^>]+>", " ", text).replace("&#x27;", "'")
    return re.sub(r"[\s\u00a0]+", " ", text)


def rows_of(answer, column=0):
    body = answer.content.decode().split("<tbody>")[1].split("</tbody>")[0]
    return [re.sub(r"<[^>]+>", "", row).strip() for row in re.findall(r"<th.*?</th>", body, flags=re.DOTALL)]


DATA = {
    "title": "Sale per disgelo", "description": "Tre stagioni", "contract_object": "SUPPLIES",
    "cpv": "34927100-2", "mode": "BINDING", "years": "3", "hour": "18:00", "contact": "Ufficio gare",
}  # fmt: skip


def draft_data(**more):
    year = today().year + 1
    closing = today() + timedelta(days=30)
    return {**DATA, "first_year": str(year), "day": f"{closing:%d/%m/%Y}", **more}


# --- The stepped draft


def test_an_operator_prepares_and_opens_a_campaign_in_the_pages(cast, office, asolo):
    made = office.post(url("campaign_new"), draft_data())
    campaign = NeedsCampaign.objects.visible_to(cast.sua).get()
    assert made.url == url("campaign_items", campaign)
    assert (campaign.cpv, campaign.mode, campaign.years) == ("34927100", "BINDING", 3)
    lines = (
        "Codice;Descrizione;Unità;Prezzo base\nS1;Sale, pianura;t;95,00;10;800;Lotto 1;sfuso\n"
        "S2;Sale, montagna;TNE;95"
    )
    step = office.post(made.url, {"lines": lines, "version": campaign.version})
    assert step.url == url("campaign_bodies", campaign)
    items = list(campaign.items.values_list("code", "unit", "base_price", "least", "most", "lot_hint"))
    assert items == [
        ("S1", "TNE", Decimal("95.00"), Decimal(10), Decimal(800), "Lotto 1"),
        ("S2", "TNE", Decimal("95.00"), None, None, ""),
    ]
    chosen = {"how": "scelti", "bodies": [cast.body.pk, asolo.pk]}
    assert office.post(step.url, chosen).url == url("campaign_open", campaign)
    page = words(office.get(url("campaign_open", campaign)))
    assert "Enti: 2 . Voci: 2 ." in page
    assert office.post(url("campaign_open", campaign)).url == url("campaign", campaign)
    assert again(campaign).state == "OPEN"
    told = Event.objects.unrestricted("test").filter(kind="questionnaires.round.opened")
    assert sorted(event.data["body"] for event in told) == ["Comune di Asolo", "Comune di Oderzo"]


def test_the_same_form_sent_twice_begins_one_campaign(cast, office):
    key = "7b0d5a54-3f3d-4c5c-9a0e-0d6d3d0d7a11"
    first, second = (office.post(url("campaign_new"), draft_data(form_key=key)) for _time in range(2))
    assert (first.url, NeedsCampaign.objects.visible_to(cast.sua).count()) == (second.url, 1)


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"title": ""}, "Compila"),
        ({"cpv": "349271"}, "Scrivi il CPV con otto cifre"),
        ({"day": "01/01/2020"}, "Scegli un momento futuro."),
        ({"opens_on": "01/01/2020"}, "Scegli un giorno futuro"),
        ({"years": "9"}, "9 non è tra quelle disponibili"),
    ],
)
def test_what_is_wrong_is_said_beside_its_field_and_nothing_is_lost(cast, office, wrong, sentence):
    answer = office.post(url("campaign_new"), draft_data(**wrong))
    page = answer.content.decode()
    assert (answer.status_code, sentence in words(answer), "Tre stagioni" in page) == (422, True, True)
    assert NeedsCampaign.objects.visible_to(cast.sua).count() == 0


def test_a_draft_is_edited_and_an_older_page_is_refused_in_words(cast, office):
    campaign = make_campaign(cast)
    page = office.get(url("campaign_edit", campaign)).content.decode()
    assert f'name="version" value="{campaign.version}"' in page
    data = draft_data(title="Sale e sabbia", version=campaign.version)
    assert office.post(url("campaign_edit", campaign), data).status_code == 302
    assert (again(campaign).title, again(campaign).round.title[13:]) == ("Sale e sabbia", "Sale e sabbia")
    older = office.post(url("campaign_edit", campaign), {**data, "title": "Altro"})
    assert (older.status_code, "Un collega ha salvato" in words(older)) == (409, True)
    assert again(campaign).title == "Sale e sabbia"


def test_items_come_from_a_file_too(cast, office):
    campaign = make_campaign(cast)
    file = SimpleUploadedFile("voci.csv", "\ufeffK;Kit;pz;1.250,50".encode())
    sent = {"lines": "", "file": file, "version": campaign.version}
    shown = office.post(url("campaign_items", campaign), sent)
    assert (shown.status_code, campaign.items.count()) == (200, 2)
    confirmed = {"lines": shown.context["form"]["lines"].value(), "version": campaign.version}
    assert office.post(url("campaign_items", campaign), confirmed).status_code == 302
    assert list(campaign.items.values_list("code", "unit", "base_price")) == [
        ("K", "H87", Decimal("1250.50"))
    ]


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        ("S1;Sale;t;1,250.00", "Riga 1: Indica l'importo"),
        ("S1;Sale;barili;95", "Riga 1: unità «barili» sconosciuta"),
        ("S1;Sale;t;0", "il prezzo base dev'essere maggiore di zero"),
        ("S1;Sale;t;95;10;5", "il massimo è sotto il minimo"),
        (";Sale;t;95", "servono codice e descrizione"),
        ("S1;Sale;t;95\nS1;Gemma;t;95", "Riga 2: il codice «S1» c'è già"),
        ("S1;Sale;t;95;1,2345", "al massimo 3 decimali"),
        ("", "Scrivi almeno una voce"),
    ],
)
def test_a_line_that_makes_no_sense_is_told_with_its_number(cast, office, line, sentence):
    campaign = make_campaign(cast)
    answer = office.post(url("campaign_items", campaign), {"lines": line, "version": campaign.version})
    assert (answer.status_code, sentence in words(answer)) == (422, True), words(answer)
    assert campaign.items.count() == 2


def test_items_read_back_from_their_lines(cast):
    items = [
        actions.ItemValues("A;1", 'Sale "fino", sfuso', "TNE", Decimal("95.00"), lot_hint="=1+1"),
        actions.ItemValues("B", "Ghiaia", "MTQ", Decimal("1250.50"), Decimal("0.5"), Decimal(12)),
    ]
    campaign = make_campaign(cast, items=items)
    assert read_items(lines_of(campaign.items.all())) == (items, [])


@pytest.mark.parametrize(
    ("how", "bodies"),
    [("tutti", ["Asolo", "Oderzo", "Treviso"]), ("abilitati", ["Oderzo", "Treviso"]), ("scelti", ["Asolo"])],
)
def test_whom_it_asks_is_all_those_entitled_or_a_choice(cast, office, asolo, how, bodies):
    campaign = make_campaign(cast)
    office.post(url("campaign_bodies", campaign), {"how": how, "bodies": [asolo.pk]})
    asked = campaign.round.invitations.values_list("organisation__short_name", flat=True)
    assert sorted(asked) == bodies


def test_a_choice_of_nobody_is_told(cast, office):
    campaign = make_campaign(cast)
    answer = office.post(url("campaign_bodies", campaign), {"how": "scelti"})
    assert (answer.status_code, "Scegli almeno un ente." in words(answer)) == (422, True)


# --- The list


def test_the_list_is_filtered_sorted_and_says_what_comes_next(cast, office):
    empty = words(office.get(url("campaigns")))
    assert ("Non ci sono ancora raccolte" in empty, "Nuova raccolta" in empty) == (True, True)
    first = make_campaign(cast, title="Zinco")
    second = make_open_campaign(cast, title="Asfalto a freddo", cpv="44113620")
    pages = {
        "": [second.number, first.number],
        "?ordina=oggetto": [second.number, first.number],
        "?ordina=-oggetto": [first.number, second.number],
        "?stato=OPEN": [second.number],
        "?testo=zin": [first.number],
        "?cpv=4411": [second.number],
        f"?anno={today().year}": [second.number, first.number],
    }
    found = {query: rows_of(office.get(url("campaigns") + query)) for query in pages}
    assert found == pages
    none = words(office.get(url("campaigns") + "?testo=nessuna"))
    assert "Nessuna raccolta con questi filtri" in none


def test_the_export_holds_the_rows_of_the_list(cast, office):
    make_campaign(cast, title="=1+1")
    answered = make_open_campaign(cast, title="Sale")
    give_need(answered, cast.body, {"S1": ("1", None)})
    lines = table_of(office.get(url("campaigns_export", None, "csv")))
    assert [(line["Oggetto"], line["Stato"], line["Risposte"]) for line in lines] == [
        ("Sale", "Aperta", "1 su 1"),
        ("'=1+1", "In preparazione", "0 su 1"),
    ]
    filtered = table_of(office.get(url("campaigns_export", None, "csv") + "?stato=OPEN"))
    assert [line["Oggetto"] for line in filtered] == ["Sale"]


def table_of(answer):
    text = b"".join(answer.streaming_content).decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text), delimiter=";"))


def test_a_body_reads_its_own_state_in_the_list(cast, client, treviso_host, asolo):
    campaign = make_open_campaign(cast, cast.body, asolo)
    give_need(campaign, asolo, {"S1": ("60", "106.50")})
    client.force_login(cast.operator)
    page = words(client.get(url("campaigns")))
    assert ("Da iniziare" in page, "Inviata" in page, "Nuova raccolta" in page) == (True, False, False)


@pytest.mark.parametrize("who", ["sua", "operator"])
def test_the_list_asks_as_many_queries_for_three_rows_as_for_one(cast, client, treviso_host, who, queries_of):
    client.force_login(getattr(cast, who))
    counts = []
    for _more in (1, 2):
        for _time in range(_more):
            campaign = make_open_campaign(cast)
            give_need(campaign, cast.body, {"S1": ("1", None)})
        counts.append(queries_of(lambda: client.get(url("campaigns"))))
    assert counts[0] == counts[1]


@pytest.fixture
def queries_of(django_assert_max_num_queries):
    def count(act):
        with django_assert_max_num_queries(200) as found:
            act()
        return len(found)

    return count


def test_the_pages_ask_as_many_queries_for_many_bodies_as_for_one(cast, office, queries_of):
    small = make_open_campaign(cast)
    give_need(small, cast.body, {"S1": ("1", "95.00")})
    names = ["Asolo", "Valdobbiadene", "Montebelluna", "Castelfranco Veneto", "Pieve del Grappa"]
    bodies = [make_municipality_body(name, cast.province) for name in names]
    large = make_open_campaign(cast, cast.body, *bodies)
    for body in (cast.body, *bodies[:3]):
        give_need(large, body, {"S1": ("1", "95.00")})
    for name in ("campaign", "consolidation"):
        office.get(url(name, small))
        counts = [queries_of(lambda one=one, name=name: office.get(url(name, one))) for one in (small, large)]
        assert counts[0] == counts[1], name


# --- The page of one


def test_the_office_sees_how_far_each_body_is(cast, office, asolo):
    campaign = make_open_campaign(cast, cast.body, asolo)
    give_need(campaign, cast.body, {"S1": ("110", "101.00")})
    page = office.get(url("campaign", campaign))
    text = words(page)
    assert "Inviata: 1 (50%)" in page.content.decode()
    assert ("tutti (2)" in text, "da iniziare (1)" in text, "inviata (1)" in text) == (True, True, True)
    narrowed = words(office.get(url("campaign", campaign) + "?stato=SUBMITTED"))
    listed = narrowed.split("tutti (2)")[1].split("Voci")[0]
    assert ("Comune di Oderzo" in listed, "Comune di Asolo" in listed) == (True, False)


def test_the_page_offers_only_the_moves_that_are_possible(cast, client, treviso_host):
    campaign = make_open_campaign(cast)
    links = [reverse(move.page, args=[campaign.public_id]) for move in rules.MOVES]
    offered = {}
    for who in ("sua", "executive", "operator"):
        client.force_login(getattr(cast, who))
        page = client.get(url("campaign", campaign)).content.decode()
        offered[who] = [link for link in links if f'href="{link}"' in page]
    assert offered == {
        "sua": [url("campaign_close", campaign), url("campaign_archive", campaign)],
        "executive": [],
        "operator": [],
    }


def test_moves_in_the_pages(cast, office, asolo):
    campaign = make_open_campaign(cast, cast.body, asolo)
    give_need(campaign, cast.body, {"S1": ("110", "101.00")})
    assert "1 ente non ha ancora risposto." in words(office.get(url("campaign_close", campaign)))
    assert office.post(url("campaign_close", campaign)).status_code == 302
    later = today() + timedelta(days=60)
    again_open = {"day": f"{later:%d/%m/%Y}", "hour": "12:00", "reason": "Troppo poco tempo"}
    assert office.post(url("campaign_reopen", campaign), {**again_open, "reason": ""}).status_code == 422
    assert office.post(url("campaign_reopen", campaign), again_open).status_code == 302
    assert italian_date(again(campaign).round.closes_at) == italian_date(later)
    office.post(url("campaign_remind", campaign))
    told = Event.objects.unrestricted("test").filter(kind="questionnaires.round.reminder")
    assert [event.data["body"] for event in told] == ["Comune di Asolo"]
    office.post(url("campaign_close", campaign))
    wrong = office.post(url("campaign_archive", campaign), {"reason": ""})
    assert (wrong.status_code, again(campaign).state) == (422, "CLOSED")
    assert office.post(url("campaign_consolidate", campaign)).status_code == 302
    refused = office.post(url("campaign_consolidate", campaign))
    assert (refused.status_code, "questo passaggio non è possibile" in words(refused)) == (422, True)
    assert again(campaign).state == "CONSOLIDATED"


def test_one_body_is_given_time_in_the_pages(cast, office, asolo):
    campaign = make_open_campaign(cast, cast.body, asolo)
    give_need(campaign, cast.body, {"S1": ("110", "101.00")})
    invitation = invitation_of(campaign.round, cast.body)
    page = url("campaign_body", campaign, invitation.pk)
    assert f'href="{page}"' in office.get(url("campaign", campaign)).content.decode()
    data = {"day": "", "hour": "18:00", "reason": "La quantità del 2028 non torna"}
    assert office.post(page, data).status_code == 302
    assert Response.objects.unrestricted("test").get(invitation=invitation).state == "DRAFT"
    twice = office.post(page, data)
    assert (twice.status_code, "non ha ancora risposto" in words(twice)) == (422, True)


def test_a_body_answers_in_the_pages_from_its_campaign(cast, client, treviso_host):
    campaign = make_open_campaign(cast, years=1)
    client.force_login(cast.operator)
    page = client.get(url("campaign", campaign)).content.decode()
    assert url("campaign_answer", campaign) in page
    start = client.get(url("campaign_answer", campaign), follow=True)
    base = f"/rilevazioni/{campaign.round.public_id}/"
    assert f"{base}compila/s_needs/" in start.content.decode()
    sheet = client.get(f"{base}compila/s_needs/").content.decode()
    assert "Sale per disgelo, pianura (t)" in sheet
    sent = {"t_needs__0__q2027": "110,5", "t_needs__0__price": "101,00", "revision": 0}
    assert client.post(f"{base}compila/s_needs/", sent).status_code == 302
    assert client.post(f"{base}riepilogo/", {"ask": "1"}).status_code == 302
    client.force_login(cast.manager)
    assert client.post(f"{base}riepilogo/", {"seen": ["s_needs:1"]}).status_code == 302
    assert "La ricevuta" in words(client.get(url("campaign", campaign)))


def test_an_empty_answer_is_refused_in_words(cast, client, treviso_host):
    item = actions.ItemValues("S", "Sale", "TNE", Decimal("95.00"), most=Decimal(50))
    campaign = make_open_campaign(cast, items=[item], years=1)
    base = f"/rilevazioni/{campaign.round.public_id}/"
    client.force_login(cast.manager)
    client.post(f"{base}compila/s_needs/", {"t_needs__0__q2027": "60", "revision": 0, "autosave": "1"})
    answer = client.post(f"{base}riepilogo/", {"seen": ["s_needs:1"]})
    assert (answer.status_code, "60 è più del massimo di 50" in words(answer)) == (422, True)


# --- Consolidation


def test_the_page_and_the_file_say_the_scenario_to_the_cent(cast, office):
    campaign = make_salt(cast)
    text = words(office.get(url("consolidation", campaign)))
    for figure in (
        "Numeri provvisori", "4.380 t", "416.100,00 €", "429.120,00 €", "97,97 €/t",
        "prezzo noto per 7 enti su 7", "296.400,00 €", "119.700,00 €", "17.100,00 €", "19.170,00 €",
        "13.020,00 € in meno (3,03%)", "Provincia di Treviso: 41% del totale",
    ):  # fmt: skip
        assert figure in text, figure
    lines = table_of(office.get(url("consolidation_export", campaign, "csv")))
    asolo = next(line for line in lines if line["Ente"] == "Comune di Asolo")
    assert asolo == {
        "Ente": "Comune di Asolo",
        "Sale per disgelo, pianura (t)": "0",
        "Sale per disgelo, montagna (t)": "180,000000",
        "Valore a base di gara (€)": "17100,00",
        "Spesa ai prezzi dichiarati (€)": "19170,00",
    }
    assert sum(Decimal(line["Valore a base di gara (€)"].replace(",", ".")) for line in lines) == Decimal(
        "416100.00"
    )
    actions.consolidate_campaign(actor=cast.actor("sua"), campaign=campaign)
    assert "Numeri provvisori" not in words(office.get(url("consolidation", campaign)))


def test_a_name_that_looks_like_a_formula_is_neutral_in_the_file(cast, office):
    cast.body.name = "=HYPERLINK(1)"
    cast.body.save()
    items = [actions.ItemValues("S", "-Sale", "TNE", Decimal("95.00"))]
    campaign = make_open_campaign(cast, items=items)
    give_need(campaign, cast.body, {"S": ("1", None)})
    line = table_of(office.get(url("consolidation_export", campaign, "csv")))[0]
    assert list(line)[:2] == ["Ente", "'-Sale (t)"]
    assert line["Ente"] == "'=HYPERLINK(1)"


def test_before_the_first_answer_the_table_says_what_comes_next(cast, office):
    campaign = make_open_campaign(cast)
    text = words(office.get(url("consolidation", campaign)))
    assert "Nessun ente ha ancora inviato la risposta" in text


def test_an_unknown_format_is_not_found(cast, office):
    campaign = make_open_campaign(cast)
    assert office.get(url("consolidation_export", campaign, "pdf")).status_code == 404


# --- Around


def test_what_waits_for_the_office_is_in_its_day(cast, office):
    draft = make_campaign(cast)
    closed = actions.close_campaign(actor=cast.actor("sua"), campaign=make_open_campaign(cast))
    make_open_campaign(cast)
    assert {row.pk for row in rules.waiting_for(cast.sua, cast.province)} == {draft.pk, closed.pk}
    assert rules.waiting_for(cast.executive, cast.province) == []
    assert rules.waiting_for(cast.manager, cast.body) == []
    text = words(office.get("/area-riservata/"))
    assert (str(draft) in text, str(closed) in text) == (True, True)


def test_the_closing_is_in_the_calendar_of_those_asked_and_of_the_office(cast, asolo):
    from pico.sua.dated import entries

    campaign = make_open_campaign(cast, closes_at=timezone.now() + timedelta(days=10))
    span = (today(), today() + timedelta(days=20))
    for person in (cast.sua, cast.operator):
        assert [entry.title for entry in entries(person, *span)] == [str(campaign)]


def test_the_guide_shows_the_same_moves():
    guide = (ROOT / "docs" / "guida" / "sua.md").read_text().split("### Gli stati di una raccolta")[1]
    lines = [line for line in guide.split("##")[0].splitlines() if line.startswith("|")][2:]
    shown = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]
    assert shown == [
        [str(move.label), ", ".join(str(one.label) for one in move.sources), str(move.target.label)]
        for move in rules.MOVES
    ]
