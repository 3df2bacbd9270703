"""publiccode.yml keeps to the standard's required keys, vocabularies and lengths (version 0.4)."""

import datetime
import re
import tomllib
from pathlib import Path

import yaml

ROOT = Path(__file__).resolve().parents[1]
CARD = yaml.safe_load((ROOT / "publiccode.yml").read_text())
REQUIRED = {
    "publiccodeYmlVersion",
    "name",
    "url",
    "platforms",
    "developmentStatus",
    "softwareType",
    "description",
    "legal",
    "maintenance",
    "localisation",
}


def test_the_required_keys_are_there():
    assert set(CARD) >= REQUIRED
    assert CARD["developmentStatus"] in {"concept", "development", "beta", "stable", "obsolete"}
    assert CARD["softwareType"] == "standalone/web"
    assert CARD["maintenance"]["type"] in {"internal", "contract", "community", "none"}
    assert [set(person) >= {"name"} for person in CARD["maintenance"]["contacts"]] == [True]
    assert CARD["intendedAudience"] == {"countries": ["IT"], "scope": ["local-authorities"]}


def test_the_description_has_the_lengths_the_standard_asks_for():
    italian = CARD["description"]["it"]
    assert len(italian["shortDescription"].strip()) <= 150
    assert 150 <= len(italian["longDescription"]) <= 10_000
    assert [feature for feature in italian["features"] if len(feature) > 100] == []


def test_version_licence_and_date_agree_with_the_project():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    assert (CARD["softwareVersion"], CARD["legal"]["license"]) == (project["version"], project["license"])
    assert datetime.date.fromisoformat(CARD["releaseDate"]) >= datetime.date(2026, 1, 1)
    first = re.search(r"^## (\S+) - (\S+)$", (ROOT / "CHANGELOG.md").read_text(), re.MULTILINE)
    assert first.groups() == (CARD["softwareVersion"], CARD["releaseDate"])
