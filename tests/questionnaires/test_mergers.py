"""Bodies that merge or cease during a round: nothing is lost, nothing counts twice, nothing is automatic."""

from datetime import date
from decimal import Decimal

import pytest
from django.core.cache import cache
from django.db import IntegrityError, transaction
from django.test import Client

from pico.base.actor import Actor, system_actor
from pico.base.errors import Refused
from pico.journal.models import Entry
from pico.notifications.models import Event
from pico.organisations.actions import apply_due_events, plan_event
from pico.questionnaires import actions
from pico.questionnaires.mergers import mergers_of, with_rows_of
from pico.questionnaires.models import Invitation, Response
from pico.questionnaires.purposes import Purpose, purposes, register_purpose
from pico.questionnaires.sources import of_round
from pico.questionnaires.summary import summed
from pico.questionnaires.tables import lines_of
from pico.questionnaires.views.rounds import participation
from tests.factories.accounts import make_member
from tests.factories.organisations import make_municipality_body, make_province
from tests.factories.portal import make_site
from tests.factories.questionnaires import (
    SYSTEM,
    answer,
    invitation_of,
    make_questionnaire,
    make_round,
    need,
    send,
)
from tests.questionnaires.definitions import num

pytestmark = pytest.mark.django_db
DAY = date(2026, 2, 21)
KEEP, JOIN = {"how": "vale"}, {"how": "unisci"}


class Scene:
    """Treviso asks Castegnero, Nanto and Asolo; the first two become Castegnero Nanto."""

    def __init__(self):
        cache.clear()
        self.treviso = make_province("treviso")
        make_site(self.treviso)
        names = ("Castegnero", "Nanto", "Asolo", "Castegnero Nanto")
        bodies = [make_municipality_body(name, self.treviso) for name in names]
        self.castegnero, self.nanto, self.asolo, self.heir = bodies
        self.author = Actor(make_member(self.treviso, "sua_operator"), self.treviso)
        self.round = make_round(make_questionnaire(self.treviso), *bodies[:3])
        self.page = f"/rilevazioni/{self.round.public_id}/fusioni/"

    def sent(self, body, *tonnes):
        invitation = invitation_of(self.round, body)
        response = answer(SYSTEM, invitation, need(*tonnes))
        send(SYSTEM, response.invitation)
        return response

    def merge(self, heir=None, kind="MERGER", **values):
        values = {
            "predecessors": [self.castegnero, self.nanto],
            "successors": [heir or self.heir],
            **values,
        }
        plan_event(actor=SYSTEM, kind=kind, effective_on=DAY, **values)
        apply_due_events(actor=SYSTEM, on=DAY)
        for body in (self.castegnero, self.nanto, self.asolo, self.heir):
            body.refresh_from_db()

    def settle(self, body, joins=False, **more):
        one = self.round.invitations.filter(organisation=body, **more).order_by("pk")[0]
        return actions.settle_merger(actor=self.author, round=self.round, chosen=one, joins=joins)

    def client(self, actor):
        made = Client(HTTP_HOST="treviso.localhost")
        made.force_login(actor.user)
        return made

    def counted(self):
        """Return (who, total) of the lines of the wide table."""
        _header, lines = lines_of(of_round(self.round), "larga")
        return [(line["denominazione"], line["tot"]) for line in lines]

    def tonnes(self):
        _header, lines = lines_of(of_round(self.round), "tabella-t_need")
        return [(line["denominazione"], line["tonnes"]) for line in lines]


@pytest.fixture
def scene():
    return Scene()


def rows(model):
    return model.objects.unrestricted("test")


# --- A body that exists no more


def test_a_draft_of_a_body_that_ceased_is_kept_and_written_by_nobody(scene):
    invitation = invitation_of(scene.round, scene.nanto)
    writer = Actor(make_member(scene.nanto, "organisation_operator"), scene.nanto)
    response = answer(writer, invitation, need("11"))
    scene.merge()
    held = invitation_of(scene.round, scene.nanto)
    attempts = (
        lambda: answer(writer, held, need("99"), revision=1),
        lambda: answer(SYSTEM, held, need("99"), revision=1),
        lambda: actions.save_section(
            actor=scene.author,
            invitation=held,
            section="s_need",
            values=need("99"),
            revision=1,
            proxy_reason="Al telefono",
        ),
        lambda: send(SYSTEM, held),
        lambda: actions.extend(actor=scene.author, invitation=held, until=scene.round.closes_at),
    )
    for act in attempts:
        with pytest.raises(Refused):
            act()
    response.refresh_from_db()
    weights = response.answers.filter(question="t_need", column="tonnes").values_list("number", flat=True)
    assert (response.state, list(weights)) == ("DRAFT", [Decimal(11)])


def test_what_a_body_sent_before_it_ceased_counts_and_is_not_opened_again(scene):
    response = scene.sent(scene.nanto, "11")
    scene.merge(kind="CEASED", predecessors=[scene.nanto], successors=[])
    assert [who for who, _total in scene.counted()] == [scene.nanto.name]
    with pytest.raises(Refused, match="non esiste più"):
        actions.reopen_response(actor=scene.author, response=response, reason="Un errore")
    assert mergers_of(scene.round) == []


def test_nobody_waits_for_a_body_that_ceased(scene):
    before = participation(scene.round)
    scene.merge()
    after = participation(scene.round)
    assert [(found["invited"], found["missing"], found["ceased"]) for found in (before, after)] == [
        (3, 3, 0),
        (3, 1, 2),
    ]


def test_a_body_that_ceased_is_reminded_of_nothing(scene):
    scene.round.reminders = [30]
    scene.round.save()
    make_member(scene.asolo, "organisation_operator")
    scene.merge()
    assert actions.remind_due(actor=system_actor("promemoria")) == 1
    told = rows(Invitation).exclude(reminded=[]).values_list("organisation__name", flat=True)
    assert list(told) == [scene.asolo.name]


def test_a_body_that_ceased_is_not_invited(scene):
    scene.merge()
    other = make_round(make_questionnaire(scene.treviso), scene.nanto, scene.asolo)
    assert list(other.invitations.values_list("organisation__name", flat=True)) == [scene.asolo.name]


# --- Two answers of one body of today


def test_until_somebody_chooses_both_answers_count(scene):
    scene.sent(scene.castegnero, "70")
    scene.sent(scene.nanto, "11")
    scene.merge()
    assert scene.counted() == [(scene.castegnero.name, Decimal(70)), (scene.nanto.name, Decimal(11))]
    assert [(one.heir, [row.organisation for row in one.answered]) for one in mergers_of(scene.round)] == [
        (scene.heir, [scene.castegnero, scene.nanto])
    ]


def test_the_chosen_answer_counts_alone_and_the_choice_may_change(scene):
    scene.sent(scene.castegnero, "70")
    scene.sent(scene.nanto, "11")
    scene.sent(scene.asolo, "5")
    scene.merge()
    totals = []
    for body in (scene.castegnero, scene.nanto):
        scene.settle(body)
        blocks, count = summed(scene.round)
        [total] = [block for block in blocks if block["key"] == "tot"]
        totals.append((count, total["figures"][0]["value"], scene.counted()))
    asolo = (scene.asolo.name, Decimal(5))
    assert totals == [
        (2, "75", [asolo, (scene.castegnero.name, Decimal(70))]),
        (2, "16", [asolo, (scene.nanto.name, Decimal(11))]),
    ]
    assert participation(scene.round)["invited"] == 2
    assert rows(Response).filter(round=scene.round, state="SUBMITTED").count() == 3
    assert rows(Entry).filter(verb="questionnaires.invitation.settled").count() == 2


def test_the_joined_answer_has_the_rows_of_both_and_its_own_total(scene):
    scene.sent(scene.castegnero, "70")
    scene.sent(scene.nanto, "11", "4")
    scene.merge()
    make_member(scene.heir, "organisation_operator")
    made = scene.settle(scene.castegnero, joins=True)
    assert (made.organisation, made.response.state) == (scene.heir, "SUBMITTED")
    assert scene.counted() == [(scene.heir.name, Decimal(85))]
    assert scene.tonnes() == [(scene.heir.name, Decimal(one)) for one in (70, 11, 4)]
    assert made.response.proxy_reason == (
        f"Unisce, dopo la fusione in {scene.heir}, quanto scritto da: {scene.castegnero}, {scene.nanto}."
    )
    told = rows(Event).filter(kind="questionnaires.response.proxied")
    assert list(told.values_list("data__body", flat=True)) == [str(scene.heir)]


def test_the_body_of_today_corrects_the_joined_answer_until_the_closing(scene):
    scene.sent(scene.castegnero, "70")
    scene.sent(scene.nanto, "11")
    scene.merge()
    made = scene.settle(scene.castegnero, joins=True)
    manager = Actor(make_member(scene.heir, "organisation_manager"), scene.heir)
    answer(manager, invitation_of(scene.round, scene.heir), need("90"), revision=1)
    send(manager, Invitation.objects.unrestricted("test").get(pk=made.pk))
    assert scene.counted() == [(scene.heir.name, Decimal(90))]


def test_a_body_that_takes_another_in_keeps_what_it_had_sent_beside_the_joined_answer(scene):
    scene.sent(scene.castegnero, "70")
    scene.sent(scene.nanto, "11")
    scene.merge(heir=scene.castegnero, kind="INCORPORATION")
    scene.settle(scene.castegnero, joins=True)
    assert scene.counted() == [(scene.castegnero.name, Decimal(81))]
    scene.settle(scene.castegnero, is_joined=False)  # on second thoughts
    assert scene.counted() == [(scene.castegnero.name, Decimal(70))]
    with pytest.raises(Refused, match="già unite"):
        scene.settle(scene.nanto, joins=True)
    scene.settle(scene.castegnero, is_joined=True)
    assert scene.counted() == [(scene.castegnero.name, Decimal(81))]


def test_a_draft_goes_on_under_the_body_of_today(scene):
    answer(SYSTEM, invitation_of(scene.round, scene.nanto), {"reason": "Si vedrà"})
    scene.merge()
    with pytest.raises(Refused, match="non è stata inviata"):
        scene.settle(scene.nanto)
    made = scene.settle(scene.nanto, joins=True)
    assert made.response.state == "DRAFT"  # whether they are interested is missing
    manager = Actor(make_member(scene.heir, "organisation_manager"), scene.heir)
    answer(manager, invitation_of(scene.round, scene.heir), need("12"), revision=1)
    send(manager, Invitation.objects.unrestricted("test").get(pk=made.pk))
    assert scene.counted() == [(scene.heir.name, Decimal(12))]


def test_after_the_closing_only_a_whole_answer_is_joined(scene):
    answer(SYSTEM, invitation_of(scene.round, scene.nanto), {"reason": "Si vedrà"})
    scene.sent(scene.castegnero, "70")
    actions.close_round(actor=scene.author, round=scene.round)
    scene.merge()
    with pytest.raises(Refused, match="chiusa"):
        scene.settle(scene.nanto, joins=True)
    assert rows(Invitation).filter(organisation=scene.heir).count() == 0
    scene.settle(scene.castegnero)
    assert scene.counted() == [(scene.castegnero.name, Decimal(70))]


def test_nothing_is_chosen_once_the_round_is_consolidated(scene):
    scene.sent(scene.castegnero, "70")
    scene.sent(scene.nanto, "11")
    scene.merge()
    actions.close_round(actor=scene.author, round=scene.round)
    actions.consolidate_round(actor=scene.author, round=scene.round)
    with pytest.raises(Refused, match="consolidata: serve una revisione numerata"):
        scene.settle(scene.nanto)


def test_no_answer_of_a_body_that_merged_with_nobody_is_chosen(scene):
    scene.sent(scene.castegnero, "70")
    scene.sent(scene.asolo, "5")
    scene.merge()
    with pytest.raises(Refused, match="ente confluito"):
        scene.settle(scene.asolo)


@pytest.mark.parametrize("role", ["organisation_manager", "administrator"])
def test_nobody_of_the_merged_bodies_chooses(scene, role):
    scene.sent(scene.castegnero, "70")
    scene.merge()
    chosen = invitation_of(scene.round, scene.castegnero)
    stranger = Actor(make_member(scene.heir, role), scene.heir)
    with pytest.raises(Refused):
        actions.settle_merger(actor=stranger, round=scene.round, chosen=chosen, joins=True)
    assert scene.client(stranger).get(scene.page).status_code == 404


def test_the_body_of_today_reads_nothing_that_the_others_wrote_until_it_is_handed_over(scene):
    response = scene.sent(scene.nanto, "76543")
    scene.merge()
    manager = Actor(make_member(scene.heir, "organisation_manager"), scene.heir)
    client, base = scene.client(manager), f"/rilevazioni/{scene.round.public_id}/"
    pages = (f"{base}compila/", f"{base}riepilogo/", f"{base}ricevuta/", f"/risposte/{response.pk}/")
    assert [client.get(page).status_code for page in pages] == [404] * 4
    scene.settle(scene.nanto, joins=True)
    assert "76.543" in client.get(f"{base}riepilogo/").content.decode()
    assert client.get(f"/risposte/{response.pk}/").status_code == 404


def test_what_is_replaced_is_read_and_written_no_more_by_its_own_body(scene):
    scene.sent(scene.nanto, "11")
    invitation = invitation_of(scene.round, scene.castegnero)
    answer(SYSTEM, invitation, need("70"))
    scene.merge(heir=scene.castegnero, kind="INCORPORATION")
    scene.settle(scene.nanto)
    with pytest.raises(Refused, match="vale la risposta di"):
        answer(SYSTEM, invitation, need("99"), revision=1)
    manager = Actor(make_member(scene.castegnero, "organisation_manager"), scene.castegnero)
    page = scene.client(manager).get(f"/rilevazioni/{scene.round.public_id}/compila/")
    text = page.content.decode()
    assert "altra risposta" in text
    assert "Comincia a rispondere" not in text
    assert "Riprendi" not in text


def test_whoever_copies_answers_is_told_what_counts_no_more_and_what_does(scene, monkeypatch):
    seen = []
    monkeypatch.setattr(purposes, "_entries", dict(purposes.items()))
    register_purpose(
        Purpose(
            code="COPIES",
            label="Copie",
            may_create=lambda actor: True,
            on_submitted=lambda *, actor, response, values: seen.append(
                ("+", response.organisation.name, values["tot"]["num"])
            ),
            on_reopened=lambda *, actor, response: seen.append(("-", response.organisation.name)),
        )
    )
    questionnaire = scene.round.version.questionnaire
    questionnaire.purpose = "COPIES"
    questionnaire.save()
    scene.sent(scene.castegnero, "70")
    scene.sent(scene.nanto, "11")
    scene.merge()
    seen.clear()
    scene.settle(scene.nanto)
    scene.settle(scene.castegnero)
    scene.settle(scene.nanto, joins=True)
    one, other, heir = scene.castegnero.name, scene.nanto.name, scene.heir.name
    assert seen == [
        ("-", one),
        ("-", other),
        ("+", one, "70"),
        ("-", one),
        ("+", heir, "81"),
    ]


def test_the_database_keeps_one_invitation_in_force_per_body(scene):
    asked = invitation_of(scene.round, scene.asolo)
    with pytest.raises(IntegrityError), transaction.atomic():
        Invitation.objects.create(round=scene.round, organisation=scene.asolo)
    with pytest.raises(IntegrityError), transaction.atomic():
        rows(Invitation).filter(pk=asked.pk).update(replaced_by=asked.pk)


def test_amounts_of_fixed_rows_are_added_up_and_prices_are_not():
    item = {
        "key": "t",
        "type": "table",
        "fixed": True,
        "columns": [
            {"key": "qty", "type": "number", "label": "Tonnellate"},
            {"key": "price", "type": "money", "label": "Prezzo attuale"},
            {"key": "note", "type": "text", "label": "Nota"},
        ],
    }

    class Asked:
        definition = {"sections": [{"key": "s", "items": [item]}]}

    first = {"t": [{"qty": num("1.50"), "price": num("95.00")}, {}]}
    second = {"t": [{"qty": num("2.25"), "price": num("99.00"), "note": "via"}, {"qty": num("3")}]}
    assert with_rows_of(Asked, first, second) == {
        "t": [{"qty": num("3.75"), "price": num("95.00"), "note": "via"}, {"qty": num("3")}]
    }


# --- The page


def test_who_runs_the_round_chooses_on_a_page_reached_from_it(scene):
    scene.sent(scene.castegnero, "70")
    scene.sent(scene.nanto, "11")
    client = scene.client(scene.author)
    round_page = f"/rilevazioni/{scene.round.public_id}/"
    assert scene.page not in client.get(round_page).content.decode()
    scene.merge()
    assert scene.page in client.get(round_page).content.decode()
    chosen = invitation_of(scene.round, scene.nanto)
    refused = client.post(scene.page, {"heir": scene.heir.pk, "how": "vale", "chosen": "0"})
    assert refused.status_code == 422
    assert "Questo campo" in refused.content.decode() or "valida" in refused.content.decode()
    done = client.post(scene.page, {"heir": scene.heir.pk, "how": "vale", "chosen": chosen.pk})
    assert (done.status_code, done["Location"]) == (302, scene.page)
    assert scene.counted() == [(scene.nanto.name, Decimal(11))]
    listed = client.get(round_page).content.decode()
    assert "Vale un&#x27;altra risposta" in listed


@pytest.mark.parametrize("role", ["organisation_manager", "organisation_operator"])
def test_bodies_asked_and_strangers_find_no_page_of_mergers(scene, role):
    scene.sent(scene.nanto, "11")
    scene.merge()
    for body in (scene.asolo, make_municipality_body("Desenzano", make_province("brescia"))):
        person = make_member(body, role)
        assert scene.client(Actor(person, body)).get(scene.page).status_code == 404


def test_without_mergers_the_page_says_so(scene):
    page = scene.client(scene.author).get(scene.page)
    assert (page.status_code, "Nessuna risposta da scegliere" in page.content.decode()) == (200, True)
