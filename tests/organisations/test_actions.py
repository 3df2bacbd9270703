"""Changes to bodies: who may make them, what they refuse, what the journal says."""

from datetime import date, timedelta

import pytest

from pico.base.actor import Actor, system_actor
from pico.base.dates import today
from pico.base.errors import Refused
from pico.journal.models import Entry
from pico.organisations import actions
from pico.organisations.actions.bodies import set_serving_province
from pico.organisations.models import Entitlement, OrganisationCode, OrganisationRelation
from pico.organisations.rules import verticals_for
from tests.factories.organisations import (
    make_code,
    make_entitlement,
    make_municipality_body,
    make_national_upi,
    make_province,
)

pytestmark = pytest.mark.django_db
SYSTEM = system_actor("a test")


def journal():
    """This app's lines; migrations of other apps leave some of their own."""
    rows = Entry.objects.unrestricted("test").filter(verb__startswith="organisations.")
    return list(rows.order_by("pk").values_list("verb", "owner_id", "changes"))


def test_a_province_switches_a_vertical_on_and_the_journal_tells(vertical):
    treviso = make_province()
    row = actions.set_module_state(actor=SYSTEM, organisation=treviso, module="prova", state="ACTIVE")
    assert (row.state, row.since) == ("ACTIVE", today())
    changes = {"module": ["prova", "prova"], "state": ["OFF", "ACTIVE"]}
    assert journal() == [("organisations.module.set", treviso.pk, changes)]


def test_switching_to_the_same_state_changes_nothing(vertical):
    treviso = make_province(verticals=("prova",))
    actions.set_module_state(actor=SYSTEM, organisation=treviso, module="prova", state="ACTIVE")
    assert journal() == []


def test_a_change_is_seen_through_objects_read_before_it(vertical):
    oderzo = make_municipality_body("Oderzo", make_province())
    assert verticals_for(oderzo) == []
    actions.set_module_state(actor=SYSTEM, organisation=oderzo.province, module="prova", state="ACTIVE")
    assert verticals_for(oderzo) == ["prova"]
    actions.set_module_state(actor=SYSTEM, organisation=oderzo.province, module="prova", state="OFF")
    assert verticals_for(oderzo) == []


def test_switching_off_with_open_work_asks_first(vertical):
    treviso = make_province(verticals=("prova",))
    vertical.open_work = [("richieste in corso", 3), ("bozze", 0)]
    asked = {"actor": SYSTEM, "organisation": treviso, "module": "prova", "state": "OFF"}
    with pytest.raises(Refused) as refusal:
        actions.set_module_state(**asked)
    assert (refusal.value.code, "(richieste in corso: 3)" in str(refusal.value)) == ("open-work", True)
    assert actions.set_module_state(**asked, confirmed=True).state == "OFF"


@pytest.mark.parametrize(
    ("module", "state"), [("organisations", "ACTIVE"), ("none", "ACTIVE"), ("prova", "ON")]
)
def test_only_verticals_and_known_states_are_switched(vertical, module, state):
    with pytest.raises(Refused) as refusal:
        actions.set_module_state(actor=SYSTEM, organisation=make_province(), module=module, state=state)
    assert refusal.value.code == "unknown"


def test_a_municipality_runs_no_vertical():
    with pytest.raises(Refused) as refusal:
        actions.set_module_state(
            actor=SYSTEM, organisation=make_municipality_body(), module="sua", state="ACTIVE"
        )
    assert refusal.value.code == "not-a-province"


def test_an_entitlement_makes_a_candidate_join():
    oderzo = make_municipality_body("Oderzo", state="CANDIDATE")
    row = actions.add_entitlement(
        actor=SYSTEM, organisation=oderzo, province=oderzo.province, scope="SUA", valid_from=date(2026, 1, 1)
    )
    oderzo.refresh_from_db()
    assert (row.source, oderzo.state, oderzo.joined_on) == ("MANUAL", "JOINED", date(2026, 1, 1))
    assert [verb for verb, _, _ in journal()] == [
        "organisations.organisation.joined",
        "organisations.entitlement.added",
    ]


def test_two_entitlements_of_one_scope_never_overlap():
    oderzo = make_municipality_body("Oderzo")
    make_entitlement(oderzo, "SUA", valid_from=date(2026, 1, 1), valid_to=date(2026, 6, 30))
    asked = {"actor": SYSTEM, "organisation": oderzo, "province": oderzo.province}
    with pytest.raises(Refused) as refusal:
        actions.add_entitlement(**asked, scope="SUA", valid_from=date(2026, 6, 30))
    assert refusal.value.code == "overlap"
    actions.add_entitlement(**asked, scope="SUA", valid_from=date(2026, 7, 1))
    actions.add_entitlement(**asked, scope="SIT", valid_from=date(2026, 6, 30))
    actions.add_entitlement(**asked, scope="SUA", valid_from=date(2025, 1, 1), valid_to=date(2025, 12, 31))
    assert Entitlement.objects.count() == 4


def test_an_entitlement_ends_after_it_begins_and_only_while_the_body_exists():
    nanto = make_municipality_body("Nanto", active_to=date(2026, 2, 20))
    asked = {"actor": SYSTEM, "organisation": nanto, "province": nanto.province, "scope": "SUA"}
    with pytest.raises(Refused) as refusal:
        actions.add_entitlement(**asked, valid_from=date(2026, 2, 21))
    assert refusal.value.code == "ceased"
    with pytest.raises(Refused) as refusal:
        actions.add_entitlement(**asked, valid_from=date(2026, 2, 2), valid_to=date(2026, 2, 1))
    assert refusal.value.field == "valid_to"


def test_a_province_entitles_bodies_and_upi_is_none_of_them():
    with pytest.raises(Refused):
        actions.add_entitlement(
            actor=SYSTEM,
            organisation=make_national_upi(),
            province=make_province(),
            scope="SUA",
            valid_from=today(),
        )


def test_closing_an_entitlement_names_its_last_day():
    oderzo = make_municipality_body("Oderzo")
    row = make_entitlement(oderzo, "SUA", valid_from=date(2026, 1, 1))
    closed = actions.close_entitlement(actor=SYSTEM, entitlement=row, on=date(2026, 5, 31))
    assert closed.valid_to == date(2026, 5, 31)
    with pytest.raises(Refused) as refusal:
        actions.close_entitlement(actor=SYSTEM, entitlement=row, on=date(2026, 6, 30))
    assert refusal.value.code == "closed"
    assert [verb for verb, _, _ in journal()] == ["organisations.entitlement.closed"]


def test_an_agreement_entitlement_is_closed_by_whoever_wrote_it_not_asked_here():
    oderzo = make_municipality_body("Oderzo")
    row = make_entitlement(oderzo, "SUA", source="AGREEMENT")
    nobody = Actor(user=None, organisation=None, reason="SIT closes the agreement")
    assert actions.close_entitlement(actor=nobody, entitlement=row, on=today()).valid_to == today()


def test_the_profile_changes_and_the_journal_holds_both_values():
    oderzo = make_municipality_body("Oderzo")
    changed = actions.update_organisation(
        actor=SYSTEM, organisation=oderzo, phone="0422 123456", address=oderzo.address
    )
    assert changed.phone == "0422 123456"
    assert journal() == [("organisations.organisation.updated", oderzo.pk, {"phone": ["", "0422 123456"]})]


def test_a_new_name_is_found_by_search():
    oderzo = make_municipality_body("Oderzo")
    actions.update_organisation(actor=SYSTEM, organisation=oderzo, short_name="Opitergium À")
    oderzo.refresh_from_db()
    assert oderzo.search_name == "comune di oderzo opitergium a"


def test_a_field_that_is_no_profile_is_refused():
    with pytest.raises(Refused) as refusal:
        actions.update_organisation(actor=SYSTEM, organisation=make_province(), state="CEASED")
    assert refusal.value.code == "registry-only"


def test_suspending_and_resuming_go_only_between_those_two_states():
    treviso = make_province()
    actions.suspend_organisation(actor=SYSTEM, organisation=treviso)
    with pytest.raises(Refused):
        actions.suspend_organisation(actor=SYSTEM, organisation=treviso)
    actions.resume_organisation(actor=SYSTEM, organisation=treviso)
    treviso.refresh_from_db()
    assert treviso.state == "JOINED"


def test_a_new_body_joins_the_community_of_its_province_under_a_free_slug():
    treviso = make_province()
    asked = {"actor": SYSTEM, "name": "Unione del Grappa", "subtype": "UNION", "province": treviso}
    first, second = actions.create_organisation(**asked), actions.create_organisation(**asked)
    assert (first.slug, second.slug) == ("unione-del-grappa", "unione-del-grappa-2")
    assert (first.province, first.parent, first.kind) == (treviso, treviso, "OTHER_BODY")
    with pytest.raises(Refused):
        actions.create_organisation(**asked | {"subtype": "METROPOLITAN_CITY"})


def test_a_body_passes_to_another_province_from_a_day_on():
    treviso, brescia = make_province("treviso"), make_province("brescia")
    oderzo = make_municipality_body("Oderzo", treviso)
    set_serving_province(actor=SYSTEM, organisation=oderzo, province=brescia, on=date(2026, 3, 1))
    oderzo.refresh_from_db()
    rows = OrganisationRelation.objects.values_list("to_organisation__slug", "valid_from", "valid_to")
    assert oderzo.province == brescia
    assert list(rows) == [
        ("treviso", None, date(2026, 2, 28)),
        ("brescia", date(2026, 3, 1), None),
    ]


# --- Codes


def test_codes_are_stored_normalised():
    treviso = make_province()
    give = {"actor": SYSTEM, "organisation": treviso, "source": "prova"}
    assert actions.add_code(**give, scheme="VAT", value="it 01138380264").value == "01138380264"
    assert actions.add_code(**give, scheme="IPA", value="P_TV").value == "p_tv"
    assert actions.add_code(**give, scheme="IPA", value="k8ow8ody").value == "K8OW8ODY"


def test_a_fiscal_code_that_lost_its_zeros_gets_them_back_when_the_check_digit_agrees():
    treviso = make_province()
    row = actions.add_code(
        actor=SYSTEM, organisation=treviso, scheme="FISCAL", value="1138380264", source="prova"
    )
    assert row.value == "01138380264"


@pytest.mark.parametrize("value", ["RSSMRA80A01H501U", "80008870266", "123", "", "C_L407"])
def test_persons_and_wrong_check_digits_are_refused(value):
    with pytest.raises(Refused) as refusal:
        actions.add_code(
            actor=SYSTEM, organisation=make_province(), scheme="FISCAL", value=value, source="prova"
        )
    assert refusal.value.field == "value"


def test_a_code_somebody_else_only_observed_passes_to_who_confirms_it():
    oderzo, asolo = make_municipality_body("Oderzo"), make_municipality_body("Asolo")
    theirs = make_code(asolo, "FISCAL", "80008870265", state="OBSERVED")
    mine = actions.add_code(
        actor=SYSTEM, organisation=oderzo, scheme="VAT", value="80008870265", source="IPA"
    )
    theirs.refresh_from_db()
    assert (mine.state, theirs.state) == ("CONFIRMED", "DISPUTED")


def test_a_code_that_another_body_confirmed_is_disputed():
    oderzo, asolo = make_municipality_body("Oderzo"), make_municipality_body("Asolo")
    make_code(asolo, "FISCAL", "80008870265")
    give = {"actor": SYSTEM, "organisation": oderzo, "value": "80008870265", "source": "ISTAT"}
    assert actions.add_code(**give, scheme="FISCAL", state="OBSERVED").state == "DISPUTED"


def test_the_same_code_twice_is_one_row():
    treviso = make_province()
    give = {"actor": SYSTEM, "organisation": treviso, "scheme": "IPA", "value": "p_tv", "source": "IPA"}
    actions.add_code(**give)
    actions.add_code(**give)
    assert OrganisationCode.objects.count() == 1


def test_a_closed_code_keeps_its_last_day_and_is_not_closed_twice():
    treviso = make_province()
    code = make_code(treviso, "IPA", "p_tv")
    actions.close_code(actor=SYSTEM, code=code, on=today() - timedelta(days=1))
    with pytest.raises(Refused):
        actions.close_code(actor=SYSTEM, code=code, on=today())
    code.refresh_from_db()
    assert code.valid_to == today() - timedelta(days=1)
