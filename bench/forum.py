"""`make bench-forum`: 10,000 discussions, 100,000 posts, 5,000 people on this database (community.md 6).

Printed: queries, 95th percentile and cost in ``tpl20`` (bench/urls.py) of the pages, first and last ones, at
10,000 posts and at each tenfold up to ``BENCH_POSTS``; how much the cost grew. The cost is the lowest of
interleaved rounds: other work on the machine counts little. ``BENCH_TOPICS=100000 BENCH_POSTS=1000000`` goes
up to a million posts.
"""

import os
import statistics
import sys
import tempfile
import time
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import quote

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))
TOPICS, POSTS, PEOPLE = (
    int(os.environ.get(name, default))
    for name, default in (("BENCH_TOPICS", "10000"), ("BENCH_POSTS", "100000"), ("BENCH_PEOPLE", "5000"))
)
LONGEST, REPEATS, MOST_QUERIES = 5_000, 15, 15
PARTS = [part for part in (10_000, 100_000, 1_000_000) if part <= POSTS] or [POSTS]
MOST_UNITS, MOST_GROWTH = 5, 0.10  # tpl20 for a page; more of them at the last part than at the first
GOAL = 120  # ms, page of 25 posts out of 5,000 (community.md 6.12)


def prepare() -> None:
    """Set Django up on an empty, migrated database."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "bench.settings_memberships"
    os.environ["PICO_SIGNIN_HOST"] = ""
    os.environ["PICO_VAR"] = tempfile.mkdtemp(prefix="pico-bench-forum-")
    import django
    from django.conf import settings
    from django.core.management import call_command

    django.setup()
    settings.ROOT_URLCONF = "bench.urls"
    settings.TEMPLATES[0]["DIRS"] = [*settings.TEMPLATES[0]["DIRS"], ROOT / "bench" / "templates"]
    call_command("migrate", verbosity=0)
    call_command("createcachetable", verbosity=0)


def people() -> tuple[Any, Any, list[Any]]:
    """Return a Province with its site, its editor, and thousands of people of one of its municipalities."""
    from pico.accounts.models import Membership, User
    from tests.factories.accounts import make_member
    from tests.factories.organisations import make_municipality_body, make_province
    from tests.factories.portal import make_site

    treviso = make_province("treviso")
    make_site(treviso)
    oderzo = make_municipality_body("Oderzo", treviso)
    for n in range(19):
        make_municipality_body(f"Comune {n}", treviso)  # the twenty rows of tpl20
    rows = User.objects.bulk_create(
        User(email=f"p{n}@ente.example", given_name="Persona", family_name=str(n)) for n in range(PEOPLE)
    )
    Membership.objects.bulk_create(
        Membership(user=row, organisation=oderzo, role="organisation_operator") for row in rows
    )
    return treviso, make_member(treviso, "editor"), rows


def seed(category: Any, writers: list[Any], topics: int, posts: int) -> Any:
    """Write discussions and posts, most of them short, one of 5,000 posts. Returns the long one."""
    from django.db.models import F
    from django.utils import timezone

    from pico.community.models import Category, Post, Topic

    Category.objects.unrestricted("bench").filter(pk=category.pk).update(
        topic_count=F("topic_count") + topics
    )
    now = timezone.now()
    longest = min(LONGEST, posts // 2)
    each = max((posts - longest) // max(topics - 1, 1), 1)
    rows = Topic.objects.bulk_create(
        Topic(
            category=category, title=f"Discussione {n}", author=writers[n % len(writers)],
            author_organisation=category.owner, last_post_at=now - timedelta(minutes=n),
            last_number=longest if n == 0 else each, post_count=longest if n == 0 else each,
        )
        for n in range(topics)
    )  # fmt: skip
    Post.objects.bulk_create(
        (
            Post(
                topic=row, number=number, author=writers[(row.pk + number) % len(writers)],
                author_organisation=category.owner, source="Testo **breve**",
                html="<p>Testo <strong>breve</strong></p>",
            )
            for row in rows
            for number in range(1, row.last_number + 1)
        ),
        batch_size=2000,
    )  # fmt: skip
    return rows[0]


def queries_of(client: Any, url: str) -> int:
    """Return how many queries a page costs when it was drawn before."""
    from django.db import connection

    counted: list[str] = []

    def count(execute: Any, sql: str, *rest: Any) -> Any:
        counted.append(sql)
        return execute(sql, *rest)

    client.get(url)
    with connection.execute_wrapper(count):
        assert client.get(url).status_code == 200, url  # noqa: S101
    return len(counted)


def measure(client: Any, pages: dict[str, str]) -> dict[str, tuple[int, float, float]]:
    """Measure and print pages by name: queries, 95th percentile in ms, lowest cost in units of tpl20."""
    queries = {name: queries_of(client, url) for name, url in pages.items()}
    took: dict[str, list[float]] = {name: [] for name in ("tpl20", *pages)}
    for _ in range(REPEATS):
        for name, url in {"tpl20": "/bench/tpl20/", **pages}.items():
            start = time.perf_counter()
            client.get(url)
            took[name].append((time.perf_counter() - start) * 1000)
    unit = min(took.pop("tpl20"))
    print(f"  {'tpl20':34} {unit:23.1f} ms")
    found = {}
    for name, times in took.items():
        p95, units = statistics.quantiles(times, n=20)[-1], min(times) / unit
        found[name] = (queries[name], p95, units)
        print(f"  {name:34} {queries[name]:3} queries, p95 {p95:6.1f} ms, {units:5.1f} x tpl20")
    return found


def last_page(category: Any) -> str:
    """Return the address of the last 25 discussions of a category."""
    from pico.community.models import Topic

    rows = Topic.objects.unrestricted("bench").filter(category=category).order_by("last_post_at", "pk")
    mark = rows[25]
    return f"?prima={quote(mark.last_post_at.isoformat())}_{mark.pk}"


def main() -> int:
    """Seed, measure, print. Returns 1 when a page costs too many queries or more time than its goal."""
    prepare()
    from django.db import connection
    from django.test import Client
    from django.urls import reverse

    from tests import proofs
    from tests.factories.forum import make_category

    proofs.install()
    owner, editor, writers = people()
    category = make_category(owner, "PROVINCE")
    client = Client(HTTP_HOST="treviso.localhost")
    client.force_login(editor)
    worst: list[bool] = []
    done, rounds = 0, []
    for posts in PARTS:
        start = time.perf_counter()
        long = seed(category, writers, (posts - done) * TOPICS // POSTS, posts - done)
        done = posts
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")
        print(f"{connection.vendor}: {posts} posts, made in {time.perf_counter() - start:.0f} s")
        topic = reverse("community:topic", args=[long.public_id])
        place = reverse("community:category", args=[category.public_id])
        last = -(-long.last_number // 25)
        rounds.append(measure(client, {
            "forum": reverse("community:forum"),
            "all discussions": reverse("community:discussions"),
            "category, first page": place,
            "category, last page": f"{place}{last_page(category)}",
            "discussion, first page": topic,
            f"discussion, page {last}": f"{topic}?pagina={last}",
        }))  # fmt: skip
        worst += [queries > MOST_QUERIES for queries, _ms, _units in rounds[-1].values()]
        worst += [ms > GOAL for name, (_q, ms, _u) in rounds[-1].items() if name.startswith("discussion,")]
        worst += [units > MOST_UNITS for _q, _ms, units in rounds[-1].values()]
    for name in rounds[0].keys() & rounds[-1].keys():
        growth = rounds[-1][name][2] / rounds[0][name][2] - 1
        print(f"  {name:34} {growth:+.0%} from {PARTS[0]} to {PARTS[-1]} posts")
        worst.append(growth > MOST_GROWTH)
    print("every goal met" if not any(worst) else "some goals missed")
    return 1 if any(worst) else 0


if __name__ == "__main__":
    sys.exit(main())
