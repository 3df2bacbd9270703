"""The whole platform as `make run` starts it, for tests that look at it from outside or kill parts of it."""

import html
import http.cookiejar
import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.parse
import urllib.request
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PASSWORD = "Demo-Pico-2026!"
READY = "Pi.Co. è pronta"


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Platform:
    """`scripts/run.py` with a database, files and port of its own.

    Args:
        var: an empty folder.
        environment: what to change in the environment (DATABASE_URL, DEMO).
    """

    def __init__(self, var: Path, **environment: str) -> None:
        self.var = var
        inherited = {
            k: v for k, v in os.environ.items() if k not in {"DJANGO_SETTINGS_MODULE", "PORT", "DEMO"}
        }
        self.environment = inherited | environment | {"PICO_VAR": str(var)}
        self.output = var / "make-run.txt"
        self.move_to(free_port())

    def move_to(self, port: int) -> None:
        """Answer at a port: at that of one that runs already, when this does not start it."""
        self.port = port
        self.environment["PORT"] = str(port)

    def start(self, patience: float = 900) -> "Platform":
        """Start everything and wait until it says that it is ready."""
        with self.output.open("wb") as output:
            self.process = subprocess.Popen(
                [sys.executable, "scripts/run.py"],
                cwd=ROOT,
                env=self.environment,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
            )
        give_up = time.monotonic() + patience
        while READY not in self.said():
            if self.process.poll() is not None or time.monotonic() > give_up:
                self.stop()
                raise RuntimeError(f"the platform did not start:\n{self.said()}")
            time.sleep(0.1)
        return self

    def said(self) -> str:
        return self.output.read_text()

    def stop(self) -> int:
        """Stop as Ctrl-C does and return the exit status."""
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGINT)
        return self.process.wait(30)

    def url(self, path: str = "/", site: str = "") -> str:
        return f"http://{site + '.' if site else ''}localhost:{self.port}{path}"

    def manage(self, *arguments: str) -> str:
        """Run a management command on the platform's database and return what it printed."""
        done = subprocess.run(
            [sys.executable, "-W", "ignore", "manage.py", *arguments],
            cwd=ROOT,
            env=self.environment | {"DJANGO_SETTINGS_MODULE": "pico.config.settings.dev"},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode:
            raise RuntimeError(f"manage.py {arguments[0]}: {done.stdout}{done.stderr}")
        return done.stdout

    def service(self, name: str) -> int:
        """Return the process of a service: "web" or "worker"."""
        mark = {"web": "granian", "worker": "manage.py\0worker"}[name]
        found = [pid for pid in children(self.process.pid) if mark in command_of(pid)]
        if not found:
            raise LookupError(f"{name} is not running")
        return found[0]

    def kill(self, name: str) -> None:
        """Do what a power cut does to a service: kill -9 of it and of all it started, children first."""
        service = self.service(name)
        for pid in [*children(service), service]:
            os.kill(pid, signal.SIGKILL)

    def answers(self) -> bool:
        try:
            urllib.request.urlopen(self.url("/salute/"), timeout=5).close()
        except urllib.error.HTTPError:
            return True
        except OSError:
            return False
        return True

    def wait_until_it_answers(self, patience: float = 30) -> None:
        give_up = time.monotonic() + patience
        while not self.answers():
            if time.monotonic() > give_up:
                raise TimeoutError(self.said())
            time.sleep(0.05)


def children(pid: int) -> list[int]:
    """Return the processes that a process started."""
    try:
        return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
    except FileNotFoundError:
        return []


def command_of(pid: int) -> str:
    try:
        return Path(f"/proc/{pid}/cmdline").read_text()
    except (FileNotFoundError, ProcessLookupError):
        return ""


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    """Redirects are followed by the person, who knows the hosts that Python's resolver does not."""

    def redirect_request(self, *args, **kwargs) -> None:
        return None


class Person:
    """Somebody with a browser without JavaScript: follows links, fills in forms, keeps cookies by host."""

    def __init__(self, platform: Platform, site: str) -> None:
        self.platform = platform
        self.site = site
        self.openers: dict[str, urllib.request.OpenerDirector] = {}
        self.address = ""

    def _opener(self, host: str) -> urllib.request.OpenerDirector:
        if host not in self.openers:
            cookies = urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar())
            self.openers[host] = urllib.request.build_opener(cookies, _NoRedirect)
        return self.openers[host]

    def open(self, path: str, data: dict[str, str] | None = None) -> tuple[int, str]:
        """GET, or POST when there are data, follow redirects and return the last status and body.

        Python's resolver does not know *.localhost, so the address is the loopback and the host a header.
        """
        host = f"{self.site}.localhost" if self.site else "localhost"
        address = path if "://" in path else f"http://{host}:{self.platform.port}{path}"
        for _ in range(10):
            status, body, location = self._once(address, data)
            if not location:
                self.address = address
                return status, body
            address, data = urllib.parse.urljoin(address, location), None
        raise RecursionError(f"redirects without end: {address}")

    def _once(self, address: str, data: dict[str, str] | None) -> tuple[int, str, str]:
        parts = urllib.parse.urlsplit(address)
        request = urllib.request.Request(
            parts._replace(netloc=f"127.0.0.1:{self.platform.port}").geturl(),
            data=urllib.parse.urlencode(data).encode() if data is not None else None,
            headers={"Host": parts.netloc}
            | ({"Origin": f"http://{parts.netloc}"} if data is not None else {}),
        )
        try:
            with self._opener(parts.netloc).open(request, timeout=30) as answer:
                return answer.status, answer.read().decode(), ""
        except urllib.error.HTTPError as answer:
            location = answer.headers.get("Location", "") if answer.code in {301, 302, 303} else ""
            return answer.code, answer.read().decode(errors="replace"), location

    def post(self, path: str, **data: str) -> tuple[int, str]:
        """Open the page, take what its form brings along, send it to where it was found."""
        _status, page = self.open(path)
        hidden = {
            name: found[1]
            for name in ("csrfmiddlewaretoken", "next", "acting")
            if (found := re.search(rf'name="{name}" value="([^"]*)"', page))
        }
        return self.open(self.address, {**{k: html.unescape(v) for k, v in hidden.items()}, **data})

    def sign_in(self, email: str, password: str = PASSWORD) -> "Person":
        status, page = self.post("/accedi/", login=email, password=password)
        if status != 200 or 'name="password"' in page:
            raise PermissionError(f"{email} could not sign in: {status}")
        return self
