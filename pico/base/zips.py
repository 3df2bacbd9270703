"""The one reader and writer of zip archives. What an archive says of itself is checked, never believed.

The standard library neutralises ``../`` but unpacks 200 MB out of 195 kB without a word (security.md 5.7):
here bytes are counted while they are inflated, and what is refused is refused with a sentence.
"""

import contextlib
import shutil
import stat
import struct
import unicodedata
import zipfile
import zlib
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import IO, cast

from django.utils.translation import gettext as _

from pico.base.dates import ROME
from pico.base.errors import Refused

CHUNK = 256 * 1024
SMALL = 1_000_000  # below this a high ratio is harmless: a page of blanks in a document compresses 500:1
END_OF_DIRECTORY = b"PK\x05\x06"
END_SIZE = 22
LONGEST_COMMENT = 65_535


@dataclass(frozen=True)
class Limits:
    """What an archive may hold.

    Args:
        entries: how many files and folders.
        total: bytes once inflated.
        ratio: inflated to compressed, over the whole archive.
        depth: folders inside folders.
        name: bytes of one name.
    """

    entries: int = 10_000
    total: int = 200_000_000
    ratio: int = 100
    depth: int = 20
    name: int = 255


class BadZip(Refused):
    """The archive is damaged, protected, too large or dangerous."""


class Archive:
    """A zip whose directory passed every check. Made by ``open_archive``."""

    def __init__(self, archive: zipfile.ZipFile, limits: Limits, compressed: int) -> None:
        self._zip = archive
        self._limits = limits
        self._compressed = max(compressed, 1)
        self._inflated = 0
        self._entries = {entry.filename: entry for entry in archive.infolist() if not entry.is_dir()}

    @property
    def names(self) -> list[str]:
        """The names of its files, in the order of the archive."""
        return list(self._entries)

    def chunks(self, name: str) -> Iterator[bytes]:
        """Inflate one file piece by piece, counting.

        Raises:
            BadZip: when the archive inflates beyond its limits or is damaged.
        """
        try:
            with self._zip.open(self._entries[name]) as source:
                while piece := source.read(CHUNK):
                    self._count(len(piece))
                    yield piece
        except (
            zipfile.BadZipFile,
            zlib.error,
            EOFError,
            NotImplementedError,
            RuntimeError,
            OSError,
        ) as error:
            raise BadZip(_("L'archivio è danneggiato: crealo di nuovo."), code="damaged") from error

    def _count(self, size: int) -> None:
        self._inflated += size
        too_dense = self._inflated > SMALL and self._inflated > self._limits.ratio * self._compressed
        if self._inflated > self._limits.total or too_dense:
            raise BadZip(
                _("Il contenuto dell'archivio è troppo grande una volta estratto: dividilo in più file."),
                code="bomb",
            )

    def read(self, name: str, at_most: int = 10_000_000) -> bytes:
        """Return one file's content.

        Raises:
            BadZip: when it is longer than ``at_most`` bytes.
            KeyError: when there is no such file.
        """
        content = bytearray()
        for piece in self.chunks(name):
            content += piece
            if len(content) > at_most:
                raise BadZip(_("Una parte dell'archivio è troppo grande."), code="bomb")
        return bytes(content)

    def check_content(self) -> None:
        """Inflate everything once and keep nothing: sizes and checksums are then known to be right.

        Raises:
            BadZip: when something is damaged or larger than allowed.
        """
        for name in self.names:
            for _piece in self.chunks(name):
                pass

    def extract_to(self, folder: Path) -> None:
        """Unpack into a folder that does not exist yet; on any error nothing of it stays.

        Raises:
            BadZip: when something is damaged or larger than allowed.
            FileExistsError: when the folder is there already.
        """
        folder.mkdir(parents=True)
        try:
            for name in self.names:
                path = folder / name
                path.parent.mkdir(parents=True, exist_ok=True)
                with path.open("xb") as target:
                    for piece in self.chunks(name):
                        target.write(piece)
        except BaseException:
            shutil.rmtree(folder, ignore_errors=True)
            raise


@contextmanager
def open_archive(file: IO[bytes], limits: Limits = Limits()) -> Iterator[Archive]:
    """Open a zip after checking its directory: names, number, protection, links.

    Args:
        file: seekable; left open.
        limits: what it may hold.

    Raises:
        BadZip: with an Italian sentence that says what is wrong.
    """
    size = _refuse_large_directory(file, limits)
    try:
        archive = zipfile.ZipFile(file)
    except (
        zipfile.BadZipFile,
        ValueError,
        OSError,
        struct.error,
        UnicodeError,
        NotImplementedError,
    ) as error:
        raise BadZip(_("L'archivio è danneggiato: crealo di nuovo."), code="damaged") from error
    with archive:
        _check_directory(archive.infolist(), limits)
        yield Archive(archive, limits, size)


def _refuse_large_directory(file: IO[bytes], limits: Limits) -> int:
    """Look at the directory's size before the library reads it whole into memory. Returns the file's size."""
    size = file.seek(0, 2)
    tail_size = min(size, END_SIZE + LONGEST_COMMENT)
    file.seek(size - tail_size)
    tail = file.read(tail_size)
    file.seek(0)
    start = tail.rfind(END_OF_DIRECTORY)
    if start < 0 or len(tail) - start < END_SIZE:
        raise BadZip(_("Il file non è un archivio ZIP leggibile."), code="damaged")
    entries, directory = struct.unpack("<HI", tail[start + 10 : start + 16])
    # 0xFFFF and 0xFFFFFFFF announce zip64: more entries or bytes than any limit of ours.
    if entries > limits.entries or directory > limits.entries * (46 + limits.name + 512):
        raise BadZip(_("L'archivio contiene troppi file: dividilo."), code="too many")
    return size


def _check_directory(entries: list[zipfile.ZipInfo], limits: Limits) -> None:
    if len(entries) > limits.entries:
        raise BadZip(_("L'archivio contiene troppi file: dividilo."), code="too many")
    seen: set[str] = set()
    for entry in entries:
        _check_name(entry, limits)
        if entry.flag_bits & 0x1:
            raise BadZip(_("L'archivio è protetto da password: toglila e riprova."), code="encrypted")
        kind = stat.S_IFMT(entry.external_attr >> 16)
        if kind not in (0, stat.S_IFREG, stat.S_IFDIR):
            raise BadZip(_("L'archivio contiene collegamenti o file speciali."), code="link")
        same = unicodedata.normalize("NFC", entry.filename).casefold().rstrip("/")
        if same in seen:
            raise BadZip(_("L'archivio contiene due volte lo stesso nome."), code="duplicate")
        seen.add(same)


def _check_name(entry: zipfile.ZipInfo, limits: Limits) -> None:
    # orig_filename is what the archive says; the library cuts at NUL and turns backslashes on Windows.
    name = entry.orig_filename
    parts = name.rstrip("/").split("/")
    wrong = (
        not name
        or "\\" in name
        or any(unicodedata.category(character) in ("Cc", "Cs") for character in name)
        or any(part in ("", ".", "..") for part in parts)
        or name[1:2] == ":"
    )
    if wrong:
        raise BadZip(_("L'archivio contiene nomi di file non ammessi."), code="name")
    if len(parts) - 1 > limits.depth or len(name.encode("utf-8", "surrogatepass")) > limits.name:
        raise BadZip(_("L'archivio contiene nomi troppo lunghi o troppe cartelle annidate."), code="name")


class Writer:
    """A zip being written, entry by entry. Made by ``new_archive``."""

    def __init__(self, archive: zipfile.ZipFile) -> None:
        self._zip = archive

    def add(self, name: str, content: bytes | IO[bytes]) -> None:
        """Write one entry.

        Args:
            name: a path of ours, with slashes; what people typed went through ``entry_name`` first.
            content: bytes, or a file that is read piece by piece.
        """
        with self._zip.open(name, "w", force_zip64=True) as target:
            if isinstance(content, bytes):
                target.write(content)
            else:
                shutil.copyfileobj(content, target, CHUNK)


@contextmanager
def new_archive(file: IO[bytes]) -> Iterator[Writer]:
    """Write a zip into an open, empty file."""
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        yield Writer(archive)


def entry_name(text: str, longest: int = 120) -> str:
    """Return what somebody called a file as a name that no unpacker takes for a path."""
    kept = "".join(
        "_" if character in '/\\:*?"<>|' or unicodedata.category(character)[0] == "C" else character
        for character in unicodedata.normalize("NFC", text)
    )
    return kept.strip(". ")[-longest:] or "file"


@dataclass(frozen=True)
class Member:
    """One file of an archive to write; without ``read`` an empty folder, whose name ends with a slash.

    Args:
        name: its path in the archive, already safe.
        read: opens its content.
        size: bytes; lets the archive be larger than 4 GB where it must.
        at: when it was made.
    """

    name: str
    read: Callable[[], IO[bytes]] | None = None
    size: int = 0
    at: datetime | None = None


def write_archive(members: Iterable[Member]) -> Iterator[bytes]:
    """Yield a zip piece by piece, so that neither memory nor disk ever holds the whole of it.

    Args:
        members: in the order of the archive. One whose ``read`` raises FileNotFoundError is left out.
    """
    pipe = _Pipe()
    with zipfile.ZipFile(cast(IO[bytes], pipe), "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for member in members:
            if member.read is None:
                archive.writestr(_entry(member), b"")
                continue
            with (
                contextlib.suppress(FileNotFoundError),
                member.read() as source,
                archive.open(_entry(member), "w") as target,
            ):
                while piece := source.read(CHUNK):
                    target.write(piece)
                    yield from pipe.taken()
            yield from pipe.taken()
    yield from pipe.taken()


def _entry(member: Member) -> zipfile.ZipInfo:
    at = member.at.astimezone(ROME).timetuple()[:6] if member.at else (1980, 1, 1, 0, 0, 0)
    entry = zipfile.ZipInfo(member.name, at)
    entry.file_size, entry.compress_type = member.size, zipfile.ZIP_DEFLATED
    entry._compresslevel = 1  # type: ignore[attr-defined] # an entry of one's own does not take the archive's
    entry.external_attr = (stat.S_IFDIR | 0o755 if member.read is None else stat.S_IFREG | 0o644) << 16
    return entry


class _Pipe:
    """What zipfile writes to and cannot seek in; what was written is taken from it again and again."""

    def __init__(self) -> None:
        self._pieces: list[bytes] = []

    def write(self, piece: bytes) -> int:
        self._pieces.append(bytes(piece))
        return len(piece)

    def flush(self) -> None:
        """Everything is there already."""

    def taken(self) -> Iterator[bytes]:
        pieces, self._pieces = self._pieces, []
        yield b"".join(pieces)
