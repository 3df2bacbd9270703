"""The lots of a tender divided among its bodies: who does it, what must sum, what two at once see."""

from decimal import Decimal

import pytest
from django.urls import reverse

from pico.base.actor import Actor
from pico.base.errors import Conflict, Refused
from pico.journal.models import Entry
from pico.sua import actions
from pico.sua.actions import LotValues
from pico.sua.models import Quota, TenderEvent
from pico.sua.rules import quotas
from pico.sua.rules.quotas import Division, Part
from tests.factories.accounts import make_member
from tests.factories.organisations import make_entitlement, make_municipality_body
from tests.factories.sua import Cast, create_tender, make_draft, make_in_state, make_tender, stranger

pytestmark = pytest.mark.django_db
D = Decimal


def money_of(tender):
    """Return what each body has, by number of the lot and name."""
    rows = Quota.objects.unrestricted("test").filter(lot__tender=tender)
    return {
        (row.lot.n, row.participant.organisation.short_name): row.amount
        for row in rows.select_related("lot", "participant__organisation")
    }


def page_of(tender) -> str:
    return reverse("sua:quotas", args=[tender.public_id])


def cells(tender, *amounts: str, version: int | None = None, **more) -> dict[str, str]:
    """Return the form as typed: an amount for each lot and body, in the order of the page."""
    names = [f"a{lot.pk}_{row.pk}" for lot in tender.lots.all() for row in quotas.rows_of(tender)]
    return {"version": version or tender.version, **dict(zip(names, amounts, strict=True)), **more}


def save(cast, tender, *amounts: str, who="sua", version=None):
    """Write the parts of the first lot."""
    parts = {row.pk: Part(D(text)) for row, text in zip(quotas.rows_of(tender), amounts, strict=True)}
    return actions.save_quotas(
        actor=cast.actor(who),
        tender=tender,
        version=version or tender.version,
        divisions={tender.lots.first().pk: Division({pk: part for pk, part in parts.items() if part.amount})},
    )


@pytest.fixture
def tender(cast):
    """A tender for three bodies, with one lot of 100,00 euro and one of 0,02; the Province holds it."""
    found = create_tender(cast, "AGGREGATED", base_amount=D("100.02"), cpv_main="34927100")
    for name in ("Asolo", "Conegliano", "Motta di Livenza"):
        body = make_municipality_body(name, cast.province)
        make_entitlement(body)
        actions.add_body(
            actor=cast.actor("sua"), tender=found, organisation=body,
            role="ADHERING", functions=1, framework="fa-wo-rc",
        )  # fmt: skip
    found.refresh_from_db()
    lots = [LotValues("Nord", D("100.00")), LotValues("Sud", D("0.02"))]
    actions.save_lots(actor=cast.actor("sua"), tender=found, version=found.version, lots=lots)
    found.refresh_from_db()
    return found


# --- Who may not


def test_nobody_but_the_sua_and_the_rup_divides_a_tender(cast, client, treviso_host):
    tender = make_tender(cast, "PREPARATION")
    asolo, body = stranger(cast)
    brescia = Cast("Desenzano del Garda", "brescia")
    lot, part = tender.lots.get(), tender.participants.get(organisation=cast.body)
    division = {lot.pk: Division({part.pk: Part(lot.amount)})}
    people = (
        cast.actor("operator"),
        cast.actor("manager"),
        cast.actor("executive"),
        Actor(make_member(cast.province, "auditor"), cast.province),
        Actor(asolo, body),
        brescia.actor("sua"),
    )
    for actor in people:
        with pytest.raises(Refused):
            actions.save_quotas(actor=actor, tender=tender, version=tender.version, divisions=division)
        client.force_login(actor.user)
        assert {client.get(page_of(tender)).status_code, client.post(page_of(tender), {}).status_code} == {
            404
        }
        link = client.get(reverse("sua:tender_bodies", args=[tender.public_id]))
        assert page_of(tender) not in link.content.decode()
    assert money_of(tender) == {}


@pytest.mark.parametrize("state", ["SUBMITTED", "IN_REVIEW", "READY", "PUBLISHED", "AWARDED"])
def test_nobody_divides_it_when_its_data_may_not_change(cast, client, treviso_host, state):
    tender = make_in_state(cast, state)
    lot, part = tender.lots.get(), tender.participants.get(organisation=cast.body)
    with pytest.raises(Refused):
        actions.save_quotas(
            actor=cast.actor("sua"),
            tender=tender,
            version=tender.version,
            divisions={lot.pk: Division({part.pk: Part(lot.amount)})},
        )
    client.force_login(cast.sua)
    assert client.get(page_of(tender)).status_code == 404


def test_a_body_does_not_divide_its_own_draft(cast):
    draft = make_draft(cast)
    with pytest.raises(Refused, match="bozza"):
        actions.save_quotas(actor=cast.actor("operator"), tender=draft, version=draft.version, divisions={})


def test_neither_a_lot_nor_a_body_of_another_tender_slips_in(cast, tender):
    other = create_tender(cast, "OWN", base_amount=D("100.00"), title="Altra")
    foreign = other.participants.get()
    for divisions in (
        {other.lots.get().pk: Division({foreign.pk: Part(D("100.00"))})},
        {tender.lots.first().pk: Division({foreign.pk: Part(D("100.00"))})},
    ):
        with pytest.raises(Refused):
            actions.save_quotas(
                actor=cast.actor("sua"), tender=tender, version=tender.version, divisions=divisions
            )
    assert (money_of(tender), money_of(other)) == ({}, {})


def test_a_body_reads_in_the_history_that_lots_were_divided_not_what_others_have(
    cast, tender, client, treviso_host
):
    save(cast, tender, "0", "12.34", "37.66", "50")
    asolo = tender.participants.get(organisation__short_name="Asolo").organisation
    client.force_login(make_member(asolo, "organisation_manager"))
    words = client.get(reverse("sua:tender_all", args=[tender.public_id])).content.decode()
    assert "Quote degli enti cambiate" in words
    assert "12,34" in words
    assert "37,66" not in words


# --- What must sum


@pytest.mark.parametrize(
    ("amounts", "said"),
    [
        (("", "30,00", "30,00", "30,00"), "mancano 10,00"),
        (("", "40,00", "30,00", "30,01"), "0,01\xa0€ di troppo"),
    ],
)
@pytest.mark.usefixtures("treviso_host")
def test_parts_that_do_not_make_the_lot_are_refused_with_the_difference(cast, tender, client, amounts, said):
    client.force_login(cast.sua)
    answer = client.post(page_of(tender), cells(tender, *amounts, *[""] * 4))
    words = answer.content.decode()
    assert answer.status_code == 422
    assert words.count(said) > 2  # in the summary, beside the lot, in the difference
    assert all(f'value="{amount}"' in words for amount in amounts if amount)
    assert money_of(tender) == {}
    with pytest.raises(Refused) as refusal:
        save(cast, tender, *[text.replace(",", ".") or "0" for text in amounts])
    assert refusal.value.code == "sum"


@pytest.mark.parametrize("typed", ["dieci", "-5", "1,234"])
def test_what_is_no_amount_is_said_beside_its_field_and_kept(cast, tender, client, treviso_host, typed):
    client.force_login(cast.sua)
    answer = client.post(page_of(tender), cells(tender, "", typed, "50,00", "50,00", *[""] * 4))
    words = answer.content.decode()
    first = tender.participants.get(organisation__short_name="Asolo")
    assert answer.status_code == 422
    assert set(answer.context["form"].errors) == {f"a{tender.lots.first().pk}_{first.pk}"}
    assert f'value="{typed}"' in words
    assert 'value="50,00"' in words


def test_quantities_need_their_unit(cast, tender, client, treviso_host):
    client.force_login(cast.sua)
    lot, rows = tender.lots.first(), quotas.rows_of(tender)
    typed = cells(tender, "", "50,00", "50,00", *[""] * 5) | {f"q{lot.pk}_{rows[1].pk}": "12,5"}
    answer = client.post(page_of(tender), typed)
    assert (answer.status_code, set(answer.context["form"].errors)) == (422, {f"u{lot.pk}"})
    assert client.post(page_of(tender), {**typed, f"u{lot.pk}": "TNE"}).status_code == 302
    found = Quota.objects.unrestricted("test").get(participant=rows[1])
    assert (found.quantity, found.unit) == (D("12.500"), "TNE")
    assert Quota.objects.unrestricted("test").get(participant=rows[2]).unit == ""


def test_a_lot_is_written_and_another_waits(cast, tender, client, treviso_host):
    client.force_login(cast.sua)
    answer = client.post(page_of(tender), cells(tender, "", "25,00", "25,00", "50,00", *[""] * 4))
    assert answer.status_code == 302
    assert money_of(tender) == {
        (1, "Asolo"): D("25.00"), (1, "Conegliano"): D("25.00"), (1, "Motta di Livenza"): D("50.00")
    }  # fmt: skip
    tender.refresh_from_db()
    client.post(page_of(tender), cells(tender, *[""] * 8))
    assert money_of(tender) == {}


def test_the_trace_names_the_lots_and_keeps_the_figures_out_of_the_register(cast, tender):
    save(cast, tender, "0", "25", "25", "50")
    event = TenderEvent.objects.unrestricted("test").filter(tender=tender).latest("pk")
    assert (event.transition, event.note, event.from_state) == ("quotas", "Lotti: 1", tender.state)
    assert sorted(part[0] for part in event.payload["quotas"]["1"].values()) == ["25", "25", "50"]
    entry = Entry.objects.unrestricted("test").get(verb="sua.tender.quotas")
    assert not entry.changes
    tender.refresh_from_db()
    before = tender.events.count()
    save(cast, tender, "0", "25", "25", "50")
    assert tender.events.count() == before


# --- Equal parts


def test_a_lot_is_divided_to_the_cent_the_first_bodies_have_the_cents_left_over(
    cast, tender, client, treviso_host
):
    client.force_login(cast.sua)
    typed = cells(tender, *[""] * 8, dividi="tutti")
    answer = client.post(page_of(tender), typed)
    form = answer.context["form"]
    shown = {name: form[name].value() for name in typed if name.startswith("a")}
    assert answer.status_code == 200
    assert list(shown.values()) == ["", "33,34", "33,33", "33,33", "", "0,01", "0,01", "0,00"]
    assert "Non è ancora salvato nulla" in answer.content.decode()
    assert money_of(tender) == {}
    assert client.post(page_of(tender), {"version": tender.version, **shown}).status_code == 302
    assert sum(money_of(tender).values()) == tender.base_amount


def test_one_lot_is_divided_and_what_was_typed_in_the_other_stays(cast, tender, client, treviso_host):
    client.force_login(cast.sua)
    lot = tender.lots.first()
    typed = cells(tender, "10", "", "0", "", "", "0,01", "", "", dividi=lot.pk)
    form = client.post(page_of(tender), typed).context["form"]
    shown = [form[name].value() for name in typed if name.startswith("a")]
    # The Province has a part already and shares; Conegliano wrote that it has none.
    assert shown == ["33,34", "33,33", "0", "33,33", "", "0,01", "", ""]


def test_the_division_by_hand_of_a_delegated_tender_of_two_bodies(cast, client, treviso_host):
    tender = make_tender(cast, "PREPARATION")
    client.force_login(cast.sua)
    bodies_page = reverse("sua:tender_bodies", args=[tender.public_id])
    assert page_of(tender) not in client.get(bodies_page).content.decode()
    actions.add_body(
        actor=cast.actor("sua"), tender=tender, organisation=stranger(cast)[1],
        role="DELEGATING", functions=1, framework="fa-wo-rc",
    )  # fmt: skip
    tender.refresh_from_db()
    assert page_of(tender) in client.get(bodies_page).content.decode()
    lot = tender.lots.get()
    form = client.post(page_of(tender), cells(tender, "", "", dividi=lot.pk)).context["form"]
    assert {form[name].value() for name in form.fields if name[0] == "a"} == {"48.000,00"}


def test_many_bodies_divide_one_lot_at_a_time(cast, tender, client, treviso_host, monkeypatch):
    monkeypatch.setattr(quotas, "MOST_CELLS", 8)
    client.force_login(cast.sua)
    answer = client.get(page_of(tender), {"lotto": "2"})
    assert [lot.n for lot in answer.context["form"].lots] == [2]
    second = [name for name in answer.context["form"].fields if name[0] == "a"]
    typed = {"version": tender.version, **dict(zip(second, ("", "0,02", "", ""), strict=True))}
    assert client.post(f"{page_of(tender)}?lotto=2", typed).status_code == 302
    assert money_of(tender) == {(2, "Asolo"): D("0.02")}


# --- Two at once


def test_the_second_save_of_the_same_lot_gets_both_values(cast, tender, client, treviso_host):
    version = tender.version
    save(cast, tender, "0", "50", "50", "0")
    with pytest.raises(Conflict):
        save(cast, tender, "0", "100", "0", "0", version=version)
    client.force_login(cast.sua)
    answer = client.post(page_of(tender), cells(tender, "", "100", *[""] * 6, version=version))
    assert answer.status_code == 409
    pairs = {label: (theirs, mine) for label, theirs, mine in answer.context["pairs"]}
    assert {label.partition(", ")[2][-6:]: pair for label, pair in pairs.items()} == {
        " Asolo": ("50,00\xa0€", "100,00\xa0€"),
        "gliano": ("50,00\xa0€", "nessuna quota"),
    }
    kept = dict(answer.context["kept"])
    tender.refresh_from_db()
    assert client.post(page_of(tender), {**kept, "version": tender.version}).status_code == 302
    assert money_of(tender) == {(1, "Asolo"): D("100.00")}


def test_two_who_divide_different_lots_do_not_disturb_each_other(cast, tender, client, treviso_host):
    client.force_login(cast.sua)
    page = client.get(page_of(tender)).context["form"]
    opened = {name: page[name].value() or "" for name in page.fields}
    version = tender.version
    save(cast, tender, "0", "50", "50", "0")
    second = [name for name in opened if name[0] == "a"][5]
    assert client.post(page_of(tender), {**opened, second: "0,02", "version": version}).status_code == 302
    assert money_of(tender) == {
        (1, "Asolo"): D("50.00"), (1, "Conegliano"): D("50.00"), (2, "Asolo"): D("0.02")
    }  # fmt: skip
