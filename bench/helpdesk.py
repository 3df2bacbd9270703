"""`make bench-helpdesk`: queues of 10,000 and 50,000 requests, 5,000 FAQ (issue 6, help desk).

Printed: queries, milliseconds and cost in ``tpl20`` (bench/measuring.py) of the queue of somebody who
answers, first page and a later one, of one request, and of a search among the FAQ; how much they grew with
the requests. Then the suggestions of the public form for a sentence (helpdesk.md 6.13), and the form sent
with addresses of people of the platform and of others (6.3).
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
ONE = "one request"
PARTS = [int(part) for part in os.environ.get("BENCH_TICKETS", "10000,50000").split(",")]
FAQS = int(os.environ.get("BENCH_FAQS", "5000"))
MOST_QUERIES, MOST_MS, MOST_SEARCH_MS, MOST_APART, REQUESTS = 15, 150, 200, 5, 50
WANTED = "Come si entra con SPID"
STATES = ("NEW", "OPEN", "WAITING", "RESOLVED", "CLOSED", "CLOSED", "CLOSED", "CLOSED")


def prepare() -> None:
    """Set Django up on an empty, migrated database."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "bench.settings_memberships"
    os.environ["PICO_SIGNIN_HOST"] = ""
    os.environ["PICO_VAR"] = tempfile.mkdtemp(prefix="pico-bench-helpdesk-")
    import django
    from django.conf import settings
    from django.core.management import call_command

    django.setup()
    settings.ROOT_URLCONF = "bench.urls"
    settings.TEMPLATES[0]["DIRS"] = [*settings.TEMPLATES[0]["DIRS"], ROOT / "bench" / "templates"]
    call_command("migrate", verbosity=0)
    call_command("createcachetable", verbosity=0)


def write_faqs(owner: Any) -> None:
    """Write the FAQ, each with an answer of some hundred words."""
    from pico.base.dates import today
    from pico.files.models.folders import name_key
    from pico.helpdesk.models import Faq

    names = [WANTED if number == 1 else f"Domanda numero {number}" for number in range(FAQS)]
    words = "la domanda si presenta dal servizio con lo SPID del responsabile del procedimento " * 12
    Faq.objects.bulk_create(
        Faq(
            owner=owner, level="PUBLIC" if number % 2 else "NETWORK", state="PUBLISHED",
            question=names[number], question_key=name_key(names[number]),
            source=f"{words} caso{number}",
            html=f"<p>{words} caso{number}</p>", position=number, checked_on=today(),
        )
        for number in range(FAQS)
    )  # fmt: skip


def write_tickets(desk: Any, people: list[Any], first: int, last: int) -> None:
    """Write requests to a desk, most of them closed, each with two messages."""
    from django.utils import timezone

    from pico.helpdesk.models import HelpTopic, Ticket, TicketMessage

    now, topic = timezone.now(), HelpTopic.objects.get(code="sua.request")
    rows = Ticket.objects.bulk_create(
        (
            Ticket(
                number=f"T-2026-{number:06d}", desk=desk, topic=topic, module="sua", subject="Non si apre",
                requester=people[number % len(people)], organisation=desk.owner, rule="bench",
                state=STATES[number % len(STATES)], created_at=now - timedelta(minutes=number),
                moved_at=now - timedelta(minutes=number), last_number=2,
                resolved_at=now if STATES[number % len(STATES)] in {"RESOLVED", "CLOSED"} else None,
            )
            for number in range(first, last)
        ),
        batch_size=2000,
    )  # fmt: skip
    TicketMessage.objects.bulk_create(
        (
            TicketMessage(
                ticket=row, position=position, author=row.requester, source="Testo", html="<p>Testo</p>"
            )
            for row in rows
            for position in (1, 2)
        ),
        batch_size=2000,
    )


def suggestions() -> float:
    """Print what suggestions to a sentence cost; return their p95 by the clock.

    Raises:
        SystemExit: when the answer looked for is not among the first three.
    """
    from django.test.utils import setup_test_environment

    from tests.helpdesk.test_applicants import FORM, Stranger

    browser, took = Stranger().browser, []
    written = {"source": "non riesco ad entrare con spid", "look": "1"}
    for _ in range(REQUESTS):
        start = time.perf_counter()
        browser.post(FORM, written)
        took.append((time.perf_counter() - start) * 1000)
    setup_test_environment()  # a page tells what it was drawn of
    page = browser.post(FORM, written)
    if WANTED not in [one["faq"].question for one in page.context["suggestions"]][:3]:
        raise SystemExit(f"«{WANTED}» is not among the first three suggestions")
    p95 = statistics.quantiles(took, n=20)[-1]
    print(
        f"  suggestions, {FAQS} FAQ: median {statistics.median(took):.1f} ms, p95 {p95:.1f} ms by the clock"
    )
    return p95


def difference(people: list[Any]) -> float:
    """Print and return how far apart the medians of the form are, sent with known and unknown addresses."""
    from tests.helpdesk.test_applicants import Stranger

    took: dict[bool, list[float]] = {True: [], False: []}
    for number in range(REQUESTS):
        for known in (True, False):
            email = people[number].email if known else f"nessuno{number}@esempio.example"
            start = time.perf_counter()
            sent = Stranger(f"198.51.{number}.{7 + known}").ask(email=email)  # the form opened, then sent
            took[known].append((time.perf_counter() - start) * 1000)
            assert sent.status_code == 302, sent.status_code  # noqa: S101
    mine, others = (statistics.median(took[one]) for one in (True, False))
    print(
        f"  form opened and sent, medians of {REQUESTS}: known address {mine:.1f} ms, unknown {others:.1f} ms"
    )
    return abs(mine - others)


def main() -> int:
    """Seed, measure, print. Returns 1 when a goal is missed."""
    prepare()
    from django.db import connection
    from django.test import Client
    from django.urls import reverse

    from bench import forum, measuring
    from pico.helpdesk.delivery import deliver
    from tests import proofs
    from tests.factories.helpdesk import add_agent, make_desk

    proofs.install()
    owner, _editor, people = forum.people()
    deliver()
    desk = make_desk(owner, agents=0)
    client = Client(HTTP_HOST="treviso.localhost")
    client.force_login(add_agent(desk))
    write_faqs(owner)
    missed, done, rounds = [], 0, []
    for part in PARTS:
        start = time.perf_counter()
        write_tickets(desk, people, done, part)
        done = part
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")
        print(
            f"{connection.vendor}: {part} requests, {FAQS} FAQ, made in {time.perf_counter() - start:.0f} s"
        )
        queue = reverse("helpdesk:queue")
        rounds.append(measuring.measure(client, {
            "queue, first page": queue,
            "queue, page 20": f"{queue}?pagina=20",
            "queue, new ones": f"{queue}?stato=NEW",
            ONE: reverse("helpdesk:ticket", args=["T-2026-000001"]),
            "FAQ, a rare word": f"{reverse('helpdesk:faqs')}?testo=caso4321",
            "FAQ, a common word": f"{reverse('helpdesk:faqs')}?testo=responsabile",
        }))  # fmt: skip
        for name, cost in rounds[-1].items():
            if name == ONE:  # shown beside the lists: no goal is set for it
                continue
            missed.append(cost.queries > MOST_QUERIES)
            missed.append(cost.cpu_p95 > (MOST_SEARCH_MS if name.startswith("FAQ") else MOST_MS))
    measuring.grown(rounds, PARTS, "requests")
    missed += [suggestions() > MOST_SEARCH_MS, difference(people) > MOST_APART]
    print("some goals missed" if any(missed) else "every goal met")
    return 1 if any(missed) else 0


if __name__ == "__main__":
    sys.exit(main())
