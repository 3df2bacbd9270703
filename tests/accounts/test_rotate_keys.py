"""Keys change without losing anything: interrupted, repeated, with a row that no key opens."""

from io import StringIO

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP
from cryptography.fernet import Fernet
from django.core.management import CommandError, call_command
from django.utils import timezone

from pico.accounts.actions.keys import rotate_batch
from pico.accounts.models import DigitalIdentity, PendingIdentity, User
from pico.base.actor import system_actor
from pico.base.crypto import decrypt, encrypt, is_current, keyed_hash
from pico.journal.models import Entry
from tests.accounts.people import verbs_of
from tests.accounts.test_step_up import TOTP_SECRET, code_now
from tests.factories.accounts import make_user
from tests.factories.keys import make_key
from tests.source import called_name, calls, name_of, python_files, tree

pytestmark = pytest.mark.django_db
OLD, NEW = (Fernet.generate_key().decode() for _ in range(2))
CODES = ["ZNTNNA85A41L407X", "RSSGLI80A41L407Z", "BNCMRC75A01L407K"]


@pytest.fixture
def people(settings):
    """Three people whose codes, index and identity were written with the old keys."""
    settings.PICO_FIELD_KEYS, settings.PICO_HASH_KEY = [OLD], "vecchia" * 8
    made = []
    for code in CODES:
        person = make_user(fiscal_code_encrypted=encrypt(code), fiscal_code_index=keyed_hash(code))
        DigitalIdentity.objects.create(
            user=person, source="CIE", issuer="https://cie.example", subject=keyed_hash(code),
            first_used_at=timezone.now(), last_used_at=timezone.now(),
        )  # fmt: skip
        made.append(person)
    settings.PICO_FIELD_KEYS = [NEW, OLD]
    return made


def run() -> str:
    out = StringIO()
    call_command("rotate_keys", stdout=out)
    return out.getvalue()


def codes() -> list[str]:
    rows = User.objects.exclude(fiscal_code_encrypted=None).order_by("pk")
    return [decrypt(row.fiscal_code_encrypted) for row in rows]


def test_after_it_the_old_key_may_go(people, settings):
    pending = PendingIdentity.objects.create(
        key_hash="x", source="SPID", attributes_encrypted=_with(settings, [OLD], "{}"),
        expires_at=timezone.now(),
    )  # fmt: skip

    said = run()
    settings.PICO_FIELD_KEYS = [NEW]

    assert codes() == CODES
    pending.refresh_from_db()
    assert decrypt(pending.attributes_encrypted) == "{}"
    assert "people: 3 scritti" in said
    assert "Ora le chiavi dopo la prima si possono togliere." in said


def _with(settings, keys: list[str], text: str) -> bytes:
    now, settings.PICO_FIELD_KEYS = settings.PICO_FIELD_KEYS, keys
    value = encrypt(text)
    settings.PICO_FIELD_KEYS = now
    return value


def test_second_factors_work_on_without_enrolling_again(settings):
    settings.PICO_FIELD_KEYS = [OLD]
    person = make_user()
    TOTP.activate(person, TOTP_SECRET)
    codes_before = RecoveryCodes.activate(person).get_unused_codes()
    key = make_key(person)
    settings.PICO_FIELD_KEYS = [NEW, OLD]

    assert "second factors: 2 scritti" in run()
    settings.PICO_FIELD_KEYS = [NEW]

    factors = {row.type: row for row in Authenticator.objects.filter(user=person)}
    assert factors["totp"].wrap().validate_code(code_now())
    assert factors["recovery_codes"].wrap().get_unused_codes() == codes_before
    assert factors["webauthn"].data == key.data


def test_a_new_hash_key_rewrites_the_index_and_the_identities_found_by_it(people, settings):
    settings.PICO_HASH_KEY = "nuova" * 8
    assert not User.objects.filter(fiscal_code_index=keyed_hash(CODES[0])).exists()

    run()

    for person, code in zip(people, CODES, strict=True):
        assert User.objects.get(fiscal_code_index=keyed_hash(code)) == person
        assert DigitalIdentity.objects.unrestricted("test").get(subject=keyed_hash(code)).user == person


def test_a_run_cut_off_goes_on_and_a_second_run_writes_nothing(people):
    first = rotate_batch(actor=system_actor("test"), store="people", size=2)
    rows = list(User.objects.exclude(fiscal_code_encrypted=None).order_by("pk"))
    assert (first.changed, [is_current(row.fiscal_code_encrypted) for row in rows]) == (
        2,
        [True, True, False],
    )

    assert "people: 1 scritti" in run()
    values = list(User.objects.order_by("pk").values_list("fiscal_code_encrypted", flat=True))
    assert "people: 0 scritti" in run()

    assert list(User.objects.order_by("pk").values_list("fiscal_code_encrypted", flat=True)) == values
    assert codes() == CODES


def test_a_row_that_no_key_opens_is_named_and_left_and_the_others_go_on(people, settings):
    stranger = _with(settings, [Fernet.generate_key().decode()], CODES[1])
    User.objects.filter(pk=people[1].pk).update(fiscal_code_encrypted=stranger)

    with pytest.raises(CommandError, match=rf"apre: people {people[1].pk}\. .*non togliere alcuna chiave"):
        run()

    rows = list(User.objects.exclude(fiscal_code_encrypted=None).order_by("pk"))
    assert [is_current(row.fiscal_code_encrypted) for row in rows] == [True, False, True]
    assert bytes(rows[1].fiscal_code_encrypted) == stranger


def test_each_batch_is_in_the_journal_as_the_systems_without_any_value(people):
    run()
    run()

    line = Entry.objects.unrestricted("test").get(verb="accounts.keys.rotated")
    assert (line.actor_id, line.reason) == (None, "cambio delle chiavi di cifratura")
    assert line.changes == {"store": "people", "rows": [0, 3]}
    assert verbs_of("accounts.keys") == ["accounts.keys.rotated"]


def test_whatever_is_encrypted_is_known_to_the_command():
    """A new encrypted field would be lost with the old key: add it to pico/accounts/actions/keys.py."""
    users = {
        name_of(path)
        for path in python_files()
        for call in calls(tree(path))
        if called_name(call) in {"encrypt", "keyed_hash"}
    }

    assert users == {
        "accounts/actions/identities.py",
        "accounts/actions/keys.py",
        "accounts/adapter.py",
        "accounts/demo.py",
        "accounts/saml/known.py",
        "base/crypto.py",
    }
