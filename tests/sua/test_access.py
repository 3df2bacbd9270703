"""Who sees what: Asolo never Oderzo's, Brescia never Treviso's, nobody a draft but its own body."""

import json
from datetime import date

import pytest
from django.core import mail
from django.urls import reverse

from pico.base.actor import Actor, system_actor
from pico.base.errors import Refused
from pico.files.models import Document, DocumentVersion, Paper
from pico.notifications.models import Notification
from pico.organisations.actions import apply_due_events, plan_event
from pico.organisations.models import ModuleActivation
from pico.sharing.keys import keys_of
from pico.sua import actions, tasks
from pico.sua.models import Lot, Remark, Tender, TenderDocument, TenderEvent, TenderParticipant
from pico.sua.rules import access, todo
from pico.sua.searching import keys_for
from tests.factories.accounts import make_member, make_membership, make_user
from tests.factories.organisations import (
    make_entitlement,
    make_municipality_body,
    make_national_upi,
    make_province,
    make_regional_upi,
)
from tests.factories.sua import (
    Cast,
    make_complete,
    make_draft,
    make_in_clarification,
    make_in_state,
    make_sent,
    stranger,
)
from tests.queue import work

ENDS = ["ACCEPTED", "REFUSED"]
CANARY = "Canarino giallo di Oderzo"


def urls_of(tender: Tender) -> list[str]:
    """Every address about one request, its files included."""
    document = TenderDocument.objects.unrestricted("test").filter(tender=tender).first()
    version = document.document.current_version
    names = ["detail", "send", "take", "clarify", "answer", "withdraw", "refuse", "accept"]
    steps = ["oggetto", "finanziamento", "persone", "lotti", "documenti", "riepilogo"]
    return [
        *(reverse(f"sua:{name}", args=[tender.public_id]) for name in names),
        *(reverse("sua:edit", args=[tender.public_id, step]) for step in steps),
        reverse("sua:remove_document", args=[tender.public_id, document.public_id]),
        reverse("files:download", args=[version.public_id, version.original_name]),
    ]


def seen_by(user) -> list[int]:
    user.__dict__.pop("_access", None)
    return list(Tender.objects.visible_to(user).values_list("pk", flat=True))


def foreigners(cast) -> dict:
    asolo, _body = stranger(cast)
    brescia = Cast("Desenzano del Garda", "brescia")
    return {
        "Asolo": asolo,
        "Brescia, SUA": brescia.sua,
        "Brescia, dirigente": brescia.executive,
        "Desenzano": brescia.manager,
        "Treviso, administrator": make_member(cast.province, "administrator"),
        "Treviso, SIT": make_member(cast.province, "sit_operator"),
        "UPI Veneto": make_member(make_regional_upi(), "administrator"),
        "UPI": make_member(make_national_upi(), "administrator"),
        "UPI, auditor": make_member(make_national_upi(), "auditor"),
        "nobody's": make_user(),
    }


@pytest.mark.walk
@pytest.mark.parametrize("state", ["DRAFT", "SUBMITTED", "CLARIFICATION", "ACCEPTED"])
def test_a_stranger_gets_404_at_every_address(cast, client, treviso_host, state):
    tender = make_in_state(cast, state)
    urls = urls_of(tender)
    for who, person in foreigners(cast).items():
        client.force_login(person)
        answers = {url: client.get(url).status_code for url in urls}
        assert set(answers.values()) == {404}, (who, answers)
        posts = {url: client.post(url, {"reason": "x", "version": 1}).status_code for url in urls[1:-1]}
        assert set(posts.values()) == {404}, (who, posts)
    before = tender.state
    tender.refresh_from_db()
    assert tender.state == before


def test_a_stranger_cannot_fetch_the_receipt(cast, client, treviso_host):
    tender = make_sent(cast)
    tasks.issue_receipt.func(tender.pk)
    paper = Paper.objects.unrestricted("test").get()
    for person in foreigners(cast).values():
        assert list(Paper.objects.visible_to(person)) == []
    assert list(Paper.objects.visible_to(cast.manager)) == [paper]
    assert list(Paper.objects.visible_to(cast.sua)) == [paper]


def test_strangers_see_no_row_of_any_kind(cast):
    make_in_clarification(cast)
    models = [Tender, TenderParticipant, Lot, TenderDocument, Remark, TenderEvent, Document, DocumentVersion]
    for who, person in foreigners(cast).items():
        counts = {model.__name__: model.objects.visible_to(person).count() for model in models}
        assert set(counts.values()) == {0}, (who, counts)
    counts = {model.__name__: model.objects.visible_to(cast.operator).count() for model in models}
    assert 0 not in counts.values()


def test_a_draft_is_seen_by_its_body_and_its_rup_only(cast):
    rup = make_member(cast.body, "member")
    tender = make_draft(cast)
    inside = [cast.operator, cast.manager, rup]
    assert [seen_by(person) for person in inside] == [[tender.pk]] * 3
    assert [seen_by(person) for person in (cast.sua, cast.executive)] == [[], []]


def test_once_sent_the_province_sees_it_by_role(cast):
    tender = make_sent(cast)
    roles = ["sua_operator", "executive", "auditor", "administrator", "editor", "sit_operator", "member"]
    found = [role for role in roles if seen_by(make_member(cast.province, role))]
    assert found == ["sua_operator", "executive", "auditor"]
    assert seen_by(cast.sua) == [tender.pk]


def test_the_rup_of_the_body_sees_the_request_until_they_leave_it_wherever_else_they_work(cast):
    rup = make_member(cast.body, "member")
    elsewhere = make_membership(rup, make_municipality_body("Asolo", cast.province), "organisation_operator")
    tender = make_draft(cast, rup_org=rup)
    assert seen_by(rup) == [tender.pk]
    rup.memberships.unrestricted("test").exclude(pk=elsewhere.pk).update(ended_at="2026-01-01T00:00:00Z")
    assert (seen_by(rup), found_by(rup, tender)) == ([], False)


def test_who_left_the_body_is_written_to_no_more_about_its_requests(cast):
    rup = make_member(cast.body, "member")
    make_membership(rup, make_municipality_body("Asolo", cast.province), "organisation_operator")
    tender = make_complete(cast, rup_org=rup)
    rup.memberships.unrestricted("test").filter(organisation=cast.body).update(
        ended_at="2026-01-01T00:00:00Z"
    )
    actions.submit_request(actor=cast.actor("manager"), tender=tender)
    tender.refresh_from_db()
    actions.take_charge(actor=cast.actor("sua"), tender=tender)
    work()
    told = Notification.objects.unrestricted("test").filter(event__kind="sua.request.taken")
    assert set(told.values_list("person", flat=True)) == {cast.operator.pk, cast.manager.pk}
    assert rup.email not in {address for message in mail.outbox for address in message.to}


def found_by(person, tender) -> bool:
    """Say whether the search would find it for the person."""
    return bool(keys_for(tender) & keys_of(person))


def test_an_ended_membership_bites_at_the_next_request(cast):
    tender = make_sent(cast)
    assert seen_by(cast.operator) == [tender.pk]
    cast.operator.memberships.unrestricted("test").update(ended_at="2026-01-01T00:00:00Z")
    assert seen_by(cast.operator) == []


def test_who_takes_a_bodys_place_reads_its_requests_and_moves_none(cast, client, treviso_host):
    tender = make_in_clarification(cast)
    heir = make_municipality_body("Oderzo Nuova", cast.province)
    make_entitlement(heir)
    manager = make_member(heir, "organisation_manager")
    assert seen_by(manager) == []
    plan_event(
        actor=system_actor("test"), kind="MERGER", effective_on=date(2026, 2, 21),
        predecessors=[cast.body, make_municipality_body("Asolo", cast.province)], successors=[heir],
    )  # fmt: skip
    apply_due_events(actor=system_actor("test"), on=date(2026, 2, 21))

    assert (seen_by(manager), seen_by(cast.manager)) == ([tender.pk], [])
    client.force_login(manager)
    assert client.get(reverse("sua:detail", args=[tender.public_id])).status_code == 200
    moves = [reverse(f"sua:{move}", args=[tender.public_id]) for move in ("answer", "withdraw")]
    assert [client.post(url, {"reason": "x"}).status_code for url in moves] == [404, 404]


def test_two_officers_who_decide_together_leave_one_decision(cast):
    tender = make_in_state(cast, "IN_REVIEW")
    other = Actor(make_member(cast.province, "executive"), cast.province)
    seen_before = Tender.objects.unrestricted("test").get(pk=tender.pk)
    actions.accept_request(actor=cast.actor("executive"), tender=tender)

    with pytest.raises(Refused, match="Accettata"):
        actions.refuse_request(actor=other, tender=seen_before, reason="Fuori convenzione.")

    events = TenderEvent.objects.unrestricted("test").filter(
        tender=tender, to_state__in=["ACCEPTED", "REFUSED"]
    )
    assert list(events.values_list("transition", flat=True)) == ["accept"]


@pytest.mark.parametrize("format", ["csv", "xlsx", "json"])
def test_an_export_holds_what_the_list_shows_and_nothing_else(cast, client, treviso_host, format):
    make_sent(cast, title=CANARY)
    asolo = Cast.__new__(Cast)
    asolo.__dict__.update(cast.__dict__)
    asolo.manager, asolo.body = stranger(cast)
    asolo.operator = asolo.manager
    mine = make_complete(asolo, title="Palestra di Asolo")
    client.force_login(asolo.manager)
    body = (
        b"".join(client.get(reverse("sua:export", args=[format])))
        if format != "json"
        else (client.get(reverse("sua:export", args=[format])).content)
    )
    if format == "json":
        assert [row["Oggetto"] for row in json.loads(body)] == [mine.title]
    if format == "csv":
        assert [line.split(";")[3] for line in body.decode().splitlines()[1:]] == [mine.title]
    assert CANARY.encode() not in body


def test_the_list_of_another_body_names_no_foreign_request(cast, client, treviso_host):
    make_sent(cast, title=CANARY)
    for who, person in foreigners(cast).items():
        client.force_login(person)
        for url in (reverse("sua:home"), reverse("sua:list"), f"{reverse('sua:list')}?testo=Canarino"):
            answer = client.get(url)
            assert answer.status_code in {200, 404}, who
            assert "Canarino giallo" not in answer.content.decode(), who


def test_an_anonymous_visitor_is_sent_to_sign_in(cast, client, treviso_host):
    tender = make_sent(cast)
    answers = [
        client.get(url) for url in (reverse("sua:home"), reverse("sua:detail", args=[tender.public_id]))
    ]
    assert [answer.status_code for answer in answers] == [302, 302]
    assert all(answer.url.startswith("/accedi/") for answer in answers)


@pytest.mark.walk
def test_where_the_module_is_off_everything_is_404_for_both_sides(cast, client, treviso_host):
    tender = make_sent(cast)
    draft = make_complete(cast)
    urls = [*urls_of(tender), *urls_of(draft), reverse("sua:home"), reverse("sua:list"), reverse("sua:new")]
    ModuleActivation.objects.filter(organisation=cast.province, module="sua").update(state="OFF")
    ModuleActivation.generation += 1
    for person in (cast.operator, cast.manager, cast.sua, cast.executive):
        client.force_login(person)
        assert {client.get(url).status_code for url in urls} == {404}
    assert todo.duties(cast.sua, cast.province) == []

    ModuleActivation.objects.filter(organisation=cast.province, module="sua").update(state="ACTIVE")
    ModuleActivation.generation += 1
    client.force_login(cast.manager)
    assert client.get(reverse("sua:detail", args=[tender.public_id])).status_code == 200


def test_a_read_only_module_is_read_and_exported(cast, client, treviso_host):
    tender = make_sent(cast)
    ModuleActivation.objects.filter(organisation=cast.province, module="sua").update(state="READ_ONLY")
    ModuleActivation.generation += 1
    client.force_login(cast.sua)
    for name, args in (("home", []), ("list", []), ("export", ["csv"]), ("detail", [tender.public_id])):
        assert client.get(reverse(f"sua:{name}", args=args)).status_code == 200
    answer = client.post(reverse("sua:take", args=[tender.public_id]))
    assert (answer.status_code, "sola lettura" in answer.content.decode()) == (422, True)


def test_the_province_has_no_new_request_page(cast, client, treviso_host):
    client.force_login(cast.sua)
    assert client.get(reverse("sua:new")).status_code == 404
    assert access.may_draft(cast.sua, cast.province) is False


def test_acting_for_another_body_in_a_second_tab_is_asked_and_writes_nothing(cast, client, treviso_host):
    tender = make_sent(cast)
    client.force_login(cast.sua)
    answer = client.post(reverse("sua:take", args=[tender.public_id]), {"acting": str(cast.body.pk)})
    tender.refresh_from_db()
    assert (answer.status_code, tender.state) == (409, "SUBMITTED")


FORM = "application/x-www-form-urlencoded"


def test_a_hand_made_post_that_does_not_say_for_whom_is_refused_in_words(cast, client, treviso_host):
    tender = make_sent(cast)
    client.force_login(cast.sua)
    answer = client.post(reverse("sua:take", args=[tender.public_id]), "", content_type=FORM)
    tender.refresh_from_db()
    assert (answer.status_code, tender.state) == (409, "SUBMITTED")
    assert "Il modulo non dice per quale ente" in answer.content.decode()


def test_a_stranger_who_does_not_say_for_whom_gets_404_like_any_other(cast, client, treviso_host):
    tender = make_sent(cast)
    client.force_login(Cast("Desenzano del Garda", "brescia").sua)
    moves = ("take", "clarify", "accept", "refuse")
    urls = [reverse(f"sua:{move}", args=[tender.public_id]) for move in moves]
    assert [client.post(url, "", content_type=FORM).status_code for url in urls] == [404] * 4


def test_a_person_is_only_offered_what_their_own_body_may_do(cast):
    draft = make_complete(cast)
    assert access.may_attach(cast.operator, draft)
    assert not access.may_attach(cast.sua, draft)
    assert not access.may_attach(make_member(cast.body, "member"), draft)
    assert not access.may_attach(cast.operator, make_sent(cast))
    assert not access.is_party(
        Actor(make_member(make_province("vicenza"), "executive"), make_province("vicenza")), draft
    )
