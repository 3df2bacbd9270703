"""The library's part of community.md's scenario, through the pages, and leaks by every way in.

Everything expected is written here by hand.
"""

import re

import pytest
from django.urls import reverse

from pico.base.actor import Actor
from pico.files import actions
from pico.files.models import Document, Folder
from pico.search.actions import repair
from pico.sharing.models import Invitation
from tests.factories.accounts import make_member
from tests.factories.library import SYSTEM, make_folder, put, text_file

pytestmark = pytest.mark.django_db
NEW = {"area": "SUA", "tags": "", "description": "", "write_policy": "OWNER_EDITORS"}


def page(row, what: str = "", *more) -> str:
    kind = "folder" if isinstance(row, Folder) else "document"
    return reverse(f"community:{kind}{what}", args=[row.public_id, *more])


def found(client, words: str) -> list[str]:
    answer = client.get(reverse("search:search"), {"testo": words, "dove": "rete"})
    return sorted(re.sub("<[^>]+>", "", str(hit["title"])) for hit in answer.context.get("hits") or [])


def test_bozze_narrow_then_invited_then_moved(cast):
    editor, clerk, stranger = (cast.browser(who) for who in ("editor", "clerk", "stranger"))
    for url, name, level in (
        (reverse("community:root_new"), "Modelli di capitolato", "PROVINCE"),
        (reverse("community:root_new"), "Pubblicati", "NETWORK"),
    ):
        assert editor.post(url, {**NEW, "name": name, "level": level}).status_code == 302
    folders = Folder.objects.unrestricted("test")
    models, published = folders.get(name="Modelli di capitolato"), folders.get(name="Pubblicati")
    assert editor.post(page(models, "_new"), {**NEW, "name": "Bozze", "level": "ORGANISATION"}).url
    drafts = folders.get(name="Bozze")
    put(drafts, "capitolato_sale.txt")

    assert (clerk.get(page(models)).status_code, clerk.get(page(drafts)).status_code) == (200, 404)
    assert "Bozze" not in clerk.get(page(models)).content.decode()
    assert stranger.get(page(models)).status_code == 404

    wider = editor.post(page(drafts, "_share"), {"level": "NETWORK"})
    assert wider.status_code == 422
    assert "Il livello non può essere più ampio della cartella che lo contiene" in wider.content.decode()

    asked = editor.post(page(drafts, "_share"), {"level": "INVITED"})
    assert "ciò che contiene (1 documento): chi" in asked.content.decode()
    drafts.refresh_from_db()
    assert drafts.level == "ORGANISATION"
    editor.post(page(drafts, "_share"), {"level": "INVITED", "confirmed": "1"})
    for invitee, right in (("Provincia di Treviso", "WRITE"), ("sara.conti@brescia.example", "READ")):
        assert editor.post(page(drafts, "_invite"), {"invitee": invitee, "right": right}).status_code == 302

    shared = stranger.get(reverse("community:shared_with_me")).content.decode()
    opened = stranger.get(page(drafts))
    assert "Bozze" in shared
    assert opened.status_code == 200
    assert [step["label"] for step in opened.context["breadcrumb"]] == ["Documenti", "Bozze"]
    assert "Modelli" not in shared + opened.content.decode()
    assert found(stranger, "capitolato") == ["capitolato_sale.txt"]
    assert stranger.get(reverse("community:upload", args=[drafts.public_id])).status_code == 404
    assert clerk.get(page(drafts)).status_code == 404
    assert found(clerk, "bozze") == []
    officer = cast.browser("officer")
    upload = officer.post(
        reverse("community:upload", args=[drafts.public_id]), {"uploads": text_file("b.txt")}
    )
    assert upload.status_code == 302

    move = {"destination": published.pk}
    assert "Il livello resta quello di adesso" in editor.post(page(drafts, "_move"), move).content.decode()
    assert editor.post(page(drafts, "_move"), {**move, "confirmed": "1"}).status_code == 302
    drafts.refresh_from_db()
    assert (drafts.level, drafts.parent) == ("INVITED", published)
    assert clerk.get(page(drafts)).status_code == 404
    trail = stranger.get(page(drafts)).context["breadcrumb"]
    assert [step["label"] for step in trail] == ["Documenti", "Pubblicati", "Bozze"]


# who -> what of (public, network, province, organisation, invited) they reach by list, page, search, file
REACHED = {
    "": ["public"],
    "stranger": ["invited", "network", "public"],
    "clerk": ["network", "province", "public"],
    "officer": ["network", "organisation", "province", "public"],
}


def downloads(client, document) -> bool:
    version = document.current_version
    answer = client.get(reverse("files:download", args=[version.public_id, version.original_name]))
    if answer.streaming:
        b"".join(answer.streaming_content)
    return answer.status_code == 200


@pytest.fixture
def five(cast, db):
    """One folder of each level with a document; Sara Conti is invited to the last."""
    made = {}
    for level in ("public", "network", "province", "organisation", "invited"):
        folder = make_folder(cast.treviso, f"Cartella {level}", level=level.upper())
        made[level] = (folder, put(folder, f"canarino {level}.txt"))
    actions.invite_to(actor=SYSTEM, row=made["invited"][0], person=cast.stranger)
    return made


@pytest.mark.walk
def test_list_page_search_and_download_show_the_same_and_no_more(cast, five):
    for who, expected in REACHED.items():
        ways = reached(cast.browser(who), five)
        assert {way: sorted(levels) for way, levels in ways.items()} == dict.fromkeys(ways, expected), who


def reached(client, five) -> dict[str, list[str]]:
    """Return by each way in which levels a visitor comes to."""
    library = client.get(reverse("community:library")).content.decode()
    return {
        "list": [level for level in five if f"Cartella {level}" in library],
        "page": [level for level, (row, _d) in five.items() if client.get(page(row)).status_code == 200],
        "sheet": [level for level, (_f, row) in five.items() if client.get(page(row)).status_code == 200],
        "file": [level for level, (_f, row) in five.items() if downloads(client, row)],
        "documents found": [title.split()[1][:-4] for title in found(client, "canarino")],
        "folders found": [title.split()[1] for title in found(client, "cartella")],
    }


@pytest.mark.parametrize("who", ["", "clerk", "stranger"])
def test_absent_forbidden_and_thrown_away_are_one_page(cast, who):
    folder = make_folder(cast.treviso, "Riservata", level="ORGANISATION")
    thrown, document = make_folder(cast.treviso, level="PUBLIC"), put(folder)
    actions.trash_folder(actor=SYSTEM, folder=thrown)
    client = cast.browser(who)
    absent = page(folder).replace(str(folder.public_id), "00000000-0000-0000-0000-000000000000")
    bodies = set()
    for url in (page(folder), page(thrown), page(document), absent):
        answer = client.get(url)
        assert answer.status_code == 404
        text = answer.content.decode().replace(url, "")
        bodies.add(re.sub(r"contesto=[^\"]+|[0-9a-f]{12}|csrf[^>]*>", "", text, flags=re.IGNORECASE))
    assert len(bodies) == 1
    assert "Riservata" not in bodies.pop()


def test_a_document_is_gone_from_search_in_the_moment_of_the_change(cast):
    folder = make_folder(cast.treviso, "Modelli", level="PROVINCE")
    closed = make_folder(cast.treviso, "Chiusi", level="ORGANISATION")
    document = put(folder, "canarino.txt", text="pettirosso")
    clerk = cast.browser("clerk")
    assert found(clerk, "canarino") == ["canarino.txt"]

    actions.share_folder(actor=SYSTEM, folder=folder, level="ORGANISATION", confirmed=True)
    assert found(clerk, "canarino") == []
    actions.share_folder(actor=SYSTEM, folder=folder, level="PROVINCE", confirmed=True)
    assert found(clerk, "canarino") == ["canarino.txt"]
    actions.move_document(actor=SYSTEM, document=document, destination=closed)
    assert found(clerk, "canarino") == []
    document = Document.objects.unrestricted("test").get()
    actions.move_document(actor=SYSTEM, document=document, destination=folder)
    actions.trash_folder(actor=SYSTEM, folder=folder)
    assert (found(clerk, "canarino"), found(clerk, "modelli")) == ([], [])
    actions.restore_folder(actor=SYSTEM, folder=Folder.objects.unrestricted("test").get(name="Modelli"))
    # Moved out of a wider folder it was narrowed, and does not get wider by itself on its way back.
    assert (found(clerk, "canarino"), found(clerk, "modelli")) == ([], ["Modelli"])
    assert repair(actor=SYSTEM) == {"written": 0, "removed": 0, "stray": 0}


def test_who_follows_a_folder_hears_of_documents_below_unless_they_cannot_see_them(cast, client):
    from pico.notifications.actions import fan_out, follow
    from pico.notifications.models import Event, Notification

    folder = make_folder(cast.treviso, level="PROVINCE")
    clerk = cast.actor("clerk")
    follow(actor=clerk, row=folder, with_descendants=True)
    below = make_folder(cast.treviso, parent=folder)
    put(below, "visto.txt", actor=cast.actor("editor"))
    put(make_folder(cast.treviso, parent=folder, level="ORGANISATION"), "riservato.txt")
    for event in Event.objects.unrestricted("test").filter(kind="community.document.added"):
        fan_out(actor=SYSTEM, event_id=event.pk, to=[])
    told = Notification.objects.unrestricted("test").filter(person=clerk.user)
    assert [one.event.data["title"] for one in told] == ["visto.txt"]


def test_visitors_who_did_not_sign_in_read_no_names(cast):
    folder = make_folder(cast.treviso, level="PUBLIC")
    document = put(folder, actor=cast.actor("editor"))
    for who, named in (("", False), ("clerk", True)):
        client = cast.browser(who)
        pages = [client.get(url).content.decode() for url in (page(folder), page(document))]
        assert ["Davide Pavan" in text for text in pages] == [named, named]


def test_an_audience_writer_changes_only_own_files(cast):
    folder = make_folder(cast.treviso, level="PROVINCE", write_policy="AUDIENCE")
    theirs = put(folder, "della-provincia.txt")
    clerk = cast.browser("clerk")
    clerk.post(reverse("community:upload", args=[folder.public_id]), {"uploads": text_file("mio.txt")})
    mine = Document.objects.unrestricted("test").get(title="mio.txt")
    form = {"title": "cambiato", "area": "GENERAL", "tags": "", "edition": "1"}
    assert clerk.post(page(theirs, "_edit"), form).status_code == 404
    assert clerk.post(page(theirs, "_trash")).status_code == 404
    assert clerk.post(page(mine, "_edit"), form).status_code == 302
    assert clerk.post(page(folder, "_trash")).status_code == 404
    mine.refresh_from_db()
    assert (mine.title, mine.owner) == ("cambiato", cast.treviso)


def test_whose_membership_ended_sees_and_writes_nothing_more(cast):
    folder = make_folder(cast.treviso, level="PROVINCE", write_policy="AUDIENCE")
    document = put(folder, actor=cast.actor("clerk"))
    cast.clerk.memberships.unrestricted("test").update(ended_at="2026-01-01T00:00Z")
    clerk = cast.browser("clerk")
    for url in (page(folder), page(document), reverse("community:upload", args=[folder.public_id])):
        assert clerk.get(url).status_code == 404


def test_an_organisation_s_invitation_reaches_its_people_and_ends_at_once(cast):
    folder = make_folder(cast.treviso, level="INVITED")
    member = make_member(cast.brescia)
    cast.member = member
    invitation = actions.invite_to(
        actor=cast.actor("editor") if folder.author else SYSTEM, row=folder, organisation=cast.brescia
    )
    assert cast.browser("member").get(page(folder)).status_code == 200
    editor = Actor(make_member(cast.treviso, "administrator"), cast.treviso)
    actions.uninvite(actor=editor, row=folder, invitation=invitation)
    assert cast.browser("member").get(page(folder)).status_code == 404
    assert Invitation.objects.unrestricted("test").open().count() == 0
