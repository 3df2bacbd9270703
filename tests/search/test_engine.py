"""The index against a reader that knows nothing of it: the same rows, on either database."""

import random

import pytest
from django.db import connection

from pico.search.engines import Filters, engine
from pico.search.models import SearchEntry
from pico.search.query import All, Phrase, Prefix, Query, Term, parse
from pico.search.words import words_of

pytestmark = pytest.mark.django_db
WORDS = [
    "gara", "gare", "aggregata", "aggregate", "università", "universita", "novità", "novita", "qualità",
    "quali", "ente", "enti", "strada", "strade", "scuola", "SUA-2027-0042", "sua", "2027", "0042",
    "sua20270042", "l'appalto", "appalti", "45214200-0", "perché", "città", "illuminazione",
]  # fmt: skip
EVERYBODY = ["public"]


def write(title, text="", keys=EVERYBODY, **fields):
    entry = SearchEntry.objects.unrestricted("test").create(
        target_type="test.row", target_id=SearchEntry.objects.unrestricted("test").count() + 1,
        module=fields.pop("module", "sua"), kind="tender", title=title, text=text, keys=keys, **fields,
    )  # fmt: skip
    engine().write(entry.pk, words_of(title), words_of(text), keys)
    return entry.pk


def found(typed, keys=EVERYBODY, filters=None, **options):
    options = {"by_date": False, "offset": 0, "limit": 500} | options
    return engine().page(parse(typed), keys, filters or Filters(), **options)


# --- The reader: one text after the other -----------------------------------------------------------------


def holds(query: Query, title: str, text: str) -> bool:
    return all(any_holds(clause, title, text) for clause in query.wanted) and not any(
        any_holds(clause, title, text) for clause in query.unwanted
    )


def any_holds(clause, title, text):
    return any(one_holds(alternative, title, text) for alternative in clause)


def one_holds(alternative, title, text):
    match alternative:
        case Term(value):
            return value in {*words_of(title).stems, *words_of(text).stems}
        case Prefix(value):
            return any(word.startswith(value) for word in words_of(title).plain)
        case Phrase(words):
            return any(
                f" {' '.join(words)} " in f" {' '.join(words_of(part).plain)} " for part in (title, text)
            )
        case All(clauses):
            return all(any_holds(clause, title, text) for clause in clauses)


def random_query(rng):
    parts = []
    for _ in range(rng.randint(1, 4)):
        word = rng.choice(WORDS)
        parts.append(
            rng.choice([word, word, word[: rng.randint(2, 6)], f"-{word}", f'"{word} {rng.choice(WORDS)}"'])
        )
    return " ".join(parts)


def test_two_hundred_queries_find_what_a_reader_finds():
    rng = random.Random(20261126)
    texts = {}
    for _ in range(120):
        title, text = (" ".join(rng.choices(WORDS, k=rng.randint(*size))) for size in ((1, 4), (0, 12)))
        texts[write(title, text)] = (title, text)

    asked = 0
    for _ in range(400):
        typed = random_query(rng)
        query = parse(typed)
        if not query:
            continue
        asked += 1
        expected = {pk for pk, (title, text) in texts.items() if holds(query, title, text)}
        assert set(found(typed)) == set(many(typed)) == expected, typed
    assert asked >= 200


@pytest.mark.parametrize("typed", ["SUA-2027-0042", "sua 2027 0042", "sua20270042", "SUA/2027/0042"])
def test_a_number_is_found_however_it_is_typed(typed):
    tender = write("Arredi", "Richiesta SUA-2027-0042")
    write("Arredi", "Richiesta SUA-2027-0043")
    assert found(typed) == [tender]


def test_gara_aggregata_finds_gare_aggregate():
    row = write("Gare Aggregate della Provincia")
    write("Gara singola")
    assert found("gara aggregata") == [row]


def test_a_phrase_does_not_run_from_the_title_into_the_text():
    write("La gara", "aggregata è pubblicata")
    assert found('"gara aggregata"') == []
    assert len(found("gara aggregata")) == 1


class TestOrder:
    def test_the_title_counts_more_than_the_text(self):
        second = write("Arredi scolastici e altro", "con una gara per la scuola " * 3)
        first = write("Gara della scuola")
        assert found("gara scuola") == [first, second]

    def test_a_weight_comes_before(self):
        light = write("Gara della scuola")
        heavy = write("Gara della scuola", weight=2.0)
        assert found("gara scuola") == [heavy, light]

    def test_by_date_the_newest_is_first_and_what_has_none_last(self):
        none, old, new = (write("Gara", date=day) for day in (None, "2026-01-01", "2026-11-01"))
        assert found("gara", by_date=True) == [new, old, none]

    def test_pages_follow_each_other(self):
        rows = [write("Gara") for _ in range(5)]
        pages = [found("gara", offset=offset, limit=2) for offset in (0, 2, 4)]
        assert sorted(row for page in pages for row in page) == rows
        assert [len(page) for page in pages] == [2, 2, 1]


class TestKeys:
    def test_one_common_key_is_enough_and_none_opens_nothing(self):
        row = write("Gara", keys=["organisation:1", "person:7"])
        assert found("gara", keys=["public", "person:7"]) == [row]
        assert found("gara", keys=["public", "organisation:2"]) == []

    def test_keys_change_without_the_words(self):
        row = write("Gara", keys=["organisation:1"])
        engine().write_keys(row, ["organisation:2"])
        assert (found("gara", keys=["organisation:1"]), found("gara", keys=["organisation:2"])) == ([], [row])

    def test_what_is_removed_is_not_found(self):
        row = write("Gara")
        engine().remove([row])
        assert (found("gara"), engine().entry_ids()) == ([], set())


def many(typed, *, offset=0, limit=500):
    return engine().page_of_many(parse(typed), EVERYBODY, Filters(), offset=offset, limit=limit)


def test_of_a_word_of_which_there_are_many_those_with_it_in_the_title_come_first_then_the_newest():
    older, named = write("Appalto della mensa"), write("Appalto dei pasti", "per la refezione")
    write("Appalto riservato", keys=["organisation:9"])
    write("Appalto stradale", "con scuola")
    texts = [write(f"Nota {number}", "si parla di un appalto") for number in range(9)]
    right = [named, older, *reversed(texts)]

    assert many("appalto -scuola ") == right
    assert many("appalto -scuola ", limit=3) == right[:3]
    assert many("appalto -scuola ", offset=1, limit=5) == right[1:6]
    assert many("appalto -scuola ", offset=8, limit=5) == right[8:]
    assert sorted(many("appalto ")) == sorted(found("appalto "))


def test_filters_narrow_the_page_and_the_pool_alike():
    mine, _other = write("Gara", module="sua"), write("Gara", module="portal")
    assert found("gara", filters=Filters(module="sua")) == [mine]
    assert engine().pool(parse("gara"), EVERYBODY, Filters(module="sua"), 10) == [
        (mine, "sua", "tender", None, None)
    ]


@pytest.mark.postgresql
def test_the_planner_sees_what_reading_costs():
    """Words stand in the table itself (m: main), and little waits to enter an index."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT relname, reloptions FROM pg_class WHERE relname LIKE 'search_index_%'")
        options = dict(cursor.fetchall())
        cursor.execute(
            "SELECT attname, attstorage FROM pg_attribute "
            "WHERE attrelid = 'search_index'::regclass AND attnum > 1"
        )
        storage = dict(cursor.fetchall())
    assert storage == {"words": "m", "keys": "m"}
    assert options["search_index_words"] == ["gin_pending_list_limit=128"]
    assert options["search_index_keys"] == ["gin_pending_list_limit=128"]


HOSTILE = [
    '"', "*", "NEAR(", "gara NEAR gara", "NOT", "AND OR", "title_stems:gara", "gara*", "gara^", "{", "'",
    "''", "gara\x00gara", "\ud800gara", "a" * 1_000_000, "🦊 gara", "gara:*", "!gara", "gara & | !",
    "gara <-> gara", "\\", "%s", ";--", "gara' OR '1'='1",
]  # fmt: skip


@pytest.mark.parametrize("typed", HOSTILE, ids=range(len(HOSTILE)))
def test_what_looks_like_syntax_is_text(typed):
    write("Gara")
    query = parse(typed)
    if query:
        assert isinstance(found(typed), list)
