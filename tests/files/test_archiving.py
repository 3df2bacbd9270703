"""Names in a ZIP: safe on every computer, no two alike, whatever people called their files."""

import io
import zipfile
from itertools import repeat

import pytest

from pico.base.zips import Member, open_archive, write_archive
from pico.files.archiving import Names, safe_name

HOSTILE = [
    ("../../etc/passwd", "-..-etc-passwd"),
    ("..", "senza nome"),
    (".", "senza nome"),
    ("   ", "senza nome"),
    ("/assoluto.txt", "-assoluto.txt"),
    ("C:\\Windows\\x.dll", "C--Windows-x.dll"),
    ("con.txt", "_con.txt"),
    ("NUL", "_NUL"),
    ("fattura\u202efdp.exe", "fattura fdp.exe"),
    ("riga\nnuova\x00.txt", "riga nuova .txt"),
    ("città.txt", "città.txt"),
    ("finisce con punto.", "finisce con punto"),
    ("sale 🧂.txt", "sale 🧂.txt"),
    ('a<b>c|d?e*f".txt', "a-b-c-d-e-f-.txt"),
]


@pytest.mark.parametrize(("name", "safe"), HOSTILE)
def test_a_name_is_safe_everywhere(name, safe):
    assert safe_name(name) == safe
    assert safe_name(safe) == safe


def test_a_long_name_keeps_its_extension_and_whole_letters():
    safe = safe_name("è" * 300 + ".pdf")
    assert (len(safe.encode()), safe[-5:]) == (200, "è.pdf")


def test_the_same_name_twice_is_numbered_whatever_its_case_or_form():
    names = Names()
    given = [names.give("Atti", name) for name in ("È.txt", "e\u0300.txt", "È.TXT", "nota", "NOTA")]
    assert given == ["Atti/È.txt", "Atti/è (2).txt", "Atti/È (3).TXT", "Atti/nota", "Atti/NOTA (2)"]
    assert names.give("", "nota") == "nota"


def test_an_archive_is_written_piece_by_piece_and_our_own_reader_takes_it():
    def gone():
        raise FileNotFoundError

    large = b"sale " * 400_000
    members = [
        Member("vuota/"),
        Member("a/uno.txt", lambda: io.BytesIO(b"uno"), 3),
        Member("perso.txt", gone, 5),
        Member("a/grande 🧂.txt", lambda: io.BytesIO(large), len(large)),
    ]
    pieces = list(write_archive(members))
    assert len(pieces) > 4
    assert max(map(len, pieces)) < 100_000
    with zipfile.ZipFile(io.BytesIO(b"".join(pieces))) as archive:
        assert archive.testzip() is None
        assert archive.namelist() == ["vuota/", "a/uno.txt", "a/grande 🧂.txt"]
        assert archive.read("a/grande 🧂.txt") == large
    with open_archive(io.BytesIO(b"".join(pieces))) as archive:
        assert archive.names == ["a/uno.txt", "a/grande 🧂.txt"]


def test_nothing_is_read_before_its_turn():
    opened = []

    def content(number):
        opened.append(number)
        return io.BytesIO(b"x" * 10)

    endless = (Member(f"{number}.txt", lambda n=number: content(n), 10) for number, _ in enumerate(repeat(0)))
    pieces = write_archive(endless)
    for _ in range(4):
        next(pieces)
    pieces.close()
    assert len(opened) <= 4
