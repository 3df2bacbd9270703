"""The entries a site adds to the first level of its menu (ui.md 6.1, 5)."""

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from pico.portal.models import PortalSite

MOST = 3
LONGEST_LABEL = 30
LONGEST_URL = 300
MODELS = ("/organizzazione/", "/novita/", "/servizi/", "/territorio/", "/province/")


@dataclass(frozen=True)
class Problem:
    sentence: str
    field: str | None = None


def problem_with(items: list[dict[str, str]]) -> Problem | None:
    """Return what is wrong with the entries, in words; None when they can stand."""
    if len(items) > MOST:
        return Problem(_("Il menu può avere al massimo tre voci proprie, compresa «Il progetto»."))
    seen: set[str] = set()
    for number, item in enumerate(items, start=1):
        if problem := _problem_of(number, item, seen):
            return problem
        seen.add(item["url"])
    return None


def _problem_of(number: int, item: dict[str, str], seen: set[str]) -> Problem | None:
    label, url = item["label"], item["url"]
    if not label:
        return Problem(_("Scrivi il testo della voce."), f"label_{number}")
    if len(label) > LONGEST_LABEL:
        return Problem(_("Scrivi al massimo 30 caratteri: il menu sta su una riga."), f"label_{number}")
    if not url:
        return Problem(_("Scrivi l'indirizzo della voce."), f"url_{number}")
    if not is_address(url):
        sentence = _("L'indirizzo comincia con «/» (una pagina di questo sito) o con «https://».")
        return Problem(sentence, f"url_{number}")
    if url in MODELS or url in seen:
        return Problem(_("Il menu ha già una voce con questo indirizzo."), f"url_{number}")
    return None


def is_address(url: str) -> bool:
    """Say whether a text is the path of a page other than the home, or a whole secure address."""
    if len(url) > LONGEST_URL or any(letter.isspace() or letter == "\\" for letter in url):
        return False
    if url.startswith("/"):
        return url != "/" and not url.startswith("//")
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    return parts.scheme == "https" and bool(parts.hostname) and "@" not in parts.netloc


class MenuForm(forms.Form):
    """Three entries, each a text and an address; an empty one is none."""

    def __init__(self, data: Any = None, *, site: PortalSite, usual: list[dict[str, str]]) -> None:
        super().__init__(data)
        known = usual if site.extra_menu is None else site.extra_menu
        for number in range(1, MOST + 1):
            item = known[number - 1] if number <= len(known) else {}
            self.fields[f"label_{number}"] = forms.CharField(
                label=gettext_lazy("Testo della voce %d") % number, required=False,
                max_length=LONGEST_LABEL, initial=item.get("label", ""),
            )  # fmt: skip
            self.fields[f"url_{number}"] = forms.CharField(
                label=gettext_lazy("Indirizzo della voce %d") % number, required=False,
                max_length=LONGEST_URL, initial=item.get("url", ""),
            )  # fmt: skip

    @property
    def items_by_place(self) -> dict[int, dict[str, str]]:
        """Return the entries with something in them, by the place where they were typed."""
        told = {
            number: {
                "label": self.cleaned_data.get(f"label_{number}", ""),
                "url": self.cleaned_data.get(f"url_{number}", ""),
            }
            for number in range(1, MOST + 1)
        }
        return {number: item for number, item in told.items() if any(item.values())}
