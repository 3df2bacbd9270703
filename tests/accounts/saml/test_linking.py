"""From an identity to an account: completing, linking, unlinking."""

import re

import pytest
from django.core import mail
from django.test import Client

from pico.accounts.actions import purge_identity_leftovers
from pico.accounts.models import DigitalIdentity, PendingIdentity, User
from tests.accounts.saml.stored import lines
from tests.factories.accounts import PASSWORD, make_user
from tests.factories.saml import ACTOR, GIULIA, HOST, TERESA, Conversation, give_fiscal_code, make_provider
from tests.proofs import let_proofs_age

pytestmark = pytest.mark.walk  # signatures cost, and ask the database nothing of its own

COMPLETE = "/registrati/completa/"


def link_in_mail() -> str:
    return re.search(r"https?://[^/]+(/registrati/completa/\S+/)", mail.outbox[-1].body).group(1)


def identify(talk, person=TERESA):
    talk.start()
    assert talk.come_back(person).url == COMPLETE


def test_an_unknown_person_confirms_an_address_and_is_signed_in(talk):
    identify(talk)
    page = talk.client.get(COMPLETE).content.decode()
    assert "Teresa Nuova" in page
    assert 'value="teresa@ente.example"' in page

    sent = talk.client.post(COMPLETE, {"email": "t.nuova@comune.example", "privacy": "on"})
    assert "t.nuova@comune.example" in sent.content.decode()
    assert not User.objects.filter(family_name="Nuova").exists()
    answer = talk.client.post(link_in_mail())

    user = User.objects.get(family_name="Nuova")
    assert answer.status_code == 302
    assert (user.email, user.given_name, user.names_from, user.created_via) == (
        "t.nuova@comune.example",
        "Teresa",
        "SPID",
        "SPID",
    )
    assert talk.client.session["_auth_user_id"] == str(user.pk)
    assert user.memberships.unrestricted("test").count() == 0
    assert PendingIdentity.objects.unrestricted("test").count() == 0
    assert len(lines("accounts.identity.linked")) == 1


def test_the_second_time_the_person_is_known(talk):
    identify(talk)
    talk.client.post(COMPLETE, {"email": "t.nuova@comune.example", "privacy": "on"})
    talk.client.post(link_in_mail())
    again = Conversation()
    again.start()

    assert again.come_back(TERESA).url == "/area-riservata/"


def test_cie_gives_no_address_so_it_is_asked(site):
    make_provider("CIE")
    talk = Conversation("CIE")
    identify(talk)

    assert "E-mail di lavoro" in talk.client.get(COMPLETE).content.decode()
    assert "ente.example" not in talk.client.get(COMPLETE).content.decode()


@pytest.mark.parametrize(
    "wrong", [{"email": "", "privacy": "on"}, {"email": "no", "privacy": "on"}, {"email": "a@b.example"}]
)
def test_a_wrong_form_says_so_and_sends_nothing(talk, wrong):
    identify(talk)

    assert talk.client.post(COMPLETE, wrong).status_code == 422
    assert mail.outbox == []


def test_the_page_answers_alike_for_an_address_that_has_an_account_only_the_mail_tells(talk):
    make_user("nota@comune.example")
    identify(talk)

    known = talk.client.post(COMPLETE, {"email": "nota@comune.example", "privacy": "on"})
    unknown = talk.client.post(COMPLETE, {"email": "nuova@comune.example", "privacy": "on"})

    def bare(page):
        return re.sub(r"\w+@comune\.example", "", page.content.decode())

    assert known.status_code == unknown.status_code == 200
    assert bare(known) == bare(unknown)
    assert ["già un accesso" in message.body for message in mail.outbox] == [True, False]


def test_an_existing_account_is_linked_only_after_signing_in_to_it(talk):
    owner = make_user("nota@comune.example")
    identify(talk)
    talk.client.post(COMPLETE, {"email": owner.email, "privacy": "on"})
    link = link_in_mail()

    assert talk.client.get(link).url == f"/accedi/?next={link}"
    assert talk.client.post(link).url.startswith("/accedi/")
    assert not DigitalIdentity.objects.unrestricted("test").exists()
    talk.client.post("/accedi/", {"login": owner.email, "password": PASSWORD})
    assert talk.client.post(link).url == "/profilo/identita/"

    owner.refresh_from_db()
    assert (owner.given_name, owner.family_name) == ("Teresa", "Nuova")
    assert DigitalIdentity.objects.visible_to(owner).count() == 1


def test_the_link_of_the_mail_is_nothing_in_another_browser(talk):
    identify(talk)
    talk.client.post(COMPLETE, {"email": "t.nuova@comune.example", "privacy": "on"})

    answer = Client(HTTP_HOST=HOST).post(link_in_mail())

    assert answer.status_code == 404
    assert not User.objects.filter(family_name="Nuova").exists()


def test_after_half_an_hour_nothing_is_left(talk):
    identify(talk)
    PendingIdentity.objects.unrestricted("test").update(expires_at="2020-01-01T00:00:00Z")

    assert talk.client.get(COMPLETE).status_code == 404
    assert purge_identity_leftovers(actor=ACTOR) == 1


def test_what_waits_is_stored_only_encrypted(talk):
    identify(talk)

    row = PendingIdentity.objects.unrestricted("test").get()
    assert b"Teresa" not in bytes(row.attributes_encrypted)


def link(talk, user, person=GIULIA):
    talk.client.force_login(user)
    talk.start(scopo="collega")
    assert talk.come_back(person).url == "/profilo/identita/collegamento/"
    assert talk.client.session["_auth_user_id"] == str(user.pk)
    return talk.client.post("/profilo/identita/collegamento/")


def test_somebody_signed_in_links_an_identity_after_looking_at_it(talk):
    user = make_user()
    talk.client.force_login(user)
    talk.start(scopo="collega")
    talk.come_back()

    assert "Giulia Rossi" in talk.client.get("/profilo/identita/collegamento/").content.decode()
    assert not DigitalIdentity.objects.visible_to(user).exists()
    assert talk.client.post("/profilo/identita/collegamento/").url == "/profilo/identita/"
    assert "Gestore di prova" in talk.client.get("/profilo/identita/").content.decode()


def test_linking_and_unlinking_want_a_fresh_proof(talk):
    user = make_user()
    talk.client.force_login(user)
    talk.start(scopo="collega")
    talk.come_back()
    let_proofs_age(talk.client, 11 * 60)

    assert talk.client.get("/profilo/identita/collegamento/").url.startswith("/profilo/sicurezza/conferma/")
    assert talk.client.post("/profilo/identita/collegamento/").status_code == 403
    assert not DigitalIdentity.objects.visible_to(user).exists()


def test_an_old_sign_in_is_not_enough_to_link_from_the_mail(talk):
    owner = make_user("nota@comune.example")
    identify(talk)
    talk.client.post(COMPLETE, {"email": owner.email, "privacy": "on"})
    talk.client.force_login(owner)
    let_proofs_age(talk.client, 31 * 60)

    assert talk.client.post(link_in_mail()).url.startswith("/profilo/sicurezza/conferma/")
    assert not DigitalIdentity.objects.visible_to(owner).exists()


def test_linking_wants_somebody_signed_in(talk):
    assert talk.start(scopo="collega").url == "/accedi/"


def test_an_identity_of_somebody_else_is_not_linked(talk, giulia):
    user = make_user()

    page = link(talk, user)

    assert page.status_code == 422
    assert "contatta l&#x27;assistenza" in page.content.decode()
    assert not DigitalIdentity.objects.visible_to(user).exists()


def test_an_account_with_one_fiscal_code_never_accepts_another(talk):
    user = give_fiscal_code(make_user(), TERESA)

    assert link(talk, user).status_code == 422


def test_unlinking_the_last_identity_forgets_the_fiscal_code(talk):
    user = make_user()
    link(talk, user)
    row = DigitalIdentity.objects.visible_to(user).get()

    talk.client.post(f"/profilo/identita/{row.pk}/scollegamento/")

    user.refresh_from_db()
    assert (user.fiscal_code_index, user.fiscal_code_encrypted, user.names_from) == (None, None, "SELF")
    assert not DigitalIdentity.objects.visible_to(user).exists()
    assert len(lines("accounts.identity.unlinked")) == 1


def test_the_only_way_to_sign_in_is_not_taken_away(talk):
    user = make_user()
    link(talk, user)
    user.set_unusable_password()
    user.save()
    talk.client.force_login(user)
    row = DigitalIdentity.objects.visible_to(user).get()

    page = talk.client.post(f"/profilo/identita/{row.pk}/scollegamento/", follow=True)

    assert "unico modo di accedere" in page.content.decode()
    assert DigitalIdentity.objects.visible_to(user).exists()


def test_nobody_unlinks_the_identity_of_somebody_else(talk, giulia):
    talk.start()
    talk.come_back()
    row = DigitalIdentity.objects.visible_to(giulia).get()
    stranger = Client(HTTP_HOST=HOST)
    stranger.force_login(make_user())

    assert stranger.post(f"/profilo/identita/{row.pk}/scollegamento/").status_code == 404
    assert DigitalIdentity.objects.visible_to(giulia).exists()


@pytest.mark.parametrize("identities", [1, 3])
def test_the_page_of_ones_identities_asks_alike_for_one_and_three(
    talk, django_assert_num_queries, identities
):
    user = make_user()
    for number in range(identities):
        DigitalIdentity.objects.create(
            user=user,
            source="SPID",
            issuer=f"https://idp{number}.example",
            subject="X",
            first_used_at=user.created_at,
            last_used_at=user.created_at,
        )
    talk.client.force_login(user)
    talk.client.get("/profilo/identita/")

    with django_assert_num_queries(9):
        assert talk.client.get("/profilo/identita/").status_code == 200
