"""What an uncaught error means for the person: our mistake, a full disk, or a database that is away."""

import errno
from collections.abc import Iterator

from django.db import InterfaceError, OperationalError

FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)  # no room on the disk, in the quota, in the file
FULL_WORDS = ("disk is full", "no space left on device", "disk full")
OURS_WORDS = ("no such table", "no such column", "no such function")  # SQLite says so of a mistake of ours
DISK_FULL_STATE = "53100"  # PostgreSQL's


def status_of(error: BaseException | None) -> int:
    """Return 507 when some disk is full, 503 when the database does not answer, else 500."""
    chain = list(_chain(error))
    if any(_is_full(each) for each in chain):
        return 507
    return 503 if any(_is_away(each) for each in chain) else 500


def _chain(error: BaseException | None) -> Iterator[BaseException]:
    seen: set[int] = set()
    while error is not None and id(error) not in seen:
        seen.add(id(error))
        yield error
        error = error.__cause__ or error.__context__


def _is_full(error: BaseException) -> bool:
    if isinstance(error, OSError):
        return error.errno in FULL
    if getattr(error, "sqlstate", None) == DISK_FULL_STATE:
        return True
    return isinstance(error, OperationalError) and any(word in str(error).lower() for word in FULL_WORDS)


def _is_away(error: BaseException) -> bool:
    away = isinstance(error, OperationalError | InterfaceError)
    return away and not any(word in str(error).lower() for word in OURS_WORDS)
