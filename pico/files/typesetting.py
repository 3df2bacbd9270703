"""PDF papers with Typst: archival (PDF/A-2a) and accessible (PDF/UA-1) at once, the same bytes each time.

Only the fonts inside the typst package are used, so that a paper looks alike on every machine. Data travel
as one JSON value, never as markup.
"""

import io
import json
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import Any

import qrcode
import qrcode.image.svg
import typst
from django.core.serializers.json import DjangoJSONEncoder
from django.urls import reverse

from pico.base.dates import italian_date, rome
from pico.base.sites import site_of_organisation
from pico.files.models import Paper

ROOT = Path(__file__).resolve().parents[1]
STANDARDS: list[Any] = ["a-2a", "ua-1"]


class TypesettingError(RuntimeError):
    """A template does not compile with its data: a mistake of ours, not of the person."""


@lru_cache(maxsize=1)
def _fonts() -> typst.Fonts:
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=True)


def template_path(template: str) -> Path:
    """Return the file of ``<app>/<name>.typ``.

    Raises:
        TypesettingError: when there is no such template.
    """
    app, _slash, name = template.partition("/")
    path = ROOT / app / "papers" / name
    if not name or "/" in name or path.suffix != ".typ" or not path.is_file():
        raise TypesettingError(f"no paper template «{template}»")
    return path


def verify_url(paper: Paper) -> str:
    """Return the full address where anybody verifies a paper, on its issuer's site."""
    site = site_of_organisation.call(paper.owner_id)
    base = site.url.rstrip("/") if site else ""
    return f"{base}{reverse('files:verify', args=[paper.code])}"


def envelope(paper: Paper) -> dict[str, Any]:
    """Return what base.typ prints around every paper, and the template's own data."""
    asked = rome(paper.created_at)
    address = verify_url(paper)
    return {
        "title": paper.title,
        "kind": paper.kind,
        "number": paper.number,
        "issuer": paper.owner.name,
        "date": [asked.year, asked.month, asked.day],
        "date_words": italian_date(paper.created_at),
        "code": paper.code,
        "verify_url": address,
        "qr": _qr(address),
        "data": paper.data,
    }


def typeset(paper: Paper) -> bytes:
    """Return the PDF of a paper; the same paper gives the same bytes.

    Raises:
        TypesettingError: when the template is missing or does not compile with the data.
    """
    return compile_template(template_path(paper.template), envelope(paper), paper.created_at)


def compile_template(path: Path, values: dict[str, Any], moment: datetime) -> bytes:
    """Compile one template.

    Args:
        path: inside the package: a template reads nothing outside of it.
        values: the envelope.
        moment: creation time written into the PDF.

    Raises:
        TypesettingError: with Typst's own words.
    """
    compiler = typst.Compiler(root=str(ROOT), font_paths=_fonts())
    try:
        made = compiler.compile(
            str(path),
            format="pdf",
            sys_inputs={"paper": json.dumps(values, cls=DjangoJSONEncoder, ensure_ascii=False)},
            pdf_standards=STANDARDS,
            timestamp=moment.replace(microsecond=0),  # typst refuses a finer moment
        )
    except typst.TypstError as error:
        raise TypesettingError(f"{path.name}: {error.message}") from error
    if not isinstance(made, bytes):
        raise TypesettingError(f"{path.name}: no PDF")
    return made


def _qr(address: str) -> str:
    output = io.BytesIO()
    qrcode.make(address, image_factory=qrcode.image.svg.SvgPathImage, border=0).save(output)
    return output.getvalue().decode()
