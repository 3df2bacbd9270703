"""`make bench-search`: the index with 50,000 entries of about 150 words (kernel.md 6.2), on this database.

Words follow Zipf's law; each entry has up to eight access keys, of which the person holds enough to see about
a third. Printed: how long writing took, median and 95th percentile of page and pool for four kinds of query.
"""

import os
import random
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from itertools import accumulate
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))
ENTRIES = int(os.environ.get("BENCH_ENTRIES", "50000"))
WORDS_EACH, VOCABULARY, REPEATS = 150, 20_000, 40
GOALS = {"sqlite": (150, 60, 60, 150), "postgresql": (300, 60, 60, 150)}  # p95 in ms


def prepare() -> None:
    """Set Django up on an empty, migrated database."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "pico.config.settings.dev")
    os.environ["PICO_VAR"] = tempfile.mkdtemp(prefix="pico-bench-search-")
    import django
    from django.core.management import call_command

    django.setup()
    call_command("migrate", verbosity=0)


def vocabulary(rng: random.Random) -> list[str]:
    """Return made-up words; the first one stands in every entry."""
    syllables = ["ca", "re", "mi", "to", "lo", "ne", "pro", "va", "gi", "sto", "ra", "li", "du", "pe", "fi"]
    words = {"".join(rng.choices(syllables, k=rng.randint(2, 5))) for _ in range(VOCABULARY * 3)}
    return sorted(sorted(words), key=lambda word: rng.random())[:VOCABULARY]


def write(rng: random.Random, words: list[str]) -> None:
    """Write the entries in transactions of a thousand."""
    from django.db import transaction

    from pico.search.engines import engine
    from pico.search.models import SearchEntry
    from pico.search.words import words_of

    weights = list(accumulate(1 / (rank + 1) for rank in range(len(words))))
    for start in range(0, ENTRIES, 1000):
        with transaction.atomic():
            for number in range(start, min(start + 1000, ENTRIES)):
                text = " ".join([words[0], *rng.choices(words, cum_weights=weights, k=WORDS_EACH)])
                keys = [f"organisation:{rng.randrange(400)}" for _ in range(7)]
                keys.append(rng.choice(["public", "network", "person:1", "admin:9"]))
                entry = SearchEntry.objects.unrestricted("bench").create(
                    target_type="bench.row", target_id=number, module="sua", kind="tender",
                    title=text[:60], text=text, keys=keys, content_hash="",
                )  # fmt: skip
                engine().write(entry.pk, words_of(entry.title), words_of(text), keys)
    engine().analyse()


def timed(ask: Callable[[], object]) -> tuple[float, float]:
    """Return median and 95th percentile in milliseconds."""
    ask()
    took = []
    for _ in range(REPEATS):
        start = time.perf_counter()
        ask()
        took.append((time.perf_counter() - start) * 1000)
    return statistics.median(took), statistics.quantiles(took, n=20)[-1]


def main() -> int:
    prepare()
    from django.db import connection

    from pico.search.engines import Filters, engine
    from pico.search.finding import MOST_COUNTED
    from pico.search.query import parse

    rng = random.Random(20261126)
    words = vocabulary(rng)
    start = time.perf_counter()
    write(rng, words)
    print(f"{connection.vendor}: {ENTRIES} entries written in {time.perf_counter() - start:.0f} s")
    keys = ["public", "person:7", *(f"organisation:{n}" for n in range(12))]
    queries = {
        "in every entry": words[0] + " ",
        "in 5 % of the entries": words[len(words) // 400] + " ",
        "rare": words[-50] + " ",
        "beginning of a word": words[1][:3],
    }
    missed = 0
    for (name, typed), goal in zip(queries.items(), GOALS[connection.vendor], strict=True):
        query = parse(typed)

        def ask(query=query) -> int:
            """Do what pico/search/finding.py does for a first page."""
            found = len(engine().pool(query, keys, Filters(), MOST_COUNTED + 1))
            if found > MOST_COUNTED:
                engine().page_of_many(query, keys, Filters(), offset=0, limit=20)
            else:
                engine().page(query, keys, Filters(), by_date=False, offset=0, limit=20)
            return found

        median, p95 = timed(ask)
        missed += p95 > goal
        print(f"  {name:24} {ask():5} found  median {median:7.1f} ms  p95 {p95:7.1f} ms  goal {goal} ms")
    print("every goal met" if not missed else f"{missed} goals missed")
    return 0


if __name__ == "__main__":
    sys.exit(main())
