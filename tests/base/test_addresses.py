"""Addresses of the rows of a list, made from one look at the routes."""

from types import SimpleNamespace
from uuid import UUID

from django.urls import reverse

from pico.base.addresses import pages_of


def test_each_row_has_the_address_that_django_gives_it():
    ids = [UUID(int=0), UUID("6b1f1a52-5a55-4c80-8b7e-0d6a3a7f9a01")]
    page = pages_of("community:topic")
    assert [page(SimpleNamespace(public_id=one)) for one in ids] == [
        reverse("community:topic", args=[one]) for one in ids
    ]
