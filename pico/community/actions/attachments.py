"""Files of texts, kept before the transaction that writes the text: drawing images anew takes a while."""

from collections.abc import Collection, Iterable
from typing import Any

from django.utils.translation import gettext as _

from pico.base.actor import Actor
from pico.base.errors import Refused
from pico.community.models import Comment, Post
from pico.community.rules.attachments import MOST_FILES, attachments_of
from pico.files import actions as files
from pico.files.models import Attachment, PendingUpload


def _hold(actor: Actor, uploads: Iterable[Any]) -> list[PendingUpload]:
    """Keep checked files for their person, outside any transaction. Those kept already stay as they are."""
    return [
        one if isinstance(one, PendingUpload) else files.keep_for_later(actor=actor, checked=one)
        for one in uploads
    ]


def _change_files(
    actor: Actor,
    text: Post | Comment,
    held: Collection[PendingUpload],
    removed: Collection[Attachment] = (),
) -> None:
    """Take files off a post or a comment and hang new ones on it.

    Raises:
        Refused: when they would be too many, or the quota is full.
    """
    for one in attachments_of(text).filter(pk__in=[row.pk for row in removed]):
        files.remove_attachment(actor=actor, attachment=one)
    if held and attachments_of(text).count() + len(held) > MOST_FILES:
        words = _("Al massimo %(most)s file: togline qualcuno.") % {"most": MOST_FILES}
        raise Refused(words, field="files", code="too_many")
    owner = text.author_organisation or text.owner
    for upload in held:
        files.attach(actor=actor, owner=owner, target=text, upload=upload)
