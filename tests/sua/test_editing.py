"""The data of a tender after its acceptance: who writes them, until when, what two at once see."""

from decimal import Decimal
from urllib.parse import unquote

import pytest
from django.urls import reverse

from pico.base.actor import Actor
from pico.base.errors import Conflict, Refused
from pico.journal.models import Entry
from pico.organisations.models import ModuleActivation
from pico.sua import actions
from pico.sua.actions import LotValues
from pico.sua.models import Quota, Tender, TenderEvent, TenderParticipant
from pico.sua.rules import editing
from tests.factories.accounts import make_member
from tests.factories.sua import (
    Cast,
    create_tender,
    item,
    make_in_state,
    make_pdf,
    make_rup,
    make_rup_of,
    make_tender,
    stranger,
)

pytestmark = pytest.mark.django_db
CLOSED = ["SUBMITTED", "IN_REVIEW", "CLARIFICATION", "READY", "PUBLISHED", "AWARDED", "CANCELLED", "REFUSED"]


def save(cast: Cast, tender: Tender, who: str = "sua", version: int | None = None, **values) -> Tender:
    return actions.save_draft(
        actor=cast.actor(who), tender=tender, version=version or tender.version, values=values
    )


def step(tender: Tender, name: str = "oggetto") -> str:
    return reverse("sua:edit", args=[tender.public_id, name])


@pytest.fixture
def tender(cast):
    return make_tender(cast, "PREPARATION")


class TestWho:
    def test_the_sua_and_the_rup_of_the_tender_write_it(self, cast, tender):
        for who, title in (("sua", "Arredi per due biblioteche"), ("rup", "Arredi per tre biblioteche")):
            assert save(cast, tender, who, title=title).title == title
            tender.refresh_from_db()

    def test_nobody_else_does(self, cast, tender, client, treviso_host):
        asolo, body = stranger(cast)
        brescia = Cast("Desenzano del Garda", "brescia")
        another_rup = make_rup(cast.province, given_name="Ada", family_name="Negri").person
        people = [
            (cast.actor("executive"), 404),
            (Actor(make_member(cast.province, "auditor"), cast.province), 404),
            (Actor(another_rup, cast.province), 404),
            (Actor(asolo, body), 404),
            (brescia.actor("sua"), 404),
            (cast.actor("manager"), 302),
            (cast.actor("operator"), 302),
        ]
        for actor, status in people:
            assert not editing.may_write(actor, tender)
            with pytest.raises(Refused):
                actions.save_draft(actor=actor, tender=tender, version=tender.version, values={"title": "X"})
            with pytest.raises(Refused):
                actions.save_lots(actor=actor, tender=tender, version=tender.version, lots=[])
            client.force_login(actor.user)
            assert client.get(step(tender)).status_code == status
            assert client.post(step(tender), {"title": "X", "version": 1}).status_code == status
        tender.refresh_from_db()
        assert tender.title != "X"

    def test_the_rup_of_another_tender_does_not(self, cast, tender):
        other = create_tender(cast, "DELEGATED")
        profile = make_rup(cast.province, given_name="Ada", family_name="Negri", years_purchases=9)
        other_cast = Cast.__new__(Cast)
        other_cast.__dict__.update(cast.__dict__, rup=profile.person, rup_profile=profile)
        make_rup_of(other_cast, other)
        assert editing.may_write(Actor(profile.person, cast.province), other)
        assert not editing.may_write(Actor(profile.person, cast.province), tender)

    @pytest.mark.parametrize("state", CLOSED)
    def test_outside_acceptance_and_preparation_nothing_changes(self, cast, client, treviso_host, state):
        tender = make_in_state(cast, state)
        with pytest.raises(Refused):
            save(cast, tender, title="Altro")
        client.force_login(cast.sua)
        answer = client.get(step(tender))
        assert (answer.status_code, answer.url) == (302, reverse("sua:detail", args=[tender.public_id]))

    def test_a_read_only_module_changes_nothing(self, cast, tender):
        ModuleActivation.objects.filter(organisation=cast.province, module="sua").update(state="READ_ONLY")
        ModuleActivation.generation += 1
        fresh = Tender.objects.unrestricted("test").select_related("province").get(pk=tender.pk)
        with pytest.raises(Refused, match="sola lettura"):
            save(cast, fresh, title="Altro")

    def test_the_page_offers_it_to_who_may(self, cast, tender, client, treviso_host):
        for person, shown in (
            (cast.sua, True),
            (cast.rup, True),
            (cast.executive, False),
            (cast.manager, False),
        ):
            client.force_login(person)
            words = client.get(reverse("sua:detail", args=[tender.public_id])).content.decode()
            assert (step(tender) in words) is shown


class TestTrace:
    def test_the_body_reads_in_the_history_what_changed(self, cast, tender, client, treviso_host):
        save(cast, tender, duration_days=120)
        event = TenderEvent.objects.unrestricted("test").filter(tender=tender).latest("pk")
        assert event.payload["changes"] == {"Durata in giorni": ["90", "120"]}
        client.force_login(cast.manager)
        words = client.get(reverse("sua:tender_all", args=[tender.public_id])).content.decode()
        assert "Durata in giorni: da «90» a «120»" in words

    def test_the_savings_of_one_sitting_are_one_line(self, cast, tender, client, treviso_host):
        for days in (100, 110, 120):
            tender.refresh_from_db()
            save(cast, tender, duration_days=days)
        client.force_login(cast.manager)
        words = client.get(reverse("sua:tender_all", args=[tender.public_id])).content.decode()
        assert words.count("Dati della gara cambiati") == 1
        assert "da «90» a «120»" in words

    def test_each_save_leaves_a_line_without_values(self, cast, tender):
        save(cast, tender, title="Canarino giallo")
        entry = Entry.objects.unrestricted("test").filter(verb="sua.tender.edit").latest("pk")
        assert entry.changes == {"Oggetto": None}

    def test_a_save_that_changes_nothing_leaves_nothing(self, cast, tender):
        before = tender.events.count()
        save(cast, tender, title=tender.title)
        assert tender.events.count() == before


class TestTwoOfficers:
    def test_the_second_save_of_the_same_field_gets_both_values(self, cast, tender, client, treviso_host):
        version = tender.version
        save(cast, tender, "rup", version, title="Scritto dal RUP")
        client.force_login(cast.sua)
        answer = client.post(step(tender), {"title": "Scritto dalla SUA", "version": version})
        words = answer.content.decode()
        assert answer.status_code == 409
        assert "Scritto dal RUP" in words
        assert "Scritto dalla SUA" in words
        tender.refresh_from_db()
        assert tender.title == "Scritto dal RUP"

    def test_different_fields_do_not_disturb_each_other(self, cast, tender):
        version = tender.version
        save(cast, tender, "rup", version, title="Scritto dal RUP")
        save(cast, tender, "sua", version, duration_days=77)
        tender.refresh_from_db()
        assert (tender.title, tender.duration_days) == ("Scritto dal RUP", 77)

    def test_lots_too(self, cast, tender):
        version = tender.version
        mine, theirs = [LotValues("Uno", Decimal(96000))], [LotValues("Due", Decimal(96000))]
        actions.save_lots(actor=cast.actor("rup"), tender=tender, version=version, lots=theirs)
        with pytest.raises(Conflict) as conflict:
            actions.save_lots(actor=cast.actor("sua"), tender=tender, version=version, lots=mine)
        assert "Due" in conflict.value.theirs["Lotti"]
        assert "Uno" in conflict.value.mine["Lotti"]

    def test_the_autosave_of_one_person_never_conflicts_with_itself(self, cast, tender, client, treviso_host):
        client.force_login(cast.sua)
        version = str(tender.version)
        for title in ("Arredi, prima", "Arredi, seconda"):
            answer = client.post(
                step(tender), {"title": title, "version": version, "base_amount": "scritto male"},
                headers={"HX-Request": "true"},
            )  # fmt: skip
            assert answer.status_code == 204
            assert unquote(answer["X-Pico-Unsaved"]) == "Importo a base di gara"
            version = answer["X-Pico-Version"]
        tender.refresh_from_db()
        assert tender.title == "Arredi, seconda"

    def test_a_field_with_a_mistake_is_not_overwritten_after_an_autosave(
        self, cast, tender, client, treviso_host
    ):
        version = tender.version
        save(cast, tender, "rup", version, base_amount=Decimal("97000.00"))
        client.force_login(cast.sua)
        typed = {"title": "Arredi, altri", "version": version, "base_amount": "novantamila"}
        answer = client.post(step(tender), typed, headers={"HX-Request": "true"})
        assert (answer.status_code, answer.get("X-Pico-Version")) == (204, None)
        answer = client.post(step(tender), {**typed, "base_amount": "90.000,00"})
        assert answer.status_code == 409

    def test_field_by_field_one_value_is_kept_and_all_else_that_was_typed_is_saved(
        self, cast, tender, client, treviso_host
    ):
        version = tender.version
        save(cast, tender, "rup", version, title="Arredi del RUP", cpv_main="39130000")
        client.force_login(cast.sua)
        typed = {
            "title": "Arredi della SUA", "description": "Scaffali e tavoli.", "cpv_main": "39100000",
            "version": version,
        }  # fmt: skip
        page = client.post(step(tender), typed)
        words = page.content.decode()
        assert page.status_code == 409
        assert ('name="tieni-title"' in words, 'name="tieni-cpv_main"' in words) == (True, True)
        assert 'name="description" value="Scaffali e tavoli."' in words
        tender.refresh_from_db()
        sent = {**typed, "version": tender.version, "tieni-title": "salvato", "tieni-cpv_main": "mio"}
        assert client.post(step(tender), sent).status_code == 302
        tender.refresh_from_db()
        assert (tender.title, tender.description, tender.cpv_main) == (
            "Arredi del RUP", "Scaffali e tavoli.", "39100000",
        )  # fmt: skip


class TestLots:
    def test_the_sum_must_make_the_base_amount(self, cast, tender, client, treviso_host):
        client.force_login(cast.sua)
        lot = tender.lots.get()
        typed = {
            "lotti-TOTAL_FORMS": 1, "lotti-INITIAL_FORMS": 1, "version": tender.version,
            "lotti-0-lot": lot.pk,
            "lotti-0-title": "Arredi", "lotti-0-amount": "95.000,00", "lotti-0-category": "OS 6",
        }  # fmt: skip
        answer = client.post(step(tender, "lotti"), typed)
        assert answer.status_code == 422
        assert "1.000,00\xa0€" in answer.content.decode()
        answer = client.post(step(tender, "lotti"), {**typed, "lotti-0-amount": "96.000,00"})
        assert answer.status_code == 302
        lot.refresh_from_db()
        assert (lot.title, lot.category) == ("Arredi", "OS 6")

    def test_a_lot_that_stays_keeps_its_row_and_the_parts_of_the_bodies_in_proportion(self, cast):
        tender = create_tender(cast, "AGGREGATED", base_amount=Decimal(100))
        adhering = TenderParticipant.objects.create(tender=tender, organisation=cast.body, role="ADHERING")
        holder = tender.participants.exclude(pk=adhering.pk).get()
        first = tender.lots.get()
        Quota.objects.create(participant=holder, lot=first, amount=Decimal("66.67"))
        Quota.objects.create(participant=adhering, lot=first, amount=Decimal("33.33"))
        actions.save_lots(
            actor=cast.actor("sua"), tender=tender, version=tender.version,
            lots=[LotValues("Nuovo", Decimal(40)), LotValues(first.title, Decimal(60), pk=first.pk)],
        )  # fmt: skip
        assert [(lot.n, lot.title, lot.amount) for lot in tender.lots.all()] == [
            (1, "Nuovo", Decimal(40)), (2, first.title, Decimal(60)),
        ]  # fmt: skip
        parts = list(Quota.objects.unrestricted("test").filter(lot=first).values_list("amount", flat=True))
        assert sum(parts) == Decimal(60)
        assert sorted(parts) == [Decimal("20.00"), Decimal("40.00")]

    def test_a_lot_of_another_tender_is_never_taken(self, cast, tender):
        other = make_tender(cast, "PREPARATION")
        theirs = other.lots.get()
        actions.save_lots(
            actor=cast.actor("sua"), tender=tender, version=tender.version,
            lots=[LotValues("Mio", Decimal(96000), pk=theirs.pk)],
        )  # fmt: skip
        theirs.refresh_from_db()
        assert theirs.tender_id == other.pk
        assert theirs.title != "Mio"


class TestPapersOfTheBody:
    def test_the_sua_uploads_them_where_it_entered_the_tender(self, cast, client, treviso_host):
        tender = create_tender(cast, "DELEGATED")
        client.force_login(cast.sua)
        one = item("PROJECT_PURCHASE")
        answer = client.post(step(tender, "documenti"), {f"item-{one.pk}": make_pdf(), "resta": "1"})
        assert answer.status_code == 302
        assert tender.documents.get().item == one

    def test_where_a_body_sent_them_there_is_no_such_page(self, cast, tender, client, treviso_host):
        client.force_login(cast.sua)
        assert client.get(step(tender, "documenti")).status_code == 302
        assert client.get(step(tender, "riepilogo")).status_code == 302


@pytest.mark.parametrize("name", ["oggetto", "finanziamento", "persone", "lotti"])
def test_every_step_opens_for_the_tender_of_the_province(cast, client, treviso_host, name):
    tender = create_tender(cast, "OWN")
    client.force_login(cast.sua)
    assert client.get(step(tender, name)).status_code == 200
