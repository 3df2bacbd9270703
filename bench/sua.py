"""`make bench-sua`: a Province with 10,000 requests and tenders of 95 organisations (issue 8).

Printed: queries, milliseconds and cost in ``tpl20`` (bench/measuring.py) of the list of the office, its first
page and a later one, of the list narrowed by words, and of "Da fare oggi".
"""

import os
import sys
import tempfile
import time
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))
PARTS = [int(part) for part in os.environ.get("BENCH_TENDERS", "1000,10000").split(",")]
BODIES, MOST_QUERIES = 94, 15


def prepare() -> None:
    """Set Django up on an empty, migrated database."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "bench.settings_memberships"
    os.environ["PICO_SIGNIN_HOST"] = ""
    os.environ["PICO_VAR"] = tempfile.mkdtemp(prefix="pico-bench-sua-")
    import django
    from django.conf import settings
    from django.core.management import call_command

    django.setup()
    settings.ROOT_URLCONF = "bench.urls"
    settings.TEMPLATES[0]["DIRS"] = [*settings.TEMPLATES[0]["DIRS"], ROOT / "bench" / "templates"]
    call_command("migrate", verbosity=0)
    call_command("createcachetable", verbosity=0)


def organisations() -> tuple[Any, list[Any]]:
    """Make the Province, its SUA switched on, and its municipalities."""
    from tests.factories.organisations import make_entitlement, make_municipality_body, make_province
    from tests.factories.portal import make_site

    province = make_province("treviso", verticals=("sua",))
    make_site(province)
    bodies = [make_municipality_body(f"Comune {number}", province) for number in range(BODIES)]
    for body in bodies:
        make_entitlement(body)
    return province, bodies


def write(province: Any, bodies: list[Any], author: Any, first: int, last: int) -> None:
    """Write requests in the states of a year's work, each with its organisation, its lot and its start."""
    from django.utils import timezone

    from pico.base import dates
    from pico.sua.models import Lot, Tender, TenderEvent, TenderParticipant
    from pico.sua.models.codes import State

    states = (State.SUBMITTED, State.IN_REVIEW, *([State.ACCEPTED] * 14), State.REFUSED, State.WITHDRAWN)
    now, today = timezone.now(), dates.today()
    tenders = Tender.objects.bulk_create(
        (
            Tender(
                province=province, organisation=bodies[number % len(bodies)], number=f"SUA-2026-{number:05d}",
                state=states[number % len(states)], title=f"Manutenzione della scuola numero {number}",
                contract_object="WORKS", cpv_main="45214200", base_amount=Decimal(150_000 + number),
                procedure="neg-wo-call", criterion="quality", created_by=author, submitted_by=author,
                submitted_at=now - timedelta(hours=number), term_on=today + timedelta(days=number % 10),
                rup_name="Giulia Bianchi",
            )
            for number in range(first, last)
        ),
        batch_size=1000,
    )  # fmt: skip
    TenderParticipant.objects.bulk_create(
        (TenderParticipant(tender=row, organisation=row.organisation) for row in tenders), batch_size=2000
    )
    Lot.objects.bulk_create(
        (Lot(tender=row, n=1, title=row.title, amount=row.base_amount) for row in tenders), batch_size=2000
    )
    for row in tenders:
        TenderEvent.objects.create(tender=row, transition="start", to_state=State.DRAFT, actor=author)


def main() -> int:
    """Seed, measure, print. Returns 1 when a goal is missed."""
    prepare()
    from django.db import connection
    from django.test import Client
    from django.urls import reverse

    from bench import measuring
    from tests import proofs
    from tests.factories.accounts import make_member

    proofs.install()
    province, bodies = organisations()
    officer = make_member(province, "sua_operator")
    client = Client(HTTP_HOST="treviso.localhost")
    client.force_login(officer)
    done, rounds = 0, []
    for part in PARTS:
        start = time.perf_counter()
        write(province, bodies, officer, done, part)
        done = part
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")
        print(f"{connection.vendor}: {part} tenders, made in {time.perf_counter() - start:.0f} s")
        tenders = reverse("sua:list")
        rounds.append(measuring.measure(client, {
            "list, first page": tenders,
            "list, page 20": f"{tenders}?pagina=20",
            "list, a word": f"{tenders}?testo=numero+77",
            "da fare oggi": reverse("sua:home"),
        }))  # fmt: skip
    measuring.grown(rounds, PARTS, "tenders")
    missed = [cost.queries > MOST_QUERIES for some in rounds for cost in some.values()]
    missed += [
        few.queries != many.queries for few, many in zip(*(one.values() for one in rounds), strict=True)
    ]
    print("some goals missed" if any(missed) else "every goal met")
    return 1 if any(missed) else 0


if __name__ == "__main__":
    sys.exit(main())
