"""Habits of the house that a machine checks, beside those of test_consistency.py; exceptions as there."""

import ast
import re
import statistics
from pathlib import Path

import pytest
from django.apps import apps
from django.urls import URLResolver, get_resolver

from tests.source import (
    HEIGHT,
    KERNEL,
    PICO,
    ROOT,
    app_of,
    imports,
    is_ours,
    literal,
    name_of,
    offenders,
    public_functions,
    python_files,
    templates,
    tree,
    without_comments,
)

FILES = python_files()
PAGES = [path for path in templates() if path.suffix == ".html"]
OURS = [model for model in apps.get_models() if is_ours(model._meta.app_label)]


# --- Migrations -------------------------------------------------------------------------------------------

MIGRATIONS = python_files("*/migrations/[0-9]*.py")


def test_migrations_have_names():
    nameless = [p for p in MIGRATIONS if not re.fullmatch(r"\d{4}_[a-z0-9_]+", p.stem) or "_auto_" in p.stem]
    assert nameless == [], "name it after what it changes: makemigrations -n NAME"


def test_migrations_import_nothing_of_ours():
    def ours(path: Path) -> set[str]:
        names = {name for name, _ in imports(path) if name.startswith("pico.")}
        return {name for name in names if not name.startswith("pico.base.")}

    assert offenders(MIGRATIONS, ours) == {}, (
        "code moves on, a migration must not (a field's default may come from pico.base, which keeps it)"
    )


# --- Habits -----------------------------------------------------------------------------------------------

# file: why it imports inside a function
MAY_IMPORT_LATE: dict[str, str] = {
    "files/extracting.py": "readers of some types are loaded only where the first one gives up",
    "config/context.py": "the frame of every page must not load models while settings are read",
}


def lines_of_late_imports(path: Path) -> list[int]:
    return [
        node.lineno
        for function in ast.walk(tree(path))
        if isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef)
        for node in ast.walk(function)
        if isinstance(node, ast.Import | ast.ImportFrom)
    ]


def test_imports_stand_at_the_top():
    late = offenders([p for p in FILES if p.name != "apps.py"], lines_of_late_imports)
    assert set(late) == set(MAY_IMPORT_LATE), f"imports inside functions hide a cycle: {late}"


# what: (modules, {the only files that may import them: why})
RAW: dict[str, tuple[set[str], dict[str, str]]] = {
    "archives": (
        {"zipfile", "tarfile", "gzip", "bz2"},
        {"base/zips.py": "the one reader: limits counted while inflating"},
    ),
    "XML": ({"xml", "lxml", "defusedxml"}, {"base/xml.py": "the one reader: no document types, no entities"}),
    "the network": (
        {"requests", "httpx", "urllib.request", "urllib3", "http.client", "aiohttp", "socket", "smtplib"},
        {
            "base/management/commands/worker.py": "the host's name, to recognise its own dead processes",
            "notifications/smtp.py": "the words in which a mail relay refuses",
        },
    ),
    "raw HTML": (
        {"django.utils.safestring"},
        {
            "base/html.py": "the cleaner: the only caller of mark_safe",
            "base/markdown.py": "the type of what the cleaner returns",
            "base/templatetags/pico.py": "the type of what format_html returns, never mark_safe",
        },
    ),
    "objects from bytes": ({"pickle", "marshal", "shelve"}, {}),
    "other programs": (
        {"subprocess"},
        {"files/extraction.py": "reads a file in a process of its own, within limits of time and memory"},
    ),
}


@pytest.mark.parametrize("what", RAW)
def test_dangerous_tools_have_one_home(what):
    modules, homes = RAW[what]
    users = {
        name_of(path)
        for path in FILES
        for name, _ in imports(path)
        if any(name == module or name.startswith(f"{module}.") for module in modules)
    }
    assert users == set(homes), f"{what}: one guarded module each, the others call it"


TRUSTING = {
    ".txt": re.compile(r"\|\s*safe\b|\|\s*safeseq\b"),  # a plain text has nothing to escape
    ".html": re.compile(r"\|\s*safe\b|\|\s*safeseq\b|autoescape\s+off"),
    ".svg": re.compile(r"\|\s*safe\b|\|\s*safeseq\b|autoescape\s+off"),
}
INLINE_CODE = re.compile(
    r"""<[^>]*?\s(?:style|on[a-z]+)\s*=\s*["']|<script(?![^>]*\ssrc=)(?![^>]*application/(?:ld\+)?json)[^>]*>|<style\b"""
)
EXTERNAL = re.compile(
    r"""<(?:script|link|img|source|iframe|video|audio)\b[^>]*\s(?:src|href)\s*=\s*["'](?:https?:)?//"""
)


def test_templates_trust_nothing():
    def trusting(path: Path) -> list[str]:
        return TRUSTING[path.suffix].findall(without_comments(path.read_text()))

    assert offenders(templates(), trusting) == {}, "use the cleaner's filter"


def test_templates_hold_no_inline_code():
    def inline(path: Path) -> list[str]:
        return INLINE_CODE.findall(without_comments(path.read_text()))

    pages = [path for path in PAGES if path.parent.name != "mail"]  # whose styles no policy sees
    assert offenders(pages, inline) == {}, "the strict CSP refuses it"


def test_templates_are_laid_out_alike():
    """Two spaces a level, no tabs, no blank ends: djlint's own formatter adds white space that people see."""

    def untidy(path: Path) -> list[int]:
        lines = path.read_text().split("\n")
        found = [
            number
            for number, line in enumerate(lines, 1)
            if line != line.rstrip() or "\t" in line or (len(line) - len(line.lstrip(" "))) % 2
        ]
        return found if lines[-1] == "" and lines[-2:] != ["", ""] else [*found, len(lines)]

    assert offenders(PAGES, untidy) == {}


def test_templates_load_nothing_from_other_hosts():
    def external(path: Path) -> list[str]:
        tags = [found.group() for found in EXTERNAL.finditer(without_comments(path.read_text()))]
        return [tag for tag in tags if 'rel="canonical"' not in tag]

    assert offenders(PAGES, external) == {}


def test_no_file_is_longer_than_800_lines():
    assert offenders(FILES, lambda path: len(path.read_text().splitlines()) > 800) == {}


def test_functions_stay_small():
    sizes = sorted(
        node.end_lineno - node.lineno + 1
        for path in FILES
        for node in ast.walk(tree(path))
        if isinstance(node, ast.FunctionDef)
    )
    assert statistics.median(sizes) <= 8
    assert sizes[int(len(sizes) * 0.9)] <= 30


# A framework calls these by their own names; nobody calls them to learn what they do.
SPEAKS_FOR_ITSELF = re.compile(r"apps|urls|views|forms|models|tasks|demo|tests?|admin|checks")


def test_public_functions_of_the_kernel_have_docstrings():
    def bare(path: Path) -> list[str]:
        return [
            f.name for f in public_functions(path) if not ast.get_docstring(f) and f.end_lineno - f.lineno > 3
        ]

    speaking = [
        path
        for path in FILES
        if app_of(path) in KERNEL
        and not SPEAKS_FOR_ITSELF.fullmatch(path.relative_to(PICO).parts[1].removesuffix(".py"))
    ]
    assert offenders(speaking, bare) == {}, "higher apps read the kernel's docstrings instead of its code"


def test_every_exception_names_a_file_that_exists():
    named = {*MAY_IMPORT_LATE, *(file for _, homes in RAW.values() for file in homes)}
    assert {name for name in named if not (PICO / name).exists()} == set()


# --- Words ------------------------------------------------------------------------------------------------


def glossary_rows() -> list[tuple[str, str]]:
    """Return (app, identifier) of each row of | app | Termine | Identifier | meaning | norm |."""
    rows = []
    for line in (ROOT / "docs" / "glossary.md").read_text().splitlines():
        cells = [cell.strip().strip("`") for cell in line.strip().strip("|").split("|")]
        if line.startswith("|") and len(cells) >= 5 and is_ours(cells[0]):
            rows.append((cells[0], cells[2]))
    return rows


def test_each_model_has_its_row_in_the_glossary_and_no_row_lacks_its_model():
    rows = glossary_rows()
    models = {(m._meta.app_label, m.__name__) for m in OURS}
    assert {row for row in rows if rows.count(row) > 1} == set(), "a term twice"
    named = {row for row in rows if row[1][:1].isupper()}
    assert (models - set(rows), named - models) == (set(), set()), (
        "docs/glossary.md and the models have drifted apart"
    )


# --- Addresses --------------------------------------------------------------------------------------------


def test_each_app_with_pages_names_its_addresses():
    for path in python_files("*/urls.py", "*/urls/__init__.py"):
        if app_of(path) == "config":
            continue
        names = [
            literal(node.value)
            for node in tree(path).body
            if isinstance(node, ast.Assign) and getattr(node.targets[0], "id", "") == "app_name"
        ]
        assert names == [app_of(path)], name_of(path)


def our_namespaces() -> set[str]:
    return {r.namespace for r in get_resolver().url_patterns if isinstance(r, URLResolver) and r.namespace}


def test_each_namespace_in_the_address_table_is_an_app_of_ours_or_of_the_framework():
    assert {n for n in our_namespaces() if n not in HEIGHT and not n.startswith("wagtail")} == set()
