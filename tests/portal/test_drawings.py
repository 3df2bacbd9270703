"""Pictures drawn by code, and how demo content counts its days."""

import re
from datetime import date, timedelta

import pytest

from pico.base.dates import italian_date, today
from pico.base.sites import SiteInfo
from pico.organisations import maps
from pico.portal.demo import items, loading
from pico.portal.drawings import crest_letters, hero_drawing
from pico.portal.vocabulary import EUROVOC, MODEL

BOXES = {"units": {"IT.TV": {"path": "M0 0h10v10z", "box": [0, 0, 10, 10]}}}


def site(level="PROVINCE", **extra):
    return SiteInfo(
        slug="x",
        hostname="x",
        url="",
        name="",
        short_name="",
        level=level,
        organisation_id=1,
        extra={"map_key": "IT.TV", "abbreviation": "TV", **extra},
    )


def test_a_hero_draws_the_outline_of_its_province(monkeypatch):
    monkeypatch.setattr(maps, "shapes", lambda: BOXES)
    drawing = hero_drawing(site())
    assert 'd="M0 0h10v10z"' in drawing
    assert 'viewBox="-6 -6 22 22"' in drawing
    assert re.findall(r"\sstyle=", drawing) == []


@pytest.mark.parametrize(("level", "key"), [("NATIONAL", "IT.TV"), ("PROVINCE", "IT.XX")])
def test_where_there_is_no_outline_the_common_drawing_stands(monkeypatch, level, key):
    monkeypatch.setattr(maps, "shapes", lambda: BOXES)
    assert hero_drawing(site(level, map_key=key)) == ""


def test_a_shield_without_province_is_upis():
    assert [crest_letters(site()), crest_letters(site(abbreviation=""))] == ["TV", "UPI"]


def test_days_in_demo_texts_count_from_today_and_fall_on_working_days():
    day = items.day_at(10)
    assert day >= today() + timedelta(days=10)
    assert day.weekday() < 5
    assert items.dated("entro il {+10}.") == f"entro il {italian_date(day)}."


def test_demo_bodies_turn_headings_and_points_into_html():
    news = items.News("T", "S", ("Uno", "## Due", "- a\n- b"), (), 1)
    assert items.body_of(news) == [("text", "<p>Uno</p><h2>Due</h2><ul><li>a</li><li>b</li></ul>")]


ALL = [item for content in loading.RICH.values() for item in content["items"]]


@pytest.mark.parametrize("slug", ["treviso", "brescia", "pesaro-urbino"])
def test_rich_provinces_have_twelve_news_and_four_events(slug):
    found = loading.RICH[slug]["items"]
    kinds = [isinstance(item, items.Event) for item in found]
    assert (kinds.count(False), kinds.count(True)) == (12, 4)


def test_demo_content_is_varied_and_about_official_topics():
    names = {name for name, _icon in (*MODEL, *EUROVOC)}
    assert {topic for item in ALL for topic in item.topics} <= names
    titles = [item.title for item in ALL]
    assert len(titles) == len(set(titles))
    assert all(len(item.summary) <= 255 for item in ALL)


def test_notices_of_the_demo_have_an_end():
    assert [n.title for n in ALL if getattr(n, "kind", "") == "NOTICE" and not n.expires_in] == []


def test_today_is_a_day():
    assert isinstance(today(), date)
