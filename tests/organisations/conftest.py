"""A vertical module of the tests' own: the real ones live in higher apps."""

from types import SimpleNamespace

import pytest
from django.db import transaction

from pico.base.actor import system_actor
from pico.base.modules import Module, modules, register_module
from pico.organisations import sources
from pico.organisations.actions.seed import seed_registry


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


@pytest.fixture(scope="class")
def whole_registry(django_db_setup, django_db_blocker):
    """The whole registry, seeded once for a class of tests that do not ask for the database themselves."""
    with django_db_blocker.unblock(), transaction.atomic():
        seed_registry(actor=system_actor("test of the whole registry"))
        yield
        transaction.set_rollback(True)


@pytest.fixture(scope="class")
def units_and_upi(django_db_setup, django_db_blocker):
    """The registry without a municipality, for a class of tests."""
    with django_db_blocker.unblock(), transaction.atomic(), pytest.MonkeyPatch.context() as patch:
        patch.setattr(sources, "municipalities", lambda: iter(()))
        seed_registry(actor=system_actor("test of a registry without municipalities"))
        patch.undo()
        yield
        transaction.set_rollback(True)
