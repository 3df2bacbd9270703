"""What an administrator does about somebody's access beyond roles: the second factor that was lost."""

import uuid

from django.http import Http404, HttpResponse
from django.utils.translation import gettext as _

from pico.accounts import actions, rules
from pico.accounts.forms_factors import ResetForm
from pico.accounts.step_up import step_up_required
from pico.accounts.views.administration import administration_page
from pico.accounts.views.people import GET_OR_POST, change_person, person_or_404, posted
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
