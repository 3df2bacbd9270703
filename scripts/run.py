"""`make run`: from a bare checkout to a running platform, and back on Ctrl-C. Standard library only.

Environment: PORT (8000), DATABASE_URL (SQLite in var/), DEMO=0 for an installation without demo content,
PICO_VAR for another place than var/, DJANGO_SETTINGS_MODULE for other settings than the development ones.
"""

import contextlib
import ctypes
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from prepare import PYTHON, ROOT, VENV, CannotGoOn, call, fingerprint, is_stamped, prepare, say

VAR = Path(os.environ.get("PICO_VAR", ROOT / "var")).resolve()
PORT = int(os.environ.get("PORT") or 8000)
WITH_DEMO = os.environ.get("DEMO", "1") != "0"
SQLITE = VAR / "pico.sqlite3"
ENVIRONMENT = {
    "DJANGO_SETTINGS_MODULE": "pico.config.settings.dev",
    "PYTHONUNBUFFERED": "1",
    **os.environ,
    "PICO_VAR": str(VAR),
    "PORT": str(PORT),
}
SERVICES = {
    # One blocking thread per worker: more of them, with persistent connections, exhaust PostgreSQL.
    "web": [
        VENV / "bin" / "granian", "--interface", "wsgi", "--host", "127.0.0.1", "--port", PORT,
        "--workers", 2, "--blocking-threads", 1, "--no-ws", "--respawn-failed-workers",
        "--respawn-interval", 0.5, "--workers-kill-timeout", 5, "pico.config.wsgi:application",
    ],
    "worker": [PYTHON, "manage.py", "worker"],
}  # fmt: skip
PATIENCE = 60  # seconds the web may take to answer for the first time
STILLBORN = 3  # a service that dies within so many seconds of its start …
ATTEMPTS = 5  # … so many times in a row stops everything: starting it again will not mend it
GRACE = 10  # seconds between asking a service to stop and killing it


def manage(*arguments: str) -> None:
    call(PYTHON, "-W", "ignore", "manage.py", *arguments, env=ENVIRONMENT)


def check_port() -> None:
    """Refuse a port that somebody else holds, before any work is done."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", PORT))
        except PermissionError:
            raise CannotGoOn(f"La porta {PORT} è riservata al sistema: prova make run PORT=8000.") from None
        except OSError:
            raise CannotGoOn(
                f"La porta {PORT} è già occupata: ferma chi la usa o prova make run PORT={PORT + 1}."
            ) from None


def database_state() -> str:
    """Return what the database was last brought to: code of migrations and demo, and which database it is."""
    code = [
        p for kind in ("migrations", "demo", "demo.py") for p in sorted((ROOT / "pico").glob(f"*/{kind}"))
    ]
    url = os.environ.get("DATABASE_URL", "")
    which = f"{url}{SQLITE.stat().st_ino if not url and SQLITE.exists() else ''}"
    return f"{fingerprint([ROOT / 'requirements' / 'base.txt', *code])} {which} {WITH_DEMO}"


def bring_database_up() -> None:
    """Migrate and load the demo when code or database changed; both commands may be repeated safely."""
    stamp = VAR / ".database"
    if is_stamped(stamp, database_state()):
        return
    say("Preparo la base dati …")
    manage("migrate", "--no-input")
    manage("createcachetable")
    if WITH_DEMO:
        say("Carico i contenuti dimostrativi …")
        manage("load_demo")
    else:
        say("Carico il registro degli enti …")
        manage("seed_registry")
        manage("create_sites")
        manage("rebuild_search")
    stamp.write_text(database_state())


def static_state() -> str:
    """Return one value that changes with any static file: by name, size and time, to be fast."""
    files = sorted(p for p in (ROOT / "pico").glob("**/static/**/*") if p.is_file())
    told = [f"{p.relative_to(ROOT)} {p.stat().st_size} {p.stat().st_mtime_ns}" for p in files]
    return fingerprint([ROOT / "requirements" / "base.txt"]) + "\n" + "\n".join(told)


def collect_static() -> None:
    """Copy and compress the static files that whitenoise serves."""
    stamp = VAR / "static" / ".collected"
    if is_stamped(stamp, static_state()):
        return
    manage("collectstatic", "--no-input", "--verbosity", "0")
    stamp.write_text(static_state())


def end_with_parent() -> None:
    """Ask Linux to stop this child when the supervisor is killed without a chance to do it."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(1, signal.SIGTERM)  # 1 = PR_SET_PDEATHSIG


class Service:
    """A process in a group of its own, so that stopping it stops whatever it started."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.log = VAR / "log" / f"{name}.log"
        self.stillborn = 0
        self.start()

    def start(self) -> None:
        self.log.parent.mkdir(parents=True, exist_ok=True)
        self.born = time.monotonic()
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                [str(part) for part in SERVICES[self.name]],
                cwd=ROOT, env=ENVIRONMENT, stdin=subprocess.DEVNULL, stdout=log, stderr=log,
                start_new_session=True, preexec_fn=end_with_parent,
            )  # fmt: skip

    def kill(self) -> None:
        """End the service and whatever it started."""
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)

    def revive_if_dead(self) -> None:
        """Start the service again after an unexpected end.

        Raises:
            CannotGoOn: when it keeps dying.
        """
        if self.process.poll() is None:
            return
        self.kill()  # children it left behind would hold the port
        self.stillborn = self.stillborn + 1 if time.monotonic() - self.born < STILLBORN else 0
        if self.stillborn >= ATTEMPTS:
            tail = "\n".join(self.log.read_text(errors="replace").splitlines()[-20:])
            raise CannotGoOn(f"Il servizio «{self.name}» non riesce a partire.\n{tail}")
        say(f"Il servizio «{self.name}» si è fermato (codice {self.process.returncode}): lo riavvio.")
        self.start()

    def stop(self) -> None:
        """Wait for the service to end by itself, not for ever."""
        with contextlib.suppress(subprocess.TimeoutExpired):
            self.process.wait(GRACE)
        self.kill()
        self.process.wait()


def answers() -> bool:
    """Say whether the web answers, whatever it answers."""
    try:
        urllib.request.urlopen(f"http://127.0.0.1:{PORT}/salute/", timeout=5).close()
    except urllib.error.HTTPError:
        return True
    except OSError:
        return False
    return True


def greet(seconds: float) -> None:
    """Print where the platform is and, of a demo, who may sign in."""
    say(f"\nPi.Co. è pronta ({seconds:.0f} s).\n")
    say(f"  UPI nazionale                http://localhost:{PORT}/")
    demo = VAR / "demo"
    if demo.exists():
        for place, host in {
            "Treviso": "treviso",
            "Brescia": "brescia",
            "Pesaro e Urbino": "pesaro-urbino",
        }.items():
            say(f"  {'Provincia di ' + place:<29}http://{host}.localhost:{PORT}/")
        say(f"\n{demo.read_text().rstrip()}")
    say(f"\n  Messaggi dei servizi in {VAR / 'log'}; posta in {VAR / 'mail'}. Ctrl-C ferma tutto.\n")


def serve(started: float) -> None:
    """Keep web and worker alive until somebody asks to stop."""
    services: list[Service] = []
    try:
        services += [Service(name) for name in SERVICES]
        give_up = time.monotonic() + PATIENCE
        while not answers():
            for service in services:
                service.revive_if_dead()
            if time.monotonic() > give_up:
                raise CannotGoOn(
                    f"Il sito non risponde dopo {PATIENCE} secondi: leggi {VAR / 'log' / 'web.log'}."
                )
            time.sleep(0.1)
        greet(time.monotonic() - started)
        while True:
            for service in services:
                service.revive_if_dead()
            time.sleep(0.5)
    finally:
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, signal.SIG_IGN)  # a second Ctrl-C must not leave a service behind
        for service in services:
            service.process.terminate()
        for service in services:
            service.stop()


def interrupted(*_: object) -> None:
    raise KeyboardInterrupt


def main() -> None:
    started = time.monotonic()
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, interrupted)
    try:
        check_port()
        VAR.mkdir(parents=True, exist_ok=True)
        prepare()
        with ThreadPoolExecutor() as second_core:
            collected = second_core.submit(collect_static)
            bring_database_up()
            collected.result()
        if not WITH_DEMO:
            subprocess.run(
                [PYTHON, "-W", "ignore", "manage.py", "first_run_link"], cwd=ROOT, env=ENVIRONMENT, check=True
            )
        serve(started)
    except KeyboardInterrupt:
        say("\nTutto fermo.")
    except CannotGoOn as failure:
        sys.exit(f"\n{failure}")


if __name__ == "__main__":
    main()
