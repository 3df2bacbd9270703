"""The look at the index goes on while other people write: nobody waits for it, it fails for nobody."""

import sys
import threading

import pytest
from django.db import connection
from django.db.models.signals import post_init

from pico.base.actor import system_actor
from pico.organisations.models import Organisation
from pico.search.actions import repair
from pico.search.models import SearchEntry
from tests.factories.organisations import make_province
from tests.sharing.testapp.models import Note


@pytest.mark.django_db(transaction=True)
def test_rows_written_by_others_between_reading_and_writing_do_not_stop_it(notes_are_found, monkeypatch):
    treviso = make_province("treviso")
    for number in range(3):
        Note.objects.create(owner=treviso, level="NETWORK", title=f"Nota {number}")
    SearchEntry.objects.of_everybody().delete()
    monkeypatch.setattr(sys.modules["pico.search.actions.repair"], "BATCH", 1)

    def write() -> None:
        Organisation.objects.filter(pk=treviso.pk).update(phone="0422 1")
        connection.close()

    def somebody_else_writes(**signal) -> None:
        thread = threading.Thread(target=write)
        thread.start()
        thread.join()

    post_init.connect(somebody_else_writes, sender=Note)
    try:
        found = repair(actor=system_actor("prova"))
    finally:
        post_init.disconnect(somebody_else_writes, sender=Note)

    titles = SearchEntry.objects.of_everybody().filter(kind="note").values_list("title", flat=True)
    assert sorted(titles) == ["Nota 0", "Nota 1", "Nota 2"]
    assert found["written"] >= 3
