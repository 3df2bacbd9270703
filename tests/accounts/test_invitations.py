"""Inviting by e-mail: one answer for all addresses, a link that works once, roles to the right person."""

import re
from datetime import timedelta

import pytest
from django.core import mail
from django.utils import timezone

from pico.accounts import actions, tasks
from pico.accounts.models import AccountInvitation, Membership, User
from pico.accounts.tokens import hash_of
from pico.base.actor import Actor
from pico.base.errors import Refused
from pico.notifications.models import Event
from tests.accounts.people import browser, newcomer, send_waiting_invitations, text_of, verbs_of
from tests.factories.accounts import PASSWORD, make_invitation, make_member, make_membership
from tests.factories.organisations import make_province

pytestmark = pytest.mark.django_db


def all_invitations():
    return AccountInvitation.objects.unrestricted("test")


def roles_of(user) -> list[tuple[str, str]]:
    rows = Membership.objects.unrestricted("test").active().filter(user=user).select_related("organisation")
    return [(row.organisation.slug, row.role) for row in rows.order_by("organisation__slug", "role")]


def invite(town, email="marco@treviso.example", roles=("sua_operator",), organisation=None, **fields):
    [made] = actions.invite_people(
        actor=town.acting("giulia"),
        organisation=organisation or town.treviso,
        emails=[email],
        roles=list(roles),
        **fields,
    )
    [link] = send_waiting_invitations()
    return made, link


def post_invitations(client, town, emails, roles=("member",), **fields):
    data = {"organisation": town.treviso.slug, "emails": emails, "roles": list(roles), **fields}
    return client.post("/amministrazione/inviti/nuovo/", data)


def test_an_administrator_invites_and_the_mail_carries_the_link(town):
    client = browser(town.giulia)

    answer = post_invitations(client, town, "marco@treviso.example", ["sua_operator"], message="Ciao Marco")

    assert answer.status_code == 302
    [link] = send_waiting_invitations()
    [message] = mail.outbox
    assert message.to == ["marco@treviso.example"]
    assert message.subject == "Invito a lavorare su Pi.Co. per Provincia di Treviso"
    assert message.from_email == "Provincia di Treviso <noreply@pico.example>"
    assert "Ciao Marco" in message.body
    assert "operatore SUA" in message.body
    page = text_of(browser().get(link))
    assert "Giulia Rossi ti invita a lavorare su Pi.Co. per Provincia di Treviso" in page


def test_the_token_is_stored_only_as_a_hash(town):
    made, link = invite(town)
    token = link.split("/")[2]

    made.refresh_from_db()

    assert made.token_hash == hash_of(token)
    assert len(token) == 43
    everything = [str(value) for value in all_invitations().values().get(pk=made.pk).values()]
    assert [value for value in everything if token in value] == []


def test_the_answer_is_the_same_for_a_known_and_an_unknown_address(town):
    make_member(town.brescia, "sua_operator", "sconosciuta.a.giulia@brescia.example")
    client = browser(town.giulia)

    known = post_invitations(client, town, "sconosciuta.a.giulia@brescia.example")
    page_of_known = text_of(client.get("/amministrazione/inviti/"))
    all_invitations().delete()
    unknown = post_invitations(client, town, "nessuno.ancora.iscritto@brescia.example")
    page_of_unknown = text_of(client.get("/amministrazione/inviti/"))

    assert (known.status_code, known.url) == (unknown.status_code, unknown.url)
    assert main_of(page_of_unknown.replace("nessuno.ancora.iscritto", "sconosciuta.a.giulia")) == main_of(
        page_of_known
    )


def main_of(page: str) -> str:
    """The page's own part, without the ids of its rows."""
    return re.sub(r"[0-9a-f]{8}-[0-9a-f-]{27}", "ID", page[page.index("<main") : page.index("</main>")])


def test_two_hundred_addresses_go_in_one_form_and_one_more_does_not(town):
    client = browser(town.giulia)
    many = "\n".join(f"persona{number}@treviso.example" for number in range(200))

    answer = post_invitations(client, town, f"{many}, persona200@treviso.example")
    assert answer.status_code == 422
    assert "Sono 201 indirizzi: al massimo 200 per volta." in text_of(answer)
    assert all_invitations().count() == 0

    assert post_invitations(client, town, many).status_code == 302
    assert all_invitations().count() == 200


def test_an_address_that_is_none_is_named_and_nothing_typed_is_lost(town):
    answer = post_invitations(browser(town.giulia), town, "bene@treviso.example; male@, peggio")

    assert answer.status_code == 422
    page = text_of(answer)
    assert "Non sono indirizzi: male@, peggio." in page
    assert "bene@treviso.example; male@, peggio" in page


def test_accepting_with_the_invited_address_gives_the_roles_and_tells_the_sender(town):
    marco = newcomer("marco@treviso.example")
    made, link = invite(town, roles=("sua_operator", "member"))

    answer = browser(marco).post(f"{link}accettazione/")

    assert (answer.status_code, answer.url) == (302, "/profilo/enti/")
    assert roles_of(marco) == [("treviso", "member"), ("treviso", "sua_operator")]
    row = Membership.objects.unrestricted("test").get(user=marco, role="sua_operator")
    assert (row.source, row.granted_by) == ("INVITATION", town.giulia)
    made.refresh_from_db()
    assert (made.state, made.accepted_by) == ("ACCEPTED", marco)
    [event] = Event.objects.unrestricted("test").filter(kind="accounts.invitation.accepted")
    assert event.data == {"body": "Provincia di Treviso", "roles": "operatore SUA, membro"}


def test_a_newcomer_makes_an_account_and_has_the_roles(town):
    _made, link = invite(town)
    client = browser()
    data = {"given_name": "Marco", "family_name": "Bianchi", "password1": PASSWORD, "password2": PASSWORD}

    answer = client.post(f"{link}registrazione/", data)

    assert (answer.status_code, answer.url) == (302, "/accedi/?email=marco@treviso.example")
    marco = User.objects.get(email="marco@treviso.example")
    assert (marco.get_full_name(), marco.created_via) == ("Marco Bianchi", "INVITATION")
    assert roles_of(marco) == [("treviso", "sua_operator")]
    signed_in = client.post("/accedi/", {"login": "marco@treviso.example", "password": PASSWORD})
    assert signed_in.status_code == 302


def test_an_address_with_a_plus_reaches_the_sign_in_page_whole(town):
    _made, link = invite(town, "marco+pico&x=1@treviso.example")
    data = {"given_name": "Marco", "family_name": "Bianchi", "password1": PASSWORD, "password2": PASSWORD}
    client = browser()

    answer = client.post(f"{link}registrazione/", data)

    assert client.get(answer.url).context["form"].initial["login"] == "marco+pico&x=1@treviso.example"


def test_an_address_with_an_account_is_sent_to_sign_in_instead(town):
    newcomer("marco@treviso.example")
    _made, link = invite(town)
    data = {"given_name": "Finto", "family_name": "Marco", "password1": PASSWORD, "password2": PASSWORD}

    answer = browser().post(f"{link}registrazione/", data)

    assert answer.status_code == 422
    assert "Per questo indirizzo c&#x27;è già un accesso" in text_of(answer)
    assert User.objects.filter(family_name="Marco").count() == 0


def test_from_another_address_only_member_is_given_until_the_sender_confirms(town):
    other = newcomer("privato@posta.example")
    made, link = invite(town, roles=("sua_operator", "member"))

    browser(other).post(f"{link}accettazione/")

    assert roles_of(other) == [("treviso", "member")]
    made.refresh_from_db()
    assert made.state == "AWAITING_CONFIRMATION"
    client = browser(town.giulia)
    page = text_of(client.get(f"/amministrazione/inviti/{made.public_id}/conferma/"))
    assert "privato@posta.example" in page
    client.post(f"/amministrazione/inviti/{made.public_id}/conferma/")
    assert roles_of(other) == [("treviso", "member"), ("treviso", "sua_operator")]
    made.refresh_from_db()
    assert made.state == "ACCEPTED"


def test_an_unverified_address_does_not_count_as_the_invited_one(town):
    squatter = newcomer("altro@posta.example")
    squatter.emailaddress_set.create(email="marco@treviso.example", verified=False)
    _made, link = invite(town)

    browser(squatter).post(f"{link}accettazione/")

    assert roles_of(squatter) == []


def test_a_sender_who_can_no_longer_give_the_roles_leaves_it_to_another_administrator(town):
    second = make_member(town.treviso, "administrator")
    marco = newcomer("marco@treviso.example")
    made, link = invite(town)
    membership = town.giulia.memberships.unrestricted("test").get()
    actions.end_membership(actor=Actor(second, town.treviso), membership=membership)

    browser(marco).post(f"{link}accettazione/")

    assert roles_of(marco) == []
    actions.confirm_invitation(actor=Actor(second, town.treviso), invitation=made)
    assert roles_of(marco) == [("treviso", "sua_operator")]


def test_nobody_accepts_their_own_invitation(town):
    town.giulia.emailaddress_set.create(email="giulia@posta.example", verified=True)
    _made, link = invite(town, "giulia@posta.example")

    answer = browser(town.giulia).post(f"{link}accettazione/")

    assert answer.status_code == 422
    assert roles_of(town.giulia) == [("treviso", "administrator")]


def test_expired_used_revoked_and_unknown_links_get_one_page(town):
    newcomer("usato@treviso.example")
    _, used = invite(town, "usato@treviso.example")
    browser(User.objects.get(email="usato@treviso.example")).post(f"{used}accettazione/")
    revoked_row, revoked = invite(town, "revocato@treviso.example")
    actions.revoke_invitation(actor=town.acting("giulia"), invitation=revoked_row)
    late, token = make_invitation(town.treviso, town.giulia, expires_at=timezone.now() - timedelta(seconds=1))

    links = [used, revoked, f"/inviti/{token}/", "/inviti/mai-esistito/"]
    answers = [browser().get(link) for link in links]

    assert [answer.status_code for answer in answers] == [404, 404, 404, 404]
    assert len({answer.content for answer in answers}) == 1
    assert "Chiedi un nuovo invito" in text_of(answers[0])
    posts = [
        browser().post(f"{link}{page}/").status_code for link in links for page in ("accettazione", "rifiuto")
    ]
    assert set(posts) == {404}
    assert late.state == "PENDING"


def test_an_invitation_expires_by_the_job_after_seven_days(town, time_machine):
    made, link = invite(town)
    time_machine.move_to(timezone.now() + timedelta(days=7, minutes=1))
    assert browser().get(link).status_code == 404
    assert [tasks.expire_invitations.func(), tasks.expire_invitations.func()] == [1, 0]
    made.refresh_from_db()
    assert made.state == "EXPIRED"


def test_declining_closes_the_link(town):
    made, link = invite(town)

    answer = browser().post(f"{link}rifiuto/")

    assert "Hai rifiutato l'invito" in text_of(answer)
    assert browser().get(link).status_code == 404
    made.refresh_from_db()
    assert made.state == "REVOKED"
    assert verbs_of("accounts.invitation")[-1] == "accounts.invitation.declined"


def test_resending_makes_another_link_and_the_first_stops_working(town):
    made, first = invite(town)

    answer = browser(town.giulia).post(f"/amministrazione/inviti/{made.public_id}/rinvio/")
    [second] = send_waiting_invitations()

    assert answer.status_code == 302
    assert [browser().get(first).status_code, browser().get(second).status_code] == [404, 200]


def test_inviting_again_replaces_the_waiting_invitation(town):
    old, first = invite(town, roles=("editor",))
    _new, second = invite(town, roles=("member",))

    old.refresh_from_db()
    assert old.state == "REVOKED"
    assert [browser().get(first).status_code, browser().get(second).status_code] == [404, 200]


def test_a_revoked_invitation_still_in_the_queue_sends_nothing(town):
    [made] = actions.invite_people(
        actor=town.acting("giulia"), organisation=town.treviso, emails=["a@b.example"], roles=["member"]
    )
    actions.revoke_invitation(actor=town.acting("giulia"), invitation=made)

    assert send_waiting_invitations() == []


# organisation, role -> may Giulia (Treviso), Elena (UPI Veneto), Claudia (UPI) invite for it?
REACH = {
    ("treviso", "sua_operator"): (True, False, False),
    ("treviso", "administrator"): (True, False, True),
    ("asolo", "organisation_operator"): (True, False, False),
    ("asolo", "administrator"): (True, False, True),
    ("brescia", "member"): (False, False, False),
    ("brescia", "administrator"): (False, False, True),
    ("desenzano", "member"): (False, False, False),
    ("veneto", "member"): (False, True, False),
    ("upi", "editor"): (False, False, True),
}


@pytest.mark.parametrize(("body", "role"), REACH)
def test_invitations_reach_as_far_as_grants(town, body, role):
    got = []
    for who in ("giulia", "elena", "claudia"):
        try:
            actions.invite_people(
                actor=town.acting(who), organisation=getattr(town, body), emails=["x@y.example"], roles=[role]
            )
            got.append(True)
        except Refused:
            got.append(False)
    assert tuple(got) == REACH[body, role]


def test_the_regional_union_invites_the_first_administrator_of_a_province_and_no_second(town):
    vicenza = make_province("vicenza")
    first = newcomer("prima@vicenza.example")
    [made] = actions.invite_people(
        actor=town.acting("elena"), organisation=vicenza, emails=[first.email], roles=["administrator"]
    )
    [link] = send_waiting_invitations()
    assert "prima@vicenza.example" in text_of(browser(town.elena).get("/amministrazione/inviti/"))

    browser(first).post(f"{link}accettazione/")

    assert roles_of(first) == [("vicenza", "administrator")]
    with pytest.raises(Refused):
        actions.invite_people(
            actor=town.acting("elena"),
            organisation=vicenza,
            emails=["due@vicenza.example"],
            roles=["administrator"],
        )
    made.refresh_from_db()
    assert made.state == "ACCEPTED"


def test_accepting_what_one_has_already_gives_nothing_twice(town):
    marco = newcomer("marco@treviso.example")
    make_membership(marco, town.treviso, "sua_operator")
    _made, link = invite(town)

    assert browser(marco).post(f"{link}accettazione/").status_code == 302
    assert roles_of(marco) == [("treviso", "sua_operator")]


def test_who_came_with_another_address_is_told_before_and_sees_what_waits_after(town):
    _made, link = invite(town)
    other = newcomer("m.bianchi@altro.example")
    client = browser(other)

    before = text_of(client.get(link))
    client.post(f"{link}accettazione/")

    assert "prima dei ruoli chi ti ha invitato deve confermare" in before
    for page in ("/profilo/enti/", "/area-riservata/"):
        assert "operatore SUA: chi ti ha invitato deve confermare." in text_of(client.get(page))
    assert "chi ti ha invitato deve confermare" not in text_of(browser(town.luca).get("/profilo/enti/"))


def test_the_invited_address_is_not_warned(town):
    _made, link = invite(town)
    marco = newcomer("marco@treviso.example")

    assert "deve confermare" not in text_of(browser(marco).get(link))


def test_a_role_that_does_not_suit_the_body_is_named(town):
    answer = post_invitations(
        browser(town.giulia),
        town,
        "a@b.example",
        ["sua_operator", "member"],
        organisation=town.asolo.slug,
    )

    assert answer.status_code == 422
    assert f"Per {town.asolo.name} non puoi assegnare: operatore SUA." in text_of(answer)
