"""`make bench-sua`: 10,000 tenders and 100 campaigns of a Province and 94 municipalities (issue 8).

Printed for each page: queries, and milliseconds of the processor (SQLite is in the process, PostgreSQL's
process for the connection is added) and by the clock, median and p95. Then the files of the whole list
with the memory they took, and the consolidation of a campaign that a tenth of the bodies answered, and
of one that all did. The program ends with an error when a page asks more than 15 queries, or more with
many rows than with few.
"""

import gc
import os
import resource
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal
from itertools import pairwise
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))
PARTS = [int(part) for part in os.environ.get("BENCH_TENDERS", "1000,10000").split(",")]
CAMPAIGNS = int(os.environ.get("BENCH_CAMPAIGNS", "100"))
TIMES = int(os.environ.get("BENCH_TIMES", "20"))
BODIES, MOST_QUERIES, FEW = 94, 15, 9
WHAT = (
    ("Manutenzione straordinaria della scuola", "45214200", "WORKS"),
    ("Rifacimento della segnaletica orizzontale", "45233221", "WORKS"),
    ("Refezione scolastica", "55524000", "SERVICES"),
    ("Pulizia degli uffici comunali", "90919200", "SERVICES"),
    ("Servizi assicurativi", "66510000", "SERVICES"),
    ("Arredi per la biblioteca", "39155000", "SUPPLIES"),
    ("Fornitura di scuolabus", "34121100", "SUPPLIES"),
)
# state, and how many of 20 tenders are in it
STATES = (
    ("SUBMITTED", 1), ("IN_REVIEW", 1), ("ACCEPTED", 1), ("PREPARATION", 1), ("READY", 1), ("PUBLISHED", 1),
    ("EVALUATION", 1), ("AWARDED", 10), ("NO_BIDS", 1), ("REFUSED", 1), ("WITHDRAWN", 1),
)  # fmt: skip
# the way of a tender, and after how many of its states one leaves it
PATH = (
    "DRAFT", "SUBMITTED", "IN_REVIEW", "ACCEPTED", "PREPARATION", "READY", "PUBLISHED", "BIDS_CLOSED",
    "EVALUATION", "PROPOSED", "AWARDED",
)  # fmt: skip
LEFT_AT = {"NO_BIDS": 8, "REFUSED": 3, "WITHDRAWN": 2}


def prepare() -> None:
    """Set Django up on an empty, migrated database."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "bench.settings_memberships"
    os.environ["PICO_SIGNIN_HOST"] = ""
    os.environ["PICO_VAR"] = tempfile.mkdtemp(prefix="pico-bench-sua-")
    import django
    from django.core.management import call_command

    django.setup()
    call_command("migrate", verbosity=0)
    call_command("createcachetable", verbosity=0)


class People:
    """The Province with its SUA, its municipalities, and who works there; what the factories call a cast."""

    def __init__(self) -> None:
        from tests.factories.accounts import make_member
        from tests.factories.organisations import make_entitlement, make_municipality_body, make_province
        from tests.factories.portal import make_site

        self.province = make_province("treviso", verticals=("sua",))
        make_site(self.province)
        self.bodies = [make_municipality_body(f"Comune {number}", self.province) for number in range(BODIES)]
        for body in self.bodies:
            make_entitlement(body)
        self.body = self.bodies[0]
        self.officers = [make_member(self.province, "sua_operator") for _ in range(4)]
        self.sua = self.officers[0]

    def actor(self, who: str) -> Any:
        """Return an officer of the SUA."""
        from pico.base.actor import Actor

        return Actor(getattr(self, who), self.province)


def write(people: People, first: int, last: int) -> None:
    """Write tenders in the states of some years' work, each with its organisation, its lot and its start."""
    from pico.sua.models import Lot, Tender, TenderEvent, TenderParticipant

    states = [state for state, times in STATES for _ in range(times)]
    rows = (_tender(people, number, states[number % len(states)]) for number in range(first, last))
    tenders = Tender.objects.bulk_create(rows, batch_size=1000)
    TenderParticipant.objects.bulk_create(
        (TenderParticipant(tender=row, organisation=row.organisation) for row in tenders), batch_size=2000
    )
    Lot.objects.bulk_create(
        (Lot(tender=row, n=1, title=row.title, amount=row.base_amount) for row in tenders), batch_size=2000
    )
    TenderEvent.objects.bulk_create(
        (event for row in tenders for event in _events(people, row)), batch_size=2000
    )


def _events(people: People, row: Any) -> Iterator[Any]:
    """Yield the moves that brought a tender into its state, some days apart."""
    from pico.sua.models import TenderEvent

    end = PATH.index(row.state) + 1 if row.state in PATH else LEFT_AT.get(row.state, 2)
    states = [*PATH[:end], *([] if row.state in PATH else [row.state])]
    for step, (left, entered) in enumerate(pairwise(["", *states])):
        yield TenderEvent(
            tender=row, transition="start" if not left else "bench", from_state=left, to_state=entered,
            actor=people.sua, at=row.submitted_at + timedelta(days=step * (1 + row.pk % 9)),
        )  # fmt: skip


def _tender(people: People, number: int, state: str) -> Any:
    from django.utils import timezone

    from pico.base import dates
    from pico.sua.models import Tender
    from pico.sua.models.codes import PUBLIC_STATES

    now, today = timezone.now(), dates.today()
    title, cpv, kind = WHAT[number % len(WHAT)]
    body = people.bodies[number % BODIES]
    age = timedelta(hours=3 * number)
    row = Tender(
        province=people.province, organisation=body, number=f"SUA-2026-{number:05d}", state=state,
        title=f"{title}, {body.name}, lotto di lavori {number}", contract_object=kind, cpv_main=cpv,
        base_amount=Decimal(40_000 + 137 * number % 3_000_000), procedure=("open", "neg-wo-call")[number % 2],
        criterion="quality", created_by=people.sua, submitted_by=people.sua, submitted_at=now - age,
        term_on=today + timedelta(days=number % 10), rup_name="Giulia Bianchi", funding=["A"],
        reviewer=people.officers[number % len(people.officers)],
    )  # fmt: skip
    if state in PUBLIC_STATES:
        row.published_on, row.offers_until = (now - age).date(), now - age + timedelta(days=30)
        row.scheda, row.pad_name, row.pad_url = "P2_16", "Piattaforma", "https://pad.example/gara"
    if state == "AWARDED":
        row.award_number, row.awarded_on = f"{number}", today
    return row


def campaigns(people: People) -> list[Any]:
    """Make the campaigns; the first two are closed with answers, of a tenth of the bodies and of all."""
    from pico.sua import actions
    from tests.factories.sua_campaigns import again, give_need, make_campaign, make_open_campaign

    found = []
    for answering in (people.bodies[:FEW], people.bodies):
        campaign = make_open_campaign(people, *people.bodies)
        for number, body in enumerate(answering):
            give_need(campaign, body, {f"S{1 + number % 2}": (str(60 + number), "97.50")})
        found.append(actions.close_campaign(actor=people.actor("sua"), campaign=again(campaign)))
    for number in range(CAMPAIGNS - len(found)):
        make_campaign(people, *people.bodies, title=f"Sale per disgelo, inverno {2027 + number}")
    return found


def measure(client: Any, pages: dict[str, str]) -> dict[str, int]:
    """Measure and print pages by name. Returns the queries of each."""
    from bench.measuring import queries_of, timed

    found = {}
    for name, url in pages.items():
        found[name] = queries_of(client, url)
        cpu, clock = timed(client, url, TIMES)
        cells = [f"{value:7.1f}" for times in (cpu, clock) for value in _median_and_p95(times)]
        print(
            f"  {name:34} {found[name]:3} queries   ms of processor and clock: {' '.join(cells)}", flush=True
        )
    return found


def _median_and_p95(times: list[float]) -> tuple[float, float]:
    return statistics.median(times), statistics.quantiles(times, n=20)[-1]


def files(person: Any) -> None:
    """Make the files of the whole list, and print what each took."""
    from django.http import QueryDict

    from pico.sua import exports

    for format in ("csv", "xlsx", "json"):
        gc.collect()
        before, start, work = _memory(), time.perf_counter(), time.process_time()
        rows = exports.rows_for(person, QueryDict())
        size = sum(len(part) for part in exports.response(rows, format, QueryDict()))
        seconds = (time.process_time() - work, time.perf_counter() - start)
        print(
            f"  {format:34} {size / 1e6:.1f} MB, {seconds[0]:.1f} s of processor, {seconds[1]:.1f} by clock,"
            f" memory at its highest {_memory() - before:+.0f} MB"
        )


def _memory() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def main() -> int:
    """Seed, measure, print. Returns 1 when a goal is missed."""
    prepare()
    from django.db import connection
    from django.test import Client
    from django.urls import reverse

    from tests import proofs

    proofs.install()
    people = People()
    client = Client(HTTP_HOST="treviso.localhost")
    client.force_login(people.sua)
    done, rounds = 0, []
    tenders = reverse("sua:list")
    pages = {
        "list, first page": tenders,
        "list, 100 rows": f"{tenders}?righe=100",
        "list, page 20": f"{tenders}?pagina=20",
        "list, a word": f"{tenders}?testo=numero+77",
        "list, in hand of the SUA": f"{tenders}?mano=sua&ordina=-importo",
        "list, lacking documents": f"{tenders}?mancanti=on",
        "da fare oggi": reverse("sua:home"),
        "figures": reverse("sua:figures"),
        "public list": reverse("sua:public_list"),
    }
    for part in PARTS:
        start = time.perf_counter()
        write(people, done, part)
        done = part
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")
        print(f"{connection.vendor}: {part} tenders, made in {time.perf_counter() - start:.0f} s", flush=True)
        rounds.append(measure(client, pages))
    files(people.sua)
    few, many = campaigns(people)
    consolidated = [
        measure(
            client, {f"consolidation, {bodies} bodies": reverse("sua:consolidation", args=[one.public_id])}
        )
        for bodies, one in ((FEW, few), (BODIES, many))
    ]
    asked = measure(
        client, {"campaigns": reverse("sua:campaigns"), "da fare oggi, with campaigns": reverse("sua:home")}
    )
    print(f"  memory of the process at its highest: {_memory():.0f} MB")
    missed = [queries > MOST_QUERIES for one in (*rounds, asked) for queries in one.values()]
    missed += [first != last for first, last in zip(rounds[0].values(), rounds[-1].values(), strict=True)]
    missed.append(list(consolidated[0].values()) != list(consolidated[1].values()))
    print("some goals missed" if any(missed) else "every goal met")
    return 1 if any(missed) else 0


if __name__ == "__main__":
    sys.exit(main())
