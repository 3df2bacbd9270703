"""The check before the CIG: what is missing is said, with the place to mend it; who may see and write it."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.urls import reverse

from pico.base import dates
from pico.base.actor import system_actor
from pico.base.errors import Refused
from pico.journal.models import Entry
from pico.notifications.models import Notification
from pico.organisations.models import MunicipalityCode, OrganisationCode
from pico.sua import actions
from pico.sua.models import CodeListEntry, PreCigPass, Qualification, TenderParticipant
from pico.sua.rules import places, precig, rup_todo
from tests.factories.accounts import make_member
from tests.factories.organisations import make_municipality_body, make_province
from tests.factories.sua import (
    attach_papers,
    create_tender,
    make_draft,
    make_in_state,
    make_move,
    make_rup,
    make_rup_of,
    make_tender,
    pass_warnings,
    read_only,
    settle_precig,
    stranger,
)
from tests.queue import work

pytestmark = pytest.mark.django_db
CODES = {"fiscal_code": "80008870265", "ausa": "0000123456", "cost_centre": "Ufficio gare", "functions": 1}
FACTS = {
    "cpv_main": "39155000", "place_code": "Oderzo", "duration_days": "90", "sector": "1",
    "regime": "ORDINARY", "procedure": "open", "criterion": "price", "framework": "none", "funding": ["A"],
}  # fmt: skip


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


def ready(cast, tender) -> dict:
    """What declaring a tender ready takes."""
    return {"actor": cast.actor("rup"), "tender": tender, "number": "determinazione 1", "on": dates.today()}


def place_of(body) -> str:
    return places.code_of(body.municipality)


def tones(tender) -> dict[str, str]:
    return {line.what: line.tone for line in precig.lines(tender)}


@pytest.fixture
def prepared(cast):
    """A tender in preparation that the check finds in order, save the lists that nobody imported."""
    tender = make_tender(cast, "PREPARATION")
    attach_papers(cast, tender)
    settle_precig(cast, tender)
    PreCigPass.objects.unrestricted("test").all().delete()
    tender.refresh_from_db()
    return tender


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
            ({"place_code": ""}, "Luogo di esecuzione"),
            ({"contract_object": "SERVICES", "ccnl": ""}, "Contratto collettivo"),
            ({"procedure": ""}, "Procedura"),
            ({"criterion": ""}, "Criterio"),
            ({"duration_days": None}, "Durata"),
            ({"base_amount": None}, "Importo"),
            ({"funding": []}, "Finanziamento"),
            ({"investment": True, "cup": []}, "CUP"),
            ({"investment": True, "cup": ["F51B21000150006"]}, "Atto del CUP"),
            ({"pnrr": True, "pnrr_measure": ""}, "PNRR"),
            ({"pnrr": True, "quota_youth": 30}, "Quote di giovani e donne"),
            ({"rup_name": "", "rup_org": None}, "RUP dell'ente"),
            ({"scheda": "P1_16"}, "Scheda"),
            ({"labour_costs": Decimal("9999999.00")}, "Sicurezza e manodopera"),
        ],
    )
    def test_each_missing_thing_fails_by_its_name(self, prepared, missing, what):
        before = tones(prepared).get(what)
        for name, value in missing.items():
            setattr(prepared, name, value)
        assert (before, tones(prepared)[what]) in {("success", "danger"), (None, "danger")}

    def test_every_failure_and_every_doubt_leads_to_the_place_that_mends_it(self, tender):
        assert [line.what for line in precig.lines(tender) if line.tone != "success" and not line.url] == []

    def test_fewer_than_thirty_in_a_hundred_are_a_doubt(self, prepared):
        prepared.pnrr, prepared.quota_youth, prepared.quota_women = True, 30, 20
        assert tones(prepared)["Quote di giovani e donne"] == "warning"
        prepared.quota_women = 30
        assert tones(prepared)["Quote di giovani e donne"] == "success"

    def test_a_purchase_of_goods_needs_no_collective_agreement(self, prepared):
        prepared.ccnl = ""
        assert (prepared.contract_object, tones(prepared)["Contratto collettivo"]) == ("SUPPLIES", "success")

    def test_lots_must_sum_and_say_the_difference(self, tender):
        tender.lots.create(n=2, title="Sedie", amount=1)
        assert any(
            "la differenza è di 1,00 €" in line.reason.replace("\xa0", " ") for line in precig.lines(tender)
        )

    @pytest.mark.parametrize(
        ("name", "column", "what"),
        [
            ("CPV", "cpv_main", "CPV nell'elenco"),
            ("codIstat", "place_code", "Luogo nell'elenco"),
            ("ccnl", "ccnl", "CCNL nell'elenco"),
        ],
    )
    def test_a_code_is_doubtful_without_its_list_and_wrong_outside_it(self, prepared, name, column, what):
        value = getattr(prepared, column)
        doubt = next(line for line in precig.lines(prepared) if line.code == "LISTS")
        assert (doubt.tone, f"{name} ({value})" in doubt.reason) == ("warning", True)
        known = {"list": name, "label": "Una voce", "valid_from": date(2020, 1, 1), "source": "x"}
        CodeListEntry.objects.create(code="ALTRO", **known)
        assert tones(prepared)[what] == "danger"
        CodeListEntry.objects.create(code=value, **known)
        assert tones(prepared)[what] == "success"

    def test_the_qualification_of_the_province_is_a_doubt_and_no_block(self, cast, tender):
        tender.base_amount = 600000
        assert tones(tender)["Qualificazione"] == "success"
        Qualification.objects.all().delete()
        assert tones(tender)["Qualificazione"] == "warning"

    def test_a_tender_nobody_has_accepted_to_run_is_blocked(self, tender):
        found = precig.blockers(tender)
        assert "RUP della SUA: nessuno ha ancora accettato l'incarico (art. 15 del Codice)." in found

    def test_the_rup_of_the_sua_needs_a_profile_on_the_platform(self, cast, prepared):
        assert tones(prepared)["Profilo PCP del RUP della SUA"] == "success"
        cast.rup_profile.pcp_profile = False
        cast.rup_profile.save()
        assert tones(prepared)["Profilo PCP del RUP della SUA"] == "danger"

    def test_the_rup_of_the_body_is_a_doubt_while_unknown_and_fails_without_profile(self, cast, prepared):
        what = "Profilo PCP del RUP dell'ente"
        assert tones(prepared)[what] == "warning"
        prepared.rup_org = cast.manager
        assert tones(prepared)[what] == "danger"
        make_rup(cast.body, cast.manager)
        assert tones(prepared)[what] == "success"

    def test_several_delegating_bodies_need_a_framework_agreement(self, cast, prepared):
        assert tones(prepared)["Accordo quadro"] == "success"
        _person, asolo = stranger(cast)
        TenderParticipant.objects.create(tender=prepared, organisation=asolo)
        assert tones(prepared)["Accordo quadro"] == "danger"
        prepared.framework = "fa-wo-rc"
        assert tones(prepared)["Accordo quadro"] == "success"

    def test_the_same_public_body_under_two_cost_centres_is_a_doubt(self, prepared):
        rows = list(prepared.participants.all())
        prepared.participants.update(fiscal_code="80008870265")
        assert tones(prepared)["Enti diversi"] == "success"
        rows[0].refresh_from_db()
        rows[0].cost_centre = "Altro ufficio"
        rows[0].save()
        assert tones(prepared)["Enti diversi"] == "warning"

    def test_the_scheda_is_proposed_with_its_reason_until_one_is_written(self, prepared):
        line = next(line for line in precig.lines(prepared) if line.code == "SCHEDA")
        assert (line.tone, line.reason.partition(":")[0]) == ("success", "P2_16")
        prepared.scheda = "P2_16"
        assert tones(prepared)["Scheda"] == "success"


class TestKnownCodes:
    @pytest.mark.parametrize("how", ["accepted", "by silence", "added", "entered by the SUA"])
    def test_they_are_written_with_the_body_and_nobody_need_save_them_again(self, cast, how):
        scheme = OrganisationCode.Scheme
        for kind, value in ((scheme.FISCAL, CODES["fiscal_code"]), (scheme.AUSA, CODES["ausa"])):
            OrganisationCode.objects.create(organisation=cast.body, scheme=kind, value=value, source="IPA")
        if how == "entered by the SUA":
            tender = create_tender(cast, "DELEGATED")
        elif how == "added":
            tender = create_tender(cast)
            actions.add_body(
                actor=cast.actor("sua"), tender=tender, organisation=cast.body,
                role="ADHERING", functions=1, framework="fa-wo-rc",
            )  # fmt: skip
        elif how == "accepted":
            tender = make_in_state(cast, "ACCEPTED")
        else:
            tender = make_in_state(cast, "IN_REVIEW")
            assert actions.accept_by_silence(
                actor=system_actor("a test"), tender=tender, on=tender.term_on + timedelta(days=1)
            )
        row = tender.participants.get(organisation=cast.body)
        assert (row.fiscal_code, row.ausa) == (CODES["fiscal_code"], CODES["ausa"])
        line = precig.line_of(tender, f"BODY_{cast.body.pk}")
        assert line.reason == "manca: centro di costo."


class TestTheProvinceHolds:
    def test_it_becomes_the_one_holder_when_the_preparation_begins(self, cast, tender):
        assert tones(tender)["Titolare unico"] == "danger"
        make_rup_of(cast, tender)
        make_move(cast, tender, "prepare")
        tender.refresh_from_db()
        roles = {row.organisation: row.role for row in tender.participants.all()}
        assert roles == {cast.body: "DELEGATING", cast.province: "HOLDER"}
        assert tones(tender)["Titolare unico"] == "success"

    def test_two_holders_fail(self, prepared):
        prepared.participants.update(role="HOLDER")
        assert tones(prepared)["Titolare unico"] == "danger"

    def test_its_codes_are_those_of_its_last_tender(self, cast, prepared):
        before = prepared.participants.get(role="HOLDER")
        after = make_tender(cast, "PREPARATION").participants.get(role="HOLDER")
        names = ("fiscal_code", "ausa", "cost_centre")
        assert [getattr(after, name) for name in names] == [getattr(before, name) for name in names]

    def test_holding_shows_the_tender_to_no_other_office_of_the_province(self, cast, client, prepared):
        client.force_login(make_member(cast.province, "sit_operator"))
        assert client.get(reverse("sua:detail", args=[prepared.public_id])).status_code == 404


class TestRowNine:
    def test_a_failure_blocks_and_its_mending_frees_as_the_missing_ausa_of_oderzo(self, cast, prepared):
        pass_warnings(cast, prepared)
        row = prepared.participants.get(organisation=cast.body)
        codes = {name: getattr(row, name) for name in ("fiscal_code", "cost_centre", "functions")}
        save = {"actor": cast.actor("sua"), "participant": row, **codes}
        actions.save_participant(**save, ausa="")
        with pytest.raises(Refused, match="Comune di Oderzo: manca: codice AUSA"):
            actions.declare_ready(**ready(cast, prepared))
        actions.save_participant(**save, ausa="0000123456")
        assert actions.declare_ready(**ready(cast, prepared)).state == "READY"

    def test_a_doubt_blocks_until_an_executive_lets_it_pass(self, cast, prepared):
        with pytest.raises(Refused, match="chiedi al dirigente"):
            actions.declare_ready(**ready(cast, prepared))
        pass_warnings(cast, prepared)
        assert actions.declare_ready(**ready(cast, prepared)).state == "READY"

    def test_a_passed_doubt_comes_back_when_it_says_something_else(self, cast, prepared):
        pass_warnings(cast, prepared)
        assert precig.blockers(prepared) == []
        prepared.place_code = "005026003"
        assert "005026003" in " ".join(precig.blockers(prepared))

    def test_a_failure_is_never_passed(self, cast, prepared):
        prepared.cpv_main = ""
        prepared.save()
        with pytest.raises(Refused, match="va completato"):
            actions.pass_precig_line(
                actor=cast.actor("executive"), tender=prepared, code="CPV", note="Va bene così."
            )

    def test_while_the_module_is_read_only_nobody_lets_a_doubt_pass(self, cast, prepared):
        read_only(cast)
        with pytest.raises(Refused, match="Solo il dirigente"):
            actions.pass_precig_line(
                actor=cast.actor("executive"), tender=prepared, code="LISTS", note="Va bene."
            )

    @pytest.mark.parametrize("who", ["sua", "rup", "manager", "operator"])
    def test_only_an_executive_lets_a_doubt_pass(self, cast, prepared, who):
        with pytest.raises(Refused, match="Solo il dirigente"):
            actions.pass_precig_line(actor=cast.actor(who), tender=prepared, code="LISTS", note="Sì.")

    def test_who_prepares_the_tender_asks_the_executive_who_finds_it_among_the_things_to_do(
        self, cast, client, prepared
    ):
        ask, page = (reverse(f"sua:{name}", args=[prepared.public_id]) for name in ("precig_ask", "precig"))
        for person in (cast.executive, cast.manager, cast.operator):
            client.force_login(person)
            assert client.post(ask).status_code == 404
        client.force_login(cast.rup)
        assert "Chiedi al dirigente" in client.get(page).text
        told = client.post(ask, follow=True).text
        assert ("Il dirigente è avvisato" in told, f'action="{ask}"' in told) == (True, False)
        work()
        rows = Notification.objects.unrestricted("test").filter(event__kind="sua.precig.asked")
        assert list(rows.values_list("person", flat=True)) == [cast.executive.pk]
        with pytest.raises(Refused, match="già stato avvisato oggi"):
            actions.ask_to_pass(actor=cast.actor("sua"), tender=prepared)

        def duties() -> list[str]:
            return [duty.action for duty in rup_todo.to_propose(cast.executive, cast.province)]

        assert duties() == ["Guarda gli avvisi pre-CIG"]
        assert rup_todo.to_propose(cast.sua, cast.province) == []
        pass_warnings(cast, prepared)
        assert duties() == []
        with pytest.raises(Refused, match="Non ci sono avvisi"):
            actions.ask_to_pass(actor=cast.actor("rup"), tender=prepared)

    def test_the_rup_reads_who_let_it_pass_and_why(self, cast, client, prepared):
        client.force_login(cast.executive)
        page = reverse("sua:precig", args=[prepared.public_id])
        url = reverse("sua:precig_pass", args=[prepared.public_id, "LISTS"])
        assert url in client.get(page).content.decode()
        assert client.post(url, {"note": ""}).status_code == 422
        assert client.post(url, {"note": "Codici visti sul portale."}).status_code == 302
        client.force_login(cast.rup)
        shown = client.get(page).content.decode()
        assert ("Paola Zanella" in shown, "Codici visti sul portale." in shown, url in shown) == (
            True, True, False,
        )  # fmt: skip
        assert client.get(url).status_code == 404

    def test_the_page_of_the_move_lists_what_lacks_and_leads_to_the_check(self, cast, client, prepared):
        client.force_login(cast.rup)
        page = client.get(reverse("sua:ready", args=[prepared.public_id])).content.decode()
        assert reverse("sua:precig", args=[prepared.public_id]) in page
        assert "chiedi al dirigente" in page


class TestFacts:
    @pytest.fixture(autouse=True)
    def istat(self, cast):
        MunicipalityCode.objects.create(
            municipality=cast.body.municipality, scheme="ISTAT", value="026051", source="ISTAT"
        )

    def test_the_sua_and_the_rup_mend_what_the_request_did_not_say(self, cast, client, tender):
        make_rup_of(cast, tender)
        url = reverse("sua:pcp", args=[tender.public_id])
        for person, ccnl in ((cast.sua, "F012"), (cast.rup, "I100")):
            client.force_login(person)
            tender.refresh_from_db()
            sent = {**FACTS, "ccnl": ccnl, "version": tender.version}
            assert client.post(url, sent).status_code == 302
            tender.refresh_from_db()
            assert (tender.place_code, tender.ccnl, tender.framework) == (place_of(cast.body), ccnl, "none")
        client.force_login(cast.manager)
        register = client.get(reverse("sua:tender_history", args=[tender.public_id])).text
        assert "da «F012» a «I100»" in register

    def test_while_the_request_is_examined_the_body_is_asked_instead(self, cast, client):
        tender = make_in_state(cast, "IN_REVIEW")
        client.force_login(cast.sua)
        url = reverse("sua:pcp", args=[tender.public_id])
        assert (client.get(url).status_code, client.post(url, FACTS).status_code) == (404, 404)

    def test_nobody_else_writes_them(self, cast, client, tender):
        url = reverse("sua:pcp", args=[tender.public_id])
        asolo, _body = stranger(cast)
        for person in (cast.executive, cast.manager, cast.operator, asolo):
            client.force_login(person)
            assert (client.get(url).status_code, client.post(url, FACTS).status_code) == (404, 404)

    def test_once_ready_nothing_changes_any_more(self, cast, client):
        done = make_tender(cast, "READY")
        client.force_login(cast.sua)
        assert client.get(reverse("sua:pcp", args=[done.public_id])).status_code == 404
        with pytest.raises(Refused):
            actions.save_precig_facts(
                actor=cast.actor("sua"), tender=done, version=done.version, values={"ccnl": "A01"}
            )

    def test_two_people_get_both_values_and_nothing_is_lost(self, cast, client, tender):
        client.force_login(cast.sua)
        url = reverse("sua:pcp", args=[tender.public_id])
        opened = tender.version
        assert client.post(url, {**FACTS, "ccnl": "F012", "version": opened}).status_code == 302
        second = client.post(url, {**FACTS, "ccnl": "A01", "version": opened})
        shown = second.content.decode()
        assert (second.status_code, "F012" in shown, "A01" in shown) == (409, True, True)
        tender.refresh_from_db()
        assert tender.ccnl == "F012"

    @pytest.mark.parametrize(
        ("typed", "words"),
        [("Oderzoo", "Nessun comune si chiama così"), ("Castro", "Castro (TV), Castro (BS)")],
    )
    def test_a_place_that_is_none_or_two_is_said_with_what_to_write(self, cast, client, tender, typed, words):
        for province in ("treviso", "brescia"):
            make_municipality_body("Castro", make_province(province))
        client.force_login(cast.sua)
        url = reverse("sua:pcp", args=[tender.public_id])
        answer = client.post(url, {**FACTS, "place_code": typed, "version": tender.version})
        assert (answer.status_code, words in answer.content.decode()) == (422, True)


class TestTwoWriteABody:
    def test_the_second_sees_both_values_and_may_keep_the_own(self, cast, client, body):
        client.force_login(cast.sua)
        url = reverse("sua:participant", args=[body.tender.public_id, body.organisation_id])
        assert client.post(url, {**CODES, "edition": 1}).status_code == 302
        second = client.post(url, {**CODES, "ausa": "0000999999", "edition": 1})
        shown = second.content.decode()
        assert (second.status_code, "0000123456" in shown, "0000999999" in shown) == (409, True, True)
        assert 'name="edition" value="2"' in shown
        body.refresh_from_db()
        assert body.ausa == "0000123456"
        assert client.post(url, {**CODES, "ausa": "0000999999", "edition": 2}).status_code == 302


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
