"""The side navigation and "Da fare oggi" are built from what the modules registered."""

from datetime import date

import pytest

from pico.base.modules import Module, NavItem, TodoItem
from pico.base.registry import Registry
from pico.config import navigation


@pytest.fixture
def registered(monkeypatch):
    """An empty registry of modules for the length of a test."""
    registry = Registry("module")
    monkeypatch.setattr(navigation, "modules", registry)

    def add(code, kind, order=100, nav=(), todo=()):
        registry.add(
            code,
            Module(
                code=code,
                label=code,
                title=code,
                kind=kind,
                icon="pa",
                summary="",
                order=order,
                area_nav=lambda user, organisation: nav,
                todo=lambda user, organisation: todo,
            ),
        )

    return add


def test_groups_come_in_their_order_and_empty_ones_are_left_out(registered):
    registered("profile", "SERVICE", nav=[NavItem("Profilo", "/profilo/")])
    registered("sit", "VERTICAL", order=20, nav=[NavItem("SIT", "/sit/")])
    registered("sua", "VERTICAL", order=10, nav=[NavItem("Richieste", "/sua/gare/")])
    registered("community", "HORIZONTAL", nav=[])

    groups = navigation.navigation(None, None)

    assert [(group.label, [item.label for item in group.items]) for group in groups] == [
        ("Servizi della Provincia", ["Richieste", "SIT"]),
        ("Strumenti", ["Profilo"]),
    ]


def test_what_is_to_do_comes_by_due_date_and_undated_last(registered):
    registered(
        "sua",
        "VERTICAL",
        todo=[
            TodoItem("Senza data", "/1/", "Apri"),
            TodoItem("Più tardi", "/2/", "Apri", due=date(2026, 12, 1)),
        ],
    )
    registered("files", "SERVICE", todo=[TodoItem("Domani", "/3/", "Apri", due=date(2026, 11, 25))])

    assert [item.what for item in navigation.todo(None, None)] == ["Domani", "Più tardi", "Senza data"]
