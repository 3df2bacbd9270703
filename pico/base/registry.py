"""A lower app owns a registry, higher apps fill it from ``apps.ready()``, unknown to it by name."""

from collections.abc import Iterator
from typing import Generic, TypeVar

from django.core.exceptions import ImproperlyConfigured

T = TypeVar("T")


class Registry(Generic[T]):
    """Named entries, each registered once.

    Args:
        what: what one entry is, for error messages ("capability").
    """

    def __init__(self, what: str) -> None:
        self.what = what
        self._entries: dict[str, T] = {}

    def add(self, code: str, entry: T) -> T:
        """Register an entry and return it.

        Raises:
            ImproperlyConfigured: when the code is taken: two apps would silently share one name.
        """
        if code in self._entries:
            raise ImproperlyConfigured(f"{self.what} «{code}» is registered twice")
        self._entries[code] = entry
        return entry

    def get(self, code: str) -> T:
        """Return the entry.

        Raises:
            ImproperlyConfigured: when nothing is registered under the code.
        """
        try:
            return self._entries[code]
        except KeyError:
            raise ImproperlyConfigured(f"{self.what} «{code}» is used but not registered") from None

    def __contains__(self, code: str) -> bool:
        return code in self._entries

    def __iter__(self) -> Iterator[T]:
        return iter(self._entries.values())

    def __len__(self) -> int:
        return len(self._entries)

    def items(self) -> list[tuple[str, T]]:
        return list(self._entries.items())


class Hook(Generic[T]):
    """One function that a higher app must provide (the reverse of an import).

    Args:
        what: what the function does, for the error message when nobody provided it.
    """

    def __init__(self, what: str) -> None:
        self.what = what
        self._function: T | None = None

    def provide(self, function: T) -> T:
        """Fill the hook; usable as a decorator.

        Raises:
            ImproperlyConfigured: when another function is already there.
        """
        if self._function is not None and self._function is not function:
            raise ImproperlyConfigured(f"{self.what} is provided twice")
        self._function = function
        return function

    @property
    def call(self) -> T:
        """The function.

        Raises:
            ImproperlyConfigured: when no app provided it.
        """
        if self._function is None:
            raise ImproperlyConfigured(f"nobody provides: {self.what}")
        return self._function
