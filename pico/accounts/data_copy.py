"""What a copy of one's own data holds: a file per module, the person's files, a page to read it all."""

import itertools
import json
import re
from collections.abc import Callable, Iterator
from datetime import datetime
from typing import IO, Any

from django.db import models
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.encoding import force_str

from pico.accounts.activity import COLUMNS, own_lines
from pico.accounts.inventory import Part, addresses_of, parts, rows_about, rows_naming
from pico.accounts.models import User
from pico.base.crypto import Undecryptable, decrypt
from pico.base.dates import rome
from pico.base.guard import GuardedQuerySet
from pico.base.modules import modules
from pico.base.personal_data import own_files
from pico.base.zips import Writer, entry_name, new_archive

# What is not copied: whoever reads the copy must not be able to sign in with it, or learn an index.
CREDENTIAL = "credential"
NO_CREDENTIAL = {"usersessions.UserSession.ip", "usersessions.UserSession.user_agent"}
INDEXES = {"accounts.User.fiscal_code_index", "accounts.DigitalIdentity.subject"}
LEFT_OUT = {
    "accounts.DataCopy": "the copy itself",
    "accounts.HandoverCode": "codes of one minute",
    "journal.Entry": "told as sentences, in a part of its own",
}
SHOWN = 200  # rows of one table in the page to read; the JSON holds all
LABELS = {
    "accepted_by": "accettato da",
    "actor": "chi ha agito",
    "actor_id": "chi ha agito",
    "added_by": "aggiunto da",
    "answered_by": "risposta di",
    "asked_by": "chiesto da",
    "author": "autore",
    "created_at": "creato il",
    "created_by": "iniziato da",
    "decided_by": "deciso da",
    "ended_by": "cessato da",
    "fiscal_code_encrypted": "codice fiscale",
    "granted_by": "assegnato da",
    "invited_by": "invitato da",
    "ip": "indirizzo di rete",
    "last_seen_at": "ultimo uso",
    "last_used_at": "ultimo uso",
    "names_from": "origine del nome",
    "organisation": "ente",
    "owner": "autore",
    "person": "persona",
    "requested_by": "chiesto da",
    "reviewer": "istruttore",
    "rup_org": "RUP",
    "submitted_by": "inviato da",
    "trashed_by": "cestinato da",
    "type": "tipo",
    "user": "persona",
    "user_agent": "programma",
    "user_id_value": "persona",
}
TITLES = {"usersessions.UserSession": "Sessioni aperte", "mfa.Authenticator": "Secondi fattori"}
A_MOMENT = re.compile(r"\d{4}-\d\d-\d\d(T\d\d:\d\d.*)?")
Table = dict[str, Any]


def write_copy(file: IO[bytes], user: User, progress: Callable[[int, int], None]) -> None:
    """Write the whole copy into an open, empty file.

    Args:
        file: where to.
        user: whose data.
        progress: called with (done, total) after each module.
    """
    grouped = [(app, list(group)) for app, group in itertools.groupby(parts(), key=lambda part: part.app)]
    total = len(grouped) + 2
    contents = []
    with new_archive(file) as archive:
        for done, (app, group) in enumerate(grouped, start=1):
            tables = [table for part in group if (table := table_of(part, user))]
            if tables:
                contents.append(_write_module(archive, app, _title_of(app), tables))
            progress(done, total)
        contents.append(_write_module(archive, "attivita", "Attività", [_activity(user)]))
        progress(total - 1, total)
        files = list(_write_files(archive, user))
        page = {
            "person": user,
            "modules": contents,
            "files": files,
            "made_at": timezone.now(),
            "shown": SHOWN,
        }
        archive.add("index.html", render_to_string("accounts/data_copy/index.html", page).encode())
        archive.add("stile.css", render_to_string("accounts/data_copy/stile.css").encode())
    progress(total, total)


def _title_of(app: str) -> str:
    known = {module.code: module.title for module in modules}
    titles = {"accounts": "Persona, ruoli e accessi", "account": "Indirizzi e-mail", "files": "Documenti"}
    titles |= {"mfa": "Secondo fattore", "usersessions": "Sessioni aperte", "sharing": "Inviti a vedere"}
    return force_str(titles.get(app) or known.get(app) or app)


def _write_module(archive: Writer, name: str, title: str, tables: list[Table]) -> dict[str, Any]:
    content = {"modulo": title, "tabelle": tables}
    archive.add(f"dati/{name}.json", json.dumps(content, ensure_ascii=False, indent=1).encode())
    return {"title": title, "file": f"dati/{name}.json", "tables": [_readable(table) for table in tables]}


def _readable(table: Table) -> dict[str, Any]:
    rows = table["righe"]
    shown = [[(label, _as_read(value)) for label, value in row.items()] for row in rows[:SHOWN]]
    return {"title": table["tabella"], "count": len(rows), "rows": shown}


def _as_read(value: Any) -> Any:
    """Return a moment as people write it; the JSON keeps it as programs do."""
    if not (isinstance(value, str) and A_MOMENT.fullmatch(value)):
        return value
    moment = datetime.fromisoformat(value)
    return f"{rome(moment):%d/%m/%Y, ore %H:%M}" if moment.tzinfo else f"{moment:%d/%m/%Y}"


def _activity(user: User) -> Table:
    rows = [
        {column.label: _plain(column.value(entry)) for column in COLUMNS}
        for entry in own_lines(user).iterator(chunk_size=1000)
    ]
    return {"tabella": "Le tue righe del registro delle attività", "righe": rows}


def _write_files(archive: Writer, user: User) -> Iterator[str]:
    number = itertools.count(1)
    for source in own_files:
        for file in source(user):
            try:
                content = file.open()
            except FileNotFoundError:
                continue
            name = f"file/{next(number):04d}-{entry_name(file.name)}"
            with content:
                archive.add(name, content)
            yield name


def table_of(part: Part, user: User) -> Table | None:
    """Return what one model holds of a person, or None when it holds nothing.

    A row that is about the person is copied with its declared fields, dates and states. Of one that only
    names them (they decided, reviewed, answered) it is said that it does, when and as what. Texts that stay
    with a public body are copied only of rows that the person may read today.
    """
    if part.label in LEFT_OUT:
        return None
    addresses = addresses_of(user)
    about = set(rows_about(part, user, addresses).values_list("pk", flat=True))
    readable = _readable_keys(part, user)
    rows = [
        _row(part, row, user, about=row.pk in about, readable=readable is None or row.pk in readable)
        for row in rows_naming(part, user, addresses).order_by("pk").iterator(chunk_size=500)
    ]
    title = TITLES.get(part.label) or force_str(part.model._meta.verbose_name_plural)
    return {"tabella": title[:1].upper() + title[1:], "righe": rows} if rows else None


def _readable_keys(part: Part, user: User) -> set[Any] | None:
    """Return the keys of the rows that the person may read today; None where nothing guards them."""
    rows = part.model._default_manager.all()
    if not isinstance(rows, GuardedQuerySet):
        return None
    naming = rows_naming(part, user, addresses_of(user)).order_by().values("pk")
    return set(rows.visible_to(user).filter(pk__in=naming).values_list("pk", flat=True))


def _row(part: Part, row: models.Model, user: User, *, about: bool, readable: bool) -> dict[str, Any]:
    values: dict[str, Any] = {}
    declared = {entry.field: entry for entry in part.fields}
    for field in row._meta.concrete_fields:
        entry = declared.get(field.name)
        label = _label(field)
        if entry is not None and part.is_link(field.name):
            if str(getattr(row, field.attname)) == str(user.pk):
                values[label] = "tu"
        elif entry is not None:
            if about and _is_copied(part, field.name, entry.category, entry.erasure, readable):
                values[label] = _plain(getattr(row, field.attname))
        elif isinstance(field, models.DateField) or (about and field.choices):
            values[label] = _plain(_shown(row, field))
        elif about and field.name == "organisation":
            values[label] = str(getattr(row, field.name) or "")
    return {label: value for label, value in values.items() if value not in (None, "")}


def _label(field: Any) -> str:
    """Return a field's Italian name; a link to a person often has none of its own."""
    name = force_str(field.verbose_name)
    return LABELS.get(field.name, name) if name == field.name.replace("_", " ") else name


def _is_copied(part: Part, name: str, category: str, erasure: str, readable: bool) -> bool:
    path = f"{part.label}.{name}"
    if path in INDEXES or (category == CREDENTIAL and path not in NO_CREDENTIAL):
        return False
    return readable or category != "content" or erasure != "KEEP"


def _shown(row: models.Model, field: Any) -> Any:
    return getattr(row, f"get_{field.name}_display")() if field.choices else getattr(row, field.attname)


def _plain(value: Any) -> Any:
    """Return a value as JSON and a reader take it."""
    if isinstance(value, bytes | memoryview):
        try:
            return decrypt(value)
        except Undecryptable:
            return "non leggibile"
    if value is None or isinstance(value, bool | int | str | list | dict):
        return value
    return value.isoformat() if hasattr(value, "isoformat") else force_str(value)
