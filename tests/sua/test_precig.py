"""The check before the CIG: what is missing is said, with the place to mend it; who may see and write it."""

from datetime import date

import pytest
from django.urls import reverse

from pico.base.errors import Refused
from pico.journal.models import Entry
from pico.sua import actions
from pico.sua.models import CodeListEntry, Qualification, TenderParticipant
from pico.sua.rules import precig
from tests.factories.sua import make_draft, make_in_state, stranger

pytestmark = pytest.mark.django_db
CODES = {"fiscal_code": "80008870265", "ausa": "0000123456", "cost_centre": "Ufficio gare", "functions": 1}


@pytest.fixture
def tender(cast):
    return make_in_state(cast, "ACCEPTED")


@pytest.fixture
def body(cast, tender):
    return (
        TenderParticipant.objects.unrestricted("test")
        .select_related("tender", "organisation")
        .get(tender=tender)
    )


def tones(tender) -> dict[str, str]:
    return {line.what: line.tone for line in precig.lines(tender)}


class TestLines:
    def test_a_body_without_its_codes_blocks_and_says_which(self, cast, tender, body):
        name = str(body.organisation)
        assert f"{name}: manca: codice fiscale, codice AUSA, centro di costo." in precig.blockers(tender)
        actions.save_participant(actor=cast.actor("sua"), participant=body, **{**CODES, "ausa": ""})
        assert f"{name}: manca: codice AUSA." in precig.blockers(tender)
        actions.save_participant(actor=cast.actor("sua"), participant=body, **CODES)
        assert tones(tender)[name] == "success"

    @pytest.mark.parametrize(
        ("missing", "what"),
        [
            ({"cpv_main": ""}, "CPV"),
            ({"procedure": ""}, "Procedura"),
            ({"criterion": ""}, "Criterio"),
            ({"duration_days": None}, "Durata"),
            ({"base_amount": None}, "Importo"),
            ({"funding": []}, "Finanziamento"),
            ({"investment": True, "cup": []}, "CUP"),
            ({"investment": True, "cup": ["F51B21000150006"]}, "Atto del CUP"),
            ({"pnrr": True, "pnrr_measure": ""}, "PNRR"),
            ({"rup_name": "", "rup_org": None}, "RUP dell'ente"),
        ],
    )
    def test_each_missing_thing_fails_by_its_name(self, tender, missing, what):
        before = tones(tender).get(what)
        for name, value in missing.items():
            setattr(tender, name, value)
        assert (before, tones(tender)[what]) in {("success", "danger"), (None, "danger")}

    def test_lots_must_sum_and_say_the_difference(self, tender):
        tender.lots.create(n=2, title="Sedie", amount=1)
        assert any(
            "la differenza è di 1,00 €" in line.reason.replace("\xa0", " ") for line in precig.lines(tender)
        )

    def test_a_cpv_is_doubtful_without_the_list_and_wrong_outside_it(self, tender):
        assert tones(tender)["CPV nell'elenco"] == "warning"
        CodeListEntry.objects.create(
            list="CPV", code="45000000", label="Lavori", valid_from=date(2020, 1, 1), source="x"
        )
        assert tones(tender)["CPV nell'elenco"] == "danger"
        CodeListEntry.objects.create(
            list="CPV", code=tender.cpv_main, label="Arredi", valid_from=date(2020, 1, 1), source="x"
        )
        assert tones(tender)["CPV nell'elenco"] == "success"

    def test_the_qualification_of_the_province_is_a_doubt_and_no_block(self, cast, tender):
        tender.base_amount = 600000
        assert tones(tender)["Qualificazione"] == "warning"
        Qualification.objects.create(
            organisation=cast.province, sphere="PURCHASES", level=3, valid_from=date(2020, 1, 1), source="x"
        )
        assert tones(tender)["Qualificazione"] == "success"

    def test_a_tender_nobody_has_accepted_to_run_is_blocked(self, tender):
        assert "RUP della SUA: nessuno ha ancora accettato l'incarico." in precig.blockers(tender)


class TestWho:
    def test_strangers_and_other_bodies_find_nothing(self, cast, client, tender, body):
        asolo, _their_body = stranger(cast)
        client.force_login(asolo)
        urls = [
            reverse("sua:precig", args=[tender.public_id]),
            reverse("sua:participant", args=[tender.public_id, body.organisation_id]),
        ]
        assert [client.get(url).status_code for url in urls] == [404, 404]
        assert client.post(urls[1], CODES).status_code == 404

    def test_the_body_writes_its_codes_and_does_not_read_the_check(self, cast, client, tender, body):
        client.force_login(cast.operator)
        assert client.get(reverse("sua:precig", args=[tender.public_id])).status_code == 404
        url = reverse("sua:participant", args=[tender.public_id, body.organisation_id])
        detail = reverse("sua:detail", args=[tender.public_id])
        assert url in client.get(detail).content.decode()
        answer = client.post(url, CODES)
        assert (answer.status_code, answer["Location"]) == (302, detail)
        body.refresh_from_db()
        assert {name: getattr(body, name) for name in CODES} == CODES

    def test_an_executive_reads_and_does_not_write(self, cast, client, tender, body):
        client.force_login(cast.executive)
        page = client.get(reverse("sua:precig", args=[tender.public_id]))
        assert page.status_code == 200
        assert "La gara non è pronta" in page.content.decode()
        url = reverse("sua:participant", args=[tender.public_id, body.organisation_id])
        assert client.post(url, CODES).status_code == 404
        with pytest.raises(Refused):
            actions.save_participant(actor=cast.actor("executive"), participant=body, **CODES)

    def test_a_draft_has_no_check(self, cast, client):
        draft = make_draft(cast)
        client.force_login(cast.sua)
        assert client.get(reverse("sua:precig", args=[draft.public_id])).status_code == 404

    @pytest.mark.parametrize(
        ("wrong", "field"),
        [
            ({"ausa": "123"}, "ausa"),
            ({"fiscal_code": "RSSMRC75A10F443G"}, "fiscal_code"),
            ({"functions": "9"}, "functions"),
        ],
    )
    def test_a_wrong_code_is_said_beside_its_field(self, cast, client, body, wrong, field):
        client.force_login(cast.sua)
        url = reverse("sua:participant", args=[body.tender.public_id, body.organisation_id])
        answer = client.post(url, {**CODES, **wrong})
        assert (answer.status_code, list(answer.context["form"].errors)) == (422, [field])

    def test_the_journal_names_the_columns_and_never_their_values(self, cast, tender, body):
        actions.save_participant(actor=cast.actor("sua"), participant=body, **CODES)
        entry = Entry.objects.unrestricted("test").get(verb="sua.participant.saved")
        assert entry.changes == {"fiscal_code": None, "ausa": None, "cost_centre": None}
