"""Bring a checkout to the point where it can run: environment, packages, front end. Standard library only.

`python3 scripts/prepare.py` prepares what `make run` needs, `python3 scripts/prepare.py dev` also the tools
that build and check. Each step leaves a stamp, the hash of what it was made from, and is skipped while that
hash stays the same: a second call takes a fraction of a second.
"""

import hashlib
import os
import shutil
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
MODULES = ROOT / "node_modules"
BUILD = ROOT / "pico" / "static" / "build"
OLDEST_PYTHON = (3, 11)
OLDEST_NODE = 20
OLDEST_NPM = 10


class CannotGoOn(Exception):
    """Something outside the project is missing; the message tells the person what to do."""


def say(sentence: str) -> None:
    """Tell the person what is going on, at once even through a pipe."""
    print(sentence, flush=True)


def fingerprint(paths: Iterable[Path]) -> str:
    """Return one hash over names and contents of files, folders read whole."""
    digest = hashlib.sha256()
    for path in filter(Path.exists, paths):
        files = sorted(p for p in path.rglob("*") if p.is_file()) if path.is_dir() else [path]
        for file in (f for f in files if "__pycache__" not in f.parts):
            digest.update(f"{file.relative_to(ROOT)}\0".encode() + file.read_bytes())
    return digest.hexdigest()


def is_stamped(stamp: Path, value: str) -> bool:
    """Say whether the step behind this stamp was finished from exactly these sources."""
    return stamp.is_file() and stamp.read_text() == value


def call(*command: object, **options: object) -> None:
    """Run one step in the checkout, its output kept back unless it fails."""
    done = subprocess.run(
        [str(part) for part in command],
        check=False,
        cwd=ROOT,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        **options,
    )
    if done.returncode:
        tail = "\n".join((done.stdout + done.stderr).strip().splitlines()[-25:])
        raise CannotGoOn(f"Non riuscito: {' '.join(map(str, command))}\n{tail}")


def environment() -> None:
    """Make .venv with the Python that runs this script."""
    if sys.version_info < OLDEST_PYTHON:
        raise CannotGoOn(f"Serve Python 3.11 o successivo; questo è {sys.version.split()[0]}.")
    if PYTHON.exists() and any(VENV.glob("installed-*")):
        return
    say("Creo l'ambiente Python in .venv …")
    try:
        call(sys.executable, "-m", "venv", "--clear", VENV)
    except CannotGoOn as failure:
        shutil.rmtree(VENV, ignore_errors=True)
        raise CannotGoOn(
            "Python non riesce a creare un ambiente virtuale: di solito manca il pacchetto python3-venv "
            "(Debian e Ubuntu: sudo apt install python3-venv). Installalo e ripeti il comando.\n"
            + str(failure)
        ) from None


def python_packages(name: str) -> None:
    """Install requirements/<name>.txt, every file checked against its hash."""
    locked = ROOT / "requirements" / f"{name}.txt"
    stamp = VENV / f"installed-{name}"
    wanted = fingerprint([locked])
    if is_stamped(stamp, wanted):
        return
    say(f"Installo le librerie Python ({locked.relative_to(ROOT)}), solo questa volta …")
    call(PYTHON, "-m", "pip", "install", "--no-input", "--require-hashes", "-r", locked)
    stamp.write_text(wanted)


def major_version(command: str, path: str) -> int:
    """Return the major version of node or npm found on this path, 0 when there is none."""
    found = shutil.which(command, path=path)
    if not found:
        return 0
    told = subprocess.run(
        [found, "--version"], check=False, capture_output=True, text=True, env=os.environ | {"PATH": path}
    )
    number = told.stdout.strip().lstrip("v").split(".")[0]
    return int(number) if number.isdigit() else 0


def node_path() -> str:
    """Return a PATH on which node and npm are recent enough, installing them in .venv when they are not."""
    path = os.environ.get("PATH", os.defpath)
    if major_version("node", path) >= OLDEST_NODE and major_version("npm", path) >= OLDEST_NPM:
        return path
    python_packages("node")
    return f"{VENV / 'bin'}{os.pathsep}{path}"


def front_end() -> None:
    """Install the npm packages and bundle style sheets and scripts into pico/static/build."""
    packages = fingerprint([ROOT / "package-lock.json"])
    installed = MODULES / ".installed"
    sources = fingerprint([ROOT / "package-lock.json", ROOT / "frontend", ROOT / "pico" / "static" / "src"])
    built = BUILD / ".built"
    if is_stamped(installed, packages) and is_stamped(built, sources):
        return
    with_node = os.environ | {"PATH": node_path()}
    npm = shutil.which("npm", path=with_node["PATH"])
    if not is_stamped(installed, packages):
        say("Installo le librerie dell'interfaccia, solo questa volta …")
        call(npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund", env=with_node)
        installed.write_text(packages)
    if not is_stamped(built, sources):
        say("Costruisco fogli di stile e script …")
        call(npm, "run", "build", env=with_node)
        BUILD.mkdir(parents=True, exist_ok=True)
        built.write_text(sources)


def prepare(*, dev: bool = False) -> None:
    """Do every step that is not done yet."""
    environment()
    python_packages("dev" if dev else "base")
    front_end()


if __name__ == "__main__":
    try:
        prepare(dev="dev" in sys.argv[1:])
    except CannotGoOn as failure:
        sys.exit(str(failure))
