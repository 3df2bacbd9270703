"""Addresses of the rows of a list, made from one look at the routes."""

from types import SimpleNamespace
from uuid import UUID

import pytest
from django.urls import NoReverseMatch, clear_script_prefix, include, path, reverse, set_script_prefix

from pico.base.addresses import page, pages_of


def test_each_row_has_the_address_that_django_gives_it():
    ids = [UUID(int=0), UUID("6b1f1a52-5a55-4c80-8b7e-0d6a3a7f9a01")]
    address = pages_of("community:topic")
    assert [address(SimpleNamespace(public_id=one)) for one in ids] == [
        reverse("community:topic", args=[one]) for one in ids
    ]


def test_the_address_of_a_page_follows_the_routes_and_the_prefix_of_the_moment(settings):
    assert [page("community:forum"), page("community:forum")] == [reverse("community:forum")] * 2
    set_script_prefix("/pico/")
    try:
        assert page("community:forum") == f"/pico{FORUM}"
    finally:
        clear_script_prefix()
    settings.ROOT_URLCONF = __name__
    assert page("community:forum") == "/altrove/"
    with pytest.raises(NoReverseMatch):
        page("community:home")


FORUM = "/community/forum/"
urlpatterns = [path("", include(([path("altrove/", lambda request: None, name="forum")], "community")))]
