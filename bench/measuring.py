"""What pages cost inside one process: processor time of Python and of the database, beside ``tpl20``.

The processor is asked, not the clock: on a machine that others use the clock counts what they do. A page is
measured between two measurements of ``tpl20``, in many short rounds; a round counts only where tpl20 cost
what it does when the machine is quiet, within a tenth: others empty the caches of the processor too.
"""

import statistics
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

EACH, ENOUGH, MOST = 4, 15, 60  # requests of a page in a round; rounds that count; rounds at most
SPREAD = 0.10  # of tpl20 between rounds that count
UNIT = "/bench/tpl20/"


@dataclass(frozen=True)
class Cost:
    """What a page costs: times in milliseconds."""

    queries: int
    cpu: float
    cpu_p95: float
    clock_p95: float
    units: float
    rounds: int

    def __str__(self) -> str:
        counted = "" if self.rounds >= ENOUGH else f", only {self.rounds} rounds"
        return (
            f"{self.queries:3} queries, processor {self.cpu:6.1f} ms, p95 {self.cpu_p95:6.1f} (by the clock "
            f"{self.clock_p95:6.1f}), {self.units:5.2f} x tpl20{counted}"
        )


@dataclass
class _Round:
    unit: float
    cpu: list[float]
    clock: list[float]


def database_seconds() -> float:
    """Return the processor time of the database's process for this connection; SQLite has none of its own."""
    from django.db import connection

    if connection.vendor == "sqlite":
        return 0.0
    connection.ensure_connection()
    pid = connection.connection.info.backend_pid
    return int(Path(f"/proc/{pid}/schedstat").read_text().split()[0]) / 1e9


def timed(client: Any, url: str, times: int = EACH) -> tuple[list[float], list[float]]:
    """Return what each of some requests cost: milliseconds of the processor, and by the clock."""
    cpu, clock = [], []
    for _ in range(times):
        base, start, work = database_seconds(), time.perf_counter(), time.process_time()
        answer = client.get(url)
        work, end = time.process_time() - work, time.perf_counter()
        assert answer.status_code == 200, url  # noqa: S101
        cpu.append((work + database_seconds() - base) * 1000)
        clock.append((end - start) * 1000)
    return cpu, clock


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


def measure(client: Any, pages: dict[str, str]) -> dict[str, Cost]:
    """Measure and print pages by name."""
    queries = {name: queries_of(client, url) for name, url in pages.items()}
    timed(client, UNIT, 20)
    rounds: dict[str, list[_Round]] = {name: [] for name in pages}
    for number in range(MOST):
        for name, url in pages.items():
            before, cost, after = timed(client, UNIT), timed(client, url), timed(client, UNIT)
            rounds[name].append(_Round(statistics.median(before[0] + after[0]), *cost))
        if number >= ENOUGH and all(len(_quiet(rounds, name)) >= ENOUGH for name in pages):
            break
    print(f"  {'tpl20':34} {_least(rounds):24.2f} ms")
    found = {name: _cost(queries[name], rounds[name], _quiet(rounds, name)) for name in pages}
    for name, cost in found.items():
        print(f"  {name:34} {cost}", flush=True)
    kept, made = (sum(map(len, part)) for part in ([_quiet(rounds, name) for name in pages], rounds.values()))
    print(f"  {kept} of {made} rounds count: in the others tpl20 cost over {SPREAD:.0%} more", flush=True)
    return found


def _least(rounds: dict[str, list[_Round]]) -> float:
    """Return what tpl20 costs when the machine is quiet: of all rounds, the cheapest tenth."""
    every = [one.unit for some in rounds.values() for one in some]
    return statistics.quantiles(every, n=10)[0]


def _quiet(rounds: dict[str, list[_Round]], name: str) -> list[_Round]:
    most = _least(rounds) * (1 + SPREAD)
    return [one for one in rounds[name] if one.unit <= most]


def _cost(queries: int, rounds: list[_Round], quiet: list[_Round]) -> Cost:
    quiet = quiet or rounds
    cpu, clock = [ms for one in quiet for ms in one.cpu], [ms for one in rounds for ms in one.clock]
    ratio = statistics.median(statistics.median(one.cpu) / one.unit for one in quiet)
    p95 = [statistics.quantiles(times, n=20)[-1] for times in (cpu, clock)]
    return Cost(queries, statistics.median(cpu), *p95, ratio, len(quiet))


def grown(rounds: list[dict[str, Cost]], parts: list[int], what: str) -> list[float]:
    """Print and return how much the cost of pages grew from the first part to the last, in tpl20."""
    found = []
    for name in rounds[0].keys() & rounds[-1].keys():
        found.append(rounds[-1][name].units / rounds[0][name].units - 1)
        print(f"  {name:34} {found[-1]:+.0%} from {parts[0]} to {parts[-1]} {what}")
    return found
