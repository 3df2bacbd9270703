"""Lists of the library: filters, orders, costs; small pages; hostile names; the index of a large folder."""

import pytest
from django.urls import reverse

from pico.community.searching import folders as searching
from pico.community.tasks import write_index
from pico.files import actions
from pico.files.models import Document, DocumentType, Folder, StoredFile
from tests.community.test_library_pages import page
from tests.factories.library import SYSTEM, make_folder, put, text_file

pytestmark = pytest.mark.django_db


def describe(document, **values):
    return actions.describe_document(actor=SYSTEM, document=document, edition=1, values=values)


@pytest.fixture
def three(cast):
    """A folder with three documents and one more below."""
    folder = make_folder(cast.treviso, level="PROVINCE")
    kinds = {row.label: row for row in DocumentType.objects.filter(owner=None)}
    describe(
        put(folder, "c.txt", text="lungo " * 50), title="Capitolato sale", type=kinds["Capitolato"],
        reference_date="2026-10-12", tags=["Sale"], area="SUA",
    )  # fmt: skip
    describe(put(folder, "b.txt"), title="Bando mense", reference_date="2026-03-01", area="SIT")
    describe(put(folder, "a.txt"), title="Àtto", type=kinds["Delibera"], tags=["sale", "inverno"])
    below = make_folder(cast.treviso, parent=folder)
    describe(put(below, "d.txt"), title="Dettaglio", tags=["sale"])
    return folder


ROWS = {
    "": ["Bando mense", "Capitolato sale", "Àtto"],
    "ordina=-titolo": ["Àtto", "Capitolato sale", "Bando mense"],
    "ordina=data&dal=2026-01-01": ["Bando mense", "Capitolato sale"],
    "ordina=-dimensione&testo=capit": ["Capitolato sale"],
    "area=sua": ["Capitolato sale"],
    "etichetta=SALE": ["Capitolato sale", "Àtto"],
    "etichetta=sale&sotto=on": ["Capitolato sale", "Dettaglio", "Àtto"],
    "al=2026-03-31": ["Bando mense"],
    "area=INVENTED&ordina=nothing": ["Bando mense", "Capitolato sale", "Àtto"],
    "testo=nessuno": [],
}


def test_filters_and_order_decide_the_rows(cast, three):
    client = cast.browser("clerk")
    shown = {
        query: [row["title"] for row in client.get(f"{page(three)}?{query}").context["rows"]]
        for query in ROWS
    }
    assert shown == ROWS


def test_a_list_of_sub_folders_names_no_folder_that_one_cannot_see(cast, three):
    hidden = make_folder(cast.treviso, "Nascosta", parent=three, level="INVITED")
    document = put(hidden, "invitato.txt")
    actions.invite_to(actor=SYSTEM, row=document, person=cast.clerk)
    clerk = cast.browser("clerk")
    listed = clerk.get(f"{page(three)}?sotto=on").content.decode()
    sheet = clerk.get(page(document)).content.decode()
    assert "Nascosta" not in listed + sheet
    assert clerk.get(page(document)).status_code == 200


@pytest.mark.parametrize("rows", [1, 3])
def test_what_is_shared_with_me_costs_the_same_at_one_and_three_rows(cast, rows, django_assert_num_queries):
    for _ in range(rows):
        folder = make_folder(cast.treviso, level="INVITED")
        actions.invite_to(actor=SYSTEM, row=folder, person=cast.stranger)
        document = put(make_folder(cast.treviso, level="INVITED"))
        actions.invite_to(actor=SYSTEM, row=document, organisation=cast.brescia)
    client = cast.browser("stranger")
    client.get(reverse("community:shared_with_me"))
    with django_assert_num_queries(9):
        answer = client.get(reverse("community:shared_with_me"))
    assert (len(answer.context["rows"]), len(answer.context["folders"])) == (rows, rows)


@pytest.mark.parametrize("rows", [1, 3])
def test_the_trash_costs_the_same_at_one_and_three_rows(cast, rows, django_assert_num_queries):
    for _ in range(rows):
        actions.trash_folder(actor=cast.actor("editor"), folder=make_folder(cast.treviso))
        actions.trash_document(actor=cast.actor("editor"), document=put(make_folder(cast.treviso)))
    client = cast.browser("editor")
    client.get(reverse("community:trash"))
    with django_assert_num_queries(8):
        answer = client.get(reverse("community:trash"))
    assert len(answer.context["rows"]) == 2 * rows


def test_types_are_added_and_taken_out_of_use(cast):
    client = cast.browser("editor")
    client.post(reverse("community:types"), {"label": "Schema tipo"})
    mine = DocumentType.objects.get(owner=cast.treviso)
    again = client.post(reverse("community:types"), {"label": "CAPITOLATO"})
    assert (again.status_code, "Questo tipo c" in again.content.decode()) == (422, True)
    common = DocumentType.objects.filter(owner=None)[0]
    assert client.post(reverse("community:type_close", args=[common.pk])).status_code == 404
    client.post(reverse("community:type_close", args=[mine.pk]))
    mine.refresh_from_db()
    assert mine.valid_to is not None


def test_a_move_that_cannot_be_is_refused_on_its_page(cast):
    folder = make_folder(cast.treviso)
    below = make_folder(cast.treviso, parent=folder)
    client = cast.browser("editor")
    answer = client.post(page(folder, "_move"), {"destination": below.pk})
    assert answer.status_code == 422
    assert "dentro sé stessa" in answer.content.decode()
    theirs = make_folder(cast.brescia, level="NETWORK", write_policy="AUDIENCE")
    document = put(folder)
    answer = client.post(page(document, "_move"), {"destination": theirs.pk})
    assert answer.status_code == 422
    assert "lì puoi mettere una copia" in answer.content.decode()
    assert client.post(page(document, "_copy"), {"destination": theirs.pk}).status_code == 302
    assert Document.objects.unrestricted("test").filter(owner=cast.brescia).count() == 1


def test_the_sheet_says_why_the_text_could_not_be_read(cast):
    document = put(make_folder(cast.treviso, level="PROVINCE"))
    StoredFile.objects.unrestricted("test").update(text_note="Il file è protetto da una password.")
    sheet = cast.browser("clerk").get(page(document)).content.decode()
    assert "Il file è protetto da una password." in sheet


PAYLOADS = ("<script>alert(1)</script>", '"><img src=x onerror=alert(1)>', "javascript:alert(1)")


def test_hostile_words_stay_words(cast):
    payload = " ".join(PAYLOADS)
    name = payload.replace("/", "∕")
    folder = make_folder(cast.treviso, name, level="PUBLIC", description=payload, tags=["<b>sale"])
    document = put(folder, f"{name}.txt")
    describe(document, title=payload, description=payload, tags=["<b>sale"])
    client = cast.browser("editor")
    upload = client.post(
        reverse("community:upload", args=[folder.public_id]), {"uploads": text_file(f"{name}.exe")}
    )
    pages = [client.get(url) for url in (reverse("community:library"), page(folder), page(document))]
    for answer in (upload, *pages):
        text = answer.content.decode()
        assert "<script>alert" not in text
        assert "<img src=x" not in text
        assert 'href="javascript' not in text


def test_the_index_of_a_large_folder_follows_by_a_job(cast, monkeypatch):
    folder = make_folder(cast.treviso, level="PROVINCE")
    put(folder, "canarino.txt")
    monkeypatch.setattr(searching, "AT_ONCE", 1)
    clerk = cast.browser("clerk")
    actions.share_folder(actor=SYSTEM, folder=folder, level="ORGANISATION", confirmed=True)
    words = {"testo": "canarino", "dove": "rete"}
    # Meanwhile the final check guards: what the index still opens is not shown.
    assert not clerk.get(reverse("search:search"), words).context["hits"]
    actions.share_folder(actor=SYSTEM, folder=folder, level="PROVINCE", confirmed=True)
    write_index.call(folder_id=folder.pk)
    assert len(clerk.get(reverse("search:search"), words).context["hits"]) == 1
    assert Folder.objects.unrestricted("test").count() == 1
