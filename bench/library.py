"""`make bench-library`: a library of 5,000 documents at 10 levels on this database (community.md 6.2).

Printed: queries and time of the folder page at 25 and 100 rows, with and without the sub-folders; time to
narrow the whole tree and to move half of it.
"""

import os
import statistics
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))
DOCUMENTS, LEVELS, REPEATS = int(os.environ.get("BENCH_DOCUMENTS", "5000")), 10, 15
MOST_QUERIES = 15


def prepare() -> None:
    """Set Django up on an empty, migrated database."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "bench.settings_memberships"
    os.environ["PICO_SIGNIN_HOST"] = ""
    os.environ["PICO_VAR"] = tempfile.mkdtemp(prefix="pico-bench-library-")
    import django
    from django.core.management import call_command

    django.setup()
    call_command("migrate", verbosity=0)
    call_command("createcachetable", verbosity=0)


def people() -> tuple[Any, Any]:
    """Return a Province with its site and its editor."""
    from tests.factories.accounts import make_member
    from tests.factories.organisations import make_province
    from tests.factories.portal import make_site

    treviso = make_province("treviso")
    make_site(treviso)
    return treviso, make_member(treviso, "editor")


def seed(owner: Any, author: Any) -> list[Any]:
    """Return ten folders, each in the one before, with the documents spread over them."""
    from django.db import transaction

    from pico.base.actor import system_actor
    from pico.files.actions import create_folder
    from pico.files.models import Document, DocumentVersion, StoredFile, name_key

    actor, chain = system_actor("bench"), []
    for level in range(LEVELS):
        parent = chain[-1] if chain else None
        chain.append(
            create_folder(
                actor=actor, owner=owner, parent=parent, name=f"Livello {level + 1}",
                level="" if parent else "NETWORK",
            )
        )  # fmt: skip
    with transaction.atomic():
        files = StoredFile.objects.bulk_create(
            StoredFile(sha256=f"{n:064x}", size=n + 1, content_type="text/plain") for n in range(DOCUMENTS)
        )
        documents = Document.objects.bulk_create(
            Document(
                owner=owner, author=author, folder=chain[n % LEVELS], level="NETWORK", title=f"Atto {n}",
                title_key=name_key(f"Atto {n}"), tags=",sale," if n % 7 == 0 else "",
            )
            for n in range(DOCUMENTS)
        )  # fmt: skip
        versions = DocumentVersion.objects.bulk_create(
            DocumentVersion(
                document=row, number=1, file=file, original_name=f"{row.title}.txt", author=author
            )
            for row, file in zip(documents, files, strict=True)
        )
        for row, version in zip(documents, versions, strict=True):
            row.current_version = version
        Document.objects.unrestricted("bench").bulk_update(documents, ["current_version"], batch_size=500)
    return chain


def page(client: Any, folder: Any, query: str) -> tuple[int, float]:
    """Return how many queries the page costs and its 95th percentile in milliseconds."""
    from django.db import connection
    from django.urls import reverse

    counted: list[str] = []

    def count(execute: Any, sql: str, *rest: Any) -> Any:
        counted.append(sql)
        return execute(sql, *rest)

    url = reverse("community:folder", args=[folder.public_id])
    client.get(url)
    with connection.execute_wrapper(count):
        assert client.get(f"{url}?{query}").status_code == 200  # noqa: S101
    took = []
    for _ in range(REPEATS):
        start = time.perf_counter()
        client.get(f"{url}?{query}")
        took.append((time.perf_counter() - start) * 1000)
    return len(counted), statistics.quantiles(took, n=20)[-1]


def main() -> int:
    """Seed, measure, print. Returns 1 when a page costs too many queries, or not always the same."""
    prepare()
    from django.db import connection
    from django.test import Client

    from pico.base.actor import system_actor
    from pico.files.actions import move_folder, share_folder
    from tests import proofs

    proofs.install()
    owner, editor = people()
    start = time.perf_counter()
    chain = seed(owner, editor)
    print(
        f"{connection.vendor}: {DOCUMENTS} documents, {LEVELS} levels in {time.perf_counter() - start:.1f} s"
    )
    client = Client(HTTP_HOST="treviso.localhost")
    client.force_login(editor)
    costs = {}
    for name, folder, query in (
        ("first level, 25 rows", chain[0], "righe=25"),
        ("first level, 100 rows", chain[0], "righe=100"),
        ("tenth level, 100 rows", chain[-1], "righe=100"),
        ("all levels, 100 rows", chain[0], "righe=100&sotto=on"),
        ("all levels, one tag", chain[0], "righe=25&sotto=on&etichetta=sale"),
    ):
        costs[name], p95 = page(client, folder, query)
        print(f"  {name}: {costs[name]} queries, p95 {p95:.0f} ms")
    actor = system_actor("bench")
    for what, act in (
        ("narrow all", lambda: share_folder(actor=actor, folder=chain[0], level="PROVINCE", confirmed=True)),
        ("move half up", lambda: move_folder(actor=actor, folder=chain[5], destination=chain[0])),
    ):
        start = time.perf_counter()
        act()
        print(f"  {what}: {time.perf_counter() - start:.2f} s (the index follows by a job)")
    same = costs["first level, 25 rows"] == costs["first level, 100 rows"]
    return 0 if same and max(costs.values()) <= MOST_QUERIES else 1


if __name__ == "__main__":
    sys.exit(main())
