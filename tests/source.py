"""Reading our own source: what tests/test_consistency.py and tests/test_habits.py walk over."""

import ast
import re
import tomllib
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PICO = ROOT / "pico"
CONTRACTS = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]
HEIGHT = {
    name.strip(): -number for number, line in enumerate(CONTRACTS[0]["layers"]) for name in line.split("|")
}
KERNEL = [name for name in HEIGHT if HEIGHT[name] <= HEIGHT["files"]]


def may_lean_on(module: str, other: str) -> bool:
    """Say whether an app may know another one: itself and lower ones only."""
    return module == other or HEIGHT[other] < HEIGHT[module]


def is_ours(label: str) -> bool:
    return label in HEIGHT


def app_of(path: Path) -> str:
    """Return the app a file belongs to; shared templates and static files belong to nobody ('')."""
    first = path.relative_to(PICO).parts[0]
    return first if is_ours(first) else ""


def name_of(path: Path) -> str:
    """Return how a file is called in allow-lists and messages: sua/actions.py."""
    return str(path.relative_to(PICO))


def python_files(*patterns: str) -> list[Path]:
    """Return our Python files, migrations left out unless asked for."""
    if patterns:
        return sorted(p for pattern in patterns for p in PICO.glob(pattern))
    return sorted(p for p in PICO.glob("*/**/*.py") if "migrations" not in p.parts)


def templates() -> list[Path]:
    return sorted(
        p for p in PICO.rglob("templates/**/*") if p.is_file() and p.suffix in {".html", ".txt", ".svg"}
    )


@cache
def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(), str(path))


def calls(node: ast.AST) -> Iterator[ast.Call]:
    return (n for n in ast.walk(node) if isinstance(n, ast.Call))


def called_name(call: ast.Call) -> str:
    """Return the last name of what is called: `save` for row.save(), `record` for record()."""
    if isinstance(call.func, ast.Attribute):
        return call.func.attr
    return call.func.id if isinstance(call.func, ast.Name) else ""


def literal(node: ast.AST | None) -> str | None:
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else None


def public_functions(path: Path) -> list[ast.FunctionDef]:
    """Return the functions at the top of a module whose name has no leading underscore."""
    return [n for n in tree(path).body if isinstance(n, ast.FunctionDef) and not n.name.startswith("_")]


def enclosing_names(path: Path) -> dict[ast.AST, str]:
    """Return for each node the dotted name of the function or class that holds it."""
    names: dict[ast.AST, str] = {}

    def walk(node: ast.AST, inside: str) -> None:
        for child in ast.iter_child_nodes(node):
            names[child] = inside
            named = isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef)
            walk(child, f"{inside}.{child.name}".strip(".") if named else inside)

    walk(tree(path), "")
    return names


def imports(path: Path) -> list[tuple[str, int]]:
    """Return each imported module with its line."""
    found = []
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Import):
            found += [(alias.name, node.lineno) for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.module:
            found += [(node.module, node.lineno)]
            found += [(f"{node.module}.{alias.name}", node.lineno) for alias in node.names]
    return found


def without_comments(template: str) -> str:
    """Return a template's text with {# … #} and {% comment %} blocks blanked, lines kept."""
    blank = lambda found: re.sub(r"[^\n]", " ", found.group())  # noqa: E731
    return re.sub(r"{#.*?#}|{%\s*comment\b.*?endcomment\s*%}|<!--.*?-->", blank, template, flags=re.DOTALL)


def offenders(paths: list[Path], wrong: Callable[[Path], object]) -> dict[str, object]:
    """Return what is wrong by file: one test for all files says as much as one for each, and costs less."""
    found = {name_of(path): wrong(path) for path in paths}
    assert found, "a rule that looks at no file watches over nothing"
    return {name: what for name, what in found.items() if what}
