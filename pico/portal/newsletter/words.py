"""Simple text of an issue: paragraphs, lists, bold, links. What people write becomes cleaned HTML."""

import re

from django.utils.html import escape

from pico.base.html import clean_html

_BOLD = re.compile(r"\*\*(?=\S)(.+?)(?<=\S)\*\*")
_LINK = re.compile(r"\[([^\[\]]+)\]\(((?:https?://|mailto:|/(?!/))[^\s()<>\"]+)\)")


def html_of(text: str, base: str = "") -> str:
    """Return the HTML of a simple text.

    Args:
        text: blank lines part paragraphs; lines that begin with "- " are a list; **bold**; [words](address).
        base: put before addresses of the site's own pages.
    """
    parts = re.split(r"\n\s*\n", text.replace("\r\n", "\n").strip())
    return clean_html("".join(_part(part, base) for part in parts if part.strip()))


def _part(part: str, base: str) -> str:
    lines = [line.strip() for line in part.splitlines() if line.strip()]
    if all(line.startswith("- ") for line in lines):
        return f"<ul>{''.join(f'<li>{_line(line[2:], base)}</li>' for line in lines)}</ul>"
    return f"<p>{_line(' '.join(lines), base)}</p>"


def _line(line: str, base: str) -> str:
    bold = _BOLD.sub(r"<strong>\1</strong>", escape(line))
    return _LINK.sub(lambda found: f'<a href="{absolute(found[2], base)}">{found[1]}</a>', bold)


def absolute(url: str, base: str) -> str:
    """Return an address as a mail needs it."""
    return f"{base}{url}" if url.startswith("/") else url


def plain(text: str, base: str = "") -> str:
    """Return the simple text as the text part shows it: links written out."""
    return _LINK.sub(lambda found: f"{found[1]} ({absolute(found[2], base)})", _BOLD.sub(r"\1", text)).strip()
