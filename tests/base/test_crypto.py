"""Encrypted values and keyed hashes: what is stored tells nothing, and keys can be changed."""

import pytest
from cryptography.fernet import Fernet

from pico.base.crypto import Undecryptable, decrypt, encrypt, keyed_hash

FISCAL_CODE = "RSSGLI80A41L407X"


def test_what_is_stored_does_not_hold_the_value_and_gives_it_back():
    stored = encrypt(FISCAL_CODE)

    assert FISCAL_CODE.encode() not in stored
    assert decrypt(stored) == FISCAL_CODE


def test_the_same_value_is_never_stored_alike_twice():
    assert encrypt(FISCAL_CODE) != encrypt(FISCAL_CODE)


def test_after_a_change_of_keys_old_values_are_read_and_new_ones_use_the_new_key(settings):
    old, new = Fernet.generate_key().decode(), Fernet.generate_key().decode()
    settings.PICO_FIELD_KEYS = [old]
    stored_before = encrypt("prima")
    settings.PICO_FIELD_KEYS = [new, old]
    stored_after = encrypt("dopo")

    assert decrypt(stored_before) == "prima"
    settings.PICO_FIELD_KEYS = [new]
    assert decrypt(stored_after) == "dopo"
    with pytest.raises(Undecryptable):
        decrypt(stored_before)


def test_an_altered_value_is_refused():
    stored = bytearray(encrypt("valore"))
    stored[20] ^= 1

    with pytest.raises(Undecryptable):
        decrypt(bytes(stored))


def test_the_index_depends_on_the_value_and_on_the_key(settings):
    settings.PICO_HASH_KEY = "a" * 40
    first = keyed_hash(FISCAL_CODE)

    assert first == keyed_hash(FISCAL_CODE)
    assert first != keyed_hash("VRDLCU80A01B157X")
    settings.PICO_HASH_KEY = "b" * 40
    assert first != keyed_hash(FISCAL_CODE)
