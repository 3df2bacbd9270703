"""Papers: asked for in the action that needs them, made by a job, never changed once issued."""

import io
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from pico.base.actor import Actor
from pico.base.errors import Refused
from pico.base.jobs import enqueue
from pico.files.actions.stored import keep
from pico.files.models import Paper
from pico.files.models.papers import PaperQuerySet, new_code
from pico.files.typesetting import typeset
from pico.journal.models import record


@transaction.atomic
def request_paper(
    *,
    actor: Actor,
    kind: str,
    template: str,
    target: Any,
    owner: Any,
    number: str,
    title: str,
    data: dict[str, Any],
) -> Paper:
    """Ask for a paper: a row now, its PDF from the job ``files.make_paper`` after the commit.

    Args:
        kind: what it is in Italian words, as the verification page shows it («Ricevuta di richiesta»).
        template: ``<app>/<name>.typ`` in ``pico/<app>/papers/``.
        target: the row it is about: who sees it may read the paper. None for the owner's own people.
        owner: the organisation that issues it.
        number: protocol or request number, if any.
        title: title of the document.
        data: what the template prints; JSON values, text stays text.

    Returns:
        The paper, state QUEUED.
    """
    paper = Paper(
        code=new_code(), kind=kind, template=template, target=target, owner=owner, number=number,
        title=title[:200], data=data, requested_by=actor.user,
    )  # fmt: skip
    paper.save()
    record(actor, "files.paper.requested", paper)
    enqueue("files.make_paper", paper_id=paper.pk)
    return paper


def issue_paper(*, actor: Actor, paper_id: int) -> Paper:
    """Typeset a paper and issue it. Safe to run twice: an issued paper stays as it is.

    Args:
        actor: the system.
        paper_id: the row.

    Raises:
        TypesettingError: when the template does not compile; the row is then FAILED and may be tried again.
    """
    paper = _papers().select_related("owner").get(pk=paper_id)
    if paper.state == Paper.State.ISSUED:
        return paper
    try:
        content = typeset(paper)
    except Exception:
        _fail(actor, paper)
        raise
    file = keep(
        actor=actor, content=io.BytesIO(content), size=len(content), content_type="application/pdf",
        pictures=False,
    )  # fmt: skip
    with transaction.atomic():
        locked = _papers().select_for_update().get(pk=paper_id)
        if locked.state == Paper.State.ISSUED:
            return locked
        locked.file, locked.sha256, locked.data = file, file.sha256, {}
        locked.state, locked.issued_at = Paper.State.ISSUED, timezone.now()
        locked.save()
        record(actor, "files.paper.issued", locked, changes={"sha256": [None, file.sha256]})
    return locked


def _papers() -> PaperQuerySet:
    return Paper.objects.unrestricted("the job makes what an action asked for, whoever will read it")


@transaction.atomic
def _fail(actor: Actor, paper: Paper) -> None:
    if paper.state != Paper.State.FAILED:
        paper.state = Paper.State.FAILED
        paper.save(update_fields=["state"])
        record(actor, "files.paper.failed", paper)


@transaction.atomic
def revoke_paper(*, actor: Actor, paper: Paper, reason: str) -> None:
    """Declare an issued paper no longer valid; its file stays, the verification page says so.

    Raises:
        Refused: when it is not issued or was revoked before.
    """
    if paper.state != Paper.State.ISSUED or paper.revoked_at is not None:
        raise Refused(_("Puoi revocare solo un atto emesso e ancora valido."))
    paper.revoked_at, paper.revoked_reason = timezone.now(), reason[:300]
    paper.save(update_fields=["revoked_at", "revoked_reason"])
    record(actor, "files.paper.revoked", paper)
