"""A RUP among the winners, or in the committee where the law forbids it: no award (art. 16)."""

from decimal import Decimal

import pytest
from django.urls import reverse

from pico.accounts.models import User
from pico.base.crypto import keyed_hash
from pico.base.errors import Refused
from pico.sua import actions
from pico.sua.models import Committee
from pico.sua.rules import conflicts
from tests.factories.sua import Cast, make_move, make_rup, make_tender

pytestmark = pytest.mark.django_db
CODE = "RSSMRC80A01L407N"
BIG = {"base_amount": Decimal("300000.00"), "criterion": "quality"}


def give_code(person: User, code: str = CODE) -> None:
    """Let the person have signed in with a digital identity once."""
    User.objects.filter(pk=person.pk).update(fiscal_code_index=keyed_hash(code))


def awards(tender, **values):
    one = actions.LotAward(**{"name": "Rossi Marco", "tax_code": CODE, "discount": Decimal(5), **values})
    return dict.fromkeys(tender.lots.values_list("pk", flat=True), one)


def refusal_of(cast, tender, move: str, **more) -> Refused:
    with pytest.raises(Refused) as found:
        make_move(cast, tender, move, **more)
    return found.value


@pytest.mark.parametrize(
    ("state", "move"), [("EVALUATION", "propose"), ("PROPOSED", "award"), ("READY", "assign")]
)
def test_a_tender_is_not_awarded_to_its_own_rup_and_no_code_is_shown(cast, state, move):
    tender = make_tender(cast, state)
    give_code(cast.rup)
    refusal = refusal_of(cast, tender, move, awards=awards(tender))
    assert refusal.code == "conflict_of_interest"
    assert "art. 16 D.Lgs. 36/2023" in str(refusal)
    assert str(cast.rup) in str(refusal)
    assert CODE not in str(refusal)
    tender.refresh_from_db()
    assert (tender.state, tender.lots.get().winners) == (state, [])
    make_move(cast, tender, move)


def test_nor_to_a_grouping_in_which_the_rup_is(cast):
    tender = make_tender(cast, "PROPOSED")
    give_code(cast.rup)
    grouping = awards(tender, name="Edilnord S.r.l.", tax_code="00488410010", members=[("Rossi Marco", CODE)])
    assert refusal_of(cast, tender, "award", awards=grouping).code == "conflict_of_interest"


def test_nor_to_the_rup_of_a_body(cast):
    tender = make_tender(cast, "PROPOSED")
    give_code(cast.manager)
    make_rights = tender.participants.get(organisation=cast.body)
    actions.name_rup(actor=cast.actor("sua"), participant=make_rights, person=cast.manager)
    tender.refresh_from_db()
    assert str(cast.manager) in str(refusal_of(cast, tender, "award", awards=awards(tender)))


def test_who_is_no_rup_of_this_tender_may_win_it(cast):
    tender = make_tender(cast, "PROPOSED")
    give_code(make_rup(cast.province, given_name="Ada", family_name="Negri").person)
    make_move(cast, tender, "award", awards=awards(tender))
    tender.refresh_from_db()
    assert tender.state == "AWARDED"


def test_the_page_says_it_and_keeps_what_was_typed(cast, client, treviso_host):
    tender = make_tender(cast, "PROPOSED")
    give_code(cast.rup)
    client.force_login(cast.executive)
    page = reverse("sua:award", args=[tender.public_id])
    form = client.get(page).context["form"]
    fields = [*form, *(field for part in form.parts for field in part["form"])]
    typed = {field.html_name: field.value() or "" for field in fields}
    for name in typed:
        if name.endswith("second_tax_code"):
            continue
        if name.endswith("tax_code"):
            typed[name] = CODE
    typed |= {"number": "determinazione 9", "on": "2026-11-01", "checked_on": "2026-11-01"}
    answer = client.post(page, typed)
    words = answer.content.decode()
    assert answer.status_code == 422
    assert "conflitto di interessi" in words
    assert 'value="determinazione 9"' in words


@pytest.mark.parametrize(
    "member", ["Laura Furlan", "Furlan Laura", "Ing. Laura FURLAN (presidente)", "dott.ssa Laura Furlan"]
)
def test_from_the_european_threshold_on_the_rup_is_not_in_the_committee(cast, member):
    tender = make_tender(cast, "BIDS_CLOSED", **BIG)
    assert str(cast.rup) == "Laura Furlan"
    refusal = refusal_of(cast, tender, "evaluate", members=[member, "Luca Zen", "Rita Levi"])
    assert refusal.field == "members"
    assert "art" in str(refusal)


def test_a_namesake_is_told_apart_by_the_office(cast):
    tender = make_tender(cast, "BIDS_CLOSED", **BIG)
    members = ["Laura Furlan (Comune di Padova)", "Luca Zen", "Rita Levi"]
    make_move(cast, tender, "evaluate", members=members)
    tender.refresh_from_db()
    assert tender.state == "EVALUATION"


def test_below_the_threshold_the_law_admits_the_rup_and_in_a_seat_always(cast):
    small = make_tender(cast, "BIDS_CLOSED", criterion="quality")
    make_move(cast, small, "evaluate", members=["Laura Furlan", "Luca Zen", "Rita Levi"])
    seat = make_tender(cast, "BIDS_CLOSED", base_amount=BIG["base_amount"])
    make_move(cast, seat, "evaluate", members=["Laura Furlan"])
    assert conflicts.objection(small) == conflicts.objection(seat) == ""


def test_a_rup_who_came_after_having_judged_stops_the_award(cast):
    tender = make_tender(cast, "PROPOSED", **BIG)
    panel = Committee.objects.unrestricted("test").get(tender=tender)
    panel.members = ["Laura Furlan", "Luca Zen", "Rita Levi"]
    panel.save()
    refusal = refusal_of(cast, tender, "award")
    assert (refusal.code, "commissione" in str(refusal)) == ("conflict_of_interest", True)


def test_another_province_learns_nothing_of_the_conflict(cast, client, treviso_host):
    tender = make_tender(cast, "PROPOSED")
    give_code(cast.rup)
    brescia = Cast("Desenzano del Garda", "brescia")
    client.force_login(brescia.executive)
    page = reverse("sua:award", args=[tender.public_id])
    assert {client.get(page).status_code, client.post(page, {}).status_code} == {404}
