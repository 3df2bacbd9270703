"""A copy of one's own data: asked for, made by a job, taken away, forgotten after seven days."""

import uuid
from datetime import timedelta
from typing import IO

from django.core.files.base import File
from django.core.files.storage import storages
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from pico.accounts.models import DataCopy, User
from pico.accounts.security_mail import tell
from pico.base.actor import Actor
from pico.base.errors import Refused
from pico.base.works import start_work
from pico.journal.models import Category, record

KEPT = timedelta(days=7)
LOST_AFTER = timedelta(hours=2)  # twice what the job may take, with its second attempt: its worker died


@transaction.atomic
def request_data_copy(*, actor: Actor) -> DataCopy:
    """Ask for a copy of one's own data; the view that calls this wears ``step_up_required``.

    Raises:
        Refused: while another one is being made.
    """
    User.objects.select_for_update().get(pk=actor.user.pk)
    for lost in DataCopy.objects.visible_to(actor.user).in_hand():
        if lost.requested_at < timezone.now() - LOST_AFTER:
            give_up_data_copy(actor=actor, copy=lost)
    if DataCopy.objects.visible_to(actor.user).in_hand().exists():
        raise Refused(_("Una copia è già in preparazione: attendi che sia pronta."), code="in_hand")
    copy = DataCopy.objects.create(user=actor.user)
    record(actor, "accounts.data.requested", actor.user, category=Category.EXPORT)
    start_work(
        actor=actor,
        label=_("Copia dei tuoi dati"),
        job="accounts.make_data_copy",
        may_be_cancelled=False,  # stopped in the queue it would stand in the way of another
        copy_id=copy.pk,
    )
    return copy


@transaction.atomic
def begin_data_copy(*, actor: Actor, copy_id: int) -> DataCopy | None:
    """Take a copy in hand, again after a job that died; None when it is made or gone already."""
    rows = DataCopy.objects.unrestricted("a job makes the copy that its person asked for")
    copy: DataCopy | None = rows.in_hand().select_related("user").filter(pk=copy_id).first()
    if copy is None or not copy.user.is_active:
        return None
    copy.state, copy.done, copy.total = DataCopy.State.RUNNING, 0, 0
    copy.save(update_fields=["state", "done", "total"])
    return copy


def note_copy_progress(*, actor: Actor, copy: DataCopy, done: int, total: int) -> None:
    """Write how far the job is, where the person's page reads it."""
    copy.done, copy.total = done, total
    copy.save(update_fields=["done", "total"])


def keep_data_copy(*, actor: Actor, copy: DataCopy, content: IO[bytes]) -> DataCopy:
    """Put a finished copy into the private storage for seven days and tell its person."""
    size = content.seek(0, 2)
    content.seek(0)
    path = storages["private"].save(f"copies/{uuid.uuid4().hex}.zip", File(content))
    try:
        with transaction.atomic():
            _keep(actor, copy, path, size)
    except BaseException:
        storages["private"].delete(path)
        raise
    return copy


def _keep(actor: Actor, copy: DataCopy, path: str, size: int) -> None:
    now = timezone.now()
    copy.state, copy.path, copy.size = DataCopy.State.READY, path, size
    copy.ready_at, copy.expires_at = now, now + KEPT
    copy.save(update_fields=["state", "path", "size", "ready_at", "expires_at"])
    record(actor, "accounts.data.exported", copy.user, category=Category.EXPORT)
    tell(copy.user, "accounts/mail/data_copy_ready", expires_at=copy.expires_at)


@transaction.atomic
def give_up_data_copy(*, actor: Actor, copy: DataCopy) -> None:
    """Write that a copy could not be made, so that the person may ask again."""
    copy.state = DataCopy.State.FAILED
    copy.save(update_fields=["state"])
    record(actor, "accounts.data.failed", copy.user, category=Category.EXPORT)


@transaction.atomic
def record_data_download(*, actor: Actor, copy: DataCopy) -> None:
    """Write that a person took the copy of their data away."""
    record(actor, "accounts.data.downloaded", copy.user, category=Category.DOWNLOAD)


def forget_data_copies(*, actor: Actor) -> int:
    """Remove the copies past their seven days. Returns how many."""
    rows = DataCopy.objects.unrestricted("a job removes the copies past their time")
    late = list(
        rows.filter(state=DataCopy.State.READY, expires_at__lte=timezone.now()).select_related("user")
    )
    for copy in late:
        with transaction.atomic():
            record(actor, "accounts.data.forgotten", copy.user, category=Category.DELETION)
            path, copy.path, copy.state = copy.path, "", DataCopy.State.EXPIRED
            copy.save(update_fields=["path", "state"])
        storages["private"].delete(path)
    return len(late)
