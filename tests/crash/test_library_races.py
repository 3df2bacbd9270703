"""Two people at the same folder in the same moment (on both databases)."""

import pytest

from pico.files import actions
from pico.files.models import Document, DocumentVersion, Folder
from tests.crash.test_numbers import all_at_once
from tests.factories.library import SYSTEM, make_folder, put, text_file
from tests.factories.organisations import make_province

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]


def test_of_ten_uploads_of_one_name_one_is_kept_and_the_others_are_offered_a_version():
    folder = make_folder(make_province("treviso"))
    names = ["Capitolato.txt", "CAPITOLATO.TXT"] * 5
    failures = all_at_once(
        [
            lambda name=name: actions.add_to_folder(actor=SYSTEM, folder=folder, upload=text_file(name))
            for name in names
        ]
    )
    assert [type(one) for one in failures] == [actions.NameTaken] * 9
    document = Document.objects.unrestricted("test").get()
    assert {one.document for one in failures} == {document}


def test_ten_versions_at_once_are_all_kept_in_order():
    document = put(make_folder(make_province("treviso")))
    failures = all_at_once(
        [lambda: actions.add_version(actor=SYSTEM, document=document, upload=text_file()) for _ in range(10)]
    )
    numbers = DocumentVersion.objects.unrestricted("test").order_by("number").values_list("number", flat=True)
    assert (failures, list(numbers)) == ([], list(range(1, 12)))


def test_two_folders_moved_into_each_other_make_no_circle():
    treviso = make_province("treviso")
    one, two = make_folder(treviso), make_folder(treviso)
    failures = all_at_once(
        [
            lambda: actions.move_folder(actor=SYSTEM, folder=one, destination=two),
            lambda: actions.move_folder(actor=SYSTEM, folder=two, destination=one),
        ]
    )
    assert [one.code for one in failures] == ["descendant"]
    roots = Folder.objects.unrestricted("test").filter(parent=None)
    assert roots.count() == 1


def test_what_is_uploaded_while_its_folder_is_narrowed_is_never_wider():
    folder = make_folder(make_province("treviso"), level="NETWORK")
    tasks = [lambda: actions.add_to_folder(actor=SYSTEM, folder=folder, upload=text_file()) for _ in range(6)]
    narrow = [lambda: actions.share_folder(actor=SYSTEM, folder=folder, level="ORGANISATION", confirmed=True)]
    assert all_at_once([*tasks, *narrow]) == []
    levels = set(Document.objects.unrestricted("test").values_list("level", flat=True))
    assert levels == {"ORGANISATION"}
