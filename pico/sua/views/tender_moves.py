"""The moves of the tender after the accepted request: one page for all, each with its own form and words."""

import uuid
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse
from django.urls import path, reverse
from django.utils.translation import gettext_lazy as _

from pico.base.acting import for_acting_organisation
from pico.base.actor import Actor
from pico.base.http import Request
from pico.sua import actions
from pico.sua.forms import handover as handover_forms
from pico.sua.forms import tender_moves as forms
from pico.sua.models import Tender
from pico.sua.models.codes import Kind
from pico.sua.rules import guards, machine, parts
from pico.sua.views.common import posted
from pico.sua.views.drafts import GET_OR_POST
from pico.sua.views.moves import _begin, _page


@dataclass(frozen=True)
class Page:
    """What the page of one move says and does.

    Args:
        address: last part of its address.
        perform: the action, with the acting person, the tender and the valid form.
        intro: what will happen.
        done: what has happened.
        form: (tender, data) -> form, of a move of one body (part, data); None when nothing is asked.
        danger: the move cannot be undone.
    """

    address: str
    perform: Callable[[Actor, Tender, Any], Any]
    intro: Any
    done: Any
    form: Callable[[Any, Any], Any] | None = None
    danger: bool = False


def _evaluate(actor: Actor, tender: Tender, form: Any) -> Tender:
    return actions.start_evaluation(actor=actor, tender=tender, **form.cleaned_data)


def _publish(actor: Actor, tender: Tender, form: Any) -> Tender:
    names = ("pad_name", "pad_url", "scheda", "published_on", "confirmed")
    return actions.publish_tender(
        actor=actor,
        tender=tender,
        cigs=form.cigs(),
        offers_until=form.moment(),
        **{name: form.cleaned_data[name] for name in names},
    )


def _extend(actor: Actor, tender: Tender, form: Any) -> Tender:
    return actions.extend_deadline(
        actor=actor,
        tender=tender,
        offers_until=form.moment(),
        reason=form.cleaned_data["reason"],
        confirmed=form.cleaned_data["confirmed"],
    )


def _assign(actor: Actor, tender: Tender, form: Any) -> Tender:
    names = ("scheda", "number", "on", "confirmed")
    return actions.assign_directly(
        actor=actor,
        tender=tender,
        cigs=form.cigs(),
        awards=form.awards(),
        **{name: form.cleaned_data[name] for name in names},
    )


def _sign(actor: Actor, tender: Tender, form: Any) -> Tender:
    names = ("number", "signed_on", "guarantee", "confirmed")
    return actions.record_contract(
        actor=actor,
        tender=tender,
        lots=form.lots(),
        exemption=form.cleaned_data.get("exemption", ""),
        **{name: form.cleaned_data[name] for name in names},
    )


def _award(actor: Actor, tender: Tender, form: Any) -> Tender:
    return actions.award_tender(actor=actor, tender=tender, awards=form.awards(), **form.cleaned_data)


PAGES: dict[str, Page] = {
    "prepare": Page(
        "progettazione",
        lambda actor, row, form: actions.start_preparation(actor=actor, tender=row, **form.cleaned_data),
        _("La gara passa al RUP, che prepara gli atti. L'ente e il RUP ricevono una notifica."),
        _("Progettazione avviata: la gara è in mano al RUP."),
        lambda _row, data: forms.PrepareForm(data),
    ),
    "ready": Page(
        "pronta",
        lambda actor, row, form: actions.declare_ready(actor=actor, tender=row, **form.cleaned_data),
        _(
            "Con la decisione a contrarre (art. 17 del Codice) i dati della gara si fissano: la storia ne "
            "conserva la versione 1 con la sua impronta. Poi la SUA indice la gara."
        ),
        _("La gara è pronta: la SUA può indirla."),
        lambda _row, data: forms.ReadyForm(data),
    ),
    "publish": Page(
        "indizione",
        _publish,
        _(
            "Scrivi ciò che hai ottenuto sulla piattaforma certificata: qui non arrivano offerte. "
            "Da questo momento la gara è pubblica e gli enti ricevono una notifica."
        ),
        _("Gara indetta."),
        forms.PublishForm,
    ),
    "assign": Page(
        "affidamento",
        _assign,
        _(
            "Per affidamenti diretti, in house e adesioni ad accordi quadro: niente offerte, "
            "niente attesa prima del contratto."
        ),
        _("Affidamento registrato."),
        forms.AssignForm,
    ),
    "extend": Page(
        "proroga",
        _extend,
        _("Il termine in vigore resta nella storia. Gli enti ricevono una notifica."),
        _("Termine delle offerte prorogato."),
        lambda _row, data: forms.ExtendForm(data),
    ),
    "evaluate": Page(
        "valutazione",
        _evaluate,
        _("Commissione o seggio si nominano dopo il termine delle offerte (art. 93 del Codice)."),
        _("Valutazione avviata."),
        forms.EvaluateForm,
    ),
    "void": Page(
        "deserta",
        lambda actor, row, _form: actions.declare_void(actor=actor, tender=row),
        _(
            "Nessuna offerta è arrivata: ogni lotto si chiude col motivo «nessuna offerta ricevuta». Può "
            "seguire una procedura negoziata senza bando: condizione 33, scheda P7_2 (art. 76 del Codice)."
        ),
        _("Gara dichiarata deserta."),
        danger=True,
    ),
    "fail": Page(
        "non-aggiudicata",
        lambda actor, row, form: actions.end_without_award(
            actor=actor, tender=row, reasons=form.reasons(), note=form.cleaned_data["note"]
        ),
        _("La gara si chiude senza aggiudicazione. Scegli il motivo di ogni lotto: gli enti lo leggono."),
        _("Gara chiusa senza aggiudicazione."),
        forms.ReasonsForm,
        danger=True,
    ),
    "propose": Page(
        "proposta",
        lambda actor, row, form: actions.propose_award(
            actor=actor, tender=row, awards=form.awards(), anomaly=form.cleaned_data["anomaly"]
        ),
        _("Per ogni lotto scrivi la graduatoria. Decide poi il dirigente (art. 17 c. 5 del Codice)."),
        _("Aggiudicazione proposta: ora decide il dirigente."),
        forms.ProposeForm,
    ),
    "award": Page(
        "aggiudicazione",
        _award,
        _("I dati sono quelli della proposta: controllali. Gli enti e il RUP ricevono una notifica."),
        _("Gara aggiudicata."),
        forms.AwardForm,
    ),
    "reopen": Page(
        "nuova-valutazione",
        lambda actor, row, form: actions.reopen_evaluation(
            actor=actor, tender=row, reason=form.cleaned_data["reason"]
        ),
        _("La proposta resta nella storia; il secondo in graduatoria diventa il primo."),
        _("La gara torna alla valutazione."),
        lambda _row, data: forms.WhyForm(data),
        danger=True,
    ),
    "cancel": Page(
        "annullamento",
        lambda actor, row, form: actions.cancel_tender(actor=actor, tender=row, **form.cleaned_data),
        _("La gara si chiude e non si riapre. Gli enti leggono il motivo e ricevono una notifica."),
        _("Gara annullata."),
        lambda _row, data: forms.StopForm(data),
        danger=True,
    ),
    "revoke": Page(
        "revoca",
        lambda actor, row, form: actions.revoke_tender(actor=actor, tender=row, **form.cleaned_data),
        _("La gara si chiude e non si riapre. Gli enti leggono il motivo e ricevono una notifica."),
        _("Gara revocata."),
        lambda _row, data: forms.StopForm(data),
        danger=True,
    ),
    "appeal": Page(
        "ricorso",
        lambda actor, row, form: actions.note_appeal(actor=actor, tender=row, **form.cleaned_data),
        _("La gara resta aggiudicata; le pagine mostrano che un ricorso è pendente."),
        _("Ricorso registrato."),
        lambda _row, data: forms.AppealForm(data),
    ),
    "settle": Page(
        "fine-ricorso",
        lambda actor, row, form: actions.settle_appeal(actor=actor, tender=row, **form.cleaned_data),
        _("Le pagine non mostrano più un ricorso pendente; la storia lo conserva."),
        _("Ricorso concluso."),
        lambda _row, data: forms.SettleForm(data),
    ),
}


# Moves of one body: their forms are made for its part.
PARTS: dict[str, Page] = {
    "take_over": Page(
        "presa-in-carico-ente",
        lambda actor, row, _form: actions.take_over(actor=actor, tender=row),
        _(
            "Da ora la gara è in mano al tuo ente, anche sulla piattaforma di ANAC: stipula il contratto e "
            "registralo qui. La SUA riceve una notifica."
        ),
        _("Presa in carico registrata: ora stipula il contratto."),
    ),
    "contract": Page(
        "contratto",
        _sign,
        _("Il contratto firmato, con i lotti che spettano al tuo ente. La SUA riceve una notifica."),
        _("Contratto registrato."),
        handover_forms.ContractForm,
    ),
    "execute": Page(
        "avvio",
        lambda actor, row, form: actions.start_execution(actor=actor, tender=row, **form.cleaned_data),
        _("Dopo il contratto: la data è quella della scheda I1 inviata ad ANAC."),
        _("Avvio registrato."),
        handover_forms.StartForm,
    ),
    "complete": Page(
        "conclusione",
        lambda actor, row, form: actions.complete_execution(actor=actor, tender=row, **form.cleaned_data),
        _("Fine dei lavori o del servizio, o collaudo: con la scheda inviata ad ANAC."),
        _("Conclusione registrata."),
        handover_forms.CompleteForm,
    ),
}
PAGES |= {
    "notify": Page(
        "comunicazioni",
        lambda actor, row, form: actions.note_communications(
            actor=actor, tender=row, on=form.cleaned_data["notified_on"]
        ),
        _(
            "Da questa data corre il termine prima del quale il contratto non si firma, se la gara raggiunge "
            "la soglia europea (art. 18 c. 3 del Codice)."
        ),
        _("Comunicazioni registrate."),
        lambda _row, data: handover_forms.NotifyForm(data),
    ),
    "handover": Page(
        "passaggio",
        lambda actor, row, form: actions.hand_over(actor=actor, tender=row, **form.cleaned_data),
        _(
            "La gara passa a chi l'ha chiesta: ogni ente la prende in carico, stipula il contratto e ne "
            "segue l'esecuzione. L'incarico del RUP della SUA si conclude; il verbale si prepara da sé."
        ),
        _("Gara passata all'ente: il verbale è in preparazione."),
        handover_forms.HandoverForm,
    ),
    **PARTS,
}


# Of a tender of the Province itself nobody else signs.
INTRO_OF_OWN = {
    "handover": _(
        "La gara è della Provincia: chi ne firma i contratti la prende in carico, stipula e ne segue "
        "l'esecuzione. L'incarico del RUP della gara si conclude; il verbale si prepara da sé."
    ),
}


def _form_of(request: Request, code: str, tender: Tender) -> Any:
    page = PAGES[code]
    if page.form is None:
        return None
    if code not in PARTS:
        return page.form(tender, posted(request))
    part = parts.part_of(request.actor, tender)
    return page.form(part, posted(request))


def page_of(code: str) -> Callable[..., HttpResponse]:
    """Return the view of one move."""
    page = PAGES[code]

    @GET_OR_POST
    @for_acting_organisation
    def view(request: Request, public_id: uuid.UUID) -> HttpResponse:
        tender = _begin(request, public_id, code)
        actor = request.actor
        return _page(
            request,
            tender,
            code,
            form=_form_of(request, code, tender),
            perform=lambda row, form: page.perform(actor, row, form),
            done=str(page.done),
            template="sua/move_form.html",
            lacking=guards.missing(tender, code) if tender.state in machine.BY_CODE[code].sources else [],
            intro=INTRO_OF_OWN.get(code, page.intro) if tender.kind == Kind.OWN else page.intro,
            papers_url=reverse("sua:papers", args=[public_id]) if code in {"ready", "handover"} else "",
            check_url=reverse("sua:precig", args=[public_id]) if code == "ready" else "",
            danger=page.danger,
        )

    return view


urlpatterns = [
    path(f"gare/<uuid:public_id>/{page.address}/", page_of(code), name=code) for code, page in PAGES.items()
]
