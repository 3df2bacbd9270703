"""A copy of one's own data: all of it, only one's own, for seven days, behind a fresh proof."""

import io
import json
import zipfile
from datetime import timedelta
from html import unescape

import pytest
from allauth.usersessions.models import UserSession
from django.core import mail
from django.core.files.storage import storages
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from pico.accounts import actions, tasks
from pico.accounts.inventory import parts
from pico.accounts.models import DataCopy, DigitalIdentity
from pico.base.actor import Actor, system_actor
from pico.base.crypto import encrypt, keyed_hash
from pico.base.dates import rome
from pico.base.zips import entry_name
from pico.journal.models import Entry
from pico.notifications.models import Work
from tests.accounts.people import browser, text_of, verbs_of
from tests.factories.accounts import make_invitation, make_member, make_request
from tests.factories.files import make_document, upload
from tests.factories.keys import make_key
from tests.factories.sua import Cast, make_in_review
from tests.proofs import let_proofs_age
from tests.queue import call

pytestmark = pytest.mark.django_db
PAGE = "/profilo/dati/"
ASK = f"{PAGE}copia/"
CODE = "ZNTNNA85A41L407X"


@pytest.fixture
def anna(town):
    person = make_member(
        town.treviso, "member", "anna@treviso.example", phone="+39 0422 111222", job_title="Istruttrice"
    )
    person.fiscal_code_encrypted, person.fiscal_code_index = encrypt(CODE), keyed_hash(CODE)
    person.save()
    return person


def made(user, callbacks=None) -> DataCopy:
    """A copy asked for and made, as the page and the job do."""
    copy = actions.request_data_copy(actor=Actor(user))
    call("accounts.make_data_copy")
    copy.refresh_from_db()
    return copy


def archive_of(copy: DataCopy) -> zipfile.ZipFile:
    with storages["private"].open(copy.path, "rb") as file:
        return zipfile.ZipFile(io.BytesIO(file.read()))


def everything_in(copy: DataCopy) -> str:
    archive = archive_of(copy)
    return "\n".join(
        [*archive.namelist(), *(archive.read(name).decode("utf-8", "replace") for name in archive.namelist())]
    )


def module(copy: DataCopy, name: str) -> dict[str, list[dict]]:
    content = json.loads(archive_of(copy).read(f"dati/{name}.json"))
    return {table["tabella"]: table["righe"] for table in content["tabelle"]}


def download_of(copy: DataCopy) -> str:
    return f"{ASK}{copy.public_id}/"


# --- Nobody else ------------------------------------------------------------------------------------------


def test_nobody_else_takes_the_copy_away_not_even_an_administrator(town, anna):
    copy = made(anna)

    for other in (town.giulia, town.claudia, town.luca):
        client = browser(other)
        assert client.get(download_of(copy)).status_code == 404
        assert "Copia del" not in text_of(client.get(PAGE))
    assert browser().get(download_of(copy)).status_code == 302
    assert verbs_of("accounts.data.downloaded") == []


def test_what_others_are_and_did_is_not_in_it(town, anna):
    canary = make_member(
        town.treviso, "editor", "canarino@treviso.example", given_name="Canarino", family_name="Giallo"
    )
    make_invitation(town.treviso, canary, email="segreto@altrove.example", message="Segretissimo")
    make_request(canary, town.asolo)
    actions.record_sign_in(actor=Actor(canary))
    make_document(town.treviso, actor=Actor(canary, town.treviso), upload=upload("canarino.pdf"))

    found = everything_in(made(anna)).lower()

    assert [word for word in ("canarino", "segreto", "segretissimo") if word in found] == []


def test_passwords_keys_and_digests_are_not_in_it(town, anna):
    key = make_key(anna)

    found = everything_in(made(anna))

    assert anna.password not in found
    assert anna.fiscal_code_index not in found
    assert str(key.data) not in found
    assert "credential" not in found


def test_texts_stay_with_the_body_once_one_has_left_it():
    cast = Cast()
    tender = make_in_review(cast, title="Progetto riservatissimo")
    person = cast.operator
    type(tender).objects.unrestricted("test").filter(pk=tender.pk).update(rup_org=person)
    assert "Progetto riservatissimo" in str(module(made(person), "sua"))

    person.memberships.unrestricted("test").update(ended_at=timezone.now())
    copy = made(type(person).objects.get(pk=person.pk))

    assert "Progetto riservatissimo" not in str(module(copy, "sua"))
    assert tender.number not in str(module(copy, "sua"))


def test_of_a_row_that_only_names_one_it_is_said_that_it_does():
    cast = Cast()
    make_in_review(cast, title="Progetto riservatissimo")

    copy = made(cast.sua)  # who examines it: the row is about the body, not about them

    row = module(copy, "sua")["Gare"][0]
    assert {label for label, value in row.items() if value == "tu"} == {"istruttore"}
    assert "Progetto riservatissimo" not in str(module(copy, "sua"))


def test_without_a_fresh_proof_nothing_is_asked_nor_taken(town, anna):
    copy = made(anna)
    client = browser(anna)
    let_proofs_age(client, 700)

    assert client.get(ASK).url.startswith("/profilo/sicurezza/conferma/")
    assert client.post(ASK).status_code == 403
    assert client.get(download_of(copy)).url.startswith("/profilo/sicurezza/conferma/")
    assert DataCopy.objects.unrestricted("test").count() == 1


def test_after_seven_days_the_link_is_dead_and_the_file_is_gone(town, anna):
    copy = made(anna)
    path = copy.path
    client = browser(anna)
    DataCopy.objects.unrestricted("test").update(expires_at=timezone.now() - timedelta(minutes=1))

    assert client.get(download_of(copy)).status_code == 404
    assert tasks.forget_data_copies.func() == 1
    assert tasks.forget_data_copies.func() == 0

    assert not storages["private"].exists(path)
    copy.refresh_from_db()
    assert (copy.state, copy.path) == ("EXPIRED", "")
    assert "Scaduta ed eliminata." in text_of(client.get(PAGE))


def test_a_second_copy_waits_for_the_first(town, anna):
    client = browser(anna)
    client.post(ASK)

    answer = client.post(ASK)

    assert answer.status_code == 422
    assert "Una copia è già in preparazione" in text_of(answer)
    assert DataCopy.objects.unrestricted("test").count() == 1


def test_a_job_that_fails_leaves_no_file_and_the_person_may_ask_again(town, anna, monkeypatch):
    def full(*args, **kwargs):
        raise OSError("disk full")

    copy = actions.request_data_copy(actor=Actor(anna))
    monkeypatch.setattr(type(storages["private"]), "_save", full)
    with pytest.raises(OSError, match="disk full"):
        call("accounts.make_data_copy")

    copy.refresh_from_db()
    assert (copy.state, copy.path) == ("FAILED", "")
    assert "Non è riuscita: chiedila di nuovo." in text_of(browser(anna).get(PAGE))
    monkeypatch.undo()
    assert made(anna).state == "READY"


def test_a_copy_whose_worker_died_for_good_does_not_bar_the_next(town, anna):
    lost = actions.request_data_copy(actor=Actor(anna))
    actions.begin_data_copy(actor=system_actor("test"), copy_id=lost.pk)
    DataCopy.objects.unrestricted("test").update(requested_at=timezone.now() - timedelta(minutes=119))
    assert browser(anna).post(ASK).status_code == 422

    DataCopy.objects.unrestricted("test").update(requested_at=timezone.now() - timedelta(minutes=121))
    assert browser(anna).post(ASK).url == PAGE

    states = DataCopy.objects.unrestricted("test").order_by("pk").values_list("state", flat=True)
    assert list(states) == ["FAILED", "QUEUED"]


def test_a_copy_made_once_is_not_made_again_by_a_repeated_job(town, anna):
    made(anna)

    assert call("accounts.make_data_copy") is False
    assert verbs_of("accounts.data.exported") == ["accounts.data.exported"]


# --- What it holds ----------------------------------------------------------------------------------------


def test_it_holds_the_person_with_the_fiscal_code_in_clear(town, anna):
    person = module(made(anna), "accounts")["Persone"][0]

    assert person["e-mail"] == "anna@treviso.example"
    assert person["telefono"] == "+39 0422 111222"
    assert person["qualifica"] == "Istruttrice"
    assert person["codice fiscale"] == CODE


def test_it_holds_roles_requests_identities_activity_and_files(town, anna):
    make_request(anna, town.asolo)
    DigitalIdentity.objects.create(
        user=anna, source="SPID", issuer="https://idp.example", subject="AGID-1",
        first_used_at=timezone.now(), last_used_at=timezone.now(),
    )  # fmt: skip
    actions.record_sign_in(actor=Actor(anna))
    make_document(
        town.treviso,
        actor=Actor(anna, town.treviso),
        upload=upload("relazione.pdf", b"%PDF-1.7 mia\n%%EOF\n"),
    )

    copy = made(anna)
    accounts, archive = module(copy, "accounts"), archive_of(copy)

    assert [row["ruolo"] for row in accounts["Appartenenze"]] == ["membro"]
    assert accounts["Richieste di adesione"][0]["motivo"] == "Lavoro all'ufficio tecnico."
    assert [row["tipo"] for row in accounts["Identità digitali"]] == ["SPID"]
    told = module(copy, "attivita")["Le tue righe del registro delle attività"]
    assert "Anna Zanatta ha effettuato l'accesso" in [row["Che cosa"] for row in told]
    assert archive.read("file/0001-relazione.pdf") == b"%PDF-1.7 mia\n%%EOF\n"
    page = unescape(archive.read("index.html").decode())
    assert "Copia dei dati di Anna Zanatta" in page
    assert 'href="file/0001-relazione.pdf"' in page
    assert 'href="dati/accounts.json"' in page
    assert archive.testzip() is None


def test_each_app_of_the_inventory_is_asked(town, anna):
    """A module that declares a field is copied without anybody writing code for it."""
    asked = {part.app for part in parts()}

    assert {"accounts", "files", "journal", "notifications", "portal", "sharing", "sua"} <= asked
    copy = made(anna)
    assert (copy.done, copy.total) == (len(asked) + 2, len(asked) + 2)


def test_the_page_is_written_as_people_write_and_the_data_as_programs_do(town, anna):
    membership = anna.memberships.unrestricted("test").get()
    UserSession.objects.create(user=anna, ip="192.0.2.7", session_key="x", user_agent="Firefox")

    copy = made(anna)
    page = unescape(archive_of(copy).read("index.html").decode())

    assert module(copy, "accounts")["Appartenenze"][0]["dal"] == membership.valid_from.isoformat()
    assert f"<dd>{membership.valid_from:%d/%m/%Y}</dd>" in page
    assert f"<dd>{membership.valid_from.isoformat()}</dd>" not in page
    assert f"<dd>{rome(membership.created_at):%d/%m/%Y, ore %H:%M}</dd>" in page
    assert module(copy, "usersessions")["Sessioni aperte"][0]["indirizzo di rete"] == "192.0.2.7"
    english = {"user", "organisation", "created at", "user agent", "last seen at", "session key"}
    tables = [table for name in ("accounts", "usersessions") for table in module(copy, name).values()]
    rows = [row for table in tables for row in table]
    assert english & {label for row in rows for label in row} == set()


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("relazione.pdf", "relazione.pdf"),
        ("../../etc/passwd", "_.._etc_passwd"),
        ("a\\b:c.pdf", "a_b_c.pdf"),
        ("riga\nnuova.pdf", "riga_nuova.pdf"),
        ("...", "file"),
        ("é" * 200 + ".pdf", "é" * 116 + ".pdf"),
    ],
)
def test_names_that_people_typed_are_names_in_the_archive_and_no_paths(typed, name):
    assert entry_name(typed) == name


# --- The way of it ----------------------------------------------------------------------------------------


def test_from_the_page_to_the_download(town, anna, django_capture_on_commit_callbacks):
    client = browser(anna)
    assert "Prepara una copia dei tuoi dati" in text_of(client.get(PAGE))

    answer = client.post(ASK)
    waiting = text_of(client.get(PAGE))
    with django_capture_on_commit_callbacks(execute=True):
        call("accounts.make_data_copy")
    copy = DataCopy.objects.unrestricted("test").get()
    ready = client.get(PAGE)
    download = client.get(download_of(copy))
    content = b"".join(download.streaming_content)

    assert answer.url == PAGE
    work = Work.objects.visible_to(anna).get()
    assert (work.label, work.state, work.result_url) == ("Copia dei tuoi dati", "DONE", PAGE)
    assert work.done == work.total > 2
    assert "Copia in preparazione" in waiting
    assert 'hx-trigger="every 3s"' in waiting
    assert "hx-trigger" not in ready.text.split('id="copie"')[1].split(">")[0]
    assert f'href="{download_of(copy)}"' in ready.text
    assert copy.expires_at - copy.ready_at == timedelta(days=7)
    assert zipfile.ZipFile(io.BytesIO(content)).testzip() is None
    assert (len(content), download["Content-Type"]) == (copy.size, "application/zip")
    assert download["Cache-Control"] == "private, no-store"
    assert [(message.to, message.subject) for message in mail.outbox] == [
        (["anna@treviso.example"], "Provincia di Treviso: la copia dei tuoi dati è pronta")
    ]
    assert verbs_of("accounts.data") == [
        "accounts.data.requested", "accounts.data.exported", "accounts.data.downloaded",
    ]  # fmt: skip
    lines = Entry.objects.unrestricted("test").filter(verb__startswith="accounts.data")
    assert {line.object_id for line in lines} == {str(anna.pk)}


def test_progress_is_seen_while_the_job_runs(town, anna):
    copy = actions.request_data_copy(actor=Actor(anna))
    actions.begin_data_copy(actor=system_actor("test"), copy_id=copy.pk)
    actions.note_copy_progress(actor=system_actor("test"), copy=copy, done=3, total=12)

    page = text_of(browser(anna).get(PAGE))

    assert 'max="12" value="3"' in page
    assert "3 di 12" in page


def test_the_page_asks_as_much_for_one_copy_as_for_three(town, anna):
    client = browser(anna)
    made(anna)
    client.get(PAGE)
    counts = []
    for _ in range(2):
        with CaptureQueriesContext(connection) as queries:
            client.get(PAGE)
        counts.append(len(queries))
        made(anna)
        made(anna)

    assert counts[0] == counts[1]
