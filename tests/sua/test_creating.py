"""Tenders that the SUA enters itself: of the Province, for many, or for a body that asked by other ways."""

import uuid

import pytest
from django.urls import reverse

from pico.base.actor import Actor
from pico.base.errors import Refused
from pico.notifications.models import Event
from pico.organisations.models import Entitlement, ModuleActivation
from pico.sua import actions
from pico.sua.models import Tender, TenderEvent, TenderParticipant
from pico.sua.rules import machine
from tests.factories.accounts import make_member
from tests.factories.sua import Cast, create_tender, make_in_state, make_rup_of, make_sent, stranger

pytestmark = pytest.mark.django_db
NEW = {"title": "Sfalcio delle strade provinciali", "contract_object": "SERVICES"}


def begin(cast: Cast, kind: str = "OWN", who: str = "sua", **values) -> Tender:
    return actions.create_tender(actor=cast.actor(who), kind=kind, **{**NEW, **values})


def bodies_of(tender: Tender) -> list[tuple[str, str]]:
    rows = TenderParticipant.objects.unrestricted("test").filter(tender=tender)
    return [(row.organisation.name, row.role) for row in rows.select_related("organisation")]


class TestWho:
    @pytest.mark.parametrize("role", ["executive", "auditor", "administrator", "sit_operator", "member"])
    def test_no_other_role_of_the_province_creates_one(self, cast, client, treviso_host, role):
        person = make_member(cast.province, role)
        with pytest.raises(Refused):
            actions.create_tender(actor=Actor(person, cast.province), kind="OWN", **NEW)
        client.force_login(person)
        assert client.get(reverse("sua:create")).status_code == 404

    def test_no_body_creates_one(self, cast, client, treviso_host):
        for who in ("operator", "manager"):
            with pytest.raises(Refused):
                begin(cast, who=who)
            client.force_login(getattr(cast, who))
            assert client.post(reverse("sua:create"), {**NEW, "kind": "OWN"}).status_code == 404
        assert Tender.objects.unrestricted("test").count() == 0

    def test_another_province_creates_none_for_a_body_of_this_one(self, cast):
        brescia = Cast("Desenzano del Garda", "brescia")
        with pytest.raises(Refused, match="convenzione"):
            begin(brescia, "DELEGATED", organisation=cast.body)

    def test_nobody_of_another_body_or_province_sees_it(self, cast):
        tender = create_tender(cast, "DELEGATED")
        asolo, _body = stranger(cast)
        brescia = Cast("Desenzano del Garda", "brescia")
        seen = [
            Tender.objects.visible_to(person).filter(pk=tender.pk).exists()
            for person in (asolo, brescia.sua, brescia.manager, cast.manager, cast.sua, cast.executive)
        ]
        assert seen == [False, False, False, True, True, True]

    def test_a_read_only_module_creates_none(self, cast):
        ModuleActivation.objects.filter(organisation=cast.province, module="sua").update(state="READ_ONLY")
        cast.province.__dict__.pop("_module_states", None)
        ModuleActivation.generation += 1
        with pytest.raises(Refused, match="sola lettura"):
            begin(cast)


class TestBirth:
    @pytest.mark.parametrize(
        ("kind", "state", "birth", "role"),
        [
            ("OWN", "PREPARATION", "own", "HOLDER"),
            ("AGGREGATED", "PREPARATION", "join", "HOLDER"),
            ("DELEGATED", "ACCEPTED", "entrust", "DELEGATING"),
        ],
    )
    def test_each_kind_starts_where_the_specification_says(self, cast, kind, state, birth, role):
        tender = create_tender(cast, kind)
        body = cast.body if kind == "DELEGATED" else cast.province
        event = TenderEvent.objects.unrestricted("test").get(tender=tender)
        assert (tender.state, tender.organisation_id, bodies_of(tender)) == (
            state, body.pk, [(body.name, role)],
        )  # fmt: skip
        assert (event.transition, event.from_state, event.to_state) == (birth, "", state)
        assert birth in {one.code for one in machine.BIRTHS}

    def test_many_bodies_together_begin_with_a_framework_agreement(self, cast):
        assert create_tender(cast, "AGGREGATED").framework == "fa-wo-rc"
        assert create_tender(cast, "OWN").framework == "none"

    def test_the_number_is_of_the_same_series_without_gap(self, cast):
        first = make_sent(cast)
        with pytest.raises(Refused):
            begin(cast, "DELEGATED", organisation=stranger_without_agreement(cast))
        own = create_tender(cast, "OWN")
        third = make_sent(cast)
        assert [int(row.number[-4:]) for row in (first, own, third)] == [1, 2, 3]

    def test_a_body_without_an_agreement_in_force_is_refused_in_words(self, cast):
        Entitlement.objects.filter(organisation=cast.body).update(valid_to="2020-01-01")
        with pytest.raises(Refused, match="convenzione in vigore") as refusal:
            begin(cast, "DELEGATED", organisation=cast.body)
        assert refusal.value.field == "organisation"

    def test_people_are_told(self, cast):
        tender = create_tender(cast, "DELEGATED")
        event = Event.objects.unrestricted("test").get(kind="sua.tender.entrust", target_id=tender.pk)
        assert event.data["body"] == str(cast.body)

    def test_the_same_form_sent_twice_creates_one(self, cast):
        key = uuid.uuid4()
        assert begin(cast, form_key=key).pk == begin(cast, form_key=key).pk

    def test_it_then_goes_the_way_of_every_other(self, cast):
        tender = create_tender(cast, "DELEGATED")
        make_rup_of(cast, tender)
        assert {one.code for one in machine.allowed(cast.actor("executive"), tender)} == {"prepare", "cancel"}
        actions.start_preparation(actor=cast.actor("executive"), tender=tender)
        tender.refresh_from_db()
        assert tender.state == "PREPARATION"


def stranger_without_agreement(cast):
    _person, body = stranger(cast)
    Entitlement.objects.filter(organisation=body).delete()
    return body


class TestPage:
    def post(self, client, **values):
        return client.post(reverse("sua:create"), {**NEW, "kind": "OWN", **values})

    def test_it_creates_and_leads_to_the_first_step(self, cast, client, treviso_host):
        client.force_login(cast.sua)
        answer = self.post(client, kind="DELEGATED", organisation=cast.body.pk)
        tender = Tender.objects.unrestricted("test").get()
        assert answer.url == reverse("sua:edit", args=[tender.public_id, "oggetto"])
        assert client.get(answer.url).status_code == 200

    def test_without_the_body_it_says_so_beside_the_field_and_keeps_what_was_typed(
        self, cast, client, treviso_host
    ):
        client.force_login(cast.sua)
        answer = self.post(client, kind="DELEGATED")
        words = answer.content.decode()
        assert answer.status_code == 422
        assert answer.context["form"].errors.keys() == {"organisation"}
        assert NEW["title"] in words

    def test_the_list_and_the_home_lead_there_for_the_sua_alone(self, cast, client, treviso_host):
        for person, shown in ((cast.sua, True), (cast.executive, False), (cast.manager, False)):
            client.force_login(person)
            for page in ("sua:list", "sua:home"):
                assert (reverse("sua:create") in client.get(reverse(page)).content.decode()) is shown

    def test_the_page_of_the_new_tender_says_who_created_it(self, cast, client, treviso_host):
        tender = create_tender(cast, "DELEGATED")
        client.force_login(cast.manager)
        words = client.get(reverse("sua:tender_all", args=[tender.public_id])).content.decode()
        assert "Gara su delega inserita dalla SUA" in words
        assert "Ha creato la gara" in words
        assert "Ha inviato la richiesta" not in words


def canary(cast: Cast) -> Tender:
    return make_in_state(cast, "AWARDED")


class TestCopy:
    def test_it_takes_what_is_bought_and_leaves_what_was_of_that_time(self, cast):
        source = canary(cast)
        Tender.objects.unrestricted("test").filter(pk=source.pk).update(
            cup=["F51B21000150006"],
            investment=True,
            urgency=True,
            urgency_reason="Frana",
            notes="Vecchie note",
        )
        source.refresh_from_db()
        draft = actions.start_request(
            actor=cast.actor("operator"), province=cast.province, source=source, **NEW
        )
        draft.refresh_from_db()
        same = ("cpv_main", "base_amount", "duration_days", "procedure", "criterion", "funding", "investment")
        assert [getattr(draft, name) for name in same] == [getattr(source, name) for name in same]
        empty = (draft.cup, draft.urgency, draft.urgency_reason, draft.notes, draft.rup_name, draft.number)
        assert empty == ([], False, "", "", "", None)
        gone = (draft.scheda, draft.pad_url, draft.published_on, draft.award_number, draft.decision_on)
        assert gone == ("", "", None, "", None)
        (lot,) = draft.lots.all()
        assert (lot.title, lot.amount) == (NEW["title"], source.lots.get().amount)
        assert (lot.cig, lot.winners, lot.ranking, lot.outcome) == ("", [], [], "PENDING")
        assert draft.documents.count() == 0

    def test_the_registered_rup_comes_along_only_while_still_at_the_body(self, cast):
        rup = make_member(cast.body, "member")
        source = make_sent(cast, rup_org=rup)
        start = {"actor": cast.actor("operator"), "province": cast.province, "source": source, **NEW}
        assert actions.start_request(**start).rup_org == rup
        rup.memberships.unrestricted("test").update(ended_at="2026-01-01T00:00:00Z")
        assert actions.start_request(**start).rup_org is None

    def test_a_body_cannot_copy_what_it_cannot_see(self, cast, client, treviso_host):
        theirs = make_sent(cast, title="Canarino giallo")
        asolo, body = stranger(cast)
        with pytest.raises(Refused):
            actions.start_request(actor=Actor(asolo, body), province=cast.province, source=theirs, **NEW)
        client.force_login(asolo)
        url = reverse("sua:new")
        assert client.get(f"{url}?copia={theirs.public_id}").status_code == 404
        assert client.post(f"{url}?copia={theirs.public_id}", NEW).status_code == 404
        assert "Canarino giallo" not in client.get(f"{url}?testo=Canarino").content.decode()
        assert client.get(f"{url}?copia=non-un-numero").status_code == 404

    def test_another_province_cannot_copy_it_either(self, cast):
        theirs = make_sent(cast)
        brescia = Cast("Desenzano del Garda", "brescia")
        with pytest.raises(Refused):
            begin(brescia, source=theirs)

    def test_a_body_that_only_takes_part_cannot_copy_the_tender_of_the_province(self, cast):
        aggregated = create_tender(cast, "AGGREGATED")
        TenderParticipant.objects.create(tender=aggregated, organisation=cast.body, role="ADHERING")
        assert Tender.objects.visible_to(cast.manager).filter(pk=aggregated.pk).exists()
        with pytest.raises(Refused):
            actions.start_request(
                actor=cast.actor("operator"), province=cast.province, source=aggregated, **NEW
            )

    def test_the_page_finds_an_earlier_one_and_begins_from_it(self, cast, client, treviso_host):
        source = make_sent(cast, title="Refezione scolastica 2026")
        client.force_login(cast.operator)
        found = client.get(f"{reverse('sua:new')}?testo=refezione").content.decode()
        address = f"{reverse('sua:new')}?copia={source.public_id}"
        assert address in found
        assert "Refezione scolastica 2026" in client.get(address).content.decode()
        client.post(address, {"title": "Refezione 2027", "contract_object": "SERVICES"})
        draft = Tender.objects.unrestricted("test").get(state="DRAFT")
        assert (draft.title, draft.base_amount) == ("Refezione 2027", source.base_amount)

    def test_the_earlier_ones_stay_on_the_page_when_something_is_wrong(self, cast, client, treviso_host):
        source = make_sent(cast, title="Refezione scolastica 2026")
        client.force_login(cast.operator)
        page = client.post(reverse("sua:new"), {"title": "", "contract_object": "SERVICES"})
        assert (page.status_code, f"?copia={source.public_id}" in page.content.decode()) == (422, True)

    def test_the_page_of_a_tender_offers_it_to_who_may(self, cast, client, treviso_host):
        tender = make_sent(cast)
        for person, page in ((cast.operator, "sua:new"), (cast.sua, "sua:create"), (cast.executive, "")):
            client.force_login(person)
            words = client.get(reverse("sua:detail", args=[tender.public_id])).content.decode()
            assert ("Copia in una nuova bozza" in words) is bool(page)
            assert not page or f"{reverse(page)}?copia={tender.public_id}" in words

    def test_the_sua_copies_for_a_body(self, cast):
        source = make_sent(cast)
        tender = begin(cast, "DELEGATED", organisation=cast.body, source=source)
        assert (tender.cpv_main, tender.lots.count()) == (source.cpv_main, 1)
