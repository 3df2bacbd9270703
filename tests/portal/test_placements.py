"""Items that travel: the whole table of states, and what happens around it (portal.md 3.5)."""

from copy import deepcopy
from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.utils import timezone

from pico.base.actor import Actor
from pico.base.dates import today
from pico.base.errors import Conflict, Refused
from pico.journal.models import Entry
from pico.notifications.models import Event
from pico.portal import actions, placing
from pico.portal.models import NewsPage, Placement, PortalSite
from tests.factories.accounts import make_member
from tests.factories.organisations import make_municipality_body, make_province, make_regional_upi
from tests.factories.portal import (
    ACTOR,
    make_event,
    make_many_sites,
    make_national_site,
    make_news,
    make_site,
)
from tests.queue import work

pytestmark = pytest.mark.django_db


def publisher_of(site, **fields):
    return Actor(make_member(site.organisation, "administrator", **fields), site.organisation)


@pytest.fixture(scope="module")
def network(for_the_module):
    """UPI, two regional unions, two Provinces of Veneto and one of Lombardia, each with its publisher."""
    upi = make_national_site()
    treviso, vicenza = make_site(make_province("treviso")), make_site(make_province("vicenza"))
    brescia = make_site(make_province("brescia"))
    veneto = make_site(make_regional_upi(treviso.organisation.region))
    lombardia = make_site(make_regional_upi(brescia.organisation.region))
    sites = {"upi": upi, "veneto": veneto, "lombardia": lombardia}
    sites |= {"treviso": treviso, "vicenza": vicenza, "brescia": brescia}
    people = {name: publisher_of(site) for name, site in sites.items()}
    people["editor"] = Actor(make_member(treviso.organisation, "editor"), treviso.organisation)
    clerk = make_municipality_body("Oderzo", treviso.organisation)
    people["clerk"] = Actor(make_member(clerk, "organisation_operator"), clerk)
    return SimpleNamespace(
        **{name: PortalSite.objects.get(pk=site.pk) for name, site in sites.items()},
        people=people,
        news=make_news(treviso, "Gara aggregata"),
    )


@pytest.fixture
def net(network, db):
    return deepcopy(network)


def rows(**where):
    return Placement.objects.unrestricted("test").filter(**where)


def put(net, state="PROPOSED", target="veneto", **fields):
    """Return a placement of Treviso's news in a state, without the way that led there."""
    return Placement.objects.create(
        item_id=net.news.pk, title=net.news.title, kind="NEWS", origin=net.treviso,
        target=getattr(net, target), direction="UP", state=state, **fields,
    )  # fmt: skip


CALLS = {
    "accept": lambda actor, row: actions.accept_placement(actor=actor, placement=row),
    "refuse": lambda actor, row: actions.refuse_placement(actor=actor, placement=row, reason="No"),
    "highlight": lambda actor, row: actions.highlight_placement(actor=actor, placement=row, highlighted=True),
    "withdraw": lambda actor, row: actions.withdraw_placement(actor=actor, placement=row),
    "remove": lambda actor, row: actions.remove_placement(actor=actor, placement=row, reason="No"),
}
# (state, whose publisher, action) -> the state after it. Everything else is refused and changes nothing.
ALLOWED = {
    ("PROPOSED", "veneto", "accept"): "ACCEPTED",
    ("PROPOSED", "veneto", "refuse"): "REFUSED",
    ("PROPOSED", "treviso", "withdraw"): "WITHDRAWN",
    ("ACCEPTED", "treviso", "withdraw"): "WITHDRAWN",
    ("ACCEPTED", "veneto", "remove"): "REMOVED",
    ("ACCEPTED", "veneto", "highlight"): "ACCEPTED",
}
WHO = ("treviso", "veneto", "vicenza", "brescia", "upi", "editor", "clerk")


@pytest.mark.parametrize("who", WHO)
@pytest.mark.parametrize("state", list(Placement.State.values))
def test_the_table_holds_for_every_state_actor_and_action(net, state, who):
    for action, call in CALLS.items():
        row, found = put(net, state), None
        try:
            call(net.people[who], row)
        except Refused as refusal:
            found = refusal
        side = "veneto" if placing.BY_CODE[action].side == "TARGET" else "treviso"
        assert found is None or isinstance(found, Conflict) == (who == side)
        row.refresh_from_db()
        assert row.state == ALLOWED.get((state, who, action), state)
        row.delete()


def test_the_page_offers_exactly_the_moves_of_the_table(net):
    for state in Placement.State.values:
        row = put(net, state)
        for who in WHO:
            offered = {move.code for move in placing.allowed(net.people[who], row)}
            assert offered == {action for s, w, action in ALLOWED if (s, w) == (state, who)}
        row.delete()


def test_only_publishers_of_the_three_sites_see_a_placement(net):
    row = put(net, "ACCEPTED", "vicenza", via=net.veneto)
    seen = {who for who, actor in net.people.items() if Placement.objects.visible_to(actor.user).exists()}
    assert (seen, row.state) == ({"treviso", "veneto", "vicenza"}, "ACCEPTED")


def test_an_editor_sees_and_decides_where_the_site_lets_editors_publish(net):
    put(net, target="veneto")
    PortalSite.objects.filter(pk=net.treviso.pk).update(editors_publish=True)
    assert Placement.objects.visible_to(net.people["editor"].user).count() == 1


# --- Where an item may go ---


@pytest.mark.parametrize(
    ("who", "targets", "sent"),
    [
        ("treviso", ("veneto",), True),
        ("treviso", ("upi",), True),
        ("treviso", ("vicenza",), False),
        ("treviso", ("lombardia",), False),
        ("treviso", ("treviso",), False),
    ],
)
def test_a_province_proposes_up_only(net, who, targets, sent):
    chosen = [getattr(net, name) for name in targets]
    try:
        made = actions.propose(actor=net.people[who], item=net.news, origin=net.treviso, targets=chosen)
    except Refused:
        made = []
    assert [row.state for row in made] == (["PROPOSED"] if sent else [])


def test_upi_sends_down_to_all_and_those_that_accept_by_themselves_list_it_at_once(net):
    PortalSite.objects.filter(pk=net.brescia.pk).update(auto_accept_national=False)
    item = make_news(net.upi, "Legge di bilancio")

    made = actions.propose(actor=net.people["upi"], item=item, origin=net.upi, targets=placing.below(net.upi))

    assert {row.target.slug: row.state for row in made} == {
        "upi-veneto": "ACCEPTED", "upi-lombardia": "ACCEPTED", "treviso": "ACCEPTED",
        "vicenza": "ACCEPTED", "brescia": "PROPOSED",
    }  # fmt: skip


def test_a_regional_union_reaches_its_own_provinces_and_never_another_regions(net):
    item = make_news(net.veneto, "Assemblea")
    assert [site.slug for site in placing.below(net.veneto)] == ["treviso", "vicenza"]
    with pytest.raises(Refused):
        actions.propose(
            actor=net.people["veneto"], item=item, origin=net.veneto, targets=[net.vicenza, net.brescia]
        )
    assert rows().count() == 0


@pytest.mark.parametrize("who", ["editor", "clerk", "vicenza", "veneto", "upi"])
def test_nobody_else_proposes_what_a_site_wrote(net, who):
    with pytest.raises(Refused):
        actions.propose(actor=net.people[who], item=net.news, origin=net.treviso, targets=[net.veneto])


def test_a_draft_and_an_expired_notice_are_not_proposed(net):
    old = make_news(net.treviso, "Strada chiusa", kind="NOTICE", expires_on=today() - timedelta(1))
    draft = make_news(net.treviso, "Bozza")
    actions.unpublish_page(actor=ACTOR, site=net.treviso, page=draft)
    for item in (old, draft):
        with pytest.raises(Refused):
            actions.propose(actor=net.people["treviso"], item=item, origin=net.treviso, targets=[net.veneto])


def test_a_site_has_an_item_once(net):
    put(net)
    with pytest.raises(Refused) as refusal:
        actions.propose(actor=net.people["treviso"], item=net.news, origin=net.treviso, targets=[net.veneto])
    assert refusal.value.code == "nobody"


def test_what_was_refused_is_proposed_again_only_after_it_changed_and_is_then_asked(net):
    item = make_news(net.upi, "Circolare")
    row = Placement.objects.create(
        item_id=item.pk, title=item.title, kind="NEWS", origin=net.upi, target=net.vicenza,
        direction="DOWN", state="REMOVED", decided_at=timezone.now(),
    )  # fmt: skip
    ask = {"actor": net.people["upi"], "origin": net.upi, "targets": [net.vicenza]}
    with pytest.raises(Refused):
        actions.propose(item=item, **ask)

    NewsPage.objects.filter(pk=item.pk).update(last_published_at=row.decided_at + timedelta(minutes=1))

    (again,) = actions.propose(item=NewsPage.objects.get(pk=item.pk), **ask)
    assert again.state == "PROPOSED"  # not by itself: they said no once


def test_who_accepted_sends_on_down_and_never_to_the_origin(net):
    row = put(net, "ACCEPTED")
    made = actions.forward(actor=net.people["veneto"], placement=row, targets=[net.vicenza])
    assert [(one.via, one.target, one.state) for one in made] == [(net.veneto, net.vicenza, "ACCEPTED")]
    for target in (net.treviso, net.upi, net.brescia):
        with pytest.raises(Refused):
            actions.forward(actor=net.people["veneto"], placement=row, targets=[target])


@pytest.mark.parametrize("who", ["treviso", "vicenza", "upi", "clerk"])
def test_nobody_else_sends_on(net, who):
    row = put(net, "ACCEPTED")
    with pytest.raises(Refused):
        actions.forward(actor=net.people[who], placement=row, targets=[net.vicenza])


def test_eighty_sites_cost_ten_queries_and_a_second(net, django_assert_max_num_queries):
    make_many_sites(80, net.upi.organisation)
    item = make_news(net.upi, "A tutte le Province")
    targets = placing.below(net.upi)
    start = timezone.now()

    with django_assert_max_num_queries(10):
        made = actions.propose(actor=net.people["upi"], item=item, origin=net.upi, targets=targets)

    assert (len(made), {row.state for row in made}) == (85, {"ACCEPTED"})
    assert (timezone.now() - start).total_seconds() < 1


# --- What leaves ---


def test_what_was_sent_on_leaves_with_the_site_that_sent_it(net):
    accepted = put(net, "ACCEPTED", "upi")
    (at_veneto,) = actions.forward(actor=net.people["upi"], placement=accepted, targets=[net.veneto])
    actions.forward(actor=net.people["veneto"], placement=at_veneto, targets=[net.vicenza])

    actions.remove_placement(actor=net.people["upi"], placement=accepted, reason="Non più attuale")

    assert {row.target.slug: row.state for row in rows().select_related("target")} == {
        "upi": "REMOVED", "upi-veneto": "WITHDRAWN", "vicenza": "WITHDRAWN",
    }  # fmt: skip


def test_removing_at_the_end_of_the_way_takes_it_off_nowhere_else(net):
    row = put(net, "ACCEPTED")
    (vicenza,) = actions.forward(actor=net.people["veneto"], placement=row, targets=[net.vicenza])
    actions.remove_placement(actor=net.people["vicenza"], placement=vicenza, reason="Non ci riguarda")
    assert set(rows().values_list("target__slug", "state")) == {
        ("upi-veneto", "ACCEPTED"),
        ("vicenza", "REMOVED"),
    }


def test_an_item_that_is_unpublished_leaves_every_site(net):
    put(net, "ACCEPTED")
    put(net, "PROPOSED", "upi")
    actions.unpublish_page(actor=net.people["treviso"], site=net.treviso, page=net.news)
    assert set(rows().values_list("state", "reason")) == {("WITHDRAWN", "elemento ritirato")}


def test_what_has_expired_is_out_at_once_and_withdrawn_by_the_job(net):
    row = put(net, "ACCEPTED", expires_on=today() - timedelta(1))
    assert list(Placement.objects.all().shown_on(net.veneto.pk)) == []
    assert actions.withdraw_expired(actor=ACTOR) == 1
    row.refresh_from_db()
    assert row.state == "WITHDRAWN"


def test_the_second_of_two_publishers_is_told_who_was_first_and_when(net):
    row = put(net)
    actions.accept_placement(actor=net.people["veneto"], placement=row)
    second = publisher_of(net.veneto, given_name="Elena", family_name="Rossi")
    with pytest.raises(Conflict) as conflict:
        actions.refuse_placement(actor=second, placement=row, reason="Doppione")
    words = str(conflict.value)
    assert str(net.people["veneto"].user) in words
    assert "Accettata" in words


def test_the_other_side_learns_the_body_not_the_person(net):
    row = put(net)
    actions.refuse_placement(actor=net.people["veneto"], placement=row, reason="Doppione")
    with pytest.raises(Conflict) as conflict:
        actions.withdraw_placement(actor=net.people["treviso"], placement=row)
    assert str(net.veneto.organisation) in str(conflict.value)
    assert str(net.people["veneto"].user) not in str(conflict.value)


def test_a_refusal_and_a_removal_say_why(net):
    for call, state in ((actions.refuse_placement, "PROPOSED"), (actions.remove_placement, "ACCEPTED")):
        with pytest.raises(Refused) as refusal:
            call(actor=net.people["veneto"], placement=put(net, state), reason="  ")
        assert refusal.value.field == "reason"
        rows().delete()


# --- Who is told ---


def told():
    work()
    events = Event.objects.unrestricted("test").filter(kind__startswith="portal.placement")
    return [(event.kind.rpartition(".")[2], event.data["target"]) for event in events.order_by("pk")]


def test_each_step_tells_the_other_side(net):
    (row,) = actions.propose(
        actor=net.people["treviso"], item=net.news, origin=net.treviso, targets=[net.veneto]
    )
    assert told() == [("proposed", "UPI Veneto")]
    actions.accept_placement(actor=net.people["veneto"], placement=row)
    actions.page_changed(
        actor=net.people["treviso"], site=net.treviso, page=net.news, what="PUBLISHED", again=True
    )
    actions.withdraw_placement(actor=net.people["treviso"], placement=row)
    assert [what for what, _ in told()] == ["proposed", "accepted", "changed", "withdrawn"]


def test_every_step_is_in_the_register(net):
    (row,) = actions.propose(
        actor=net.people["treviso"], item=net.news, origin=net.treviso, targets=[net.veneto]
    )
    actions.accept_placement(actor=net.people["veneto"], placement=row)
    actions.remove_placement(actor=net.people["veneto"], placement=row, reason="Vecchia")
    verbs = Entry.objects.unrestricted("test").filter(verb__startswith="portal.placement")
    assert list(verbs.order_by("pk").values_list("verb", flat=True)) == [
        "portal.placement.proposed", "portal.placement.accepted", "portal.placement.removed",
    ]  # fmt: skip


def test_an_event_travels_as_news_do(net):
    event = make_event(net.treviso, "Seminario")
    (row,) = actions.propose(
        actor=net.people["treviso"], item=event, origin=net.treviso, targets=[net.veneto]
    )
    assert (row.kind, row.path) == ("EVENT", "/novita/da/treviso/seminario/")
