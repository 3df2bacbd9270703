"""`make bench-memberships`: what rights and lists of people cost with 200,000 memberships at 8,000 bodies.

On a database of its own: SQLite in a temporary folder, or what DATABASE_URL names (scripts/postgres.py). The
registry is the real one, the people are invented. Each measure is repeated; the median is printed with the
number of queries, and the target of the security page of the specifications where it has one.
"""

import os
import random
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

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
from django.test import Client  # noqa: E402
from django.test.utils import CaptureQueriesContext, setup_test_environment  # noqa: E402
from django.utils import timezone  # noqa: E402

from pico.accounts.access import access_of  # noqa: E402
from pico.accounts.models import Membership, User  # noqa: E402
from pico.accounts.roles import roles_at_kind  # noqa: E402
from pico.organisations.models import Organisation  # noqa: E402
from pico.portal.models import PortalSite  # noqa: E402
from tests import proofs  # noqa: E402

MEMBERSHIPS = int(os.environ.get("BENCH_MEMBERSHIPS", "200000"))
PEOPLE = MEMBERSHIPS // 10
BODIES = 8000
ROUNDS = int(os.environ.get("BENCH_ROUNDS", "9"))
HOST = "treviso.localhost"


def seed() -> None:
    """Fill the registry with its real bodies, then people who work for about ten of them each."""
    call_command("migrate", verbosity=0)
    call_command("createcachetable", verbosity=0)
    call_command("seed_registry", verbosity=0)
    call_command("create_sites", verbosity=0)
    PortalSite.objects.update(state="ONLINE")
    chance = random.Random(20261126)
    bodies = list(
        Organisation.objects.exclude(state="CEASED").order_by("?").values_list("pk", "kind")[:BODIES]
    )
    people = [
        User(email=f"p{number}@bench.example", given_name=f"Nome{number}", family_name=f"Cognome{number}")
        for number in range(PEOPLE)
    ]
    User.objects.bulk_create(people, batch_size=2000)
    made: set[tuple[int, int, str]] = set()
    while len(made) < MEMBERSHIPS:
        body, kind = chance.choice(bodies)
        made.add((chance.choice(people).pk, body, chance.choice(roles_at_kind(kind))))
    rows = [
        Membership(user_id=person, organisation_id=body, role=role) for person, body, role in sorted(made)
    ]
    Membership.objects.bulk_create(rows, batch_size=5000)
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")


def viewer(slug: str, role: str) -> User:
    """Return a person who holds one role at one body and nothing else."""
    user = User.objects.create(email=f"{role}-{slug}@bench.example", given_name="Ada", family_name=slug)
    Membership.objects.create(
        user=user, organisation=Organisation.objects.get(slug=slug), role=role, source="BOOTSTRAP"
    )
    return user


def fresh(user: User) -> User:
    """Return the person as the next request finds them."""
    return User.objects.get(pk=user.pk)


def measure(name: str, work: Callable[[], Any], target: float | None = None) -> None:
    """Run something a number of times and print queries and milliseconds."""
    with CaptureQueriesContext(connection) as queries:
        shown = work()
    asked = len(queries)  # the next request empties the log
    times = []
    for _ in range(ROUNDS):
        begun = time.perf_counter()
        work()
        times.append((time.perf_counter() - begun) * 1000)
    wanted = f"{target:g}" if target else ""
    print(f"{name:52} {asked:7} {statistics.median(times):9.1f} {wanted:>6}  {shown}", flush=True)


def page_of(client: Client, path: str) -> Callable[[], int]:
    def ask() -> int:
        answer = client.get(path)
        if answer.status_code != 200:
            raise SystemExit(f"{path}: {answer.status_code}")
        return answer.context["page"].paginator.count

    return ask


def main() -> None:
    proofs.install()
    setup_test_environment()  # answers tell their context
    begun = timezone.now()
    seed()
    counted = Membership.objects.unrestricted("the bench counts what it made").count()
    took = (timezone.now() - begun).seconds
    print(f"\n{connection.vendor}: {counted} appartenenze, {PEOPLE} persone, {BODIES} enti ({took} s)\n")
    print(f"{'misura':52} {'domande':>7} {'ms':>9} {'meta':>6}  righe")
    province, national = viewer("treviso", "administrator"), viewer("upi", "administrator")
    rows = Membership.objects
    member = viewer("treviso", "member")
    busy = User.objects.filter(pk__in=Membership.objects.unrestricted("the bench").values("user_id")).first()
    measure("diritti di chi lavora per dieci enti", lambda: len(access_of(fresh(busy)).held))
    for who, user in (("membro", member), ("amministratrice", province), ("nazionale", national)):
        measure(
            f"persone visibili, {who}: prime 20", lambda u=user: len(User.people.visible_to(fresh(u))[:20]), 5
        )
        measure(
            f"persone visibili, {who}: quante", lambda u=user: User.people.visible_to(fresh(u)).count(), 50
        )
        measure(
            f"appartenenze visibili, {who}: prime 20", lambda u=user: len(rows.visible_to(fresh(u))[:20]), 5
        )
        measure(f"appartenenze visibili, {who}: quante", lambda u=user: rows.visible_to(fresh(u)).count(), 50)
    for who, user in (("Provincia", province), ("UPI nazionale", national)):
        client = Client(HTTP_HOST=HOST)
        client.force_login(user)
        measure(f"pagina «Persone», {who}", page_of(client, "/amministrazione/persone/"))
        measure(
            f"pagina «Persone», {who}, cercando", page_of(client, "/amministrazione/persone/?testo=nome12")
        )


if __name__ == "__main__":
    try:
        main()
    finally:
        FOLDER.cleanup()
