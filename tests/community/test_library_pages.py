"""The pages of the library: what they offer, what they cost, what they answer to bad input."""

import unicodedata

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from pico.files import actions, storage
from pico.files.models import Document, Folder
from pico.notifications.actions import follow as follow_row
from tests.factories.library import SYSTEM, make_folder, put, text_file
from tests.queue import work

EVERY = "unrestricted"


def page(row, name: str = "", *more) -> str:
    kind = "folder" if isinstance(row, Folder) else "document"
    return reverse(f"community:{kind}{name}", args=[row.public_id, *more])


def upload(client, folder, *files, **headers):
    return client.post(reverse("community:upload", args=[folder.public_id]), {"uploads": files}, **headers)


def titles(folder) -> list[str]:
    rows = Document.objects.unrestricted("test").filter(folder=folder)
    return list(rows.order_by("pk").values_list("title", flat=True))


@pytest.mark.parametrize("rows", [1, 3])
def test_a_folder_costs_the_same_at_one_and_three_rows(cast, rows, django_assert_num_queries):
    folder = make_folder(cast.treviso, level="PROVINCE")
    for number in range(rows):
        put(make_folder(cast.treviso, parent=folder))
        document = put(folder)
        actions.describe_document(
            actor=SYSTEM, document=document, edition=1, values={"tags": ["sale"], "area": "SUA"}
        )
        assert number < rows
    client = cast.browser("clerk")
    client.get(page(folder))
    with django_assert_num_queries(14):
        answer = client.get(page(folder))
    assert (len(answer.context["rows"]), len(answer.context["folders"])) == (rows, rows)


@pytest.mark.parametrize("rows", [1, 3])
def test_the_library_costs_the_same_at_one_and_three_rows(cast, rows, django_assert_num_queries):
    for _ in range(rows):
        make_folder(cast.treviso, level="NETWORK")
    client = cast.browser("stranger")
    client.get(reverse("community:library"))
    with django_assert_num_queries(9):
        answer = client.get(reverse("community:library"))
    assert len(answer.context["rows"]) == rows


@pytest.mark.parametrize("who", ["editor", "officer", "clerk", "stranger", ""])
def test_every_page_opens_for_who_may_see_it(cast, who):
    folder = make_folder(cast.treviso, "Modelli", level="PUBLIC", description="Schemi di atti")
    document = put(make_folder(cast.treviso, "Bozze", parent=folder), "schema.txt")
    client = cast.browser(who)
    library = client.get(reverse("community:library"))
    assert (library.status_code, "Modelli" in library.content.decode()) == (200, True)
    assert "Bozze" in client.get(page(folder)).content.decode()
    sheet = client.get(page(document))
    assert sheet.status_code == 200
    assert [step["label"] for step in sheet.context["breadcrumb"]][0 if who else 1 :] == [
        "Documenti", "Modelli", "Bozze", "schema.txt"
    ]  # fmt: skip
    may = who == "editor"
    assert ("Modifica i dati" in sheet.content.decode()) == may
    assert client.get(page(folder, "_edit")).status_code == (200 if may else 404 if who else 302)


def test_an_editor_makes_a_folder_and_sees_who_will_see_it(cast):
    client = cast.browser("editor")
    form = client.get(reverse("community:root_new")).content.decode()
    assert "Territorio provinciale. Enti del territorio: Provincia di Treviso: 2 enti, 3 persone" in form
    answer = client.post(
        reverse("community:root_new"),
        {
            "name": "Modelli di capitolato", "description": "Schemi", "area": "SUA",
            "tags": "Sale, viabilità", "write_policy": "OWNER_EDITORS", "level": "PROVINCE",
        },
    )  # fmt: skip
    made = Folder.objects.unrestricted("test").get()
    assert answer.url == page(made)
    assert (made.name, made.level, made.tag_list, made.owner) == (
        "Modelli di capitolato", "PROVINCE", ["sale", "viabilità"], cast.treviso
    )  # fmt: skip


def test_who_makes_a_folder_by_invitation_inside_another_opens_it(cast):
    above = make_folder(cast.treviso, level="PROVINCE")
    client = cast.browser("editor")
    values = {"name": "Riservata", "area": "GENERAL", "write_policy": "OWNER_EDITORS", "level": "INVITED"}
    answer = client.post(page(above, "_new"), values)
    made = Folder.objects.unrestricted("test").get(name="Riservata")
    assert answer.url == page(made)
    assert client.get(answer.url).status_code == 200
    assert cast.browser("officer").get(answer.url).status_code == 404
    assert upload(client, made, text_file()).url == page(made)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        (
            "Famiglia \U0001f468\u200d\U0001f469\u200d\U0001f467",
            "Famiglia \U0001f468\u200d\U0001f469\u200d\U0001f467",
        ),
        ("fattura\u202efdp.exe", "fatturafdp.exe"),
        ("Strade  e\nponti", "Strade e ponti"),
    ],
)
def test_names_keep_emoji_and_lose_what_turns_the_line_around(cast, typed, kept):
    client = cast.browser("editor")
    values = {"area": "GENERAL", "write_policy": "OWNER_EDITORS", "level": "ORGANISATION", "tags": typed[:20]}
    assert client.post(reverse("community:root_new"), {"name": typed, **values}).status_code == 302
    made = Folder.objects.unrestricted("test").get()
    assert made.name == kept
    assert "\u202e" not in made.tags
    document = put(made)
    client.post(page(document, "_edit"), {"title": typed, "area": "GENERAL", "edition": document.edition})
    assert titles(made) == [kept]


@pytest.mark.parametrize("name", [".", "..", "\u202e", " . "])
def test_a_folder_needs_a_name_that_people_can_see(cast, name):
    values = {"area": "GENERAL", "write_policy": "OWNER_EDITORS", "level": "ORGANISATION"}
    answer = cast.browser("editor").post(reverse("community:root_new"), {"name": name, **values})
    assert answer.status_code == 422
    assert "Scrivi il nome della cartella." in answer.content.decode()


def test_an_officer_who_does_not_look_after_documents_makes_no_folder(cast):
    folder = make_folder(cast.treviso, level="NETWORK")
    for who in ("officer", "clerk", "stranger"):
        client = cast.browser(who)
        assert client.post(page(folder, "_new"), {"name": "x"}).status_code == 404
        assert upload(client, folder, text_file()).status_code == 404
    assert client.post(page(folder, "_trash")).status_code == 404
    assert Folder.objects.unrestricted("test").count() == 1


def test_an_eleventh_level_is_refused_in_words(cast):
    folder = make_folder(cast.treviso)
    for _ in range(9):
        folder = make_folder(cast.treviso, parent=folder)
    form = {"name": "Undici", "area": "SUA", "write_policy": "AUDIENCE", "level": ""}
    answer = cast.browser("editor").post(page(folder, "_new"), form)
    assert answer.status_code == 422
    assert "fino a 10 livelli: metti questa più in alto" in answer.content.decode()


# --- Uploading -------------------------------------------------------------------------------------------


def test_each_file_is_kept_or_refused_by_itself(cast):
    folder = make_folder(cast.treviso, level="PROVINCE")
    answer = upload(
        cast.browser("editor"),
        folder,
        text_file("uno.txt"),
        SimpleUploadedFile("vuoto.txt", b""),
        SimpleUploadedFile("fattura.pdf", b"MZ\x90\x00 un programma"),
        SimpleUploadedFile("virus.exe", b"MZ"),
        text_file("../../capitolo/due 🧂.txt"),
    )
    text = answer.content.decode()
    assert answer.status_code == 422
    assert titles(folder) == ["uno.txt", "due 🧂.txt"]
    assert "Il file è vuoto: controllalo e riprova." in text
    assert "Il contenuto non corrisponde" in text or "non è quello che dice" in text
    assert "Qui non puoi caricare questo tipo di file" in text


def test_many_good_files_lead_back_to_the_folder(cast):
    folder = make_folder(cast.treviso)
    answer = upload(cast.browser("editor"), folder, *(text_file(f"{n}.txt") for n in range(3)))
    assert (answer.status_code, answer.url) == (302, page(folder))
    assert titles(folder) == ["0.txt", "1.txt", "2.txt"]


@pytest.mark.parametrize("again", ["capitolato.txt", "CAPITOLATO.TXT"])
def test_the_same_name_is_offered_as_a_new_version_without_sending_it_again(cast, again):
    folder = make_folder(cast.treviso)
    document = put(folder, "Capitolato.txt", text="prima")
    client = cast.browser("editor")
    answer = upload(client, folder, text_file(again, "seconda"), text_file("altro.txt"))
    offer = answer.context["results"][0]
    assert (answer.status_code, titles(folder)) == (409, ["Capitolato.txt", "altro.txt"])
    assert "Carica come nuova versione" in answer.content.decode()

    client.post(
        offer["version_url"], {"file-kept": offer["kept"].public_id, "comment": "Corretto", "seen": "1"}
    )
    document.refresh_from_db()
    assert [(one.number, one.comment) for one in document.versions.all()] == [(2, "Corretto"), (1, "")]
    with storage.read(document.current_version.file.path) as content:
        assert content.read() == b"seconda"


def test_names_are_the_same_whatever_their_unicode_form(cast):
    folder = make_folder(cast.treviso)
    put(folder, unicodedata.normalize("NFD", "Viabilità è.txt"))
    with pytest.raises(actions.NameTaken):
        put(folder, unicodedata.normalize("NFC", "VIABILITÀ È.TXT"))


def test_a_name_taken_by_what_one_cannot_see_says_no_more(cast):
    folder = make_folder(cast.treviso, level="PROVINCE", write_policy="AUDIENCE")
    put(folder, "riservato.txt", level="ORGANISATION")
    answer = upload(cast.browser("clerk"), folder, text_file("riservato.txt"))
    assert answer.status_code == 409
    assert "Carica come nuova versione" not in answer.content.decode()


def test_a_full_quota_is_said_in_a_sentence_and_shown_as_a_bar(cast, settings):
    folder = make_folder(cast.treviso)
    put(folder, text="x" * 90)
    settings.PICO_QUOTA_BYTES = 100
    client = cast.browser("editor")
    answer = upload(client, folder, text_file("y.txt", "y" * 20))
    assert answer.status_code == 422
    assert "Lo spazio del tuo ente è esaurito" in answer.content.decode()
    assert "90\xa0byte di 100\xa0byte" in client.get(answer.request["PATH_INFO"]).content.decode()


def test_the_script_gets_the_line_of_its_file_alone(cast):
    folder = make_folder(cast.treviso)
    answer = upload(cast.browser("editor"), folder, text_file("uno.txt"), headers={"HX-Request": "true"})
    assert answer.status_code == 200
    assert answer.content.decode().strip().startswith("<li")


# --- Two people at once ----------------------------------------------------------------------------------


def test_two_people_on_the_same_data_see_both_values(cast):
    document = put(make_folder(cast.treviso), "capitolato.txt")
    client = cast.browser("editor")
    form = {"title": "Capitolato sale", "area": "SUA", "tags": "", "edition": "1"}
    assert client.post(page(document, "_edit"), form).status_code == 302
    answer = client.post(page(document, "_edit"), {**form, "title": "Capitolato inverno"})
    text = answer.content.decode()
    assert answer.status_code == 409
    assert "Capitolato sale" in text
    assert "Capitolato inverno" in text
    assert 'name="edition" value="2"' in text
    document.refresh_from_db()
    assert document.title == "Capitolato sale"


def test_two_versions_at_once_are_both_kept_and_the_second_is_told(cast):
    document = put(make_folder(cast.treviso))
    client = cast.browser("editor")
    for text in ("mentre", "dopo"):
        answer = client.post(
            reverse("community:version_new", args=[document.public_id]),
            {"file": text_file(text=text), "seen": "1"}, follow=True,
        )  # fmt: skip
    assert "È arrivata la versione 2 mentre caricavi" in answer.content.decode()
    assert document.versions.count() == 3


def test_restoring_a_version_makes_a_new_one_equal_to_it(cast):
    document = put(make_folder(cast.treviso), text="prima")
    actions.add_version(actor=SYSTEM, document=document, upload=text_file(text="seconda"))
    cast.browser("editor").post(reverse("community:version_restore", args=[document.public_id, 1]))
    shas = [one.file.sha256 for one in document.versions.select_related("file").order_by("number")]
    assert (len(shas), shas[2] == shas[0], shas[1] == shas[0]) == (3, True, False)


def test_no_page_names_a_document_in_the_notifications_of_who_may_not_see_it_any_more(cast):
    folder = make_folder(cast.treviso, level="PROVINCE")
    follow_row(actor=cast.actor("clerk"), row=folder, with_descendants=True)
    put(folder, "piano-riservato.txt", actor=cast.actor("editor"))
    work()
    client = cast.browser("clerk")
    pages = [reverse("notifications:inbox"), "/area-riservata/"]
    assert ["piano-riservato" in client.get(path).content.decode() for path in pages] == [True, True]
    actions.share_folder(actor=cast.actor("editor"), folder=folder, level="ORGANISATION", confirmed=True)
    assert ["piano-riservato" in client.get(path).content.decode() for path in pages] == [False, False]
