"""PDF papers with Typst: archival (PDF/A-2a) and accessible (PDF/UA-1) at once, the same bytes each time.

Only the fonts inside the typst package are used, so that a paper looks alike on every machine. Data travel
as one JSON value, never as markup.
"""

import io
import json
import re
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
MISSING = "□"
# Outside of the alphabets of Europe, punctuation, currencies, arrows and mathematics.
UNCOMMON = re.compile("[^\n\t\x20-\x7e\xa0-\u052f\u1e00-\u2027\u2030-\u22ff□]")
RARE = re.compile("[^\n\t\x20-\x7e\xa0-\u017f□]")
# They could make a paper read otherwise than it was written.
DIRECTION = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")
UNDRAWABLE = ("could not be displayed", "contains the codepoint")
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
    text = json.dumps(values, cls=DjangoJSONEncoder, ensure_ascii=False)
    data = without(DIRECTION, json.loads(text), "")
    # An archival PDF holds no character that its fonts lack (an emoji in a title): it gets a box instead.
    for given in (data, without(UNCOMMON, data), without(RARE, data)):
        try:
            made = _compile(path, given, moment)
            break
        except typst.TypstError as error:
            if not any(words in error.message for words in UNDRAWABLE):
                raise TypesettingError(f"{path.name}: {error.message}") from error
    else:
        raise TypesettingError(f"{path.name}: characters that no font has")
    if not isinstance(made, bytes):
        raise TypesettingError(f"{path.name}: no PDF")
    return made


def without(characters: re.Pattern[str], value: Any, instead: str = MISSING) -> Any:
    """Return JSON data with some characters replaced in every text of it, keys apart."""
    if isinstance(value, str):
        return characters.sub(instead, value)
    if isinstance(value, list):
        return [without(characters, each, instead) for each in value]
    if isinstance(value, dict):
        return {key: without(characters, each, instead) for key, each in value.items()}
    return value


def _compile(path: Path, data: Any, moment: datetime) -> Any:
    compiler = typst.Compiler(root=str(ROOT), font_paths=_fonts())
    return compiler.compile(
        str(path),
        format="pdf",
        sys_inputs={"paper": json.dumps(data, ensure_ascii=False)},
        pdf_standards=STANDARDS,
        timestamp=moment.replace(microsecond=0),  # typst refuses a finer moment
    )


def _qr(address: str) -> str:
    output = io.BytesIO()
    qrcode.make(address, image_factory=qrcode.image.svg.SvgPathImage, border=0).save(output)
    return output.getvalue().decode()
