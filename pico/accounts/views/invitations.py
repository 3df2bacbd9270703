"""Invitations as administrators see them: list, new, again, revoked, confirmed."""

import uuid
from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from pico.accounts import actions, rules
from pico.accounts.forms.administration import InvitationFilters, InviteForm
from pico.accounts.models import AccountInvitation
from pico.accounts.step_up import step_up_required
from pico.accounts.views.administration import administration_page, tabs, trail
from pico.accounts.views.changes import attempt
from pico.accounts.views.people import GET_OR_POST, posted
from pico.base import limits
from pico.base.acting import for_acting_organisation
from pico.base.errors import Refused
from pico.base.http import Request
from pico.base.paging import paginate

TONES = {
    "PENDING": "info",
    "ACCEPTED": "success",
    "AWAITING_CONFIRMATION": "warning",
    "REVOKED": "neutral",
    "EXPIRED": "neutral",
}


def administered_invitations(request: Request) -> Any:
    """Return the invitations to the organisations looked after, and one's own to other ones."""
    rows = AccountInvitation.objects.visible_to(request.user)
    bodies = rules.administered_organisations(request.actor).order_by().values("pk")
    return rows.filter(organisation__in=bodies) | rows.filter(invited_by=request.user)


@administration_page
@require_safe
def invitations(request: Request) -> HttpResponse:
    """Who was invited, by whom, and what became of it."""
    filters = InvitationFilters(request.GET)
    rows = filters.apply(administered_invitations(request)).select_related(
        "organisation", "invited_by", "accepted_by"
    )
    page = paginate(request, rows.order_by("-created_at", "-pk"))
    context = {
        "filters": filters,
        "page": page,
        "rows": [_row(invitation) for invitation in page],
        "tabs": tabs("invitations"),
        "breadcrumb": trail((_("Inviti"), "")),
    }
    return render(request, "accounts/invitations.html", context)


def _row(invitation: AccountInvitation) -> dict[str, Any]:
    state = invitation.state_shown
    return {
        "invitation": invitation,
        "state": AccountInvitation.State(state).label,
        "tone": TONES[state],
        "may_resend": state in {"PENDING", "EXPIRED"},
        "may_revoke": state in {"PENDING", "AWAITING_CONFIRMATION"},
        "may_confirm": state == "AWAITING_CONFIRMATION",
    }


@administration_page
@step_up_required
@GET_OR_POST
@for_acting_organisation
def invite(request: Request) -> HttpResponse:
    """Invite one address or a list; the answer does not say who has an account already."""
    form = InviteForm(posted(request), actor=request.actor)
    wait = _wait_for(request, form)
    if wait:
        form.add_error(None, f"{_('Il tuo ente ha già invitato molte persone.')} {limits.sentence(wait)}")
    elif request.method == "POST" and form.is_valid():
        try:
            made = actions.invite_people(actor=request.actor, **form.cleaned_data)
        except Refused as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
        else:
            count = len(made)
            done = ngettext("%(count)d invito in partenza.", "%(count)d inviti in partenza.", count)
            messages.success(request, done % {"count": count})
            return redirect("accounts:invitations")
    context = {"form": form, "breadcrumb": _trail(_("Invita persone"))}
    answer = render(request, "accounts/invite.html", context, status=422 if form.errors else 200)
    return limits.asks_to_wait(answer, wait) if wait else answer


def _wait_for(request: Request, form: InviteForm) -> int:
    """Count the addresses of a right form; return the seconds to wait when there were too many."""
    if request.method != "POST" or not form.is_valid():
        return 0
    key = str(request.actor.organisation.pk)
    return limits.use(request, "invitation", key=key, times=len(form.cleaned_data["emails"]))


def _trail(here: str) -> list[dict[str, str]]:
    return trail((_("Inviti"), reverse("accounts:invitations")), (here, ""))


def _change(
    request: Request,
    public_id: uuid.UUID,
    *,
    perform: Callable[..., Any],
    done: str,
    **context: Any,
) -> HttpResponse:
    """Show the page of a change to an invitation, or make it."""
    rows = administered_invitations(request).select_related("organisation", "accepted_by")
    invitation = get_object_or_404(rows, public_id=public_id)
    outcome = attempt(request, None, lambda: perform(actor=request.actor, invitation=invitation))
    if outcome.done:
        messages.success(request, done)
        return redirect("accounts:invitations")
    context = {
        "invitation": invitation,
        "refusal": outcome.refusal,
        "breadcrumb": _trail(context["title"]),
        **context,
    }
    return render(request, "accounts/invitation_change.html", context, status=outcome.status)


@administration_page
@step_up_required
@GET_OR_POST
@for_acting_organisation
def resend(request: Request, public_id: uuid.UUID) -> HttpResponse:
    """Send an invitation again."""
    return _change(
        request,
        public_id,
        perform=actions.resend_invitation,
        done=_("Invito di nuovo in partenza: vale altri sette giorni."),
        title=_("Manda di nuovo l'invito"),
        confirm=_("Manda di nuovo l'invito"),
        lead=_("Parte un collegamento nuovo, valido sette giorni. Quello di prima smette di funzionare."),
    )


@administration_page
@GET_OR_POST
@for_acting_organisation
def revoke(request: Request, public_id: uuid.UUID) -> HttpResponse:
    """Take an invitation back."""
    return _change(
        request,
        public_id,
        perform=actions.revoke_invitation,
        done=_("Invito revocato."),
        title=_("Revoca l'invito"),
        confirm=_("Revoca l'invito"),
        lead=_("Il collegamento smette subito di funzionare."),
        danger=True,
    )


@administration_page
@step_up_required
@GET_OR_POST
@for_acting_organisation
def confirm(request: Request, public_id: uuid.UUID) -> HttpResponse:
    """Give the roles to who accepted from another address."""
    return _change(
        request,
        public_id,
        perform=actions.confirm_invitation,
        done=_("Ruoli assegnati."),
        title=_("Conferma chi ha accettato"),
        confirm=_("Assegna i ruoli"),
        lead=_("Ha accettato da un indirizzo diverso da quello invitato: conferma solo se sai chi è."),
    )
