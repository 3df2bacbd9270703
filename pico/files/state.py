"""What the state page tells of the file store."""

import shutil
from collections import Counter
from pathlib import Path

from django.conf import settings
from django.db.models import Count, Sum
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from pico.base.money import NBSP, number
from pico.base.state import Cell, Figure, Panel, Tone, register_panel
from pico.base.templatetags.pico import filesize
from pico.files import storage
from pico.files.models import StoredFile
from pico.files.rules import bytes_by_owner
from pico.organisations.models import Organisation

FULL_AT, ALMOST_AT = 95, 85  # hundredths of the disk
SHOWN = 5


def storage_panel() -> Panel:
    """How much is kept, by whom most of it, and how much room is left."""
    rows = StoredFile.objects.unrestricted("the state page counts what it never names")
    kept = rows.aggregate(files=Count("pk"), size=Sum("size"))
    disk = _disk()
    used = round(disk[0] * 100 / disk[1]) if disk else 0
    tone, says, advice = _judged(used, bool(disk))
    note = _("occupato al %(used)s") % {"used": f"{used}{NBSP}%"}
    room = (
        Figure(filesize(disk[1] - disk[0]), _("liberi sul disco"), note=note)
        if disk
        else Figure("n.d.", _("spazio libero"), note=_("archivio a oggetti"))
    )
    return Panel(
        _("Archivio dei file"),
        tone,
        says,
        advice,
        figures=(
            Figure(filesize(kept["size"] or 0), _("conservati")),
            Figure(number(kept["files"]), _("file diversi")),
            room,
        ),
        columns=(_("Ente"), _("Spazio"), _("Della sua quota")),
        rows=_largest(bytes_by_owner()),
    )


def _disk() -> tuple[int, int] | None:
    """Return (used, whole) bytes of the disk of the private storage; None for an object store."""
    try:
        folder = Path(storage.storage().path(""))
    except NotImplementedError:
        return None
    there = next(path for path in (folder, *folder.parents) if path.exists())  # made with its first file
    found = shutil.disk_usage(there)
    return found.total - found.free, found.total


def _largest(sizes: Counter[int]) -> list[tuple[Cell, ...]]:
    top = sizes.most_common(SHOWN)
    names = Organisation.objects.in_bulk([pk for pk, _size in top])
    quota = settings.PICO_QUOTA_BYTES
    return [
        (Cell(str(names[pk])), Cell(filesize(size)), Cell(f"{round(size * 100 / quota)}{NBSP}%"))
        for pk, size in top
    ]


def _judged(used: int, known: bool) -> tuple[Tone, str, str]:
    if used >= FULL_AT:
        return (
            "danger",
            _("Il disco è quasi pieno: fra poco nessuno potrà più caricare file."),
            _("Allarga subito il disco, o sposta l'archivio su uno più grande."),
        )
    if used >= ALMOST_AT:
        return (
            "warning",
            _("Il disco è occupato all'%(limit)s o più.") % {"limit": f"{ALMOST_AT}{NBSP}%"},
            _("Programma l'ampliamento del disco, o un archivio a oggetti."),
        )
    if not known:
        return "success", _("I file sono in un archivio a oggetti: lo spazio si controlla lì."), ""
    return "success", _("C'è spazio per i file."), ""


register_panel("files.storage", lazy("Archivio dei file"), 40, storage_panel)
