"""The piece of a text around what was looked for, with the words marked."""

from django.utils.html import format_html, format_html_join

from pico.search.words import WORD, fold, stems

LOOKED_AT = 20_000  # characters of a long text: beyond them the beginning is shown
AROUND = 110  # characters before and after


def excerpt(text: str, terms: frozenset[str]) -> str:
    """Return about 220 characters around the first word that was looked for, marked.

    Args:
        text: what the row says.
        terms: stems of what was looked for.
    """
    places = [
        (found.start(), found.end())
        for found in WORD.finditer(text[:LOOKED_AT])
        if terms.intersection(stems(fold(found.group())))
    ]
    start = max(0, places[0][0] - AROUND) if places else 0
    end = min(len(text), (places[0][1] if places else AROUND) + AROUND)
    if start:
        start = text.find(" ", start) + 1
    if end < len(text):
        end = max(text.rfind(" ", start, end), start + 1)
    return format_html(
        "{}{}{}", "… " if start else "", _marked(text, start, end, places), " …" if end < len(text) else ""
    )


def _marked(text: str, start: int, end: int, places: list[tuple[int, int]]) -> str:
    pieces, at = [], start
    for first, last in places:
        if start <= first and last <= end:
            pieces.append((text[at:first], text[first:last]))
            at = last
    return format_html("{}{}", format_html_join("", "{}<mark>{}</mark>", pieces), text[at:end])
