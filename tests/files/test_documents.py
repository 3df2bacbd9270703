"""Documents, versions and attachments: what the actions write, whom they refuse, who sees the rows."""

import pytest
from django.contrib.auth.models import AnonymousUser

from pico.accounts.models import Membership
from pico.base.actor import Actor
from pico.base.errors import Refused
from pico.base.guard import UnscopedQuery
from pico.files import storage
from pico.files.actions import add_document, add_version, attach, remove_attachment, remove_document
from pico.files.models import Attachment, Document, DocumentVersion, StoredFile
from pico.files.rules import used_bytes
from pico.journal.models import Entry
from tests.factories.files import PDF, SYSTEM, make_attachment, make_document, upload

pytestmark = pytest.mark.django_db


def verbs() -> list[str]:
    entries = Entry.objects.unrestricted("test").order_by("pk")
    return [verb for verb in entries.values_list("verb", flat=True) if verb.startswith("files.")]


def of(user, organisation) -> Actor:
    return Actor(user, organisation)


def test_a_document_is_added_with_its_first_version(world):
    actor = of(world.admin, world.treviso)

    document = add_document(
        actor=actor,
        owner=world.treviso,
        target=world.row,
        title="Capitolato sale 2027",
        upload=upload("capitolato.pdf", PDF),
        comment="Prima stesura",
    )

    version = document.current_version
    assert (document.title, document.author, document.target) == (
        "Capitolato sale 2027",
        world.admin,
        world.row,
    )
    assert (version.number, version.original_name, version.comment) == (1, "capitolato.pdf", "Prima stesura")
    assert (version.file.content_type, version.file.size) == ("application/pdf", len(PDF))
    with storage.read(version.file.path) as content:
        assert content.read() == PDF
    assert verbs() == ["files.document.added"]


def test_without_title_the_file_s_name_is_the_title(world):
    assert make_document(world.treviso, title="", upload=upload("delibera.pdf")).title == "delibera.pdf"


def test_a_new_version_becomes_current_and_the_old_one_stays(world):
    document = make_document(world.treviso, target=world.row)
    first = document.current_version

    second = add_version(
        actor=of(world.admin, world.treviso), document=document, upload=upload("nuovo.pdf"), comment="Rivisto"
    )

    document.refresh_from_db()
    assert document.current_version == second
    assert [v.number for v in document.versions.all()] == [2, 1]
    assert first.original_name == "atto.pdf"
    assert verbs() == ["files.document.added", "files.version.added"]


def test_a_version_never_changes(world):
    version = make_document(world.treviso).current_version
    version.comment = "cambiato"
    with pytest.raises(TypeError):
        version.save()


def test_who_may_not_attach_is_refused_and_nothing_is_stored(world):
    for action, rest in (
        (add_document, {"target": world.row, "owner": world.treviso, "title": "x"}),
        (attach, {"target": world.row, "owner": world.treviso}),
    ):
        with pytest.raises(Refused) as caught:
            action(actor=of(world.member, world.treviso), upload=upload(), **rest)
        assert str(caught.value) == "Non puoi modificare i documenti di questo elemento."
    assert StoredFile.objects.unrestricted("test").count() == 0
    assert verbs() == []


def test_who_may_not_attach_may_not_replace_or_remove(world):
    document = make_document(world.treviso, target=world.row)
    attachment = make_attachment(world.treviso, target=world.row)
    actor = of(world.member, world.treviso)
    with pytest.raises(Refused):
        add_version(actor=actor, document=document, upload=upload())
    with pytest.raises(Refused):
        remove_document(actor=actor, document=document)
    with pytest.raises(Refused):
        remove_attachment(actor=actor, attachment=attachment)
    document.refresh_from_db()
    assert (document.versions.count(), document.trashed_at) == (1, None)
    assert Attachment.objects.unrestricted("test").count() == 1


def test_without_a_row_people_add_documents_for_the_body_they_act_for_only(world):
    add_document(
        actor=of(world.admin, world.treviso), owner=world.treviso, target=None, title="x", upload=upload()
    )
    with pytest.raises(Refused):
        add_document(
            actor=of(world.admin, world.treviso), owner=world.brescia, target=None, title="x", upload=upload()
        )
    assert Document.objects.unrestricted("test").count() == 1


def test_what_is_removed_is_not_there_any_more(world):
    document = make_document(world.treviso, target=world.row)
    remove_document(actor=of(world.admin, world.treviso), document=document)
    assert list(Document.objects.visible_to(world.admin)) == []
    assert list(DocumentVersion.objects.visible_to(world.admin)) == []
    assert (document.trashed_by, verbs()[-1]) == (world.admin, "files.document.removed")


def test_a_document_in_the_trash_takes_no_version(world):
    document = make_document(world.treviso, target=world.row)
    remove_document(actor=SYSTEM, document=document)
    with pytest.raises(Refused) as caught:
        add_version(actor=SYSTEM, document=document, upload=upload())
    assert "cestino" in str(caught.value)
    assert document.versions.count() == 1


def test_attachments_keep_the_order_in_which_they_came(world):
    for name in ("uno.pdf", "due.pdf", "tre.pdf"):
        make_attachment(world.treviso, target=world.row, upload=upload(name))
    mine = Attachment.objects.visible_to(world.member).of(world.row)
    assert [(a.position, a.original_name) for a in mine] == [(1, "uno.pdf"), (2, "due.pdf"), (3, "tre.pdf")]


def test_a_removed_attachment_leaves_its_line(world):
    attachment = make_attachment(world.treviso, target=world.row, upload=upload("nota.pdf"))
    remove_attachment(actor=of(world.admin, world.treviso), attachment=attachment)
    line = Entry.objects.unrestricted("test").order_by("-pk")[0]
    assert (line.verb, line.object_label) == ("files.attachment.removed", "nota.pdf")
    assert Attachment.objects.unrestricted("test").count() == 0


def test_who_sees_the_row_sees_its_files_and_nobody_else(world):
    document = make_document(world.treviso, target=world.row, title="Busta paga")
    attachment = make_attachment(world.treviso, target=world.row)
    seen = {}
    for name, user in (
        ("admin", world.admin),
        ("member", world.member),
        ("stranger", world.stranger),
        ("anonymous", AnonymousUser()),
    ):
        seen[name] = [
            list(Document.objects.visible_to(user)),
            list(DocumentVersion.objects.visible_to(user)),
            list(Attachment.objects.visible_to(user)),
            StoredFile.objects.visible_to(user).count(),
        ]
    everything = [[document], [document.current_version], [attachment], 2]
    assert seen == {
        "admin": everything,
        "member": everything,
        "stranger": [[], [], [], 0],
        "anonymous": [[], [], [], 0],
    }


def test_a_document_without_a_row_is_seen_by_its_owner_s_people(world):
    document = make_document(world.treviso, target=None)
    assert list(Document.objects.visible_to(world.member)) == [document]
    assert list(Document.objects.visible_to(world.stranger)) == []


def test_a_row_that_is_no_longer_visible_hides_its_files_at_once(world):
    document = make_document(world.treviso, target=world.row)
    member_of_brescia = Membership.objects.unrestricted("test").get(user=world.stranger)
    Document.objects.unrestricted("test").filter(pk=document.pk).update(target_id=member_of_brescia.pk)
    assert list(Document.objects.visible_to(world.member)) == []
    assert list(Document.objects.visible_to(world.stranger)) == [document]


@pytest.mark.parametrize("model", [StoredFile, Document, DocumentVersion, Attachment])
def test_no_row_of_files_is_read_without_saying_for_whom(model, db):
    for read in (list, len, bool, lambda rows: rows.count(), lambda rows: rows.first()):
        with pytest.raises(UnscopedQuery):
            read(model.objects.all())


def test_the_quota_of_an_organisation_is_a_wall_with_a_sentence(world, settings):
    make_document(world.treviso, upload=upload(content=PDF))
    settings.PICO_QUOTA_BYTES = len(PDF) + 10
    with pytest.raises(Refused) as caught:
        make_document(world.treviso)
    assert caught.value.code == "quota"
    assert str(caught.value).startswith("Lo spazio del tuo ente è esaurito")
    assert make_document(world.brescia, upload=upload(content=PDF)).owner == world.brescia


def test_the_quota_counts_all_versions_attachments_and_what_others_have_too(world):
    document = make_document(world.treviso, target=world.row, upload=upload(content=PDF))
    add_version(actor=SYSTEM, document=document, upload=upload(content=PDF))
    make_attachment(world.treviso, target=world.row, upload=upload(content=PDF))
    make_document(world.brescia, upload=upload(content=PDF))
    assert (used_bytes(world.treviso), used_bytes(world.brescia)) == (3 * len(PDF), len(PDF))


@pytest.mark.parametrize("rows", [1, 3])
def test_a_list_of_documents_costs_one_query(world, rows, django_assert_num_queries):
    for n in range(rows):
        make_document(world.treviso, target=world.row, title=f"Atto {n}")
    list(Document.objects.visible_to(world.admin))
    with django_assert_num_queries(1):
        listed = [
            (d.title, d.owner.name, d.current_version.file.size, d.current_version.author)
            for d in Document.objects.visible_to(world.admin).with_file()
        ]
    assert len(listed) == rows
