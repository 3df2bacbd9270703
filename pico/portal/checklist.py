"""«Sito pronto»: what portal.md 3.1 wants of a site, point by point, with where each is mended."""

import re
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from pico.base.identifiers import is_body_fiscal_code
from pico.organisations.models import OrganisationCode
from pico.portal.models import NewsPage, PortalSite

DECLARATION = re.compile(r"https://form\.agid\.gov\.it/view/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/?\Z")
EDITOR = "/redazione/"
MISSING, WRONG = "MISSING", "WRONG"


@dataclass(frozen=True)
class Point:
    """One point of the list.

    Args:
        code: stable word.
        label: what is wanted, as in "Mancano: …".
        problem: "" when it is there, MISSING or WRONG.
        hint: what to do, when there is a problem.
        url: the page where it is mended.
        legal: the law or AgID's criteria want a link to it on every page: the editors are warned until it
            is there.
    """

    code: str
    label: Any
    problem: str = ""
    hint: Any = ""
    url: str = ""
    legal: bool = False

    @property
    def for_editors(self) -> bool:
        """Whether it is mended in the editor, where those who write on the site may go."""
        return bool(self.problem) and self.url.startswith(EDITOR)

    @property
    def done(self) -> bool:
        return not self.problem


def checklist(site: PortalSite) -> list[Point]:
    """Return all points. Two queries: the fiscal code of the registry, one published news item."""
    return [*_identity(site), *_legal(site), _news(site)]


def missing(site: PortalSite) -> list[Point]:
    return [point for point in checklist(site) if point.problem]


def legal_problems(site: PortalSite) -> list[Point]:
    """Return the links the law wants that are missing or cannot be right. No query."""
    return [point for point in _legal(site) if point.problem]


def _settings(part: str) -> str:
    return reverse("portal:settings_part", args=[part])


def _identity(site: PortalSite) -> list[Point]:
    body, identity, contacts = site.organisation, _settings("identita"), _settings("contatti")
    has_crest = bool(site.crest_id or site.crest_svg)
    fiscal = site.tax_code or _registered_fiscal_code(site)
    return [
        _point("crest", gettext_lazy("stemma"), has_crest, _("Carica lo stemma dell'ente."), identity),
        *([_crest_alt(site, identity)] if has_crest else []),
        _point(
            "address",
            gettext_lazy("indirizzo"),
            bool(site.address or body.address),
            _("Scrivi dove ha sede l'ente."),
            contacts,
        ),
        _point(
            "email",
            gettext_lazy("e-mail"),
            bool(site.email or body.email),
            _("Scrivi l'e-mail per i cittadini."),
            contacts,
        ),
        _point(
            "pec", gettext_lazy("PEC"), bool(site.pec or body.pec), _("Scrivi la PEC dell'ente."), contacts
        ),
        _point(
            "tax_code",
            gettext_lazy("codice fiscale"),
            bool(fiscal),
            _("Scrivi il codice fiscale dell'ente."),
            contacts,
            wrong=bool(fiscal) and not is_body_fiscal_code(fiscal),
            wrong_hint=_("Il codice fiscale ha una cifra sbagliata."),
        ),
    ]


def _crest_alt(site: PortalSite, url: str) -> Point:
    label, hint = gettext_lazy("testo alternativo dello stemma"), _("Descrivi lo stemma a chi non lo vede.")
    return _point("crest_alt", label, bool(site.crest_alt), hint, url)


def _legal(site: PortalSite) -> list[Point]:
    law = _settings("collegamenti")
    page = site.privacy_page
    return [
        _point(
            "dpo",
            gettext_lazy("contatto del DPO"),
            bool(site.dpo_email),
            _("Scrivi l'e-mail del DPO."),
            law,
            legal=True,
        ),
        _point(
            "privacy",
            gettext_lazy("informativa privacy"),
            page is not None,
            _("Scegli la pagina con l'informativa privacy dell'ente."),
            _mended_at(page) or law,
            wrong=page is not None and not page.live,
            wrong_hint=_("La pagina scelta non è pubblicata: completala e pubblicala."),
            legal=True,
        ),
        _point(
            "accessibility",
            gettext_lazy("dichiarazione di accessibilità"),
            bool(site.accessibility_url),
            _("Compila la dichiarazione su form.agid.gov.it e incolla qui il suo indirizzo."),
            law,
            wrong=bool(site.accessibility_url) and not DECLARATION.match(site.accessibility_url),
            wrong_hint=_("L'indirizzo non è quello di una dichiarazione su form.agid.gov.it."),
            legal=True,
        ),
        _point(
            "transparency",
            gettext_lazy("amministrazione trasparente"),
            bool(site.transparency_url),
            _("Scrivi l'indirizzo di Amministrazione trasparente."),
            law,
            wrong=bool(site.transparency_url) and not site.transparency_url.startswith("https://"),
            wrong_hint=_("L'indirizzo deve iniziare con https://."),
            legal=True,
        ),
        Point("legal_notes", gettext_lazy("note legali"), url="/note-legali/", legal=True),
        Point("faq", gettext_lazy("domande frequenti"), url="/domande-frequenti/", legal=True),
        _report(site),
    ]


def _mended_at(page: Any) -> str:
    """Return where the editors complete a draft; the settings say which page it is."""
    return f"{EDITOR}pages/{page.pk}/edit/" if page and not page.live else ""


def _report(site: PortalSite) -> Point:
    """The link to report a fault writes to the body: without an address there is none (ui.md 6.1, 10)."""
    body, label = site.organisation, gettext_lazy("segnalazione di un disservizio")
    there = any((site.email, body.email, site.pec, body.pec))
    hint = _("Scrivi l'e-mail a cui i cittadini segnalano un disservizio.")
    return _point("report", label, there, hint, _settings("contatti"), legal=True)


def _news(site: PortalSite) -> Point:
    there = NewsPage.objects.on_site(site.wagtail_site.root_page.path).exists()
    hint = _("Scrivi e pubblica la prima notizia nella redazione.")
    return _point("news", gettext_lazy("una notizia pubblicata"), there, hint, EDITOR)


def _registered_fiscal_code(site: PortalSite) -> str:
    codes = OrganisationCode.objects.filter(
        organisation_id=site.organisation_id, scheme="FISCAL", state="CONFIRMED", valid_to=None
    )
    return codes.values_list("value", flat=True).first() or ""


def _point(
    code: str,
    label: Any,
    there: bool,
    hint: str,
    url: str,
    *,
    wrong: bool = False,
    wrong_hint: str = "",
    legal: bool = False,
) -> Point:
    if not there:
        return Point(code, label, MISSING, hint, url, legal)
    if wrong:
        return Point(code, label, WRONG, wrong_hint, url, legal)
    return Point(code, label, url=url, legal=legal)
