"""What people may write in a post, an article or a comment: some text, and not an endless one."""

from typing import Any

from django.utils.translation import gettext as _

from pico.base.errors import Refused
from pico.base.html import printable
from pico.base.money import number
from pico.community.models.forum import LONGEST_POST


def clean_source(source: str) -> str:
    """Return what somebody wrote, without the white space around it.

    Raises:
        Refused: when nothing is left or it is too long.
    """
    clean = printable(source.replace("\r\n", "\n")).strip()
    if not clean:
        raise Refused(_("Scrivi il testo."), field="source", code="empty")
    if len(clean) > LONGEST_POST:
        words = _("Il testo ha %(length)s caratteri: al massimo %(most)s.")
        raise Refused(
            words % {"length": number(len(clean)), "most": number(LONGEST_POST)}, field="source", code="long"
        )
    return clean


def clean_title(title: str) -> str:
    """Return a title in one line.

    Raises:
        Refused: when nothing is left.
    """
    clean = " ".join(printable(title).split())
    if not clean:
        raise Refused(_("Scrivi il titolo della discussione."), field="title", code="empty")
    return clean


def said_why(row: Any) -> str:
    """Return why a post or a comment was hidden: the ground, where one was named, and what it is here."""
    return f"{row.hidden_why}. {row.hidden_reason}" if row.hidden_why else row.hidden_reason
