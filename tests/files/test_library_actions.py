"""What the actions of a library do to its tree: names, levels, moves, copies, the trash."""

from datetime import timedelta

import pytest
from django.utils import timezone

from pico.base.actor import Actor
from pico.base.errors import Refused
from pico.files import actions, storage
from pico.files.models import Document, DocumentVersion, Folder, StoredFile
from pico.files.rules.consequences import Narrowed
from pico.journal.models import Entry
from pico.sharing.models import Invitation
from tests.factories.accounts import make_member
from tests.factories.library import SYSTEM, make_folder, put
from tests.factories.organisations import make_province

pytestmark = pytest.mark.django_db


@pytest.fixture
def treviso(db):
    return make_province("treviso")


def fresh(row):
    return type(row).objects.unrestricted("test").get(pk=row.pk)


def refusal(action, **arguments) -> tuple[str, str]:
    with pytest.raises(Refused) as caught:
        action(actor=arguments.pop("actor", SYSTEM), **arguments)
    return caught.value.code, str(caught.value)


# --- Names -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["bozze", "  BOZZE ", "Bozze"])
def test_two_folders_of_one_name_are_refused_whatever_the_case(treviso, name):
    parent = make_folder(treviso)
    make_folder(treviso, "Bozze", parent=parent)
    code, words = refusal(actions.create_folder, owner=treviso, parent=parent, name=name)
    assert (code, words.startswith("Qui c'è già una cartella")) == ("taken", True)
    assert make_folder(treviso, "Bozze").parent is None


@pytest.mark.parametrize(
    ("name", "code"),
    [("", "empty"), ("   ", "empty"), ("a/b", "name"), ("a\\b", "name"), ("a\x00b", "name")],
)
def test_names_that_are_none_are_refused(treviso, name, code):
    assert refusal(actions.create_folder, owner=treviso, name=name)[0] == code


# --- Levels ----------------------------------------------------------------------------------------------


def test_a_child_wider_than_its_folder_is_refused(treviso):
    parent = make_folder(treviso, level="PROVINCE")
    child, document = make_folder(treviso, parent=parent), put(parent)
    wider = ("wider", "Il livello non può essere più ampio della cartella che lo contiene")
    assert refusal(actions.share_folder, folder=child, level="NETWORK") == wider
    assert refusal(actions.share_document, document=document, level="PUBLIC") == wider
    assert refusal(actions.create_folder, owner=treviso, parent=parent, name="x", level="REGION") == wider


def test_a_level_that_the_organisation_cannot_have_is_refused():
    from tests.factories.organisations import make_national_upi

    assert refusal(actions.create_folder, owner=make_national_upi(), name="x", level="REGION")[0] == (
        "not_offered"
    )


def test_narrowing_a_folder_narrows_what_is_wider_in_it_and_leaves_the_rest(treviso):
    top = make_folder(treviso, level="NETWORK")
    wide = make_folder(treviso, parent=top, level="REGION")
    narrow = make_folder(treviso, parent=top, level="INVITED")
    follows, own = put(wide), put(wide, level="PROVINCE")
    assert refusal(actions.share_folder, folder=top, level="PROVINCE")[0] == "confirm"
    assert fresh(wide).level == "REGION"

    actions.share_folder(actor=SYSTEM, folder=top, level="PROVINCE", confirmed=True)

    levels = [(fresh(row).level, fresh(row).own_level) for row in (top, wide, narrow, follows, own)]
    assert levels == [
        ("PROVINCE", True), ("PROVINCE", False), ("INVITED", True), ("PROVINCE", False), ("PROVINCE", True)
    ]  # fmt: skip


@pytest.mark.parametrize("level", ["PUBLIC", "NETWORK"])
def test_widening_to_very_many_people_asks_first(treviso, level):
    folder = make_folder(treviso, level="ORGANISATION")
    assert refusal(actions.share_folder, folder=folder, level=level)[0] == "confirm"
    actions.share_folder(actor=SYSTEM, folder=folder, level=level, confirmed=True)
    line = Entry.objects.unrestricted("test").order_by("-pk")[0]
    assert (line.verb, line.changes) == ("sharing.level.changed", {"level": ["ORGANISATION", level]})


def test_a_folder_that_follows_another_takes_no_invitation(treviso):
    child = make_folder(treviso, parent=make_folder(treviso, level="INVITED"))
    person = make_member(make_province("brescia"))
    code, words = refusal(actions.invite_to, row=child, person=person)
    assert (code, "scegli prima un livello proprio" in words) == ("follows", True)


def test_only_those_who_look_after_the_documents_change_level_or_invite(treviso):
    folder = make_folder(treviso, level="NETWORK")
    officer = Actor(make_member(treviso, "sua_operator"), treviso)
    brescia = make_province("brescia")
    admin_elsewhere = Actor(make_member(brescia, "administrator"), brescia)
    for actor in (officer, admin_elsewhere):
        assert refusal(actions.share_folder, actor=actor, folder=folder, level="PUBLIC")[0] == "forbidden"
        person = {"person": officer.user}
        assert refusal(actions.invite_to, actor=actor, row=folder, **person)[0] == "forbidden"
        for action in (actions.trash_folder, actions.restore_folder):
            assert refusal(action, actor=actor, folder=folder)[0] == "not allowed"
        assert refusal(actions.create_folder, actor=actor, owner=treviso, name="x")[0] == "not allowed"
    assert Invitation.objects.unrestricted("test").count() == 0


# --- Moving and copying ----------------------------------------------------------------------------------


def test_moved_to_a_wider_folder_a_row_shows_itself_to_nobody_new(treviso):
    closed, wide = make_folder(treviso, level="INVITED"), make_folder(treviso, level="NETWORK")
    guest = make_member(make_province("brescia"))
    actions.invite_to(actor=SYSTEM, row=closed, person=guest)
    folder, document = make_folder(treviso, parent=closed), put(closed)

    actions.move_folder(actor=SYSTEM, folder=folder, destination=wide)
    actions.move_document(actor=SYSTEM, document=document, destination=wide)

    assert [(fresh(row).level, fresh(row).own_level) for row in (folder, document)] == [("INVITED", True)] * 2
    # Whoever read it by the invitation to the folder it lay in goes on reading it.
    assert Folder.objects.visible_to(guest).filter(pk=folder.pk).exists()
    assert Document.objects.visible_to(guest).filter(pk=document.pk).exists()
    other = make_member(treviso, "member")
    assert not Folder.objects.visible_to(other).filter(pk=folder.pk).exists()


def test_moved_to_a_narrower_folder_a_row_is_narrowed_with_all_below(treviso):
    wide, narrow = make_folder(treviso, level="NETWORK"), make_folder(treviso, level="ORGANISATION")
    folder = make_folder(treviso, parent=wide, level="REGION")
    inside, document = make_folder(treviso, parent=folder), put(folder)
    actions.move_folder(actor=SYSTEM, folder=folder, destination=narrow)
    assert {fresh(row).level for row in (folder, inside, document)} == {"ORGANISATION"}
    assert (fresh(inside).path, fresh(inside).depth) == (f"/{narrow.pk}/{folder.pk}/{inside.pk}/", 3)


def test_a_folder_does_not_go_into_itself_or_below_itself(treviso):
    folder = make_folder(treviso)
    below = make_folder(treviso, parent=make_folder(treviso, parent=folder))
    for target in (folder, below):
        assert refusal(actions.move_folder, folder=folder, destination=target)[0] == "descendant"


def test_a_row_does_not_go_to_another_organisation_but_a_copy_does(treviso):
    theirs = make_folder(make_province("brescia"), level="PROVINCE")
    document = put(make_folder(treviso), "schema.txt", text="schema")
    code, words = refusal(actions.move_document, document=document, destination=theirs)
    assert (code, "lì puoi mettere una copia" in words) == ("other_owner", True)

    copy = actions.copy_document(actor=SYSTEM, document=document, destination=theirs)

    assert (copy.owner, copy.level, copy.title) == (theirs.owner, "PROVINCE", "schema.txt")
    assert copy.current_version.file_id == document.current_version.file_id
    assert refusal(actions.copy_document, document=document, destination=theirs)[0] == "taken"


def test_a_copied_folder_brings_what_one_sees_and_leaves_the_rest(treviso):
    brescia = make_province("brescia")
    folder = make_folder(treviso, "Modelli", level="NETWORK")
    hidden = make_folder(treviso, "Nascosta", parent=folder, level="ORGANISATION")
    put(make_folder(treviso, "Bozze", parent=folder), "visto.txt")
    put(hidden, "nascosto.txt")
    put(folder, "riservato.txt", level="INVITED")
    editor = Actor(make_member(brescia, "editor"), brescia)
    place = make_folder(brescia, "Ricevuti", level="PROVINCE")

    actions.copy_folder(actor=editor, folder=folder, destination=place)

    copies = Folder.objects.unrestricted("test").filter(owner=brescia).order_by("depth")
    assert list(copies.values_list("name", "level")) == [
        ("Ricevuti", "PROVINCE"), ("Modelli", "PROVINCE"), ("Bozze", "PROVINCE")
    ]  # fmt: skip
    titles = Document.objects.unrestricted("test").filter(owner=brescia).values_list("title", flat=True)
    assert list(titles) == ["visto.txt"]
    assert refusal(actions.copy_folder, folder=folder, destination=hidden)[0] == "descendant"


def test_a_copy_goes_only_where_one_may_add(treviso):
    brescia = make_province("brescia")
    theirs, document = make_folder(brescia, level="NETWORK"), put(make_folder(treviso))
    editor = Actor(make_member(treviso, "editor"), treviso)
    assert refusal(actions.copy_document, actor=editor, document=document, destination=theirs)[0] == (
        "not allowed"
    )


def test_a_branch_too_deep_for_its_new_place_is_refused(treviso):
    deep = make_folder(treviso)
    for _ in range(8):
        deep = make_folder(treviso, parent=deep)
    branch = make_folder(treviso)
    make_folder(treviso, parent=branch)
    assert refusal(actions.move_folder, folder=branch, destination=deep)[0] == "depth"


# --- Trash -----------------------------------------------------------------------------------------------


def picture(owner) -> list[tuple]:
    """All that a library holds: folders and documents with place, level and versions."""
    folders = Folder.objects.unrestricted("test").filter(owner=owner).order_by("pk")
    documents = Document.objects.unrestricted("test").filter(owner=owner).order_by("pk")
    return [
        *folders.values_list("name", "path", "level", "own_level", "trashed_at"),
        *documents.values_list("title", "folder", "level", "current_version", "trashed_at"),
    ]


def test_a_folder_of_documents_comes_back_as_it_was_and_is_erased_after_thirty_days(treviso):
    folder = make_folder(treviso, level="PROVINCE")
    below = make_folder(treviso, parent=folder, level="ORGANISATION")
    documents = [put(folder if n % 2 else below) for n in range(6)]
    actions.add_version(actor=SYSTEM, document=documents[0], upload=_text("seconda"))
    shared = put(make_folder(treviso), text="usato anche altrove")
    same = put(folder, text="usato anche altrove")
    before = picture(treviso)

    actions.trash_folder(actor=SYSTEM, folder=folder)
    assert Document.objects.visible_to(make_member(treviso, "administrator")).count() == 1
    actions.restore_folder(actor=SYSTEM, folder=fresh(folder))
    assert picture(treviso) == before

    actions.trash_folder(actor=SYSTEM, folder=fresh(folder))
    blobs = {fresh(one).current_version.file.path for one in documents}
    assert actions.erase_trash(actor=SYSTEM, now=timezone.now() + timedelta(days=29)) == {
        "documents": 0, "folders": 0
    }  # fmt: skip
    later = timezone.now() + timedelta(days=31)
    assert actions.erase_trash(actor=SYSTEM, now=later) == {"documents": 7, "folders": 2}
    actions.clear_storage(actor=SYSTEM, now=later)
    assert not blobs & set(storage.paths())
    assert same.current_version.file.path in set(storage.paths())
    assert (list(Document.objects.unrestricted("test")), StoredFile.objects.unrestricted("test").count()) == (
        [shared], 1
    )  # fmt: skip
    verbs = Entry.objects.unrestricted("test").filter(verb="files.document.erased")
    assert verbs.count() == 7


def _text(content: str):
    from tests.factories.library import text_file

    return text_file(text=content)


@pytest.mark.slow
def test_two_hundred_documents_come_back(treviso):
    folder = make_folder(treviso, level="PROVINCE")
    for _ in range(200):
        put(folder)
    before = picture(treviso)
    actions.trash_folder(actor=SYSTEM, folder=folder)
    actions.restore_folder(actor=SYSTEM, folder=fresh(folder))
    assert (picture(treviso), len(before)) == (before, 201)


def test_what_was_thrown_away_before_its_folder_stays_in_the_trash(treviso):
    folder = make_folder(treviso)
    document = put(folder)
    actions.trash_document(actor=SYSTEM, document=document)
    actions.trash_folder(actor=SYSTEM, folder=folder)
    assert refusal(actions.restore_document, document=fresh(document))[0] == "container"
    actions.restore_folder(actor=SYSTEM, folder=fresh(folder))
    assert fresh(document).trashed_at is not None
    actions.restore_document(actor=SYSTEM, document=fresh(document))
    assert fresh(document).trashed_at is None


def test_a_name_taken_meanwhile_gets_a_number(treviso):
    folder = make_folder(treviso)
    document = put(folder, "atto.txt")
    actions.trash_document(actor=SYSTEM, document=document)
    put(folder, "Atto.txt")
    assert actions.restore_document(actor=SYSTEM, document=fresh(document)).title == "atto (2).txt"


def test_what_comes_back_is_never_wider_than_its_folder_is_by_now(treviso):
    top = make_folder(treviso, level="NETWORK")
    child = make_folder(treviso, parent=top, level="REGION")
    document = put(child)
    actions.trash_folder(actor=SYSTEM, folder=child)
    actions.share_folder(actor=SYSTEM, folder=top, level="ORGANISATION", confirmed=True)
    actions.restore_folder(actor=SYSTEM, folder=fresh(child))
    assert (fresh(child).level, fresh(document).level) == ("ORGANISATION", "ORGANISATION")


def test_a_version_is_never_lost_when_another_is_restored(treviso):
    document = put(make_folder(treviso), text="uno")
    actions.add_version(actor=SYSTEM, document=document, upload=_text("due"))
    first = DocumentVersion.objects.unrestricted("test").get(document=document, number=1)
    actions.restore_version(actor=SYSTEM, version=first)
    versions = DocumentVersion.objects.unrestricted("test").filter(document=document).order_by("number")
    hashes = list(versions.values_list("file__sha256", flat=True))
    assert (len(hashes), hashes[0] == hashes[2] != hashes[1]) == (3, True)
    current = fresh(document).current_version
    assert refusal(actions.restore_version, version=current)[0] == "current"


@pytest.mark.parametrize(
    ("folders", "documents", "words"),
    [(1, 3, "1 cartella e 3 documenti"), (0, 1, "1 documento"), (2, 0, "2 cartelle"), (0, 0, "")],
)
def test_a_question_names_only_what_a_folder_holds(folders, documents, words):
    assert Narrowed(folders, documents).words == words
