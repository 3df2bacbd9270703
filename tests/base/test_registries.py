"""What one app offers to another: registered once, or the start stops; used unregistered, it is an error."""

import pytest
from django.core.exceptions import ImproperlyConfigured

from pico.base import capabilities
from pico.base.actor import Actor, system_actor
from pico.base.demo import demo_loaders, loaders_in_order
from pico.base.http import whole_number
from pico.base.outbox import deliver
from pico.base.registry import Hook, Registry


@pytest.fixture
def registry():
    return Registry("kind of thing")


def test_an_entry_is_found_by_its_code_in_the_order_of_registration(registry):
    registry.add("b", 2)
    registry.add("a", 1)
    assert (registry.get("a"), list(registry), "b" in registry, "c" in registry) == (1, [2, 1], True, False)


def test_a_code_registered_twice_stops_the_start_and_the_first_stays(registry):
    registry.add("a", 1)
    with pytest.raises(ImproperlyConfigured, match="kind of thing «a» is registered twice"):
        registry.add("a", 2)
    assert registry.get("a") == 1


def test_a_code_used_without_registration_is_an_error(registry):
    with pytest.raises(ImproperlyConfigured, match="kind of thing «a» is used but not registered"):
        registry.get("a")


def test_a_hook_nobody_filled_says_what_is_missing():
    with pytest.raises(ImproperlyConfigured, match="nobody provides: the answer"):
        Hook("the answer").call  # noqa: B018 - reading it is the call


def test_a_hook_is_filled_by_one_app_only_and_twice_by_the_same_harmlessly():
    hook = Hook("the answer")
    hook.provide(len)
    hook.provide(len)
    with pytest.raises(ImproperlyConfigured, match="the answer is provided twice"):
        hook.provide(sum)
    assert hook.call is len


def test_a_capability_declared_twice_stops_the_start(monkeypatch):
    monkeypatch.setattr(capabilities.capabilities, "_entries", {})
    capabilities.declare("trial.do", "Provare", {"member"})
    with pytest.raises(ImproperlyConfigured, match=r"capability «trial\.do» is registered twice"):
        capabilities.declare("trial.do", "Provare ancora", {"administrator"})
    assert capabilities.capabilities.get("trial.do").roles == {"member"}


def test_the_outbox_has_its_deliverer():
    assert deliver.call.__module__.startswith("pico.notifications")


def test_the_demo_is_loaded_from_the_bottom_up():
    order = [loader.code for loader in loaders_in_order()]
    assert len(order) == len(demo_loaders)
    assert order.index("organisations") < order.index("accounts") < order.index("portal") < order.index("sua")


def test_a_job_says_why_it_acts():
    with pytest.raises(ValueError, match="says why"):
        system_actor("")
    assert (system_actor("ten days of silence").is_system, Actor(object()).is_system) == (True, False)


@pytest.mark.parametrize(("text", "number"), [("0", 0), ("7", 7), ("007", 7), ("9" * 18, 10**18 - 1)])
def test_plain_digits_are_a_number(text, number):
    assert whole_number(text) == number


@pytest.mark.parametrize(
    "text", [None, "", " 7", "-7", "+7", "7.0", "1e3", "²", "٣", "7\n", "9" * 19, "9" * 5000]
)
def test_what_int_refuses_or_reads_in_its_own_way_is_none(text):
    assert whole_number(text) is None
