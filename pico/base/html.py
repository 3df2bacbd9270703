"""The one cleaner of HTML that people write; nothing else marks text as safe (security.md 5.10)."""

import html
import json
import re
from functools import lru_cache
from typing import Any

import nh3
from django.core.serializers.json import DjangoJSONEncoder
from django.utils.safestring import SafeString, mark_safe

TAGS = {
    "p", "br", "strong", "em", "u", "s", "a", "ul", "ol", "li", "blockquote", "code", "pre", "h3", "h4",
    "table", "caption", "thead", "tbody", "tfoot", "tr", "th", "td", "img",
}  # fmt: skip
ATTRIBUTES = {
    "a": {"href"},
    "img": {"src", "alt"},
    "th": {"scope", "colspan", "rowspan"},
    "td": {"colspan", "rowspan"},
}
SCHEMES = {"http", "https", "mailto", "tel"}
OWN_FILE = re.compile(r"/file/[0-9a-f-]{36}/[^\\\s]+\Z")
# What no XML may hold, and the marks that turn the direction of all that follows on a page.
UNPRINTABLE = re.compile(
    "[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]|[\u202a-\u202e\u2066-\u2069]"
)
BLOCK_ENDS = re.compile(r"</(?:p|li|tr|h3|h4|blockquote|pre|table|caption)>|<br\s*/?>", re.IGNORECASE)


def _attribute(tag: str, name: str, value: str) -> str | None:
    """Drop what nh3's list of schemes lets through: addresses without a scheme that leave the site."""
    bare = re.sub(r"[\x00-\x20]", "", value)
    if tag == "a" and name == "href" and (bare.startswith("//") or "\\" in bare):
        return None
    if tag == "img" and name == "src" and not OWN_FILE.match(value):
        return None
    return value


def clean_html(text: str | None) -> SafeString:
    """Return the HTML with nothing in it but text, simple structure and harmless links.

    Used on save and again when it is shown, so that a row written before a rule existed obeys it too.

    Args:
        text: what somebody wrote; None gives the empty text.
    """
    text = text or ""
    # What nh3 has just cleaned; the one place where mark_safe is allowed.
    return mark_safe(_kept(text) if len(text) <= SHORT else _cleaned(text))  # nosec B308 B703


def _cleaned(text: str) -> str:
    return nh3.clean(
        text,
        tags=TAGS,
        attributes=ATTRIBUTES,
        attribute_filter=_attribute,
        url_schemes=SCHEMES,
        link_rel="noopener ugc",
        strip_comments=True,
    )


# The texts of a page that many read are the same ones: at most some 8 MB of them.
SHORT = 4_000
_kept = lru_cache(maxsize=1_000)(_cleaned)


def text_of_html(text: str | None) -> str:
    """Return what cleaned HTML says, without markup: the text part of a mail, an excerpt."""
    broken = BLOCK_ENDS.sub("\n", clean_html(text))
    bare = html.unescape(nh3.clean(broken, tags=set(), attributes={}))
    lines = [" ".join(line.split()) for line in bare.splitlines()]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


def printable(text: str) -> str:
    """Return the text without characters that harm a page or a feed.

    Those that no XML may hold stop a whole feed; marks of direction (U+202A to 202E, U+2066 to 2069) turn
    round what others wrote beside them.
    """
    return UNPRINTABLE.sub("", text)


def one_line(text: str) -> str:
    """Return a title or another short text as one line: printable, with single blanks."""
    return " ".join(printable(text).split())


def json_ld(value: Any) -> SafeString:
    """Return a value as JSON for a data block of a page: nothing in it can end the block or begin a tag.

    Args:
        value: what schema.org wants to know, as plain dicts, lists and texts.
    """
    text = json.dumps(value, cls=DjangoJSONEncoder, ensure_ascii=False)
    for sign, code in (("<", "\\u003C"), (">", "\\u003E"), ("&", "\\u0026")):
        text = text.replace(sign, code)
    return mark_safe(text)  # nosec B308 B703
