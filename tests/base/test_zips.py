"""The zip reader of security.md 5.7, against archives made to hurt."""

import io
import struct
import time
import zipfile
import zlib

import pytest

from pico.base.zips import BadZip, Limits, open_archive


def archive(*files, compression=zipfile.ZIP_DEFLATED) -> io.BytesIO:
    """A zip of (name or ZipInfo, content) pairs."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", compression) as made:
        for name, content in files:
            made.writestr(name, content)
    buffer.seek(0)
    return buffer


def read_all(file, limits, inflate) -> None:
    with open_archive(file, limits) as opened:
        if inflate:
            opened.check_content()


def refusal(file, limits=Limits(), inflate=True) -> str:  # noqa: B008 - frozen
    """The code of the refusal, which always carries a sentence for people."""
    with pytest.raises(BadZip) as caught:
        read_all(file, limits, inflate)
    assert str(caught.value).endswith(".")
    return caught.value.code


def test_an_ordinary_archive_is_read():
    file = archive(("cartella/", b""), ("cartella/atto.txt", "Città".encode()), ("vuoto.txt", b""))
    with open_archive(file) as opened:
        assert opened.names == ["cartella/atto.txt", "vuoto.txt"]
        assert opened.read("cartella/atto.txt") == "Città".encode()
        opened.check_content()


def test_an_ordinary_archive_is_unpacked_into_a_fresh_folder(tmp_path):
    with open_archive(archive(("a/b/atto.txt", b"testo"), ("c.txt", b"c"))) as opened:
        opened.extract_to(tmp_path / "corso")
    found = {str(p.relative_to(tmp_path)): p.read_bytes() for p in tmp_path.rglob("*") if p.is_file()}
    assert found == {"corso/a/b/atto.txt": b"testo", "corso/c.txt": b"c"}


def test_a_folder_that_exists_is_never_written_into(tmp_path):
    with open_archive(archive(("a.txt", b"a"))) as opened, pytest.raises(FileExistsError):
        opened.extract_to(tmp_path)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    "name",
    [
        "../fuori.txt",
        "a/../../fuori.txt",
        "/etc/passwd",
        "C:/windows/x",
        "a\\b.txt",
        "./a.txt",
        "a//b.txt",
        "a\nb",
    ],
)
def test_names_that_could_leave_the_folder_are_refused(name):
    assert refusal(archive((name, b"x")), inflate=False) == "name"


def test_a_name_with_a_hidden_end_is_refused():
    plain = archive(("atto.txt0exe", b"x")).getvalue().replace(b"atto.txt0exe", b"atto.txt\0exe")
    assert refusal(io.BytesIO(plain), inflate=False) == "name"


@pytest.mark.parametrize("name", ["/".join("abcdefghijklmnopqrstuvw"), "è" * 128])
def test_names_too_deep_or_too_long_are_refused(name):
    assert refusal(archive((name, b"x")), inflate=False) == "name"


@pytest.mark.parametrize("kind", [0o120777, 0o020666, 0o010644, 0o140777])
def test_links_and_devices_are_refused(kind):
    entry = zipfile.ZipInfo("collegamento")
    entry.external_attr = kind << 16
    assert refusal(archive((entry, b"/etc/passwd")), inflate=False) == "link"


@pytest.mark.parametrize(
    "pair", [("Atto.txt", "atto.TXT"), ("citt\u00e0.txt", "citta\u0300.txt"), ("a", "a/")]
)
def test_two_names_that_are_the_same_on_some_disk_are_refused(pair):
    assert refusal(archive((pair[0], b"1"), (pair[1], b"")), inflate=False) == "duplicate"


def test_a_protected_archive_is_refused():
    content = bytearray(archive(("segreto.txt", b"x")).getvalue())
    content[6] |= 1
    content[content.index(b"PK\x01\x02") + 8] |= 1
    assert refusal(io.BytesIO(bytes(content)), inflate=False) == "encrypted"


def test_too_many_files_are_refused_by_number():
    file = archive(*((f"{n}.txt", b"") for n in range(11)), compression=zipfile.ZIP_STORED)
    assert refusal(file, Limits(entries=10), inflate=False) == "too many"


def test_a_directory_too_large_for_memory_is_refused_before_it_is_read():
    content = bytearray(archive(("a.txt", b"a")).getvalue())
    end = content.index(b"PK\x05\x06")
    struct.pack_into("<I", content, end + 12, 2_000_000_000)
    assert refusal(io.BytesIO(bytes(content)), inflate=False) == "too many"


def test_a_bomb_is_refused_while_inflating_and_quickly():
    bomb = archive(("zeri", b"\0" * 200_000_000))
    assert len(bomb.getvalue()) < 200_000
    started = time.monotonic()
    assert refusal(bomb) == "bomb"
    assert time.monotonic() - started < 5


def test_a_bomb_spread_over_many_files_is_refused():
    assert refusal(archive(*((f"{n}", b"\0" * 900_000) for n in range(20)))) == "bomb"


def test_the_total_counts_even_when_the_ratio_is_small():
    noise = zlib.compress(b"") + bytes(range(256)) * 40
    assert refusal(archive(("a", noise), ("b", noise)), Limits(total=15_000)) == "bomb"


def test_a_size_that_lies_is_found_out():
    content = bytearray(archive(("zeri", b"\0" * 3_000_000)).getvalue())
    for signature, offset in ((b"PK\x03\x04", 22), (b"PK\x01\x02", 24)):
        struct.pack_into("<I", content, content.index(signature) + offset, 10)
    assert refusal(io.BytesIO(bytes(content))) in {"bomb", "damaged"}


def test_a_short_file_may_compress_very_well():
    with open_archive(archive(("bianco.xml", b" " * 900_000))) as opened:
        opened.check_content()
        assert opened.names == ["bianco.xml"]


@pytest.mark.parametrize("content", [b"", b"PK", b"non sono un archivio" * 100, b"PK\x03\x04" + b"\0" * 60])
def test_what_is_not_a_zip_is_refused_in_words(content):
    assert refusal(io.BytesIO(content)) == "damaged"


def test_a_damaged_file_inside_is_found():
    content = bytearray(archive(("a.txt", b"contenuto " * 50), compression=zipfile.ZIP_STORED).getvalue())
    content[60] ^= 0xFF
    assert refusal(io.BytesIO(bytes(content))) == "damaged"


def test_a_truncated_archive_is_refused():
    content = archive(("a.txt", b"contenuto " * 5000)).getvalue()
    assert refusal(io.BytesIO(content[: len(content) // 2])) == "damaged"


def test_archives_inside_archives_are_left_closed(tmp_path):
    inner = archive(("zeri", b"\0" * 900_000)).getvalue()
    with open_archive(archive(("dentro.zip", inner))) as opened:
        opened.extract_to(tmp_path / "x")
    assert [p.name for p in (tmp_path / "x").iterdir()] == ["dentro.zip"]


def test_nothing_stays_on_disk_when_unpacking_is_refused(tmp_path):
    file = archive(("a.txt", b"a"), ("zeri", b"\0" * 50_000_000))
    with open_archive(file) as opened, pytest.raises(BadZip):
        opened.extract_to(tmp_path / "corso")
    assert list(tmp_path.iterdir()) == []


def test_one_part_longer_than_the_reader_wants_is_refused():
    with open_archive(archive(("a.xml", b"abcdefghij" * 10))) as opened, pytest.raises(BadZip):
        opened.read("a.xml", at_most=50)
