"""An administrator resets the second factor that one of the own people lost; nobody else can."""

import pytest
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.core import mail
from django.utils import timezone

from pico.journal.models import Entry
from tests.accounts.people import browser, text_of
from tests.factories.accounts import make_member, make_membership, make_user
from tests.factories.keys import make_key
from tests.proofs import let_proofs_age

pytestmark = pytest.mark.django_db
REASON = {"reason": "Telefono smarrito, identità verificata di persona"}


@pytest.fixture
def marco(town):
    """Somebody of Treviso with two keys and an open session, who could lose them."""
    person = make_member(
        town.treviso, "sua_operator", "marco@treviso.example", given_name="Marco", family_name="Bianchi"
    )
    make_key(person)
    make_key(person, "Chiave di riserva")
    UserSession.objects.create(user=person, ip="192.0.2.1", session_key="ufficio")
    return person


def page_of(person) -> str:
    return f"/amministrazione/persone/{person.public_id}/"


def reset_of(person) -> str:
    return f"{page_of(person)}secondo-fattore/azzeramento/"


def keys() -> int:
    return Authenticator.objects.count()


@pytest.mark.parametrize("who", ["luca", "elena"])
def test_another_provinces_and_the_regional_administrator_get_404(town, marco, who):
    client = browser(getattr(town, who))

    assert client.get(reset_of(marco)).status_code == 404
    assert client.post(reset_of(marco), REASON).status_code == 404
    assert keys() == 2


@pytest.mark.parametrize("role", ["member", "executive", "auditor"])
def test_a_colleague_of_another_role_gets_404(town, marco, role):
    client = browser(make_member(town.treviso, role))

    assert client.get(reset_of(marco)).status_code == 404
    assert client.post(reset_of(marco), REASON).status_code == 404
    assert keys() == 2


def test_nobody_resets_their_own(town):
    make_key(town.giulia)
    client = browser(town.giulia)

    assert client.get(reset_of(town.giulia)).status_code == 404
    assert client.post(reset_of(town.giulia), REASON).status_code == 404
    assert "Azzera il secondo fattore" not in text_of(client.get(page_of(town.giulia)))
    assert keys() == 1


def test_a_municipalitys_administrator_cannot_reset_who_administers_its_province(town):
    mayor = make_member(town.asolo, "administrator")
    make_membership(town.giulia, town.asolo, "member")
    make_key(town.giulia)
    client = browser(mayor)

    assert client.post(reset_of(town.giulia), REASON).status_code == 404
    assert keys() == 1


def test_whose_role_here_is_over_is_not_ours_to_reset(town, marco):
    membership = marco.memberships.unrestricted("test").get()
    membership.ended_at = timezone.now()
    membership.save()

    assert browser(town.giulia).post(reset_of(marco), REASON).status_code == 404
    assert keys() == 2


@pytest.mark.parametrize("reason", ["", "   "])
def test_without_a_reason_nothing_happens_and_the_field_says_so(town, marco, reason):
    answer = browser(town.giulia).post(reset_of(marco), {"reason": reason})

    assert answer.status_code == 422
    assert "Motivo" in text_of(answer)
    assert keys() == 2


def test_an_old_proof_is_asked_again(town, marco):
    client = browser(town.giulia)
    let_proofs_age(client, 700)

    assert client.get(reset_of(marco)).url.startswith("/profilo/sicurezza/conferma/")
    assert client.post(reset_of(marco), REASON).status_code == 403
    assert keys() == 2


def test_whose_own_factor_was_just_reset_resets_nobody_for_a_day(town, marco):
    town.giulia.second_factor_reset_at = timezone.now() - timezone.timedelta(hours=23)
    town.giulia.save()

    answer = browser(town.giulia).post(reset_of(marco), REASON)

    assert answer.status_code == 403
    assert "Operazione sospesa per 24 ore" in text_of(answer)
    assert keys() == 2


def test_who_has_no_second_factor_is_not_held_back_for_a_day(town):
    person = make_member(town.treviso, "member")
    client = browser(town.giulia)

    answer = client.post(reset_of(person), REASON)

    assert answer.status_code == 422
    assert "non ha un secondo fattore da azzerare" in text_of(answer)
    person.refresh_from_db()
    assert person.second_factor_reset_at is None
    assert "Azzera il secondo fattore" not in text_of(client.get(page_of(person)))


def test_a_form_opened_for_another_organisation_asks_first(town, marco):
    make_membership(town.giulia, town.asolo, "member")

    answer = browser(town.giulia).post(reset_of(marco), {**REASON, "acting": town.asolo.pk})

    assert answer.status_code == 409
    assert keys() == 2


def test_the_administrator_resets_and_the_person_is_told(town, marco, django_capture_on_commit_callbacks):
    client = browser(town.giulia)
    assert f'href="{reset_of(marco)}"' in client.get(page_of(marco)).text
    page = text_of(client.get(reset_of(marco)))
    assert "Per 24 ore non può compiere operazioni delicate." in page

    with django_capture_on_commit_callbacks(execute=True):
        answer = client.post(reset_of(marco), REASON)

    assert (answer.status_code, answer.url) == (302, page_of(marco))
    assert keys() == 0
    assert not UserSession.objects.filter(user=marco).exists()
    marco.refresh_from_db()
    assert timezone.now() - marco.second_factor_reset_at < timezone.timedelta(minutes=1)
    line = Entry.objects.unrestricted("test").get(verb="accounts.factor.reset")
    assert (line.actor_id, line.organisation_id, line.owner_id, line.object_id, line.reason) == (
        town.giulia.pk,
        town.treviso.pk,
        town.treviso.pk,
        str(marco.pk),
        REASON["reason"],
    )
    assert [(message.to, message.subject) for message in mail.outbox] == [
        (["marco@treviso.example"], "Provincia di Treviso: il tuo secondo fattore è stato azzerato")
    ]


def test_the_provinces_administrator_resets_in_the_name_of_the_municipality(town):
    manager = make_member(town.asolo, "organisation_manager")
    make_key(manager)

    assert browser(town.giulia).post(reset_of(manager), REASON).status_code == 302

    line = Entry.objects.unrestricted("test").get(verb="accounts.factor.reset")
    assert (line.organisation_id, line.owner_id) == (town.treviso.pk, town.asolo.pk)
    assert keys() == 0


def test_a_stranger_without_any_organisation_is_absent(town):
    person = make_user()
    make_key(person)

    assert browser(town.giulia).post(reset_of(person), REASON).status_code == 404
    assert keys() == 1
