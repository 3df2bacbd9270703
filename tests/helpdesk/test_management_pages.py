"""The pages on which desks and rules are kept."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from pico.helpdesk import actions
from pico.helpdesk.models import Desk, HelpTopic, RoutingRule
from pico.helpdesk.rules.access import people_at
from tests.acting import acting_of
from tests.factories.accounts import make_member
from tests.factories.helpdesk import make_desk

DESK = {
    "remind_days": "5",
    "resolve_days": "15",
    "name": "Sportello community",
    "covers": ["PROCEDURE:community", "TECHNICAL"],
    "day_0": "9:00-13:00, 14:00-18:00",
}


def send(browser, address: str, data: dict, follow: bool = False):
    return browser.post(address, {**acting_of(browser), **data}, follow=follow)


def test_the_list_shows_what_one_looks_after_and_nothing_of_brescia(cast):
    pages = {who: cast.browser(who).get(reverse("helpdesk:desks")) for who in ("admin", "lead", "stranger")}

    shown = {
        who: [name for name in ("Sportello SUA Treviso", "Sportello SUA Brescia") if name in page.text]
        for who, page in pages.items()
    }
    assert shown == {
        "admin": ["Sportello SUA Treviso"],
        "lead": ["Sportello SUA Treviso"],
        "stranger": ["Sportello SUA Brescia"],
    }
    assert "2 operatori" in pages["admin"].text
    assert ("Nuovo sportello" in pages["admin"].text, "Nuovo sportello" in pages["lead"].text) == (
        True,
        False,
    )


@pytest.mark.parametrize("who", ["agent", "clerk"])
def test_the_management_is_neither_open_nor_in_the_navigation_of_who_looks_after_nothing(cast, who):
    browser = cast.browser(who)

    assert browser.get(reverse("helpdesk:desks")).status_code == 404
    assert reverse("helpdesk:desks") not in browser.get("/area-riservata/").text


def test_the_navigation_leads_an_administrator_to_the_desks(cast):
    assert reverse("helpdesk:desks") in cast.browser("admin").get("/area-riservata/").text


def test_a_desk_is_opened_and_shown_with_its_hours(cast):
    page = send(
        cast.browser("admin"), reverse("helpdesk:desk_new"), {**DESK, "patron_day": "27/4"}, follow=True
    )

    desk = Desk.objects.get(name="Sportello community")
    assert (desk.owner, desk.covers, desk.hours, desk.patron_day) == (
        cast.treviso, ["PROCEDURE:community", "TECHNICAL"], {"0": "09:00-13:00, 14:00-18:00"}, "04-27"
    )  # fmt: skip
    assert "chiuso il 27 aprile" in page.text
    assert "09:00-13:00, 14:00-18:00" in page.text


def test_a_form_that_cannot_be_saved_comes_back_with_what_was_typed(cast):
    wrong = {**DESK, "name": "", "day_1": "di mattina", "patron_day": "31/2"}

    page = send(cast.browser("admin"), reverse("helpdesk:desk_new"), wrong)

    assert page.status_code == 422
    assert sorted(page.context["form"].errors) == ["day_1", "name", "patron_day"]
    assert ("di mattina" in page.text, "31/2" in page.text) == (True, True)
    assert Desk.objects.filter(owner=cast.treviso).count() == 1


def test_who_saves_second_reads_it_and_keeps_the_own_text(cast):
    browser, address = cast.browser("admin"), reverse("helpdesk:desk_edit", args=[cast.desk.public_id])
    actions.edit_desk(actor=cast.actor("lead"), desk=cast.desk, edition=1, values={"name": "Di un altro"})

    page = send(browser, address, {**DESK, "edition": 1})
    again = send(browser, address, {**DESK, "edition": page.context["form"]["edition"].value()})

    assert (page.status_code, again.status_code) == (409, 302)
    assert 'value="Sportello community"' in page.text
    cast.desk.refresh_from_db()
    assert cast.desk.name == "Sportello community"


def test_people_are_added_and_taken_away_on_the_page_of_the_desk(cast):
    browser, newcomer = cast.browser("lead"), make_member(cast.treviso, "helpdesk_operator")
    stranger = make_member(cast.brescia, "helpdesk_operator", family_name="Bresciani")

    page = browser.get(reverse("helpdesk:desk", args=[cast.desk.public_id]))
    new = reverse("helpdesk:desk_member_new", args=[cast.desk.public_id])
    added = send(browser, new, {"person": newcomer.pk, "role": "AGENT"})
    refused = send(browser, new, {"person": stranger.pk, "role": "AGENT"})
    member = people_at(cast.desk).get(person=cast.agent)
    gone = send(browser, reverse("helpdesk:desk_member_end", args=[cast.desk.public_id, member.pk]), {})

    assert "Bresciani" not in page.text
    assert (added.status_code, refused.status_code, gone.status_code) == (302, 422, 302)
    assert {row.person_id for row in people_at(cast.desk)} == {newcomer.pk, cast.lead.pk}


def test_a_desk_of_another_province_is_absent_at_every_address(cast):
    browser, member = cast.browser("admin"), people_at(cast.foreign).get()
    public_id = cast.foreign.public_id
    addresses = [
        reverse("helpdesk:desk", args=[public_id]),
        reverse("helpdesk:desk_edit", args=[public_id]),
        reverse("helpdesk:desk_switch", args=[public_id]),
        reverse("helpdesk:desk_member_new", args=[public_id]),
        reverse("helpdesk:desk_member_end", args=[public_id, member.pk]),
        reverse("helpdesk:desk_member_end", args=[cast.desk.public_id, member.pk]),
    ]

    assert {send(browser, address, DESK).status_code for address in addresses} <= {404, 405}
    cast.foreign.refresh_from_db()
    assert (cast.foreign.name, cast.foreign.active) == ("Sportello SUA Brescia", True)
    assert people_at(cast.foreign).count() == 1


def test_a_desk_goes_out_of_service_and_back(cast):
    browser, address = cast.browser("admin"), reverse("helpdesk:desk_switch", args=[cast.desk.public_id])

    states = []
    for active in ("0", "1"):
        send(browser, address, {"active": active})
        cast.desk.refresh_from_db()
        states.append(cast.desk.active)

    assert states == [False, True]


def test_the_trial_names_the_desk_the_rule_and_what_is_missing(cast):
    make_desk(cast.veneto, name="Sportello regionale")
    browser = cast.browser("admin")
    asked = {"tipo": "PROCEDURE", "ente": "Comune di Oderzo"}

    found = browser.get(reverse("helpdesk:trial"), {**asked, "modulo": "sua"})
    missing = browser.get(reverse("helpdesk:trial"), {**asked, "modulo": "community"})

    assert (found.context["desk"].name, found.context["why"]) == (
        "Sportello SUA Treviso", "Lo trova la regola 30."
    )  # fmt: skip
    assert (missing.context["desk"].name, missing.context["why"]) == (
        "Sportello regionale", "Lo trova la regola 40."
    )  # fmt: skip
    assert "Sportello assente" in missing.text


def test_a_topic_says_kind_and_module_by_itself(cast):
    topic = HelpTopic.objects.get(code="sua.request")

    page = cast.browser("lead").get(
        reverse("helpdesk:trial"), {"tipo": "ACCESS", "argomento": topic.pk, "ente": "Comune di Oderzo"}
    )

    assert page.context["desk"].name == "Sportello SUA Treviso"


def test_a_body_nobody_knows_is_said_beside_the_field(cast):
    page = cast.browser("admin").get(reverse("helpdesk:trial"), {"tipo": "ACCESS", "ente": "Atlantide"})

    assert page.status_code == 422
    assert list(page.context["form"].errors) == ["ente"]


def test_rules_are_read_by_who_looks_after_desks_and_changed_by_the_national_administration(cast):
    rule = RoutingRule.objects.get(position=20)
    address = reverse("helpdesk:rule", args=[rule.pk])
    lists = {who: cast.browser(who).get(reverse("helpdesk:rules")) for who in ("lead", "national")}
    form = {"position": 25, "kind": "TECHNICAL", "target": "NATIONAL_DESK", "active": "on", "edition": 1}

    saved = send(cast.browser("national"), address, form)
    late = send(cast.browser("national"), address, form)
    taken = send(cast.browser("national"), reverse("helpdesk:rule_new"), {**form, "position": 30})

    assert {who: address in page.text for who, page in lists.items()} == {"lead": False, "national": True}
    assert cast.browser("admin").get(address).status_code == 404
    assert (saved.status_code, late.status_code, taken.status_code) == (302, 409, 422)
    rule.refresh_from_db()
    assert (rule.position, rule.edition) == (25, 2)
    assert list(taken.context["form"].errors) == ["position"]


def test_a_topic_is_worded_otherwise(cast):
    topic = HelpTopic.objects.get(code="access.spid")

    send(
        cast.browser("national"),
        reverse("helpdesk:topic", args=[topic.pk]),
        {"label": "SPID", "active": "on"},
    )

    page = cast.browser("national").get(reverse("helpdesk:topics"))
    topic.refresh_from_db()
    assert (topic.label, topic.active) == ("SPID", True)
    assert ">SPID</a>" in page.text


def test_the_list_costs_as_many_queries_for_three_desks_as_for_one(cast):
    counts = []
    for number in range(3):
        browser = cast.browser("admin")
        browser.get(reverse("helpdesk:desks"))
        with CaptureQueriesContext(connection) as queries:
            browser.get(reverse("helpdesk:desks"))
        counts.append(len(queries))
        make_desk(cast.treviso, name=f"Altro sportello {number}")

    assert len(set(counts)) == 1


@pytest.mark.parametrize(
    ("abbreviation", "filled_in", "said"),
    [("TV", "27/4", "Proposto 27/4"), ("PU", "", "risulta 1/6 o 24/9"), ("XX", "", "Giorno e mese")],
)
def test_the_patron_day_is_proposed_and_may_be_another(cast, abbreviation, filled_in, said):
    cast.treviso.unit.abbreviation = abbreviation
    cast.treviso.unit.save()
    page = cast.browser("admin").get(reverse("helpdesk:desk_new"))
    field = page.context["form"]["patron_day"]
    assert (field.field.prepare_value(field.initial), said in str(field.help_text)) == (filled_in, True)
