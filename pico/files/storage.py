"""The private storage: content is written whole or not at all, under a random name, outside the web root."""

import contextlib
import hashlib
import os
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import IO

from django.core.files.base import File
from django.core.files.storage import Storage, storages

CHUNK = 1024 * 1024
BLOBS = "blobs"


def storage() -> Storage:
    """Return the private storage (settings.STORAGES)."""
    return storages["private"]


def digest_of(content: IO[bytes]) -> str:
    """Return the SHA-256 of a seekable file, leaving it at its start."""
    content.seek(0)
    digest = hashlib.sha256()
    while piece := content.read(CHUNK):
        digest.update(piece)
    content.seek(0)
    return digest.hexdigest()


def write(content: IO[bytes], path: str) -> None:
    """Write a content durably: temporary name, fsync, rename. The row that names it is written afterwards.

    Args:
        content: seekable.
        path: relative, as ``StoredFile.path``.

    Raises:
        OSError: when the disk is full or fails; then nothing stays behind.
    """
    content.seek(0)
    try:
        final = Path(storage().path(path))
    except NotImplementedError:  # an object store: a put is whole or nothing by itself
        storage().save(path, File(content))
        return
    final.parent.mkdir(parents=True, exist_ok=True)
    temporary = final.with_name(f"{final.name}.{uuid.uuid4().hex[:8]}.part")
    try:
        _copy(content, temporary)
        temporary.rename(final)
        _sync_folder(final.parent)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise


def _copy(content: IO[bytes], path: Path) -> None:
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as target:
        while piece := content.read(CHUNK):
            target.write(piece)
        target.flush()
        os.fsync(target.fileno())


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def read(path: str) -> IO[bytes]:
    """Open a content.

    Raises:
        FileNotFoundError: when the blob is not there.
    """
    return storage().open(path, "rb")


def remove(path: str) -> None:
    """Remove a content; one that is gone already is no error."""
    with contextlib.suppress(FileNotFoundError):
        storage().delete(path)


def paths() -> Iterator[str]:
    """Return the path of everything in the store, half-written files included."""
    with contextlib.suppress(FileNotFoundError):
        for folder in storage().listdir(BLOBS)[0]:
            for name in storage().listdir(f"{BLOBS}/{folder}")[1]:
                yield f"{BLOBS}/{folder}/{name}"
