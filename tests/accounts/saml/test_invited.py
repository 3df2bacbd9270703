"""An invitation accepted by a first sign-in with SPID: it is kept through «completa la registrazione»."""

import re

import pytest
from django.core import mail
from django.utils import timezone

from pico.accounts.models import AccountInvitation, Membership, PendingIdentity, User
from pico.accounts.views.invited import invitation_behind
from tests.factories.accounts import make_invitation, make_member, make_user
from tests.factories.organisations import make_province
from tests.factories.saml import TERESA

pytestmark = pytest.mark.walk  # signatures cost, and ask the database nothing of its own

COMPLETE = "/registrati/completa/"


@pytest.fixture
def treviso(site):
    return make_province()


@pytest.fixture
def invited(treviso):
    """An invitation to be SUA operator, and the path of its link."""
    giulia = make_member(treviso, "administrator", "giulia@treviso.example", given_name="Giulia")
    made, token = make_invitation(treviso, giulia, email="teresa@ente.example", roles=["sua_operator"])
    return made, f"/inviti/{token}/"


def roles_of(user) -> list[str]:
    rows = Membership.objects.unrestricted("test").active().filter(user=user)
    return list(rows.values_list("role", flat=True))


def come(talk, link, email):
    """Follow the link, sign in with SPID for the first time, give an address; return the link of the mail."""
    sign_in = re.search(r'href="(/accedi/\?next=[^"]+)"', talk.client.get(link).content.decode())[1]
    start = re.search(r'href="(/spid/entra/[^"]+)"', talk.client.get(sign_in).content.decode())[1]
    talk.start(next=re.search(r"next=([^&]+)", start)[1].replace("%2F", "/"))
    assert talk.come_back(TERESA).url == COMPLETE
    page = talk.client.get(COMPLETE).content.decode()
    assert "accetti l'invito di <strong>Provincia di Treviso</strong>: operatore SUA" in page
    talk.client.post(COMPLETE, {"email": email, "privacy": "on"})
    return re.search(r"https?://[^/]+(/registrati/completa/\S+/)", mail.outbox[-1].body)[1]


def test_with_the_invited_address_the_roles_are_there_at_once(talk, invited):
    made, link = invited
    confirm = come(talk, link, "teresa@ente.example")
    assert (
        "Accetti anche l'invito di <strong>Provincia di Treviso</strong>"
        in talk.client.get(confirm).content.decode()
    )
    assert (Membership.objects.unrestricted("test").count(), User.objects.count()) == (1, 1)

    answer = talk.client.post(confirm)

    teresa = User.objects.get(email="teresa@ente.example")
    made.refresh_from_db()
    assert answer.url == "/profilo/enti/"
    assert (roles_of(teresa), made.state, made.accepted_by) == (["sua_operator"], "ACCEPTED", teresa)
    assert "operatore SUA" in talk.client.get(answer.url).content.decode()
    assert PendingIdentity.objects.unrestricted("test").count() == 0
    assert talk.client.get(link).status_code == 404


def test_with_another_address_the_sender_confirms_first(talk, invited):
    made, link = invited
    confirm = come(talk, link, "t.nuova@altro.example")
    assert "chi ti ha invitato deve confermare" in talk.client.get(confirm).content.decode()
    talk.client.post(confirm)

    teresa = User.objects.get(email="t.nuova@altro.example")
    made.refresh_from_db()
    assert (roles_of(teresa), made.state) == ([], "AWAITING_CONFIRMATION")


@pytest.mark.parametrize("meanwhile", [{"state": "REVOKED"}, {"expires_at": timezone.now()}])
def test_an_invitation_closed_meanwhile_leaves_an_account_without_roles(talk, invited, meanwhile):
    made, link = invited
    confirm = come(talk, link, "teresa@ente.example")
    AccountInvitation.objects.unrestricted("test").filter(pk=made.pk).update(**meanwhile)
    assert "Accetti anche" not in talk.client.get(confirm).content.decode()
    talk.client.post(confirm)

    assert roles_of(User.objects.get(email="teresa@ente.example")) == []


def test_who_has_an_account_already_links_spid_and_accepts(talk, invited):
    made, link = invited
    teresa = make_user("teresa@ente.example")
    confirm = come(talk, link, "teresa@ente.example")
    talk.client.force_login(teresa)

    answer = talk.client.post(confirm)

    assert (answer.url, roles_of(teresa)) == ("/profilo/enti/", ["sua_operator"])
    made.refresh_from_db()
    assert made.state == "ACCEPTED"


def test_without_a_link_nothing_is_kept(talk, invited):
    talk.start(next="/profilo/")
    talk.come_back(TERESA)
    assert PendingIdentity.objects.unrestricted("test").get().invitation is None


def test_the_invitation_is_found_behind_the_hand_over_too_and_nowhere_else(invited):
    made, link = invited
    assert invitation_behind(link) == made
    assert invitation_behind(f"/accesso/passaggio/?sito=treviso.localhost&stato=x&poi={link}") == made
    for path in ("", "/profilo/", "/inviti/inventato/", f"https://evil.example{link}x", f"/x/?poi={link}",
                 f"/accesso/passaggio/?poi=//evil{link}", f"{link}accettazione/"):  # fmt: skip
        assert invitation_behind(path) is None
