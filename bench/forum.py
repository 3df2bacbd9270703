"""`make bench-forum`: 10,000 discussions, 100,000 posts, 5,000 people on this database (community.md 6).

Printed: queries and 95th percentile of the pages, first and last ones; how the page of a discussion grows
with the posts around it (a tenth, all).
"""

import os
import statistics
import sys
import tempfile
import time
from datetime import timedelta
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))
TOPICS, POSTS, PEOPLE = (
    int(os.environ.get(name, default))
    for name, default in (("BENCH_TOPICS", "10000"), ("BENCH_POSTS", "100000"), ("BENCH_PEOPLE", "5000"))
)
LONGEST, REPEATS, MOST_QUERIES = 5_000, 15, 15
GOAL = 120  # ms, page of 25 posts out of 5,000 (community.md 6.12)


def prepare() -> None:
    """Set Django up on an empty, migrated database."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "bench.settings_memberships"
    os.environ["PICO_SIGNIN_HOST"] = ""
    os.environ["PICO_VAR"] = tempfile.mkdtemp(prefix="pico-bench-forum-")
    import django
    from django.core.management import call_command

    django.setup()
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
    rows = User.objects.bulk_create(
        User(email=f"p{n}@ente.example", given_name="Persona", family_name=str(n)) for n in range(PEOPLE)
    )
    Membership.objects.bulk_create(
        Membership(user=row, organisation=oderzo, role="organisation_operator") for row in rows
    )
    return treviso, make_member(treviso, "editor"), rows


def seed(category: Any, writers: list[Any], topics: int, posts: int) -> Any:
    """Write discussions and posts, most of them short, one of 5,000 posts. Returns the long one."""
    from django.utils import timezone

    from pico.community.models import Post, Topic

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


def page(client: Any, url: str) -> tuple[int, float]:
    """Return how many queries the page costs and its 95th percentile in milliseconds."""
    from django.db import connection

    counted: list[str] = []

    def count(execute: Any, sql: str, *rest: Any) -> Any:
        counted.append(sql)
        return execute(sql, *rest)

    client.get(url)
    with connection.execute_wrapper(count):
        assert client.get(url).status_code == 200, url  # noqa: S101
    took = []
    for _ in range(REPEATS):
        start = time.perf_counter()
        client.get(url)
        took.append((time.perf_counter() - start) * 1000)
    return len(counted), statistics.quantiles(took, n=20)[-1]


def measure(client: Any, pages: dict[str, str]) -> dict[str, tuple[int, float]]:
    """Measure and print pages by name."""
    found = {}
    for name, url in pages.items():
        found[name] = page(client, url)
        print(f"  {name:34} {found[name][0]:3} queries, p95 {found[name][1]:6.1f} ms")
    return found


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
    for part, topics, posts in (("a tenth", TOPICS // 10, POSTS // 10), ("all", TOPICS, POSTS)):
        start = time.perf_counter()
        long = seed(category, writers, topics, posts)
        print(f"{connection.vendor}, {part}: {topics} discussions, {posts} posts more, "
              f"made in {time.perf_counter() - start:.0f} s")  # fmt: skip
        topic = reverse("community:topic", args=[long.public_id])
        place = reverse("community:category", args=[category.public_id])
        last = -(-long.last_number // 25)
        found = measure(client, {
            "forum": reverse("community:forum"),
            "category, first page": place,
            "category, last page": f"{place}?pagina=9999",
            "discussion, first page": topic,
            f"discussion, page {last}": f"{topic}?pagina={last}",
        })  # fmt: skip
        worst += [queries > MOST_QUERIES for queries, _ms in found.values()]
        worst += [ms > GOAL for name, (_queries, ms) in found.items() if name.startswith("discussion")]
    print("every goal met" if not any(worst) else "some goals missed")
    return 1 if any(worst) else 0


if __name__ == "__main__":
    sys.exit(main())
