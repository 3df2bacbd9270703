"""A vertical module of the tests' own: the real ones live in higher apps."""

from types import SimpleNamespace

import pytest

from pico.base.modules import Module, modules, register_module


@pytest.fixture
def vertical():
    """A registered vertical «prova»; what its ``open_work`` answers is in ``vertical.open_work``."""
    made = SimpleNamespace(code="prova", open_work=[])
    register_module(
        Module(
            code=made.code,
            label="Prova",
            title="Modulo di prova",
            kind="VERTICAL",
            icon="tool",
            summary="Serve alle prove.",
            open_work=lambda organisation: made.open_work,
        )
    )
    yield made
    del modules._entries[made.code]
