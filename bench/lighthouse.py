"""`make bench-lighthouse`: Lighthouse (mobile) on the public pages of the demo, as ui.md 6.1 row 15 asks.

Starts the platform with its demo, installs Lighthouse beside this file (locked, from the ordinary registry of
npm), measures each page in the Chromium of the machine, prints scores and what lost points. Needs no other
network. On a busy machine the performance score falls: run it alone.
"""

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from tests.platform import Person, Platform  # noqa: E402

FOLDER = Path(__file__).with_name("lighthouse")
GOALS = {"performance": 0.95, "accessibility": 1, "best-practices": 1, "seo": 1}
RUNS = int(os.environ.get("BENCH_ROUNDS", "3"))  # the middle one counts
PAGES = [
    ("home di UPI", "", "/"),
    ("home di Treviso", "treviso", "/"),
    ("elenco delle novità", "treviso", "/novita/"),
    ("una notizia", "treviso", "news"),
    ("scheda di un servizio", "treviso", "service"),
    ("ricerca", "treviso", "/cerca/"),
]


def main() -> int:
    if not (FOLDER / "node_modules" / "lighthouse").exists():
        subprocess.run(["npm", "ci", "--silent"], cwd=FOLDER, check=True)  # noqa: S607 - as make does
    if address := os.environ.get("BENCH_PORT"):  # a platform that runs already
        return measure(int(address), example_pages(int(address)))
    with tempfile.TemporaryDirectory(prefix="pico-bench-") as var:
        platform = Platform(Path(var)).start()
        try:
            return measure(platform.port, example_pages(platform.port))
        finally:
            platform.stop()


def example_pages(port: int) -> dict[str, str]:
    """Return the addresses of one news item and one service sheet of the demo."""
    platform = Platform.__new__(Platform)
    platform.port = port
    return {
        "news": first_link(platform, "/novita/", "pico-card-title"),
        "service": first_link(platform, "/servizi/", 'data-element="service-link"'),
    }


def first_link(platform: Platform, path: str, mark: str) -> str:
    from bs4 import BeautifulSoup

    _status, page = Person(platform, "treviso").open(path)
    soup = BeautifulSoup(page, "html5lib")
    selector = f".{mark} a[href]" if "=" not in mark else f"[{mark}]"
    return str(soup.select_one(selector)["href"])


def measure(port: int, examples: dict[str, str]) -> int:
    addresses = {}
    for name, site, path in PAGES:
        host = f"{site}.localhost" if site else "localhost"
        addresses[f"http://{host}:{port}{examples.get(path, path)}"] = name
    run = subprocess.run(
        ["node", "run.mjs", *(url for url in addresses for _ in range(RUNS))],  # noqa: S607
        cwd=FOLDER,
        check=True,
        stdout=subprocess.PIPE,
        text=True,
    )
    answers = [json.loads(line) for line in run.stdout.splitlines()]
    print(
        f"{'pagina':24} {'perf':>5} {'acc':>5} {'prat':>5} {'seo':>5} {'LCP s':>6} {'CLS':>6} {'TBT ms':>7}"
    )
    missed = 0
    for url, name in addresses.items():
        runs = sorted((one for one in answers if one["url"] == url), key=lambda one: one["performance"] or 0)
        middle = runs[len(runs) // 2]
        missed += report(name, middle)
    print("ogni obiettivo raggiunto" if not missed else f"{missed} pagine sotto l'obiettivo")
    return 0


def report(name: str, one: dict) -> bool:
    scores = [one[category] or 0 for category in GOALS]
    print(
        f"{name:24} {scores[0]:5.2f} {scores[1]:5.2f} {scores[2]:5.2f} {scores[3]:5.2f} "
        f"{one.get('largest-contentful-paint', 0) / 1000:6.2f} {one.get('cumulative-layout-shift', 0):6.3f} "
        f"{one.get('total-blocking-time', 0):7.0f}  {' '.join(one['lost'])} {one['error']}"
    )
    return any(score < goal for score, goal in zip(scores, GOALS.values(), strict=True))


if __name__ == "__main__":
    sys.exit(main())
