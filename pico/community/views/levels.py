"""Who sees a folder or a document: its level with its consequences, and invitations."""

import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from pico.base.acting import for_acting_organisation
from pico.base.errors import Refused
from pico.base.http import Request
from pico.community.forms.folders import InviteForm, LevelForm
from pico.community.views.common import GET_OR_POST, address, must, posted, row_or_404, show, trail_to
from pico.community.views.folders import urls_of
from pico.files import actions
from pico.files.models import Document, Folder
from pico.files.rules import may_share
from pico.files.rules.consequences import narrowed_by
from pico.journal.history import history_of
from pico.sharing.audience import audience, audience_of
from pico.sharing.levels import Level, widens
from pico.sharing.models import Invitation

SHOWN = 100


def _container(row: Any) -> Folder | None:
    return row.folder if isinstance(row, Document) else row.parent


@GET_OR_POST
@for_acting_organisation
def share(request: Request, public_id: uuid.UUID, model: Any) -> HttpResponse:
    """Choose who sees a row; what others lose or gain is shown before."""
    row = row_or_404(request, model, public_id)
    must(may_share(request.actor, row))
    form = LevelForm(posted(request), row=row, container=_container(row))
    if request.method == "POST" and form.is_valid():
        try:
            _set_level(request, row, form.cleaned_data["level"])
        except Refused as refusal:
            if refusal.code == "confirm":
                return _confirm(request, row, form.cleaned_data["level"])
            form.add_error("level", str(refusal))
        else:
            messages.success(request, _("Da adesso lo vede solo chi hai scelto."))
            return redirect(address(row, "share"))
    return _page(request, row, form, InviteForm())


def _set_level(request: Request, row: Any, level: str) -> None:
    confirmed = request.POST.get("confirmed") == "1"
    if isinstance(row, Folder):
        actions.share_folder(actor=request.actor, folder=row, level=level, confirmed=confirmed)
    else:
        actions.share_document(actor=request.actor, document=row, level=level, confirmed=confirmed)


def _confirm(request: Request, row: Any, choice: str) -> HttpResponse:
    container = _container(row)
    level = choice or (container.level if container else row.level)
    context = {
        "row": row,
        "choice": choice,
        "before": audience_of(row),
        "after": audience(level, row.owner),
        "level": Level(level).label,
        "wider": widens(row.level, level),
        "narrowed": narrowed_by(row, level) if isinstance(row, Folder) else None,
        "back": address(row, "share"),
        "breadcrumb": trail_to(request, row, _("Chi può vedere")),
    }
    return show(request, "share_confirm", context)


def _page(request: Request, row: Any, level: LevelForm, invite: InviteForm) -> HttpResponse:
    follows = isinstance(row, Folder) and not row.own_level
    context = {
        "row": row,
        "form": level if level.errors else invite,
        "level_form": level,
        "invite_form": invite,
        "audience": audience_of(row),
        "follows": follows,
        "invitations": [_invitation(row, one) for one in _invitations(row)],
        "invite_url": address(row, "invite"),
        "history": history_of(row, 10),
        "urls": urls_of(row),
        "breadcrumb": trail_to(request, row, _("Chi può vedere")),
    }
    return show(request, "share", context, 422 if level.errors or invite.errors else 200)


def _invitations(row: Any) -> Any:
    rows = Invitation.objects.unrestricted("who decides who sees a row reads the list of its invitations")
    return rows.of(row).open().select_related("person", "organisation")[:SHOWN]


def _invitation(row: Any, one: Invitation) -> dict[str, Any]:
    return {
        "who": one.person.get_full_name() if one.person else str(one.organisation),
        "email": one.person.email if one.person else "",
        "right": one.get_right_display(),
        "until": one.until,
        "end_url": address(row, "uninvite", one.pk),
    }


@require_POST
@for_acting_organisation
def invite(request: Request, public_id: uuid.UUID, model: Any) -> HttpResponse:
    """Invite a person or a body."""
    row = row_or_404(request, model, public_id)
    must(may_share(request.actor, row))
    form = InviteForm(request.POST)
    if form.is_valid():
        try:
            actions.invite_to(actor=request.actor, row=row, **form.invited())
        except Refused as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
        else:
            messages.success(request, _("Invito aggiunto."))
            return redirect(address(row, "share"))
    return _page(request, row, LevelForm(None, row=row, container=_container(row)), form)


@require_POST
@for_acting_organisation
def uninvite(request: Request, public_id: uuid.UUID, pk: int, model: Any) -> HttpResponse:
    """Take an invitation back."""
    row = row_or_404(request, model, public_id)
    must(may_share(request.actor, row))
    invitation = get_object_or_404(
        Invitation.objects.unrestricted("who decides who sees a row reads the list of its invitations").of(
            row
        ),
        pk=pk,
    )
    try:
        actions.uninvite(actor=request.actor, row=row, invitation=invitation)
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("Invito tolto."))
    return redirect(address(row, "share"))
