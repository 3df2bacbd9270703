"""`make bench-forum`: 10,000 discussions, 100,000 posts, 5,000 people on this database (community.md 6).

Printed: queries, milliseconds and cost in ``tpl20`` (bench/measuring.py) of the pages, first and last ones,
at 10,000 posts and at each tenfold up to ``BENCH_POSTS``; how much the cost grew, and what the last page
costs beside the first. ``BENCH_TOPICS=100000 BENCH_POSTS=1000000`` goes up to a million posts.
"""

import os
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
LONGEST, MOST_QUERIES = 5_000, 15
PARTS = [part for part in (10_000, 100_000, 1_000_000) if part <= POSTS] or [POSTS]
MOST_UNITS, MOST_GROWTH = 5, 0.10  # tpl20 for a page; more of them with more posts, or on the last page
FIRST_AND_LAST = (
    ("category, first page", "category, last page"),
    ("discussion, first page", "discussion, last page"),
)
GOAL = 120  # ms of the processor, p95, page of 25 posts out of 5,000 (community.md 6.12)


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

    from bench import measuring
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
        rounds.append(measuring.measure(client, {
            "forum": reverse("community:forum"),
            "all discussions": reverse("community:discussions"),
            "category, first page": place,
            "category, last page": f"{place}{last_page(category)}",
            "discussion, first page": topic,
            "discussion, last page": f"{topic}?pagina={last}",
        }))  # fmt: skip
        worst += [one.queries > MOST_QUERIES or one.units > MOST_UNITS for one in rounds[-1].values()]
        worst += [one.cpu_p95 > GOAL for name, one in rounds[-1].items() if name.startswith("discussion,")]
        for name, other in FIRST_AND_LAST:
            more = rounds[-1][other].units / rounds[-1][name].units - 1
            print(f"  {other}: {more:+.0%} of the first")
            worst.append(more > MOST_GROWTH)
    worst += [more > MOST_GROWTH for more in measuring.grown(rounds, PARTS, "posts")]
    print("every goal met" if not any(worst) else "some goals missed")
    return 1 if any(worst) else 0


if __name__ == "__main__":
    sys.exit(main())
