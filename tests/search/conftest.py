import pytest

from pico.search import following
from pico.search.searchables import Found, Searchable, register, searchables
from pico.sharing.keys import keys_for
from tests.sharing.testapp.models import Note


@pytest.fixture
def notes_are_found(db):
    """Let the test application's rows with a level be found, as community's and files' will be."""
    searchable = register(
        Searchable(
            model=Note,
            module="organisations",
            kind="note",
            label="Nota",
            icon="file",
            document=lambda note: Found(note.title, keys_for(note), organisation_id=note.owner_id),
            queryset=Note.objects.visible_to,
            rows=lambda: Note.objects.unrestricted("test"),
            address=lambda note, request: f"/note/{note.pk}/",
        )
    )
    following.follow_all()
    yield
    following.post_save.disconnect(sender=Note, dispatch_uid="pico.search.saved")
    following.post_delete.disconnect(sender=Note, dispatch_uid="pico.search.deleted")
    del searchables._entries[searchable.target_type]
