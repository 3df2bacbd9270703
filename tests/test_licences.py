"""What the product runs on may be distributed beside a work under EUPL-1.2."""

import json
import re
from importlib import metadata
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
# Permissive, or copyleft limited to the file or the library: usable beside the EUPL-1.2 (art. 5, Appendix).
COMPATIBLE = re.compile(
    r"0BSD|Apache|Artistic|BSD|CC0|HPND|\bISC\b|LGPL|Lesser General Public|\bMIT\b|MPL|Mozilla Public|PSF"
    r"|Python Software Foundation|Unlicense|Zlib|EUPL|BlueOak"
)
# The lock files have no licence of these packages, their LICENCE files have: MIT, BSD.
SAID_ELSEWHERE = {"node_modules/dom-walk", "node_modules/parse-cache-control"}


def locked_names(requirements: Path) -> list[str]:
    """Return the packages of a locked file that are installed here (others belong to another system)."""
    names = re.findall(r"^([A-Za-z0-9._-]+)(?:\[[^\]]*\])?==", requirements.read_text(), re.MULTILINE)
    installed = {d.name.lower().replace("_", "-") for d in metadata.distributions()}
    return sorted({name for name in names if name.lower().replace("_", "-") in installed})


def licence_of(name: str) -> str:
    """Return what the package says of its licence, only the first line of long texts."""
    about = metadata.metadata(name)
    classifiers = [c for c in about.get_all("Classifier") or [] if c.startswith("License")]
    said = [
        about.get("License-Expression"),
        (about.get("License") or "").strip().split("\n")[0],
        *classifiers,
    ]
    return " / ".join(text for text in said if text)


def test_there_are_packages_to_look_at():
    assert {"django", "wagtail", "psycopg"} <= {
        name.lower() for name in locked_names(ROOT / "requirements/base.txt")
    }


@pytest.mark.parametrize("name", locked_names(ROOT / "requirements" / "base.txt"))
def test_each_python_package_has_a_compatible_licence(name):
    assert COMPATIBLE.search(licence_of(name)), f"{name}: {licence_of(name) or 'says nothing'}"


NODE_LOCKS = ["package-lock.json", "bench/lighthouse/package-lock.json"]


@pytest.mark.parametrize("lock", NODE_LOCKS)
def test_each_front_end_package_has_a_compatible_licence(lock):
    packages = json.loads((ROOT / lock).read_text())["packages"]
    strange = {
        place: about.get("license")
        for place, about in packages.items()
        if not COMPATIBLE.search(str(about.get("license"))) and place not in SAID_ELSEWHERE
    }
    assert strange == {}


def test_the_project_itself_is_under_the_eupl():
    assert (ROOT / "LICENSE").read_text().startswith("EUROPEAN UNION PUBLIC LICENCE v. 1.2\n")
    assert json.loads((ROOT / "package.json").read_text())["license"] == "EUPL-1.2"
    assert "\n  license: EUPL-1.2\n" in (ROOT / "publiccode.yml").read_text()


def test_locked_files_name_no_index_and_every_package_has_hashes():
    for locked in sorted((ROOT / "requirements").glob("*.txt")):
        text = locked.read_text()
        assert "http" not in text, locked
        packages = re.split(r"\n(?=\S)", text.strip())
        assert [p for p in packages if "--hash=sha256:" not in p] == [], locked
    for lock in NODE_LOCKS:
        assert "resolved" not in (ROOT / lock).read_text(), lock
