"""What a proxy learns from /salute/, and what it must not."""

import json
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from pico.base import jobs

pytestmark = pytest.mark.django_db


def state():
    response = Client().get("/salute/", headers={"host": "127.0.0.1"})
    return response.status_code, json.loads(response.content)


def test_all_is_well_while_the_worker_beats():
    jobs.beat()

    assert state() == (
        200,
        {"stato": "ok", "database": "ok", "cache": "ok", "storage": "ok", "worker": "ok"},
    )


def test_a_worker_that_never_beat_is_an_illness():
    status, answer = state()

    assert (status, answer["stato"], answer["worker"], answer["database"]) == (503, "ko", "ko", "ok")


def test_a_worker_silent_for_three_minutes_is_an_illness(time_machine):
    jobs.beat()
    time_machine.move_to(timezone.now() + timedelta(seconds=181))

    assert state()[0] == 503


def test_a_storage_that_cannot_be_written_is_an_illness(settings, tmp_path):
    jobs.beat()
    blocked = tmp_path / "not-a-folder"
    blocked.write_text("")
    settings.STORAGES = {
        **settings.STORAGES,
        "private": {
            "BACKEND": "django.core.files.storage.FileSystemStorage",
            "OPTIONS": {"location": blocked, "base_url": None},
        },
    }

    status, answer = state()

    assert (status, answer["storage"], answer["worker"]) == (503, "ko", "ok")


def test_health_sets_no_cookie_and_is_not_stored():
    response = Client().get("/salute/", headers={"host": "127.0.0.1"})

    assert (response.cookies, "no-store" in response["Cache-Control"]) == ({}, True)


def test_a_check_that_fails_in_its_own_way_is_an_illness(settings):
    jobs.beat()
    settings.STORAGES = {**settings.STORAGES, "private": {"BACKEND": "no.such.Storage"}}

    assert state() == (
        503,
        {"stato": "ko", "database": "ok", "cache": "ok", "storage": "ko", "worker": "ok"},
    )


def test_nothing_is_left_in_the_storage_by_asking(settings):
    jobs.beat()
    state()

    assert list((settings.PICO_PRIVATE_ROOT / "health").iterdir()) == []


def test_it_cannot_be_posted_to():
    assert Client().post("/salute/", headers={"host": "127.0.0.1"}).status_code == 405
