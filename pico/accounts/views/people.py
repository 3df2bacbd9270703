"""People of the own organisation and of the territory: list, page of one, roles, account."""

import uuid
from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from pico.accounts import actions, exports, rules
from pico.accounts.administered import (
    administered_memberships,
    administered_people,
    people_listed,
    with_second_factor,
)
from pico.accounts.erasure import waiting_erasure
from pico.accounts.forms.administration import GrantForm, ReasonForm
from pico.accounts.holdings import still_held
from pico.accounts.models import Membership, User
from pico.accounts.step_up import step_up_required
from pico.accounts.views.administration import administration_page, tabs, trail
from pico.accounts.views.changes import attempt
from pico.base.acting import for_acting_organisation
from pico.base.dates import today
from pico.base.exports import FORMATS, answer_export
from pico.base.http import Request, after_answer
from pico.base.paging import paginate
from pico.journal.models import Category, record

GET_OR_POST = require_http_methods(["GET", "HEAD", "POST"])


@administration_page
@require_safe
def people(request: Request) -> HttpResponse:
    """All people one looks after, filtered, sorted, in pages."""
    filters, rows = people_listed(request.actor, request.GET)
    query = request.GET.copy()
    query.pop("pagina", None)
    files = {
        f"{kind}_url": f"{reverse('accounts:people_export', args=[kind])}?{query.urlencode()}"
        for kind in FORMATS
    }
    context = {
        "filters": filters,
        "page": paginate(request, rows),
        "sort": request.GET.get("ordina", ""),
        "tabs": tabs("people"),
        "breadcrumb": trail((_("Persone"), "")),
        **files,
    }
    return render(request, "accounts/people.html", context)


@administration_page
@step_up_required
@GET_OR_POST
@for_acting_organisation  # type: ignore[arg-type] # a streamed answer
def export(request: Request, file_format: str) -> HttpResponseBase:
    """Exactly the filtered people, as a file, very many by a job; written in the journal."""
    filters, rows = people_listed(request.actor, request.GET)
    used = sorted(name for name, value in filters.cleaned_data.items() if value)

    def note(count: int) -> None:
        changes = {"filters": used, "rows": count}
        record(request.actor, "accounts.people.exported", changes=changes, category=Category.EXPORT)

    back = reverse("accounts:people")
    return answer_export(request, exports.PEOPLE, file_format, rows, back=back, note=note)


def person_or_404(request: Request, public_id: uuid.UUID) -> User:
    """Return a person one looks after; absent and forbidden answer alike."""
    return get_object_or_404(
        administered_people(request.actor).annotate(second_factor=with_second_factor()), public_id=public_id
    )


def trail_to(person: User, here: str = "") -> list[dict[str, str]]:
    """Return the breadcrumb of a page about one person."""
    own = reverse("accounts:person", args=[person.public_id])
    parts = [(_("Persone"), reverse("accounts:people")), (person.get_full_name(), own if here else "")]
    return trail(*parts, *([(here, "")] if here else []))


@administration_page
@require_safe
def person(request: Request, public_id: uuid.UUID) -> HttpResponse:
    """One person: data, roles with their dates, what may be done; looking at somebody else is recorded."""
    found = person_or_404(request, public_id)
    memberships = (
        administered_memberships(request.actor).filter(user=found).select_related("organisation", "user")
    )
    past = Membership.objects.visible_to(request.user).filter(
        user=found, organisation__in=rules.administered_organisations(request.actor)
    )
    context = {
        "person": found,
        "roles": [
            {"row": row, "state": _state(row), "may_end": rules.may_end(request.actor, row)}
            for row in memberships
        ],
        "past": past.exclude(ended_at=None).select_related("organisation").order_by("-ended_at"),
        "may_grant": found.pk != request.user.pk and found.is_active,
        "may_administer": rules.may_administer_person(request.actor, found),
        "may_reset": rules.body_to_reset_for(request.actor, found) is not None,
        "holdings": _holdings(request, found),
        "erasure": waiting_erasure(found),
        "breadcrumb": trail_to(found),
    }
    response = render(request, "accounts/person.html", context)
    if found.pk != request.user.pk:
        after_answer(
            response,
            lambda: record(request.actor, "accounts.person.viewed", found, category=Category.PERSONAL_DATA),
        )
    return response


def _state(row: Membership) -> dict[str, str]:
    if row.valid_from > today():
        return {"label": _("Da iniziare"), "tone": "info"}
    if row.valid_until is not None and row.valid_until < today():
        return {"label": _("Scaduto"), "tone": "warning"}
    return {"label": _("In corso"), "tone": "success"}


def _holdings(request: Request, person: User) -> list[Any]:
    held = administered_memberships(request.actor).filter(user=person)
    return still_held(person, set(held.values_list("organisation_id", flat=True)))


def change_person(
    request: Request,
    person: User,
    *,
    title: str,
    confirm: str,
    perform: Callable[[Any], Any],
    done: str,
    form: Any = None,
    **context: Any,
) -> HttpResponse:
    """Show the page of a change to a person, or make it; a refusal stands beside what was typed."""
    outcome = attempt(request, form, lambda: perform(form))
    if outcome.done:
        messages.success(request, done)
        still = administered_people(request.actor).filter(pk=person.pk).exists()
        return redirect("accounts:person", person.public_id) if still else redirect("accounts:people")
    context = {
        "person": person,
        "form": form,
        "refusal": outcome.refusal,
        "title": title,
        "confirm": confirm,
        "breadcrumb": trail_to(person, title),
        **context,
    }
    return render(request, "accounts/person_change.html", context, status=outcome.status)


def posted(request: Request) -> Any:
    """Return what a form sent, be it empty; None when nothing was sent."""
    return request.POST if request.method == "POST" else None


@administration_page
@step_up_required
@GET_OR_POST
@for_acting_organisation
def grant(request: Request, public_id: uuid.UUID) -> HttpResponse:
    """Give a person a role."""
    found = person_or_404(request, public_id)
    form = GrantForm(posted(request), actor=request.actor)
    return change_person(
        request,
        found,
        title=_("Assegna un ruolo"),
        confirm=_("Assegna il ruolo"),
        form=form,
        perform=lambda f: actions.grant_role(actor=request.actor, user=found, **f.cleaned_data),
        done=_("Ruolo assegnato."),
    )


@administration_page
@step_up_required
@GET_OR_POST
@for_acting_organisation
def end_role(request: Request, public_id: uuid.UUID, pk: int) -> HttpResponse:
    """End one role."""
    found = person_or_404(request, public_id)
    rows = administered_memberships(request.actor).filter(user=found).select_related("organisation")
    membership = get_object_or_404(rows, pk=pk)
    return change_person(
        request,
        found,
        title=_("Fai cessare il ruolo"),
        confirm=_("Fai cessare il ruolo"),
        form=ReasonForm(posted(request)),
        perform=lambda f: actions.end_membership(
            actor=request.actor, membership=membership, reason=f.cleaned_data["reason"]
        ),
        done=_("Ruolo cessato: vale dal prossimo clic della persona."),
        membership=membership,
        danger=True,
    )


@administration_page
@step_up_required
@GET_OR_POST
@for_acting_organisation
def end_all(request: Request, public_id: uuid.UUID) -> HttpResponse:
    """End all roles of a leaver, after showing what the person still has in hand."""
    found = person_or_404(request, public_id)
    bodies = rules.administered_organisations(request.actor)
    rows = administered_memberships(request.actor).filter(user=found).select_related("organisation")
    return change_person(
        request,
        found,
        title=_("Fai cessare tutti i ruoli"),
        confirm=_("Fai cessare tutti i ruoli"),
        form=ReasonForm(posted(request)),
        perform=lambda f: actions.end_roles(
            actor=request.actor, user=found, organisations=bodies, reason=f.cleaned_data["reason"]
        ),
        done=_("Tutti i ruoli sono cessati."),
        ending=list(rows),
        holdings=_holdings(request, found),
        danger=True,
    )


@administration_page
@step_up_required
@GET_OR_POST
@for_acting_organisation
def disable(request: Request, public_id: uuid.UUID) -> HttpResponse:
    """Close an account and its sessions."""
    found = account_or_404(request, public_id)
    return change_person(
        request,
        found,
        title=_("Disabilita l'accesso"),
        confirm=_("Disabilita l'accesso"),
        perform=lambda f: actions.disable_person(actor=request.actor, user=found),
        done=_("Accesso disabilitato: le sessioni aperte sono chiuse."),
        lead=_("Chiude subito tutte le sessioni. I ruoli restano scritti e tornano validi se la riabiliti."),
        danger=True,
    )


@administration_page
@step_up_required
@GET_OR_POST
@for_acting_organisation
def enable(request: Request, public_id: uuid.UUID) -> HttpResponse:
    """Open a disabled account again."""
    found = account_or_404(request, public_id)
    return change_person(
        request,
        found,
        title=_("Riabilita l'accesso"),
        confirm=_("Riabilita l'accesso"),
        perform=lambda f: actions.enable_person(actor=request.actor, user=found),
        done=_("Accesso riabilitato."),
        lead=_("La persona torna ad accedere con i ruoli che ha ancora."),
    )


def account_or_404(request: Request, public_id: uuid.UUID) -> User:
    """Return a person whose account one may close."""
    found = person_or_404(request, public_id)
    if not rules.may_administer_person(request.actor, found):
        raise Http404
    return found
