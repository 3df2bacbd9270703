"""Parts of the machine that some tests need and a newcomer may not have: said in one line, never hidden.

A test asks with ``need("chromium")``. Where the part is missing the test is skipped and the run ends with one
line per missing part; with PICO_REQUIRE_ALL=1 (CI) anything skipped is a failure.
"""

import os
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
CHROMIUM = Path(os.environ.get("CHROMIUM", "/usr/bin/chromium"))
REAL_DATA = ROOT.parent / "shared" / "data"
REQUIRE_ALL = os.environ.get("PICO_REQUIRE_ALL") == "1"


def postgresql_is_here() -> bool:
    on_debian = list(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    return bool(on_debian or shutil.which("initdb"))


@dataclass(frozen=True)
class Part:
    """Something outside the project.

    Args:
        what: which tests need it.
        where: where it was looked for.
        present: whether it is there.
    """

    what: str
    where: str
    present: Callable[[], bool]


PARTS = {
    "chromium": Part("browser tests", f"no Chromium at {CHROMIUM}", CHROMIUM.exists),
    "postgresql": Part("tests on PostgreSQL", "no PostgreSQL server installed", postgresql_is_here),
    "xmlsec1": Part(
        "signatures of SPID and CIE", "no xmlsec1 on the PATH", lambda: bool(shutil.which("xmlsec1"))
    ),
    "node": Part(
        "the page's mirror of conditions", "no node on the PATH", lambda: bool(shutil.which("node"))
    ),
    "frontend": Part(
        "budgets of scripts and styles",
        "no pico/static/build: run `npm ci && npm run build`",
        (ROOT / "pico" / "static" / "build" / "pico.css").exists,
    ),
    "data": Part(
        "imports of the real official files", "no ../shared/data beside the project", REAL_DATA.is_dir
    ),
}


def missing() -> list[str]:
    """Return one line for each part this machine has not."""
    return [f"Left out: {part.what} ({part.where})" for part in PARTS.values() if not part.present()]


def need(name: str) -> None:
    """Skip the calling test when this part is missing."""
    part = PARTS[name]
    if not part.present():
        pytest.skip(part.where)
