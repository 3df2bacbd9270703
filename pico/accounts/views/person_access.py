"""What an administrator does about a person beyond roles: a lost second factor, the erasure of their data."""

import uuid

from django.http import Http404, HttpResponse
from django.utils.translation import gettext as _

from pico.accounts import actions, rules
from pico.accounts.erasure import obstacles_of, waiting_erasure
from pico.accounts.forms.administration import ErasureForm
from pico.accounts.forms_factors import ResetForm
from pico.accounts.step_up import step_up_required
from pico.accounts.views.administration import administration_page
from pico.accounts.views.people import GET_OR_POST, account_or_404, change_person, person_or_404, posted
from pico.base.acting import for_acting_organisation
from pico.base.http import Request


@administration_page
@step_up_required
@GET_OR_POST
@for_acting_organisation
def reset_factor(request: Request, public_id: uuid.UUID) -> HttpResponse:
    """Take away the second factor of a person who lost it, after saying how one knows that it is them."""
    found = person_or_404(request, public_id)
    body = rules.body_to_reset_for(request.actor, found)
    if body is None:
        raise Http404
    return change_person(
        request,
        found,
        title=_("Azzera il secondo fattore"),
        confirm=_("Azzera il secondo fattore"),
        form=ResetForm(posted(request)),
        perform=lambda f: actions.reset_second_factor(
            actor=request.actor, user=found, organisation=body, reason=f.cleaned_data["reason"]
        ),
        done=_("Secondo fattore azzerato: la persona ne aggiunge uno nuovo al prossimo accesso."),
        lead=_("Per chi ha perso telefono, chiave e codici di recupero. Prima accertati di chi lo chiede."),
        effects=[
            _("Tutte le sue passkey, chiavi, app di codici e codici di recupero smettono di valere."),
            _("Le sue sessioni aperte si chiudono e riceve un'e-mail."),
            _("Per 24 ore non può compiere operazioni delicate."),
        ],
        danger=True,
    )


@administration_page
@step_up_required
@GET_OR_POST
@for_acting_organisation
def erase(request: Request, public_id: uuid.UUID) -> HttpResponse:
    """Ask that a person be forgotten in fourteen days, after showing what stands in the way."""
    found = account_or_404(request, public_id)
    return change_person(
        request,
        found,
        title=_("Cancella i dati della persona"),
        confirm=_("Chiedi la cancellazione"),
        form=ErasureForm(posted(request)),
        perform=lambda f: actions.request_erasure(
            actor=request.actor, user=found, reason=f.cleaned_data["reason"]
        ),
        done=_("Cancellazione chiesta: la persona è avvisata e ha 14 giorni per ripensarci."),
        effects=[
            _("La persona riceve un'e-mail e per 14 giorni può annullare; nel frattempo accede come prima."),
            _("Poi nome, e-mail, telefono, codice fiscale, identità digitali e sessioni si cancellano."),
            _("Gli atti degli enti e il registro restano, a nome «Utente cancellato»."),
        ],
        obstacles=obstacles_of(found),
        danger=True,
    )


@administration_page
@step_up_required
@GET_OR_POST
@for_acting_organisation
def cancel_erasure(request: Request, public_id: uuid.UUID) -> HttpResponse:
    """Call the erasure of a person off."""
    found = account_or_404(request, public_id)
    if request.method != "POST" and waiting_erasure(found) is None:
        raise Http404
    return change_person(
        request,
        found,
        title=_("Annulla la cancellazione dei dati"),
        confirm=_("Annulla la cancellazione"),
        perform=lambda f: actions.cancel_erasure(actor=request.actor, user=found),
        done=_("Cancellazione annullata."),
        lead=_("I dati della persona restano come sono."),
    )
