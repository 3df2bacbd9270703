"""`make bench`: what a page costs, in CPU milliseconds and in units of ``tpl20``.

Everything is real: the server, the demo's data, two web processes. URLs are interleaved in rounds; each body
is checked for a marker; medians and ratios are printed. A run in which tpl20 spreads over 10 % does not
count: the machine was busy.
"""

import os
import statistics
import sys
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from tests.platform import Person, Platform, children  # noqa: E402

ROUNDS = int(os.environ.get("BENCH_ROUNDS", "9"))
REQUESTS = 60  # of each page in each round
TICK = os.sysconf("SC_CLK_TCK")


@dataclass
class Page:
    """One measured page and the goal of the performance page of the specifications, in tpl20."""

    name: str
    path: str
    marker: str
    goal: float | None = None
    person: str = "anonymous"
    cpu_ms: list[float] = field(default_factory=list)


PAGES = [
    Page("hello", "/bench/hello/", "hello"),
    Page("tpl20", "/bench/tpl20/", "Venti righe"),
    Page("home di Treviso", "/", "Provincia di Treviso", 6),
    Page("novità di Treviso", "/novita/", "Novità", 5),
    Page("area riservata", "/area-riservata/", "Da fare", None, "sua"),
    Page("elenco gare SUA", "/sua/gare/", "SUA-", 5, "sua"),
    Page("rubrica enti", "/enti/", "Treviso", 5, "sua"),
]


def web_processes(platform: Platform) -> list[int]:
    service = platform.service("web")
    return [service, *children(service)]


def cpu_seconds(pids: list[int]) -> float:
    total = 0.0
    for pid in pids:
        parts = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
        total += (int(parts[11]) + int(parts[12])) / TICK
    return total


def measure(page: Page, person: Person, pids: list[int]) -> None:
    """Ask for the page a number of times and note the CPU time of the web processes per request."""
    before = cpu_seconds(pids)
    for _ in range(REQUESTS):
        status, body = person.open(page.path)
        if status != 200 or page.marker not in body:
            raise SystemExit(f"{page.name}: {status}, «{page.marker}» is not in the page")
    page.cpu_ms.append((cpu_seconds(pids) - before) * 1000 / REQUESTS)


def report() -> int:
    unit = next(page for page in PAGES if page.name == "tpl20")
    median = statistics.median(unit.cpu_ms)
    spread = (max(unit.cpu_ms) - min(unit.cpu_ms)) / median
    print(f"\n{'pagina':24} {'CPU ms':>8} {'x tpl20':>8} {'meta':>6}")
    for page in PAGES:
        cost = statistics.median(page.cpu_ms)
        print(f"{page.name:24} {cost:8.2f} {cost / median:8.2f} {page.goal or '':>6}")
    print(f"\ntpl20 spreads over {spread:.0%} in {ROUNDS} rounds of {REQUESTS} requests")
    if spread > 0.10:
        print("The machine was busy: the run does not count.")
    return 0


def main() -> int:
    with tempfile.TemporaryDirectory(prefix="pico-bench-") as var:
        platform = Platform(Path(var), DJANGO_SETTINGS_MODULE="bench.settings")
        platform.environment["DJANGO_SETTINGS_MODULE"] = "bench.settings"
        platform.start()
        try:
            people = {
                "anonymous": Person(platform, "treviso"),
                "sua": Person(platform, "treviso").sign_in("sua@treviso.example"),
            }
            pids = web_processes(platform)
            for number in range(ROUNDS + 1):
                for page in PAGES:
                    measure(page, people[page.person], pids)
                    if number == 0:
                        page.cpu_ms.clear()  # the first round warms caches and templates
                time.sleep(0.2)
        finally:
            platform.stop()
    return report()


if __name__ == "__main__":
    sys.exit(main())
