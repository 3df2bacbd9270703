"""Taking out of a text what says who somebody is, before it becomes a FAQ."""

import re

LEFT_OUT = "[…]"
# Addresses, IBAN and tax codes have shapes of their own; telephone numbers are long runs of digits; the names
# of who is called in a text follow an «@».
DAY, AMOUNT = r"\d{1,2}[/.-]\d{1,2}[/.-]\d{2,4}\b", r"\d{1,3}(?:\.\d{3})+\b"
PERSONAL = (
    re.compile(r"\b[\w.+-]+@[\w-]+(?:\.[\w-]+)+\b"),
    re.compile(r"\bIT\d{2}\s?[A-Z](?:\s?\d){10}(?:\s?[A-Z0-9]){12}\b", re.IGNORECASE),
    re.compile(r"\b[A-Z]{6}\d{2}[A-EHLMPRST]\d{2}[A-Z]\d{3}[A-Z]\b", re.IGNORECASE),
    re.compile(rf"(?<![\w/.,-])(?!{DAY}|{AMOUNT})\+?\d(?:[\s./-]?\d){{7,13}}(?![\w/-])"),
    re.compile(r"(?<!\w)@[A-ZÀ-Þ][\w'’]*(?: [A-ZÀ-Þ][\w'’]*){0,2}"),
)


def without_personal_data(text: str) -> str:
    """Return a text without e-mail addresses, telephone numbers, IBAN, tax codes and names after an «@».

    What remains is for a person to read again: a name in a sentence has no shape of its own.
    """
    for shape in PERSONAL:
        text = shape.sub(LEFT_OUT, text)
    return text


def names_an_account(text: str) -> bool:
    """Say whether a text holds what looks like an IBAN or a tax code."""
    return any(shape.search(text) for shape in PERSONAL[1:3])
