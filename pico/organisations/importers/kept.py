"""The official file of a run, kept in the private storage from the upload until the worker has read it."""

from django.core.files.base import ContentFile
from django.core.files.storage import storages

from pico.organisations.models import RegistryImport


def _path(run: RegistryImport) -> str:
    return f"registry-imports/{run.pk}"


def keep(run: RegistryImport, content: bytes) -> None:
    """Write the content where the worker finds it; one left by a run that never was is replaced."""
    forget(run)
    storages["private"].save(_path(run), ContentFile(content))


def content_of(run: RegistryImport) -> bytes:
    """Return what was kept.

    Raises:
        OSError: when it is not there.
    """
    with storages["private"].open(_path(run)) as file:
        return bytes(file.read())


def forget(run: RegistryImport) -> None:
    """Remove what was kept, if anything."""
    storages["private"].delete(_path(run))
