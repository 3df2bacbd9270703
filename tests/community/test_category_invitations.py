"""Categories on invitation: who invites, who is told, who sees, and how invitations end."""

import pytest
from django.core import mail
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from pico.base.actor import Actor
from pico.base.errors import Refused
from pico.community import actions
from pico.community.models import Category, Topic
from pico.notifications.models import Notification
from pico.sharing.models import Invitation
from tests.factories.accounts import make_member, make_user
from tests.factories.forum import SYSTEM, make_category, make_topic
from tests.queue import work

pytestmark = pytest.mark.django_db


def fresh(row):
    return type(row).objects.unrestricted("test").get(pk=row.pk)


def page(row, name: str, *more) -> str:
    return reverse(f"community:{name}", args=[row.public_id, *more])


def words(answer) -> str:
    return answer.content.decode()


def open_to(row) -> list[str]:
    rows = Invitation.objects.unrestricted("test").of(row).open().select_related("person", "organisation")
    return sorted(str(one.person.email if one.person else one.organisation.name) for one in rows)


def told() -> list[str]:
    rows = Notification.objects.unrestricted("test").filter(event__kind="community.invitation.received")
    return sorted(rows.values_list("person__email", flat=True))


def sees(person, row) -> bool:
    return type(row).objects.visible_to(person).filter(pk=row.pk).exists()


@pytest.fixture
def table(cast) -> Category:
    """A category on invitation that the editor of Treviso made, with a discussion."""
    category = make_category(cast.treviso, "INVITED", actor=cast.actor("editor"), name="Tavolo del sale")
    make_topic(category, title="Prezzi riservati")
    return category


@pytest.fixture
def admin(cast):
    cast.admin = make_member(cast.treviso, "administrator")
    cast.colleague = make_member(cast.treviso, "editor")
    return cast.admin


class TestWhoInvites:
    def test_from_the_page_of_the_category_a_person_and_a_body_are_invited_and_told(self, cast, table):
        client = cast.browser("editor")
        assert page(table, "category_invite") in words(client.get(page(table, "category")))
        for invitee in ("sara.conti@brescia.example", "Comune di Oderzo"):
            assert client.post(page(table, "category_invite"), {"invitee": invitee}).status_code == 302
        assert open_to(table) == ["Comune di Oderzo", "sara.conti@brescia.example"]
        work()
        assert told() == ["sara.conti@brescia.example"]  # nobody looks after the pages of Oderzo
        [message] = [one for one in mail.outbox if one.to == ["sara.conti@brescia.example"]]
        assert "Davide Pavan ti ha invitato a «Tavolo del sale»" in message.body
        [topic] = Topic.objects.unrestricted("test")
        assert [sees(one, topic) for one in (cast.stranger, cast.clerk, cast.officer)] == [True, True, False]
        inbox = words(cast.browser("stranger").get(reverse("notifications:inbox")))
        assert page(table, "category") in words(
            cast.browser("stranger").get(reverse("community:forum"))
        )  # it is in their tree
        assert "Tavolo del sale" in inbox

    def test_its_maker_and_the_administrators_of_the_body_alone(self, cast, admin, table):
        """An editor who is not invited does not see it, so does not decide there either."""
        actions.invite_reader(actor=cast.actor("editor"), row=table, person=cast.stranger)
        [invitation] = Invitation.objects.unrestricted("test").of(table)
        every = ("", "stranger", "clerk", "officer", "colleague", "admin", "editor")
        pages = {who: cast.browser(who).get(page(table, "category_invite")).status_code for who in every}
        end = page(table, "category_uninvite", invitation.pk)
        ends = {who: cast.browser(who).post(end).status_code for who in every[:-2]}
        nobody = {"": 302, "stranger": 404, "clerk": 404, "officer": 404, "colleague": 404}
        assert (pages, ends) == ({**nobody, "admin": 200, "editor": 200}, nobody)
        assert open_to(table) == ["sara.conti@brescia.example"]

    @pytest.mark.parametrize("who", ["stranger", "clerk", "officer", "colleague"])
    def test_the_action_refuses_the_others(self, cast, admin, table, who):
        at = Actor(cast.colleague, cast.oderzo) if who == "colleague" else cast.actor(who)  # not for Treviso
        with pytest.raises(Refused) as caught:
            actions.invite_reader(actor=at, row=table, person=cast.clerk)
        assert (caught.value.code, open_to(table)) == ("forbidden", [])

    def test_an_administrator_lets_another_editor_in(self, cast, admin, table):
        client = cast.browser("admin")
        sent = {"invitee": cast.colleague.email, "acting": cast.treviso.pk}
        assert client.post(page(table, "category_invite"), sent).status_code == 302
        assert cast.browser("colleague").get(page(table, "category_edit")).status_code == 200

    def test_a_stranger_reads_the_same_page_as_of_one_that_is_not_there(self, cast, table):
        answer = cast.browser("stranger").get(page(table, "category_invite"))
        assert ("Tavolo del sale" in words(answer), answer.status_code) == (False, 404)


class TestForm:
    @pytest.mark.parametrize(
        ("sent", "sentence"),
        [
            ({"invitee": "nessuno@altrove.example"}, "Nessuna persona registrata"),
            ({"invitee": "Comune di Atlantide"}, "Nessun ente ha questo nome"),
            ({"invitee": "sara.conti@brescia.example", "until": "01/02/2020"}, "La scadenza è già passata."),
        ],
    )
    def test_a_wrong_invitee_is_said_and_what_was_typed_stays(self, cast, table, sent, sentence):
        answer = cast.browser("editor").post(page(table, "category_invite"), sent)
        assert (answer.status_code, sentence in words(answer)) == (422, True)
        assert (f'value="{sent["invitee"]}"' in words(answer), open_to(table)) == (True, [])

    def test_an_invitation_ends_by_itself_on_its_day(self, cast, table):
        actions.invite_reader(actor=cast.actor("editor"), row=table, person=cast.stranger)
        assert sees(cast.stranger, table)
        Invitation.objects.unrestricted("test").update(until=timezone.now())
        assert not sees(cast.stranger, table)

    def test_one_taken_back_closes_it_at_the_next_request_and_is_not_told(self, cast, table):
        row = actions.invite_reader(actor=cast.actor("editor"), row=table, person=cast.stranger)
        answer = cast.browser("editor").post(page(table, "category_uninvite", row.pk))
        assert answer["Location"] == page(table, "category_invite")
        work()
        assert (told(), cast.browser("stranger").get(page(table, "category")).status_code) == ([], 404)
        again = cast.browser("editor").post(page(table, "category_uninvite", row.pk))
        assert again.status_code == 404

    def test_an_invited_person_without_a_body_reads_and_does_not_write(self, cast, table):
        cast.guest = make_user()
        actions.invite_reader(actor=cast.actor("editor"), row=table, person=cast.guest)
        [topic] = Topic.objects.unrestricted("test")
        shown = words(cast.browser("guest").get(page(topic, "topic")))
        assert ("Prezzi riservati" in shown, "Non puoi rispondere" in shown) == (True, True)

    def test_only_a_category_on_invitation_has_invitations(self, cast):
        open_one = make_category(cast.treviso, "PROVINCE")
        client = cast.browser("editor")
        assert page(open_one, "category_invite") not in words(client.get(page(open_one, "category")))
        assert "cambia prima chi la vede" in words(client.get(page(open_one, "category_invite")))
        sent = {"invitee": "sara.conti@brescia.example"}
        assert client.post(page(open_one, "category_invite"), sent).status_code == 422
        assert open_to(open_one) == []


class TestLevel:
    def test_a_new_category_on_invitation_leads_to_its_invitations(self, cast):
        sent = {"name": "Tavolo", "area": "GENERAL", "new_topics": "OPEN", "level": "INVITED"}
        answer = cast.browser("editor").post(reverse("community:category_new"), sent)
        made = Category.objects.unrestricted("test").get()
        assert answer["Location"] == page(made, "category_invite")

    def test_who_puts_a_category_of_others_on_invitation_keeps_it(self, cast):
        above = make_category(cast.treviso, "PROVINCE")
        below = make_category(cast.treviso, "PROVINCE", parent=above)
        actions.edit_category(
            actor=cast.actor("editor"), category=above, edition=1, values={"level": "INVITED"}, confirmed=True
        )
        assert [fresh(row).level for row in (above, below)] == ["INVITED", "INVITED"]
        assert [open_to(row) for row in (above, below)] == [[cast.editor.email]] * 2
        assert cast.browser("editor").get(page(below, "category_edit")).status_code == 200
        assert cast.browser("officer").get(page(above, "category")).status_code == 404

    def test_invitations_end_with_the_level_as_the_question_says(self, cast, table):
        actions.invite_reader(actor=SYSTEM, row=table, person=cast.stranger)
        asked = {"actor": cast.actor("editor"), "category": table, "edition": 1}
        asked["values"] = {"level": "ORGANISATION"}
        with pytest.raises(Refused) as caught:
            actions.edit_category(**asked)
        assert (caught.value.code, sees(cast.stranger, table)) == ("confirm", True)
        actions.edit_category(**asked, confirmed=True)
        assert (open_to(table), sees(cast.stranger, table)) == ([], False)

    def test_who_is_invited_below_finds_it_in_the_forum_without_the_name_above(self, cast):
        above = make_category(cast.treviso, "ORGANISATION", name="Riunioni interne")
        below = make_category(cast.treviso, "INVITED", parent=above, name="Con Brescia")
        actions.invite_reader(actor=SYSTEM, row=below, person=cast.stranger)
        for url in (reverse("community:forum"), page(below, "category")):
            shown = words(cast.browser("stranger").get(url))
            assert ("Con Brescia" in shown, "Riunioni interne" in shown) == (True, False)

    def test_an_editor_finds_it_among_the_categories_though_not_the_one_above(self, cast):
        above = make_category(cast.treviso, "INVITED", name="Solo altri")
        below = make_category(cast.treviso, "INVITED", parent=above, name="Anche Davide")
        actions.invite_reader(actor=SYSTEM, row=below, person=cast.editor)
        shown = words(cast.browser("editor").get(reverse("community:categories")))
        assert ("Anche Davide" in shown, "Solo altri" in shown) == (True, False)


def test_the_page_asks_the_same_for_one_and_three_invitations(cast, table):
    client = cast.browser("editor")

    def asked() -> int:
        client.get(page(table, "category_invite"))
        with CaptureQueriesContext(connection) as queries:
            assert client.get(page(table, "category_invite")).status_code == 200
        return len(queries)

    actions.invite_reader(actor=SYSTEM, row=table, person=cast.stranger)
    alone = asked()
    actions.invite_reader(actor=SYSTEM, row=table, person=cast.clerk)
    actions.invite_reader(actor=SYSTEM, row=table, organisation=cast.oderzo)
    assert (asked(), alone <= 20) == (alone, True)
