"""The benchmarks run seldom, so what they import within their functions is looked for here."""

import ast
from importlib import import_module

import pytest

from tests.source import ROOT, tree

BENCHES = sorted((ROOT / "bench").glob("*.py"))


def is_there(module, name):
    if hasattr(import_module(module), name):
        return True
    try:
        return bool(import_module(f"{module}.{name}"))
    except ModuleNotFoundError:
        return False


@pytest.mark.parametrize("path", BENCHES, ids=lambda path: path.stem)
def test_a_benchmark_imports_only_what_there_is(path):
    wanted = [
        (node.module, alias.name)
        for node in ast.walk(tree(path))
        if isinstance(node, ast.ImportFrom) and node.module and node.module.split(".")[0] in {"pico", "tests"}
        for alias in node.names
        if alias.name != "*"
    ]
    assert [f"{module}.{name}" for module, name in wanted if not is_there(module, name)] == []
