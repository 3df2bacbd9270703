"""`make bench-portal`: what a reader's page costs on 92 sites with 4,000 news (portal.md 6, point 4).

On a database of its own: SQLite in a temporary folder, or what DATABASE_URL names (scripts/postgres.py). The
registry and the sites are the real ones, the news are invented; what UPI sends to everybody is placed on each
site. Printed for each page: queries and median milliseconds of the processor (on PostgreSQL without those of
the database) of the first answer, drawn anew each time, and of the repeated one, kept ready by the process;
with the goal of the specifications where there is one.
"""

import os
import random
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))
FOLDER = tempfile.TemporaryDirectory(prefix="pico-bench-")
os.environ |= {
    "PICO_VAR": FOLDER.name,
    "DJANGO_SETTINGS_MODULE": "bench.settings_memberships",
    "PICO_SIGNIN_HOST": "",
}

import django  # noqa: E402

django.setup()

from django.core.management import call_command  # noqa: E402
from django.db import connection  # noqa: E402
from django.db.models import F  # noqa: E402
from django.test import Client  # noqa: E402
from django.test.utils import CaptureQueriesContext, setup_test_environment  # noqa: E402

from pico.base.actor import system_actor  # noqa: E402
from pico.base.dates import today  # noqa: E402
from pico.portal import page_cache  # noqa: E402
from pico.portal.actions import propose  # noqa: E402
from pico.portal.actions._tree import _plant  # noqa: E402
from pico.portal.models import NewsPage, PortalSite, SectionPage, Topic  # noqa: E402
from pico.search.actions import refresh  # noqa: E402
from tests.factories.portal import make_event, make_service  # noqa: E402

NEWS = int(os.environ.get("BENCH_NEWS", "4000"))
OF_TREVISO, OF_UPI = NEWS // 10, 10
ROUNDS = int(os.environ.get("BENCH_ROUNDS", "15"))
ACTOR = system_actor("bench")
WORDS = ["ponte", "strada", "scuola", "bando", "neve", "concorso", "bilancio", "sindaci", "cantiere"]


def seed() -> None:
    """Make the network of the real bodies, its news, events, sheets and what UPI sends to everybody."""
    for command in ("migrate", "createcachetable", "seed_registry", "create_sites"):
        call_command(command, verbosity=0)
    PortalSite.objects.update(state="ONLINE", stamp=F("stamp") + 1)
    sites = list(PortalSite.objects.with_organisations().select_related("wagtail_site__root_page"))
    chance, topics = random.Random(20261127), list(Topic.objects.all()[:12])
    named = {site.slug: site for site in sites}
    others = [site for site in sites if site.slug not in {"treviso", "upi"}]
    share, more = divmod(NEWS - OF_TREVISO - OF_UPI, len(others))
    counts = {"treviso": OF_TREVISO, "upi": OF_UPI}
    for number, site in enumerate(others):
        counts[site.slug] = share + (number < more)
    for site in sites:
        plant_news(site, counts[site.slug], chance, topics)
    for number in range(10):
        make_service(named["treviso"], f"Servizio numero {number}")
        make_event(named["treviso"], f"Evento numero {number}", in_days=number + 1)
    targets = [site for site in sites if site.slug != "upi"]
    for item in NewsPage.objects.descendant_of(named["upi"].wagtail_site.root_page):
        propose(actor=ACTOR, item=item, origin=named["upi"], targets=targets)
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")


def plant_news(site: PortalSite, count: int, chance: random.Random, topics: list[Topic]) -> None:
    """Publish so many news on a site, found by the search too."""
    section = SectionPage.objects.child_of(site.wagtail_site.root_page).get(role="NEWS")
    pages = [
        NewsPage(
            title=f"{' '.join(chance.sample(WORDS, 4)).capitalize()}, {number}",
            slug=f"notizia-{number}",
            summary=f"Che cosa cambia per chi vive nel territorio: {' '.join(chance.sample(WORDS, 6))}.",
            date=today() - timedelta(days=chance.randrange(900)),
            kind=chance.choice(["NEWS", "NEWS", "PRESS_RELEASE"]),
            body=[("text", f"<p>{' '.join(chance.choices(WORDS, k=120))}</p>")],
        )
        for number in range(count)
    ]
    _plant(section, pages)
    about = NewsPage.topics.through
    about.objects.bulk_create(about(newspage_id=page.pk, topic=chance.choice(topics)) for page in pages)
    refresh(actor=ACTOR, rows=pages)


def median(ask: Callable[[], object]) -> float:
    """Return the processor's milliseconds: on a busy machine much steadier than the clock's."""
    took = []
    for _ in range(ROUNDS):
        start = time.process_time()
        ask()
        took.append((time.process_time() - start) * 1000)
    return statistics.median(took)


def measure(reader: Client, path: str) -> tuple[int, float, int, float]:
    """Return queries and milliseconds of the first answer, and of the repeated one."""

    def anew() -> None:
        page_cache.empty()
        if reader.get(path).status_code != 200:
            raise SystemExit(f"{path} does not answer")

    anew()
    page_cache.empty()
    asked = [queries_of(reader, path) for _ in range(2)]
    return asked[0], median(anew), asked[1], median(lambda: reader.get(path))


def queries_of(reader: Client, path: str) -> int:
    with CaptureQueriesContext(connection) as captured:
        reader.get(path)
    return len(captured)


# Name, host, address, most queries, most milliseconds; None where the specifications say nothing.
PAGES = [
    ("home di Treviso", "treviso", "/", 15, 60),
    ("home di UPI", "", "/", 15, 60),
    ("novità, 25 righe", "treviso", "/novita/", 12, None),
    ("novità, 100 righe", "treviso", "/novita/?righe=100", 12, None),
    ("una notizia", "treviso", "/novita/notizia-7/", None, None),
    ("eventi", "treviso", "/novita/eventi/", None, None),
    ("una notizia di UPI", "treviso", "/novita/da/upi/notizia-3/", None, None),
    ("scheda di un servizio", "treviso", "/servizi/servizio-numero-3/", None, None),
    ("ricerca, parola comune", "treviso", "/cerca/?testo=ponte", None, 1000),
    ("ricerca, tutta la rete", "treviso", "/cerca/?testo=ponte&dove=rete", None, 1000),
    ("mappa per i motori", "treviso", "/sitemap.xml", None, None),
]


def told(most_queries: int | None, most_ms: int | None) -> str:
    """Return the goal of a page in words."""
    parts = [f"{most_queries} queries" if most_queries else "", f"{most_ms} ms" if most_ms else ""]
    return ", ".join(part for part in parts if part)


def main() -> int:
    setup_test_environment()
    start = time.perf_counter()
    seed()
    sites, news = PortalSite.objects.count(), NewsPage.objects.count()
    print(f"{connection.vendor}: {sites} sites, {news} news, made in {time.perf_counter() - start:.0f} s")
    print(f"  {'page':26} {'queries':>8} {'ms':>8} {'again':>8} {'ms':>8}   goal")
    missed = 0
    for name, slug, path, most_queries, most_ms in PAGES:
        reader = Client(HTTP_HOST=f"{slug}.localhost" if slug else "localhost")
        queries, ms, queries_again, ms_again = measure(reader, path)
        missed += queries > (most_queries or queries) or ms > (most_ms or ms)
        figures = f"{queries:8} {ms:8.1f} {queries_again:8} {ms_again:8.1f}"
        print(f"  {name:26} {figures}   {told(most_queries, most_ms)}")
    print("every goal met" if not missed else f"{missed} goals missed")
    return 0


if __name__ == "__main__":
    sys.exit(main())
