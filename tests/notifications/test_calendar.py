"""The calendar of a person: a month as a grid and as a list, from whatever source has dates for them."""

from datetime import UTC, date, datetime

import pytest
import time_machine

from pico.base.dated import DatedEntry, DatedSource, entries_of, sources
from pico.notifications.months import Month

PAGE = "/area-riservata/calendario/"


def entry(key, day, **values):
    return DatedEntry(key=key, title=f"Pratica {key}", kind="Scadenza", day=day, url=f"/{key}/", **values)


@pytest.fixture
def dates(monkeypatch):
    """A module with four dates, and another one with one; both tell everybody everything."""
    meeting = datetime(2026, 12, 9, 13, 30, tzinfo=UTC)
    first = [
        entry("d", date(2026, 12, 31)),
        entry("b", date(2026, 12, 9), at=meeting, whose="Oderzo"),
        entry("a", date(2026, 12, 9)),
        entry("x", date(2026, 11, 30)),
    ]
    second = [entry("c", date(2026, 12, 24))]

    def source(code, label, entries):
        return DatedSource(
            code, label, lambda user, start, end: [one for one in entries if start <= one.day <= end]
        )

    made = {"gare": source("gare", "Gare", first), "corsi": source("corsi", "Corsi", second)}
    monkeypatch.setattr(sources, "_entries", made)


@pytest.fixture
def as_reader(client, reader):
    client.force_login(reader)
    return client


class TestMonth:
    @pytest.mark.parametrize(
        ("text", "expected"),
        [
            ("2027-02", "2027-02"),
            ("2027-2", "2027-02"),
            ("2027-13", "2026-12"),
            ("1999-12", "2026-12"),
            ("99999999-01", "2026-12"),
            ("²-01", "2026-12"),
            ("2027-02-03", "2026-12"),
            ("<b>", "2026-12"),
            ("", "2026-12"),
            (None, "2026-12"),
        ],
    )
    def test_what_is_no_month_is_the_present_one(self, text, expected):
        with time_machine.travel(datetime(2026, 11, 30, 23, 30, tzinfo=UTC)):  # already December in Rome
            assert str(Month.read(text)) == expected

    @pytest.mark.parametrize(
        ("month", "first", "last", "weeks"),
        [
            (Month(2026, 12), date(2026, 11, 30), date(2027, 1, 3), 5),
            (Month(2027, 2), date(2027, 2, 1), date(2027, 2, 28), 4),
            (Month(2027, 3), date(2027, 3, 1), date(2027, 4, 4), 5),
            (Month(2027, 8), date(2027, 7, 26), date(2027, 9, 5), 6),
        ],
        ids=str,
    )
    def test_its_grid_goes_from_monday_to_sunday(self, month, first, last, weeks):
        days = month.days()
        assert (days[0], days[-1], len(days) // 7) == (first, last, weeks)

    @pytest.mark.parametrize(
        ("month", "months", "expected"),
        [
            (Month(2026, 12), 1, "2027-01"),
            (Month(2027, 1), -1, "2026-12"),
            (Month(2100, 12), 1, "2100-12"),
            (Month(2000, 1), -1, "2000-01"),
        ],
        ids=str,
    )
    def test_the_month_beside_it_may_be_in_another_year(self, month, months, expected):
        assert str(month.moved(months)) == expected


@pytest.mark.django_db
@pytest.mark.usefixtures("dates")
class TestPage:
    def test_each_date_stands_on_its_day_with_its_link(self, as_reader):
        response = as_reader.get(PAGE, {"mese": "2026-12"})
        filled = {
            str(day.day): [found.title for found in day.entries]
            for week in response.context["weeks"]
            for day in week
            if day.entries
        }
        assert filled == {
            "2026-11-30": ["Pratica x"],
            "2026-12-09": ["Pratica a", "Pratica b"],
            "2026-12-24": ["Pratica c"],
            "2026-12-31": ["Pratica d"],
        }
        body = response.content.decode()
        assert '<a href="/b/">14:30 Pratica b</a>' in body
        assert "dicembre 2026" in body

    def test_the_list_holds_the_days_of_the_month_alone(self, as_reader):
        response = as_reader.get(PAGE, {"mese": "2026-12", "vista": "elenco"})
        assert [found.key for found in response.context["entries"]] == ["a", "b", "c", "d"]
        assert "mercoledì 9 dicembre 2026" in response.content.decode()

    def test_it_is_filtered_by_module(self, as_reader):
        response = as_reader.get(PAGE, {"mese": "2026-12", "modulo": "corsi"})
        assert [found.key for found in response.context["entries"]] == ["c"]
        assert "modulo=corsi" in response.context["next_url"]

    def test_a_module_that_does_not_exist_filters_nothing_and_is_said(self, as_reader):
        response = as_reader.get(PAGE, {"mese": "2026-12", "modulo": "boh"})
        assert len(response.context["entries"]) == 4
        assert "Filtro non valido" in response.content.decode()

    def test_a_month_without_dates_says_so(self, as_reader):
        body = as_reader.get(PAGE, {"mese": "2027-02"}).content.decode()
        assert "Nessuna scadenza a febbraio 2027" in body

    def test_a_title_with_markup_is_text(self, as_reader, monkeypatch):
        bad = DatedEntry(
            key="z", title="<script>x</script>", kind="<b>", day=date(2026, 12, 1), url="/z/", whose="<i>"
        )
        monkeypatch.setattr(sources, "_entries", {"z": DatedSource("z", "Z", lambda *which: [bad])})
        for view in ("", "elenco"):
            body = as_reader.get(PAGE, {"mese": "2026-12", "vista": view}).content.decode()
            assert ("<script>x" in body, "&lt;script&gt;x" in body) == (False, True)


@pytest.mark.django_db
@pytest.mark.usefixtures("dates")
def test_who_is_not_active_has_no_dates(reader):
    first, last = date(2026, 12, 1), date(2026, 12, 31)
    assert len(entries_of(reader, first, last)) == 4
    reader.state = "DISABLED"
    reader.save()
    assert (list(entries_of(reader, first, last)), list(entries_of(None, first, last))) == ([], [])


@pytest.mark.django_db
def test_the_page_asks_to_sign_in(client):
    assert client.get(PAGE).status_code == 302
