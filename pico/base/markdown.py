"""Markdown that people write, as HTML that can neither run nor load anything (community.md 2)."""

import re
from collections.abc import Iterable, Iterator

from django.utils.safestring import SafeString
from markdown_it import MarkdownIt
from markdown_it.rules_core import StateCore
from markdown_it.token import Token

from pico.base.html import OWN_FILE, clean_html, printable

DEEPEST_HEADING = 4
FIRST_HEADING = 3  # above stand the page's own: h1 the title, h2 the parts
ADDRESS = re.compile(r"https?://[^\s<>\"'`|\\]+", re.IGNORECASE)
NOT_AT_THE_END = ".,;:!?)»”’*_~"


def to_html(source: str | None, *, names: Iterable[str] = ()) -> SafeString:
    """Return what Markdown says as cleaned HTML.

    Known are headings (the two levels below the page's own), bold, italic, lists, tables, quotes, links,
    code and pictures from own attachments; a picture from elsewhere becomes a link to it. A line break stays
    one and a bare web address becomes a link, as people expect who never heard of Markdown. HTML is text.

    Args:
        source: what somebody wrote; None gives the empty text.
        names: of people who are called in it: «@Mario Rossi» is drawn bold, in any case of letters.

    Source:
        CommonMark 0.31 with the tables of GitHub, read by markdown-it-py.
    """
    return clean_html(_READER.render(printable(source or ""), {"names": list(names)}))


def _lower_headings(state: StateCore) -> None:
    """Put the headings below the page's own, whichever signs were chosen: no level is left out (WCAG 1.3.1).

    The first heading of a text is one of the first level, and so are all with as few signs.
    """
    first = 0
    for token in state.tokens:
        if token.type in {"heading_open", "heading_close"}:
            signs = int(token.tag[1:])
            first = first or signs
            token.tag = f"h{FIRST_HEADING if signs <= first else DEEPEST_HEADING}"


def _keep_own_pictures(state: StateCore) -> None:
    """Put a link in the place of each picture that is not ours: looking at a page calls no other host."""
    for block in state.tokens:
        if block.children:
            block.children = list(_without_foreign_pictures(block.children))


def _without_foreign_pictures(tokens: list[Token]) -> Iterator[Token]:
    in_link = False
    for token in tokens:
        in_link = (in_link or token.type == "link_open") and token.type != "link_close"
        address = str(token.attrGet("src") or "")
        if token.type != "image" or OWN_FILE.match(address):
            yield token
        elif in_link:
            yield _text(token.content or address)
        else:
            yield from _link(address, token.content or address)


def _link_addresses(state: StateCore) -> None:
    for block in state.tokens:
        if block.children:
            block.children = list(_with_links(block.children))


def _with_links(tokens: list[Token]) -> Iterator[Token]:
    in_link = False
    for token in tokens:
        in_link = (in_link or token.type == "link_open") and token.type != "link_close"
        if token.type == "text" and not in_link:
            yield from _split(token.content)
        else:
            yield token


def _mark_names(state: StateCore) -> None:
    """Draw the names of people who are called bold; in code, links and longer words they stay as they are."""
    names = state.env.get("names")
    if not names:
        return
    either = "|".join(re.escape(name) for name in sorted(names, key=len, reverse=True))
    called = re.compile(rf"(?<![\w@./])@(?:{either})(?!\w)", re.IGNORECASE)
    for block in state.tokens:
        if block.children:
            block.children = list(_with_names(block.children, called))


def _with_names(tokens: list[Token], called: re.Pattern[str]) -> Iterator[Token]:
    in_link = False
    for token in tokens:
        in_link = (in_link or token.type == "link_open") and token.type != "link_close"
        if token.type != "text" or in_link:
            yield token
            continue
        done = 0
        for found in called.finditer(token.content):
            yield _text(token.content[done : found.start()])
            yield Token("strong_open", "strong", 1)
            yield _text(found.group())
            yield Token("strong_close", "strong", -1)
            done = found.end()
        yield _text(token.content[done:])


def _split(text: str) -> Iterator[Token]:
    """Divide a text at its web addresses; a full stop after one belongs to the sentence."""
    done = 0
    for found in ADDRESS.finditer(text):
        address = _without_the_end(found.group())
        if text[done : found.start()]:
            yield _text(text[done : found.start()])
        yield from _link(address, address)
        done = found.start() + len(address)
    if text[done:]:
        yield _text(text[done:])


def _without_the_end(address: str) -> str:
    """Drop what ends the sentence and not the address; a bracket that was opened inside it stays."""
    while address[-1] in NOT_AT_THE_END and not (address[-1] == ")" and "(" in address):
        address = address[:-1]
    return address


def _text(content: str) -> Token:
    return Token("text", "", 0, content=content)


def _link(address: str, words: str) -> Iterator[Token]:
    yield Token("link_open", "a", 1, attrs={"href": address})
    yield _text(words)
    yield Token("link_close", "a", -1)


def _reader() -> MarkdownIt:
    reader = MarkdownIt("commonmark", {"html": False, "breaks": True}).enable("table")
    # An address that leaves the site without saying how would be cut off later: it stays the text it is.
    follows = reader.validateLink
    reader.validateLink = lambda url: not url.startswith("//") and follows(url)  # type: ignore[method-assign]
    reader.core.ruler.push("lower_headings", _lower_headings)
    reader.core.ruler.push("keep_own_pictures", _keep_own_pictures)
    reader.core.ruler.push("link_addresses", _link_addresses)
    reader.core.ruler.push("mark_names", _mark_names)
    return reader


_READER = _reader()
