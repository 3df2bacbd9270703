"""The draft of a body's privacy notice: filled in from the settings, it asks what only the body knows."""

from django.utils.html import conditional_escape, format_html, format_html_join
from django.utils.translation import gettext as _

from pico.organisations.models import Organisation
from pico.portal.models import PortalSite

TO_COMPLETE = "[Completa"


def notice_text(body: Organisation, site: PortalSite | None = None) -> str:
    """Return the text of the draft.

    Args:
        site: whose settings fill it in; the registry's contacts stand in for those it does not say.
    """
    parts = (
        (_("Chi tratta i dati"), _who(body, site)),
        (_("Quali dati trattiamo e perché"), _what()),
        (_("Chi li vede"), _readers()),
        (_("Per quanto tempo li conserviamo"), _how_long()),
        (_("I tuoi diritti"), _rights()),
    )
    return format_html_join("", "<h2>{}</h2>{}", parts)


def _asked(what: str) -> str:
    return f"{TO_COMPLETE}: {what}]"


def _said(name: str, body: Organisation, site: PortalSite | None) -> str:
    return getattr(site, name, "") or getattr(body, name, "")


def _mail(name: str, what: str, body: Organisation, site: PortalSite | None) -> str:
    said = _said(name, body, site)
    return format_html('<a href="mailto:{}">{}</a>', said, said) if said else conditional_escape(_asked(what))


def _who(body: Organisation, site: PortalSite | None) -> str:
    street, code, town = (_said(name, body, site) for name in ("address", "postal_code", "locality"))
    seat = ", ".join(part for part in (street, f"{code} {town}".strip()) if part) if street else ""
    lines = (
        (_("Sede"), seat or _asked(_("indirizzo della sede"))),
        (_("Telefono"), _said("phone", body, site) or _asked(_("telefono"))),
        (_("E-mail"), _mail("email", _("e-mail"), body, site)),
        (_("PEC"), _mail("pec", _("PEC"), body, site)),
        (
            _("Responsabile della protezione dei dati (DPO)"),
            _mail("dpo_email", _("e-mail del DPO"), body, site),
        ),
    )
    title = format_html("<p>{} {}.</p>", _("Titolare del trattamento è"), body.name)
    return title + format_html("<ul>{}</ul>", format_html_join("", "<li>{}: {}</li>", lines))


def _list(lines: tuple[str, ...]) -> str:
    return format_html("<ul>{}</ul>", format_html_join("", "<li>{}</li>", ((line,) for line in lines)))


def _what() -> str:
    return _list(
        (
            _(
                "Se leggi il sito: nessun cookie e nessuno strumento di tracciamento. Per la sicurezza i "
                "registri tecnici tengono l'ora, la pagina e la rete da cui arriva la richiesta, non "
                "l'indirizzo completo."
            ),
            _(
                "Se ti iscrivi a una newsletter: il tuo indirizzo e-mail e quando hai dato il consenso "
                "(art. 6, par. 1, lett. a del regolamento UE 2016/679), che puoi ritirare da ogni messaggio."
            ),
            _("Se valuti una pagina: le stelle e il testo che scrivi, senza nome né indirizzo."),
            _(
                "Se lavori nell'area riservata: nome, cognome, e-mail di lavoro, ente, ruolo e gli atti che "
                "compi, per svolgere compiti di interesse pubblico (art. 6, par. 1, lett. e)."
            ),
            _asked(_("gli altri dati che l'ente raccoglie con questo sito, o togli questa riga")),
        )
    )


def _readers() -> str:
    asked = _asked(_("chi tratta i dati per conto dell'ente, con i suoi contatti"))
    words = _("Le persone autorizzate dell'ente e degli enti coinvolti nella stessa pratica. Responsabile:")
    return format_html("<p>{} {}</p>", words, asked)


def _how_long() -> str:
    return _list(
        (
            _(
                "L'iscrizione a una newsletter: finché resti iscritto e per un anno dopo; se non la "
                "confermi, tre giorni."
            ),
            _("Il profilo dell'area riservata: finché lavori per un ente."),
            _asked(_("per quanto tempo l'ente conserva gli atti, secondo il suo piano di conservazione")),
        )
    )


def _rights() -> str:
    words = _(
        "Puoi chiedere l'accesso ai tuoi dati, la rettifica, la cancellazione, la limitazione e opporti al "
        "trattamento (articoli 15-22 del regolamento UE 2016/679) scrivendo al titolare o al DPO. Puoi "
        "proporre reclamo al Garante per la protezione dei dati personali."
    )
    return format_html("<p>{}</p>", words)
