"""The files of texts in a page: images drawn in it, the others as links."""

from collections.abc import Sequence
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db.models import Model, Prefetch
from django.urls import reverse

from pico.base.http import Request
from pico.base.prepared import among
from pico.files.attachable import targets
from pico.files.kinds import label_of
from pico.files.models import Attachment, Picture
from pico.files.reading import INLINE_IMAGES, type_of
from pico.files.templatetags.files import file_url


def attached_to(request: Request, rows: Sequence[Model]) -> dict[int, dict[str, list[dict[str, Any]]]]:
    """Return what the pages show of the files of some rows of one model, by the key of the row.

    Three queries however many rows and files, one where there are none; a row without files is not in the
    answer.
    """
    if not rows:
        return {}
    kind, keys = ContentType.objects.get_for_model(rows[0]).pk, [row.pk for row in rows]
    if not among("attached", _any_of, keys, kind):  # most pages: who may read them is not asked
        return {}
    drawn = Picture.objects.unrestricted("the file whose picture it is was found for whoever looks")
    pictures = Prefetch("file__pictures", drawn.filter(size=Picture.Size.LARGE), to_attr="large")
    kind_of_row = targets.get(rows[0]._meta.label_lower)
    readable = kind_of_row.rows_for(request.user).order_by().filter(pk__in=keys)
    # Asked of this kind of rows alone: what may carry files elsewhere makes the page no slower.
    found = _files_of(keys, kind).filter(target_id__in=readable.values("pk"))
    lines: dict[int, dict[str, list[dict[str, Any]]]] = {}
    for one in found.select_related("file").defer("file__text").prefetch_related(pictures):
        part = "images" if one.file.content_type in INLINE_IMAGES else "files"
        line = lines.setdefault(one.target_id or 0, {"images": [], "files": []})
        line[part].append(_shown(one))
    return lines


def _files_of(keys: list[int], kind: int) -> Any:
    files = Attachment.objects.unrestricted("the files of those rows of a page whose files the person reads")
    return files.filter(target_type_id=kind, target_id__in=keys)


def _any_of(keys: list[int], kind: int) -> Any:
    return _files_of(keys, kind).order_by().values_list("pk")[:1]


def _shown(one: Attachment) -> dict[str, Any]:
    picture = next(iter(one.file.large), None)  # type: ignore[attr-defined]
    url = file_url(one)
    return {
        "name": one.original_name,
        "open_url": url,
        "url": reverse("files:picture", args=[one.public_id]) if picture else url,
        "type": label_of(type_of(one)),
        "size": one.file.size,
        "width": picture.width if picture else None,
        "height": picture.height if picture else None,
    }
