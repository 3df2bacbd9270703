"""Completing an account after the first SPID or CIE sign-in; linking and unlinking from the profile."""

from allauth.account.adapter import get_adapter
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from pico.accounts import actions, proofs
from pico.accounts.identity_forms import CompleteForm
from pico.accounts.models import (
    AccountInvitation,
    DigitalIdentity,
    IdentityProvider,
    PendingIdentity,
    User,
)
from pico.accounts.saml.entering import enter
from pico.accounts.saml.known import identity_of, pending_of, take_key_back
from pico.accounts.step_up import step_up_required, step_up_url
from pico.accounts.views.profile import tabs
from pico.base import limits
from pico.base.actor import system_actor
from pico.base.errors import Refused
from pico.base.http import Request

SALT = "pico.accounts.complete"
LINK_LIFETIME = 30 * 60


@never_cache
@login_not_required
@require_http_methods(["GET", "POST"])
def complete(request: HttpRequest) -> HttpResponse:
    """Ask the e-mail of somebody SPID or CIE identified; the account exists once it is confirmed."""
    pending = pending_of(request)
    if pending is None:
        return render(request, "accounts/identity_over.html", status=404)
    identity = identity_of(pending)
    form = CompleteForm(request.POST or None, email=identity.email)
    context = {"form": form, "identity": identity, "invitation": kept_invitation(pending)}
    if request.method == "POST" and form.is_valid():
        if wait := limits.use(request, "identity_mail"):
            return limits.too_many(request, wait)
        email = form.cleaned_data["email"].strip().lower()
        _send_link(request, pending.key_hash, email)
        return render(request, "accounts/complete_sent.html", {"email": email})
    return render(request, "accounts/complete.html", context, status=422 if form.errors else 200)


def _send_link(request: HttpRequest, key_hash: str, email: str) -> None:
    """Send the message; only it says whether the address has an account already."""
    token = signing.dumps({"key": key_hash, "email": email}, salt=SALT, compress=True)
    known = User.objects.filter(email__iexact=email, is_active=True).exists()
    url = request.build_absolute_uri(reverse("accounts:complete_confirm", args=[token]))
    get_adapter().send_mail("account/email/identity_confirm", email, {"url": url, "known": known})


@never_cache
@login_not_required
@require_http_methods(["GET", "POST"])
def complete_confirm(request: Request, token: str) -> HttpResponse:
    """Finish what the message confirmed: make the account, or link to the one the address has already.

    Only in the browser that was identified: whoever reads the mail elsewhere is somebody else.
    """
    pending = pending_of(request)
    email = _confirmed_email(token, pending.key_hash if pending else "")
    if pending is None or email is None:
        return render(request, "accounts/identity_over.html", status=404)
    identity = identity_of(pending)
    owner = User.objects.filter(email__iexact=email).first()
    if owner is not None and request.user.pk != owner.pk:
        return redirect(f"{reverse('account_login')}?next={request.path}")
    if owner is not None and not proofs.recent_level(request, LINK_LIFETIME):
        return redirect(step_up_url(request.path))
    invited = kept_invitation(pending)
    context = {"identity": identity, "email": email, "owner": owner, "refusal": "", "invitation": invited}
    if request.method == "GET":
        return render(request, "accounts/complete_confirm.html", context)
    try:
        if owner is not None:
            actions.link_identity(actor=request.actor, pending=pending, identity=identity)
            answer: HttpResponse = redirect("accounts:organisations" if invited else "accounts:identities")
        else:
            actor = system_actor("identità verificata con SPID o CIE")
            user = actions.complete_registration(actor=actor, pending=pending, identity=identity, email=email)
            answer = enter(request, user, identity, reverse("accounts:organisations") if invited else "")
    except Refused as refusal:
        return render(
            request, "accounts/complete_confirm.html", {**context, "refusal": str(refusal)}, status=422
        )
    take_key_back(answer)
    return answer


def kept_invitation(pending: PendingIdentity) -> AccountInvitation | None:
    """Return the invitation by whose link the person came, while it may be accepted."""
    rows = AccountInvitation.objects.unrestricted("whoever holds the link of an invitation reads it")
    waiting = rows.waiting().select_related("organisation", "invited_by")
    return waiting.filter(pk=pending.invitation_id).first()


def _confirmed_email(token: str, key_hash: str) -> str | None:
    try:
        held = signing.loads(token, salt=SALT, max_age=LINK_LIFETIME)
    except signing.BadSignature:
        return None
    return str(held["email"]) if held["key"] == key_hash else None


@require_GET
def identities(request: Request) -> HttpResponse:
    """Show the identities linked to one's account."""
    names = dict(IdentityProvider.objects.values_list("entity_id", "name"))
    rows = [
        {"row": row, "provider": names.get(row.issuer, row.issuer)}
        for row in DigitalIdentity.objects.visible_to(request.user).order_by("source", "issuer")
    ]
    return render(request, "accounts/identities.html", {"identities": rows, "tabs": tabs("identities")})


@step_up_required(own_credentials=True)
@never_cache
@require_http_methods(["GET", "POST"])
def link_identity(request: Request) -> HttpResponse:
    """Link what SPID or CIE just verified to one's account, after a look at it."""
    pending = pending_of(request)
    if pending is None:
        return render(request, "accounts/identity_over.html", status=404)
    identity = identity_of(pending)
    if request.method == "GET":
        return render(request, "accounts/link_identity.html", {"identity": identity})
    try:
        actions.link_identity(actor=request.actor, pending=pending, identity=identity)
    except Refused as refusal:
        context = {"identity": identity, "refusal": str(refusal)}
        return render(request, "accounts/link_identity.html", context, status=422)
    messages.success(request, _("Identità collegata: ora puoi accedere anche così."))
    answer = redirect("accounts:identities")
    take_key_back(answer)
    return answer


@step_up_required(own_credentials=True)
@require_POST
def unlink_identity(request: Request, pk: int) -> HttpResponse:
    """Take one of one's identities away."""
    row = get_object_or_404(DigitalIdentity.objects.visible_to(request.user), pk=pk)
    try:
        actions.unlink_identity(actor=request.actor, identity=row)
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("Identità scollegata."))
    return redirect("accounts:identities")
