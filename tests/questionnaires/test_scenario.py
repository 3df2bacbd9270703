"""The campaign FAB-2027-003 for road salt, from the blank page to the consolidated sums."""

import json
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from pico.base.actor import Actor
from pico.base.errors import Refused
from pico.notifications.models import Event
from pico.questionnaires import actions
from pico.questionnaires.models import Answer, Questionnaire, Response, Round
from pico.questionnaires.purposes import Purpose, purposes, register_purpose
from pico.questionnaires.sources import of_round
from pico.questionnaires.tables import lines_of
from tests.factories.accounts import make_member
from tests.factories.organisations import make_municipality_body, make_province
from tests.factories.portal import make_site
from tests.factories.questionnaires import PRIVACY, SYSTEM, answer, invitation_of, need, send

pytestmark = pytest.mark.django_db
OPENING = datetime(2027, 3, 1, 9, tzinfo=UTC)
CLOSING = datetime(2027, 3, 31, 16, tzinfo=UTC)  # 18:00 in Rome, summer time since the 28th
# Tonnes a year and the price paid today; Oderzo's come from the pages, Asolo's by telephone.
NEEDS = {
    "Treviso": ("600", "96.00"),
    "Castelfranco Veneto": ("180", "98.00"),
    "Montebelluna": ("150", "99.00"),
    "Pieve del Grappa": ("220", "97.50"),
    "Valdobbiadene": ("140", "100.00"),
}
TABLE = "Luogo | testo\nTonnellate l'anno | numero | t\nPrezzo attuale | importo"


class Register:
    """The rows of its own that the app of tenders fills."""

    def __init__(self):
        self.tonnes = {}

    def submitted(self, *, actor, response, values):
        self.tonnes[response.organisation.short_name] = Decimal(values["tot"]["num"])

    def reopened(self, *, actor, response):
        del self.tonnes[response.organisation.short_name]


@pytest.fixture
def register(monkeypatch):
    made = Register()
    others = {code: purpose for code, purpose in purposes.items() if code != "NEEDS"}  # the SUA's own
    monkeypatch.setattr(purposes, "_entries", others)
    register_purpose(
        Purpose(
            code="NEEDS",
            label="Raccolta di fabbisogni",
            may_create=lambda actor: True,
            units=("ORGANISATION",),
            on_submitted=made.submitted,
            on_reopened=made.reopened,
        )
    )
    return made


class People:
    """The province, its municipalities, and whoever acts."""

    def __init__(self):
        self.treviso = make_province("treviso")
        make_site(self.treviso)
        names = [name for name in NEEDS if name != "Treviso"]
        self.bodies = {
            name: make_municipality_body(name, self.treviso) for name in (*names, "Oderzo", "Asolo")
        }
        self.bodies["Treviso"] = self.treviso
        oderzo = self.bodies["Oderzo"]
        self.rossi = self.client(self.treviso, "sua_operator", "Rossi")
        self.bianchi = self.client(oderzo, "organisation_operator", "Bianchi")
        self.dal_bo = self.client(oderzo, "organisation_operator", "Dal Bo")
        self.signer = self.client(oderzo, "organisation_manager", "Zanatta")
        brescia = make_province("brescia")
        make_site(brescia)
        self.conti = self.client(brescia, "administrator", "Conti")

    def client(self, body, role, name):
        person = make_member(body, role, family_name=name)
        made = Client(HTTP_HOST="treviso.localhost")
        made.force_login(person)
        made.person = person
        return made

    def sign_in_again(self):
        """Weeks have passed: nobody is signed in any more."""
        for one in (self.rossi, self.conti):
            one.force_login(one.person)


def build(rossi):
    """Marco Rossi writes the questionnaire in the pages, question by question."""
    rossi.post("/questionari/nuovo/", {"purpose": "NEEDS", "title": "FAB-2027-003", "description": ""})
    made = Questionnaire.objects.unrestricted("test").get()
    base = f"/questionari/{made.public_id}/"

    def put(path, **data):
        newest = made.versions.order_by("-number")[0]
        seen = {"number": newest.number, "edition": newest.edition}
        answered = rossi.post(f"{base}{path}", {**seen, **data})
        assert answered.status_code == 302, answered.content.decode()[-3000:]
        return [
            item["key"] for section in made.versions.get().definition["sections"] for item in section["items"]
        ]

    def if_interested(value):
        return {"show_0": f"answer:{first}", "op_0": "eq", "value_0": value, "join": "and"}

    put("sezione/", title="Fabbisogno")
    first = put("sezione/fabbisogno/domanda/?tipo=yes_no", label="Interessati?", required="on")[-1]
    table = put(
        "sezione/fabbisogno/domanda/?tipo=table", label="Depositi", columns=TABLE, **if_interested("sì")
    )[-1]
    put(
        "sezione/fabbisogno/domanda/?tipo=date",
        label="Scadenza del contratto",
        check_op="lt",
        check_value="oggi",
        check_message="La scadenza è già passata.",
        **if_interested("sì"),
    )
    put(
        "sezione/fabbisogno/domanda/?tipo=calculated",
        label="Totale",
        operation="sum",
        first=f"{table}.tonnellate_l_anno",
    )
    put("sezione/fabbisogno/domanda/?tipo=long_text", label="Perché no?", **if_interested("no"))
    return made


RENAMED = {
    "interessati": "interested",
    "depositi": "t_need",
    "scadenza_del_contratto": "expiry",
    "totale": "tot",
    "perche_no": "reason",
    "fabbisogno": "s_need",
    "luogo": "place",
    "tonnellate_l_anno": "tonnes",
    "prezzo_attuale": "price",
}


def with_the_codes_of_the_campaign(rossi, made):
    """The file is taken away, its codes changed for those of the register, and imported again."""
    base = f"/questionari/{made.public_id}/"
    text = rossi.get(f"{base}esporta/").content.decode()
    for old, new in RENAMED.items():
        text = text.replace(f'"{old}"', f'"{new}"')
    newest = made.versions.get()
    answered = rossi.post(
        f"{base}importa/",
        {
            "number": newest.number,
            "edition": newest.edition,
            "file": SimpleUploadedFile("fabbisogno.json", text.encode()),
        },
    )
    assert answered.status_code == 302, answered.content.decode()[-2000:]


def values(*lines):
    """What a browser sends of the section: a row for each (place, tonnes, price)."""
    sent = {"interested": "true", "expiry": "30/09/2027", "asked": ["interested", "t_need", "expiry", "tot"]}
    for number, (place, tonnes, price) in enumerate(lines):
        row = {"place": place, "tonnes": tonnes, "price": price}
        sent |= {f"t_need__{number}__{name}": value for name, value in row.items()}
    return sent


def expiry_of(round):
    rows = Answer.objects.unrestricted("test").filter(response__round=round, question="expiry")
    return [row.value for row in rows]


def reminded():
    rows = Event.objects.unrestricted("test").filter(kind="questionnaires.round.reminder")
    return sorted(event.data["body"] for event in rows)


def test_the_campaign_for_road_salt(register):
    with time_machine.travel(OPENING, tick=False) as clock:
        people = People()
        rossi, bianchi = people.rossi, people.bianchi
        made = build(rossi)
        with_the_codes_of_the_campaign(rossi, made)
        assert "Tutto a posto" in rossi.get(f"/questionari/{made.public_id}/controllo/").content.decode()
        actor = Actor(rossi.person, people.treviso)
        round = actions.create_round(
            actor=actor,
            questionnaire=made,
            values={
                "title": "FAB-2027-003 sale per disgelo",
                "privacy_text": PRIVACY,
                "closes_at": CLOSING,
                "reminders": [7, 2, 0],
                "needs_sign_off": True,
            },
        )
        actions.invite(actor=actor, round=round, organisations=people.bodies.values())
        round = actions.open_round(actor=actor, round=round)
        page = f"/rilevazioni/{round.public_id}/"
        section, summary = f"{page}compila/s_need/", f"{page}riepilogo/"

        # Bianchi writes; Dal Bo's page is older: both versions, nothing lost.
        rows = [("Deposito nord", "70", "101,00"), ("Deposito sud", "40", "101,00")]
        assert bianchi.post(section, {**values(*rows), "revision": 0}).status_code == 302
        older = people.dal_bo.post(section, {**values(("Deposito nord", "75", "101,00")), "revision": 0})
        shown = older.content.decode()
        assert [
            older.status_code,
            "Tonnellate l&#x27;anno: 70" in shown,
            "Tonnellate l&#x27;anno: 75" in shown,
        ] == [
            409,
            True,
            True,
        ]

        # Bianchi changes her mind for a moment: the day disappears, and comes back as it was.
        bianchi.post(section, {**values(*rows), "interested": "false", "revision": 1})
        assert "30/09/2027" not in bianchi.get(summary).content.decode()
        assert expiry_of(round) == ["2027-09-30"]
        bianchi.post(section, {"interested": "true", "revision": 2})
        assert "30/09/2027" in bianchi.get(summary).content.decode()

        # The signer sends it back once, then signs.
        signer = people.signer
        assert bianchi.post(summary, {"ask": "1"}).status_code == 302
        assert signer.post(f"{summary}rinvio/", {"note": "Controlla il deposito sud"}).status_code == 302
        assert "Controlla il deposito sud" in bianchi.get(f"{page}compila/").content.decode()
        assert bianchi.post(summary, {"ask": "1"}).status_code == 302
        assert signer.post(summary, {"seen": ["s_need:3"]}).status_code == 302
        assert register.tonnes == {"Oderzo": Decimal(110)}

        # Asolo telephones.
        asolo = invitation_of(round, people.bodies["Asolo"])
        of_asolo = f"{page}per/{asolo.pk}/"
        told = {**values(("Magazzino", "60", "106,50")), "revision": 0}
        assert rossi.post(f"{of_asolo}compila/s_need/", told).status_code == 422
        told["proxy_reason"] = "Telefonata del 1° marzo"
        assert rossi.post(f"{of_asolo}compila/s_need/", told).status_code == 302
        assert rossi.post(f"{of_asolo}riepilogo/", {"seen": ["s_need:1"]}).status_code == 302
        proxied = Event.objects.unrestricted("test").filter(kind="questionnaires.response.proxied")
        assert [event.data["body"] for event in proxied] == ["Comune di Asolo"]

        # Two more answer before the 24th; that day a mail goes to those still missing, and to nobody twice.
        for name in ("Treviso", "Montebelluna"):
            give(round, people.bodies[name], *NEEDS[name])
        clock.move_to(datetime(2027, 3, 24, 8, tzinfo=UTC))
        missing = ["Comune di Castelfranco Veneto", "Comune di Pieve del Grappa", "Comune di Valdobbiadene"]
        assert [actions.remind_due(actor=SYSTEM), actions.remind_due(actor=SYSTEM)] == [3, 0]
        assert reminded() == missing
        for name in ("Castelfranco Veneto", "Pieve del Grappa", "Valdobbiadene"):
            give(round, people.bodies[name], *NEEDS[name])

        # Brescia finds nothing anywhere.
        people.sign_in_again()
        response = Response.objects.unrestricted("test").get(invitation=asolo)
        paths = [page, section, summary, f"{page}ricevuta/", f"{page}risultati/", f"{page}esporta/larga.csv"]
        paths += [f"{of_asolo}riepilogo/", f"/risposte/{response.pk}/", f"/questionari/{made.public_id}/"]
        assert [people.conti.get(path).status_code for path in paths] == [404] * len(paths)

        # The closing, by the clock.
        clock.move_to(CLOSING + timedelta(seconds=61))
        assert actions.close_due(actor=SYSTEM) == 1
        people.sign_in_again()
        check_the_sums(rossi, page, round)
        assert sum(register.tonnes.values()) == 1460

        # Once consolidated, nothing is reopened.
        actions.consolidate_round(actor=actor, round=round)
        of_oderzo = Response.objects.unrestricted("test").get(
            invitation=invitation_of(round, people.bodies["Oderzo"])
        )
        with pytest.raises(Refused) as refused:
            actions.reopen_response(actor=actor, response=of_oderzo, reason="Un errore")
        assert str(refused.value) == "La rilevazione è consolidata: serve una revisione numerata"
        assert Round.objects.unrestricted("test").get().state == "CONSOLIDATED"


def give(round, body, tonnes, price):
    answer(SYSTEM, invitation_of(round, body), need(tonnes, price=price))
    send(SYSTEM, invitation_of(round, body))


def check_the_sums(rossi, page, round):
    """The sums of the file equal those of the campaign to the cent; the page shows the same."""
    fresh = Round.objects.unrestricted("test").select_related("version__questionnaire").get(pk=round.pk)
    _header, lines = lines_of(of_round(fresh), "tabella-t_need")
    cells = [(line["denominazione"], line["tonnes"], line["price"]) for line in lines]
    tonnes = sum(weight for _name, weight, _price in cells)
    declared = sum(weight * price for _name, weight, price in cells)
    assert len({name for name, _weight, _price in cells}) == 7
    assert (tonnes, 3 * tonnes * Decimal("95.00")) == (Decimal(1460), Decimal("416100.00"))
    average = (declared / tonnes).quantize(Decimal("0.01"))
    assert (declared, average) == (Decimal("143040.00"), Decimal("97.97"))
    wide = json.loads(b"".join(rossi.get(f"{page}esporta/larga.json").streaming_content))
    assert sum(Decimal(line["tot"]) for line in wide) == 1460
    assert {line["expiry"] for line in wide} == {"2027-09-30", "2199-09-30"}
    assert all(date.fromisoformat(line["expiry"]) for line in wide)
    results = rossi.get(f"{page}risultati/").content.decode()
    assert ("1.460\u00a0t" in results, "Media di «Prezzo attuale»" in results) == (True, True)
