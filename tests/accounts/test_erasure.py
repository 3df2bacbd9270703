"""Being forgotten: not by strangers, not too early, not while needed; then nothing identifies any more."""

import re
from datetime import timedelta
from pathlib import Path

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.conf import settings as configured
from django.core import mail
from django.core.files.storage import storages
from django.db import connection
from django.utils import timezone

from pico.accounts import actions, tasks
from pico.accounts.erasure import obstacles_of
from pico.accounts.models import DigitalIdentity, ErasureRequest, Membership, User
from pico.base.actor import Actor, system_actor
from pico.base.crypto import encrypt, keyed_hash
from pico.base.dates import today
from pico.base.errors import Refused
from pico.journal.models import Entry
from tests.accounts.people import browser, text_of, verbs_of
from tests.factories.accounts import make_invitation, make_member, make_membership, make_request
from tests.factories.keys import make_key
from tests.factories.sua import Cast, make_in_review
from tests.proofs import let_proofs_age
from tests.queue import call

pytestmark = pytest.mark.django_db
PAGE = "/profilo/dati/"
ASK = f"{PAGE}cancellazione/"
CANCEL = f"{ASK}annullamento/"
EMAIL, SECOND, CODE = "anna.zanatta@treviso.example", "anna@casa.example", "ZNTNNA85A41L407X"


@pytest.fixture
def anna(town):
    """A person with everything by which one can be recognised."""
    person = make_member(town.treviso, "member", EMAIL, phone="+39 347 5551234", job_title="Istruttrice")
    person.fiscal_code_encrypted, person.fiscal_code_index = encrypt(CODE), keyed_hash(CODE)
    person.save()
    return person


def ask(user) -> ErasureRequest:
    return actions.request_erasure(actor=Actor(user), user=user)


def let_days_pass() -> None:
    ErasureRequest.objects.unrestricted("test").update(due_on=today())


def erase(user) -> User:
    ask(user)
    let_days_pass()
    assert tasks.carry_out_erasures.func() == 1
    return User.objects.get(pk=user.pk)


def erase_of(person) -> str:
    return f"/amministrazione/persone/{person.public_id}/cancellazione/"


def requests() -> list[str]:
    return list(ErasureRequest.objects.unrestricted("test").order_by("pk").values_list("state", flat=True))


# --- Who may ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("who", ["luca", "elena"])
def test_administrators_of_others_get_404(town, anna, who):
    client = browser(getattr(town, who))

    for url in (erase_of(anna), f"{erase_of(anna)}annullamento/"):
        assert client.get(url).status_code == 404
        assert client.post(url, {"reason": "x"}).status_code == 404
    assert requests() == []


def test_a_person_who_also_works_elsewhere_is_not_one_provinces_to_erase(town, anna):
    make_membership(anna, town.brescia, "member")

    assert browser(town.giulia).post(erase_of(anna), {"reason": "x"}).status_code == 404
    assert requests() == []


def test_a_colleague_gets_404_and_the_action_refuses_too(town, anna):
    colleague = make_member(town.treviso, "executive")

    assert browser(colleague).post(erase_of(anna), {"reason": "x"}).status_code == 404
    with pytest.raises(Refused):
        actions.request_erasure(actor=Actor(colleague, town.treviso), user=anna, reason="x")
    with pytest.raises(Refused):
        actions.request_erasure(actor=system_actor("test"), user=anna, reason="x")
    assert requests() == []


def test_an_administrator_says_why(town, anna):
    answer = browser(town.giulia).post(erase_of(anna), {"reason": " "})

    assert answer.status_code == 422
    assert requests() == []


def test_an_old_proof_is_asked_again(town, anna):
    own, administrator = browser(anna), browser(town.giulia)
    let_proofs_age(own, 700)
    let_proofs_age(administrator, 700)

    assert own.get(ASK).url.startswith("/profilo/sicurezza/conferma/")
    assert own.post(ASK).status_code == 403
    assert administrator.post(erase_of(anna), {"reason": "x"}).status_code == 403
    assert requests() == []


# --- What stands in the way -------------------------------------------------------------------------------


def test_the_last_administrator_of_a_body_with_people_stays_and_reads_why(town, anna):
    client = browser(town.giulia)

    page = text_of(client.get(ASK))
    answer = client.post(ASK)

    assert "ultimo amministratore di Provincia di Treviso, che ha altre persone" in page
    assert "Chiedi la cancellazione</" not in page
    assert answer.status_code == 422
    assert requests() == []


def test_an_administrator_reads_what_stands_in_the_way_instead_of_the_form(town):
    mayor = make_member(town.asolo, "administrator")
    make_member(town.asolo, "organisation_operator")
    client = browser(town.giulia)

    page = text_of(client.get(erase_of(mayor)))

    assert "ultimo amministratore di Comune di Asolo, che ha altre persone" in page
    assert "Chiedi la cancellazione" not in page
    assert client.post(erase_of(mayor), {"reason": "Rapporto concluso"}).status_code == 422
    assert requests() == []


def test_who_is_named_in_an_open_procedure_stays_and_reads_which():
    cast = Cast()
    tender = make_in_review(cast)
    named = make_member(cast.body, "member", "rup@oderzo.example")
    type(tender).objects.unrestricted("test").filter(pk=tender.pk).update(rup_org=named)

    assert [one.label for one in obstacles_of(named)] == [
        f"responsabile della richiesta di gara {tender.number}"
    ]
    assert [one.label for one in obstacles_of(cast.sua)] == ["1 richiesta di gara da esaminare"]
    with pytest.raises(Refused, match="responsabile della richiesta di gara"):
        ask(named)
    assert requests() == []


def test_who_became_indispensable_meanwhile_waits_and_is_told_once(
    town, anna, django_capture_on_commit_callbacks
):
    ask(anna)
    let_days_pass()
    make_membership(anna, town.asolo, "administrator")
    make_member(town.asolo, "organisation_operator")

    with django_capture_on_commit_callbacks(execute=True):
        assert [tasks.carry_out_erasures.func(), tasks.carry_out_erasures.func()] == [0, 0]

    assert requests() == ["WAITING"]
    assert User.objects.get(pk=anna.pk).email == EMAIL
    assert [message.subject for message in mail.outbox] == [
        "Provincia di Treviso: cancellazione dei tuoi dati in attesa"
    ]
    assert "ultimo amministratore di Comune di Asolo" in mail.outbox[0].body
    assert verbs_of("accounts.erasure") == ["accounts.erasure.requested", "accounts.erasure.stopped"]


# --- Fourteen days ----------------------------------------------------------------------------------------


def test_nothing_happens_before_the_fourteenth_day(town, anna):
    request = ask(anna)

    assert request.due_on == today() + timedelta(days=14)
    ErasureRequest.objects.unrestricted("test").update(due_on=today() + timedelta(days=1))
    assert tasks.carry_out_erasures.func() == 0
    assert User.objects.get(pk=anna.pk).email == EMAIL


def test_asking_twice_is_one_request(town, anna):
    ask(anna)

    with pytest.raises(Refused, match="già stata chiesta"):
        ask(anna)
    assert requests() == ["WAITING"]


def test_the_person_calls_it_off_with_a_click_and_works_on(town, anna, django_capture_on_commit_callbacks):
    client = browser(anna)
    with django_capture_on_commit_callbacks(execute=True):
        client.post(ASK)
    assert "Cancellazione chiesta" in text_of(client.get(PAGE))

    with django_capture_on_commit_callbacks(execute=True):
        answer = client.post(CANCEL)
    let_days_pass()

    assert answer.url == PAGE
    assert tasks.carry_out_erasures.func() == 0
    assert requests() == ["CANCELLED"]
    assert client.get("/area-riservata/").status_code == 200
    assert [message.subject for message in mail.outbox] == [
        "Provincia di Treviso: cancellazione dei tuoi dati chiesta",
        "Provincia di Treviso: cancellazione dei tuoi dati annullata",
    ]
    assert client.post(CANCEL).status_code == 422


def test_nobody_calls_off_somebody_elses(town, anna):
    ask(anna)

    assert browser(town.luca).post(CANCEL).status_code == 422
    with pytest.raises(Refused):
        actions.cancel_erasure(actor=town.acting("luca"), user=anna)
    assert requests() == ["WAITING"]


def test_an_administrator_asks_and_calls_off(town, anna, django_capture_on_commit_callbacks):
    client = browser(town.giulia)
    with django_capture_on_commit_callbacks(execute=True):
        answer = client.post(erase_of(anna), {"reason": "Rapporto di lavoro concluso"})
    person = f"/amministrazione/persone/{anna.public_id}/"

    assert answer.url == person
    assert "Cancellazione chiesta" in text_of(client.get(person))
    assert "Motivo: Rapporto di lavoro concluso." in mail.outbox[0].body
    assert mail.outbox[0].to == [EMAIL]
    assert client.post(f"{erase_of(anna)}annullamento/").url == person
    assert requests() == ["CANCELLED"]
    assert client.get(f"{erase_of(anna)}annullamento/").status_code == 404


# --- Forgotten --------------------------------------------------------------------------------------------


def dump() -> str:
    """Every value of every table, in small letters."""
    found = []
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")  # noqa: S608 - names of ours
            found += [as_text(value) for row in cursor.fetchall() for value in row]
    return "\n".join(found).lower()


def as_text(value) -> str:
    return bytes(value).decode("latin-1") if isinstance(value, bytes | memoryview) else str(value)


def files() -> str:
    roots = [Path(configured.PICO_PRIVATE_ROOT), Path(configured.MEDIA_ROOT)]
    paths = [path for root in roots if root.exists() for path in root.rglob("*") if path.is_file()]
    return "\n".join(f"{path} {path.read_bytes().decode('latin-1')}" for path in paths).lower()


def test_address_and_fiscal_code_are_found_nowhere_in_database_and_files(town, anna):
    EmailAddress.objects.create(user=anna, email=SECOND, verified=True)
    make_key(anna)
    DigitalIdentity.objects.create(
        user=anna, source="SPID", issuer="https://idp.example", subject=keyed_hash(CODE),
        first_used_at=timezone.now(), last_used_at=timezone.now(),
    )  # fmt: skip
    make_invitation(town.treviso, town.giulia, email=EMAIL, message=f"Ciao {EMAIL}")
    make_invitation(town.asolo, town.giulia, email=SECOND.upper(), state="ACCEPTED", accepted_by=anna)
    request = make_request(anna, town.asolo)
    type(request).objects.unrestricted("test").filter(pk=request.pk).update(reason=f"Sono {EMAIL}, {CODE}")
    client = browser()
    client.post("/accedi/", {"login": EMAIL, "password": "sbagliata"})
    client.force_login(anna)
    client.get(PAGE)
    copy = actions.request_data_copy(actor=Actor(anna))
    call("accounts.make_data_copy")
    copy.refresh_from_db()
    before = dump()
    assert (EMAIL in before, SECOND in before, keyed_hash(CODE) in before) == (True, True, True)

    erase(anna)

    after = dump()
    words = [EMAIL, SECOND, CODE.lower(), keyed_hash(CODE), "5551234", "istruttrice"]
    assert {word: len(re.findall(re.escape(word), after)) for word in words} == dict.fromkeys(words, 0)
    assert {word: word in files() for word in words} == dict.fromkeys(words, False)


def test_the_copy_of_the_data_goes_with_the_person(treviso, django_capture_on_commit_callbacks):
    anna = make_member(treviso, "member", EMAIL)
    copy = actions.request_data_copy(actor=Actor(anna))
    call("accounts.make_data_copy")
    copy.refresh_from_db()
    assert storages["private"].exists(copy.path)

    with django_capture_on_commit_callbacks(execute=True):
        erase(anna)

    assert not storages["private"].exists(copy.path)


def test_the_person_is_out_everywhere_and_cannot_come_back(town, anna):
    make_key(anna)
    client = browser(anna)
    UserSession.objects.create(user=anna, ip="192.0.2.1", session_key=client.session.session_key)
    ask(anna)
    let_days_pass()

    tasks.carry_out_erasures.func()

    assert client.get("/profilo/").status_code == 302
    row = User.objects.get(pk=anna.pk)
    assert (row.get_full_name(), row.state, row.is_active, row.has_usable_password()) == (
        "Utente cancellato", "ERASED", False, False,
    )  # fmt: skip
    assert not Authenticator.objects.filter(user=anna).exists()
    assert not EmailAddress.objects.filter(user=anna).exists()
    assert (
        browser(town.giulia).post(f"/amministrazione/persone/{anna.public_id}/riabilitazione/").status_code
        == 404
    )


def test_acts_and_journal_stay_under_another_name(town, anna):
    membership = anna.memberships.unrestricted("test").get()
    actions.record_sign_in(actor=Actor(anna))
    granted = make_membership(make_member(town.asolo), town.treviso, "member", granted_by=anna)

    erase(anna)

    membership.refresh_from_db()
    assert membership.ended_at is not None
    assert Membership.objects.unrestricted("test").get(pk=granted.pk).granted_by.get_full_name() == (
        "Utente cancellato"
    )
    assert Entry.objects.unrestricted("test").filter(actor_id=anna.pk, verb="accounts.signin.done").exists()
    line = Entry.objects.unrestricted("test").get(verb="accounts.person.erased")
    assert (line.object_label, line.actor_id, line.reason) == (
        "Utente cancellato", None, "quattordici giorni dalla richiesta",
    )  # fmt: skip


def test_others_lose_nothing(town, anna):
    other = make_member(town.treviso, "member", "altra@treviso.example", phone="0422 999")
    make_key(other)
    make_invitation(town.treviso, town.giulia, email="nuova@treviso.example", message="Benvenuta")

    def state():
        people = User.objects.exclude(pk=anna.pk).order_by("pk").values_list("email", "phone", "state")
        invitation = other.memberships.unrestricted("test").get()
        return (
            list(people),
            Authenticator.objects.filter(user=other).count(),
            invitation.ended_at,
            "Benvenuta".lower() in dump(),
        )

    before = state()
    erase(anna)

    assert state() == before


def test_two_people_are_forgotten_without_getting_in_each_others_way(town, anna):
    marco = make_member(town.treviso, "member")
    for person in (anna, marco):
        make_invitation(town.treviso, town.giulia, email=person.email)
        ask(person)
    let_days_pass()

    assert tasks.carry_out_erasures.func() == 2
    assert tasks.carry_out_erasures.func() == 0
    assert requests() == ["DONE", "DONE"]


def test_the_last_mail_goes_to_the_old_address(town, anna, django_capture_on_commit_callbacks):
    ask(anna)
    let_days_pass()

    with django_capture_on_commit_callbacks(execute=True):
        tasks.carry_out_erasures.func()

    assert [(message.to, message.subject) for message in mail.outbox] == [
        ([EMAIL], "Provincia di Treviso: i tuoi dati sono stati cancellati")
    ]
