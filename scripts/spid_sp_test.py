"""`make test-spid`: AgID's spid-sp-test against this checkout, for SPID and for CIE. Standard library only.

An installation of its own is made in a temporary folder, the tool in .venv-spidtest (it pins old libraries).
On Linux everything runs in a network namespace with nothing but loopback: it proves that nothing calls out.
The tool is content with any of 400, 401, 403, 422 and 500 as a refusal: here each refusal must be a 403,
exactly the right answers a 200, and nobody may have a session or an account afterwards.
"""

import contextlib
import json
import os
import shutil
import socket
import sqlite3
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path

from prepare import PYTHON, ROOT, VENV, CannotGoOn, call, prepare, say

TOOL = "spid-sp-test==1.2.18"
HOME = ROOT / ".venv-spidtest"
PROFILES = {"spid": ("spid-sp-public", 269), "cie": ("cie-sp-public", 238)}
# Of the tool's answers only these are right ones: good, without Format, level equal, higher, more attributes,
# good again, with milliseconds.
RIGHT = {"1", "31", "95", "96", "103", "109", "110"}
PROVIDER = "https://localhost:8443"
MIGRATED = ROOT / "var" / "test-databases"  # what tests/databases.py keeps
ISOLATED = "PICO_BENCH_ISOLATED"
PATIENCE = 60  # seconds the web may take to answer for the first time


def tool() -> None:
    """Install the tool once, in an environment of its own."""
    if (HOME / "bin" / "spid_sp_test").exists():
        return
    say(f"Installo {TOOL} in {HOME.name}, solo questa volta …")
    call(sys.executable, "-m", "venv", "--clear", HOME)
    call(HOME / "bin" / "pip", "install", "--no-input", "--quiet", TOOL)


def isolate() -> None:
    """Start again inside a network namespace; where that is not allowed, say so and go on."""
    if os.environ.get(ISOLATED) or not shutil.which("unshare") or not shutil.which("ip"):
        return
    inside = ["unshare", "--net"] if os.geteuid() == 0 else ["unshare", "--map-root-user", "--net"]
    again = f'ip link set lo up && exec "{sys.executable}" "{Path(__file__)}"'
    probe = subprocess.run([*inside, "true"], check=False, capture_output=True)
    if probe.returncode:
        say("Rete non isolata: il sistema non lo permette.")
        return
    os.execvpe(inside[0], [*inside, "sh", "-c", again], {**os.environ, ISOLATED: "1"})  # noqa: S606 - our own command


class Bench:
    """One installation in a temporary folder, and the web process in front of it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        self.base = f"http://localhost:{self.port}"
        kept = {key: value for key, value in os.environ.items() if not key.lower().endswith("_proxy")}
        self.environment = {
            **kept,
            "PICO_VAR": str(folder),
            "PORT": str(self.port),
            "PICO_SIGNIN_HOST": "",  # the tool knows one host: it signs in by itself
            "DJANGO_SETTINGS_MODULE": "pico.config.settings.spidtest",
            "DATABASE_URL": f"sqlite:///{folder / 'bench.sqlite3'}",
        }

    def manage(self, *arguments: object) -> None:
        call(PYTHON, "-W", "ignore", "manage.py", *arguments, env=self.environment)

    def prepare(self) -> None:
        """Make database, site, keys, metadata."""
        for template in MIGRATED.glob("*.sqlite3"):  # at most one
            shutil.copyfile(template, self.folder / "bench.sqlite3")
        self.manage("migrate", "--no-input")
        self.manage("seed_registry")
        self.manage("create_sites")
        for kind in PROFILES:
            self.manage("saml_certificate", kind.upper())
            self.manage("saml_metadata", kind.upper())
        described = subprocess.run(
            [HOME / "bin" / "spid_sp_test", "--idp-metadata"],
            check=True, capture_output=True, env=self.environment, cwd=self.folder,
        )  # fmt: skip
        (self.folder / "provider.xml").write_bytes(described.stdout)

    def serve(self) -> subprocess.Popen:
        """Start the web and wait until it answers."""
        with (self.folder / "web.log").open("wb") as log:
            web = subprocess.Popen(
                [
                    VENV / "bin" / "granian", "--interface", "wsgi", "--host", "127.0.0.1",
                    "--port", str(self.port), "--workers", "1", "--blocking-threads", "1", "--no-ws",
                    "pico.config.wsgi:application",
                ],
                cwd=ROOT, env=self.environment, stdout=log, stderr=log, start_new_session=True,
            )  # fmt: skip
        opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        give_up = time.monotonic() + PATIENCE
        while time.monotonic() < give_up:
            with contextlib.suppress(OSError):
                opener.open(f"{self.base}/spid/metadata/", timeout=30).close()
                return web
            time.sleep(0.2)
        web.terminate()
        raise CannotGoOn(f"Il sito del banco non risponde:\n{(self.folder / 'web.log').read_text()[-2000:]}")

    def run(self, kind: str) -> list[str]:
        """Run one profile and return what is wrong with it."""
        profile, least = PROFILES[kind]
        self.manage("saml_provider", kind.upper(), self.folder / "provider.xml", "--name", "Banco")
        report = self.folder / f"{kind}.json"
        done = subprocess.run(
            [
                HOME / "bin" / "spid_sp_test", "--profile", profile,
                "--metadata-url", f"{self.base}/{kind}/metadata/",
                "--authn-url", f"{self.base}/{kind}/entra/?idp={PROVIDER}",
                "--extra", "--debug", "ERROR", "-tr", "-rf", "json", "-o", report,
            ],
            check=False, cwd=self.folder, env=self.environment, capture_output=True, text=True,
        )  # fmt: skip
        if not report.exists():
            return [f"{kind}: no report\n{done.stderr[-2000:]}"]
        checks = [
            (category, check)
            for category, classes in json.loads(report.read_text())["test"]["sp"].items()
            for found in classes.values()
            for check in found
        ]
        wrong = [f"{kind}: {c['test']} {c['value']}" for _, c in checks if c["result"] == "failure"]
        say(f"  {profile}: {len(checks)} controlli, {len(wrong)} falliti")
        if done.returncode:
            wrong.append(f"{kind}: exit {done.returncode}")
        if len(checks) < least:
            wrong.append(f"{kind}: {len(checks)} checks, at least {least} expected")
        return wrong + [
            f"{kind}: {check['test']} answered {check['value']}"
            for category, check in checks
            if category == "response"
            and ("200" if check["test_id"] in RIGHT else "403") not in str(check["value"])
        ]

    def left_behind(self) -> list[str]:
        """Say what a refusal stored: sessions, people, and identities beyond those of the right answers."""
        with contextlib.closing(sqlite3.connect(self.folder / "bench.sqlite3")) as database:
            count = {
                table: database.execute(f"SELECT count(*) FROM {table}").fetchone()[0]  # noqa: S608
                for table in ("django_session", "accounts_user", "accounts_pendingidentity")
            }
        expected = {
            "django_session": 0,
            "accounts_user": 0,
            "accounts_pendingidentity": len(RIGHT) * len(PROFILES),
        }
        return [f"{name}: {count[name]} rows, {rows} expected" for name, rows in expected.items()
                if count[name] != rows]  # fmt: skip


def main() -> None:
    prepare()
    tool()
    isolate()
    if not shutil.which("xmlsec1"):
        raise CannotGoOn("Manca xmlsec1 (Debian: apt install xmlsec1 libxmlsec1-openssl).")
    with tempfile.TemporaryDirectory(prefix="pico-spid-") as folder:
        bench = Bench(Path(folder))
        bench.prepare()
        web = bench.serve()
        try:
            wrong = [problem for kind in PROFILES for problem in bench.run(kind)]
        finally:
            web.terminate()
            web.wait(20)
        wrong += bench.left_behind()
    if wrong:
        raise CannotGoOn("\n".join(wrong))
    say("SPID e CIE: tutto a posto.")


if __name__ == "__main__":
    try:
        main()
    except CannotGoOn as failure:
        sys.exit(str(failure))
