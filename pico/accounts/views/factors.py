"""Second factors on the profile's security pages: enrol, name, remove, recovery codes; and at sign-in.

allauth's machinery in our pages under our step-up. Its class views are kept where they hold the ceremony.
"""

from typing import Any

from allauth.mfa.base.internal.flows import post_authentication
from allauth.mfa.base.views import AuthenticateView
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.views import GenerateRecoveryCodesView, ViewRecoveryCodesView
from allauth.mfa.totp.views import ActivateTOTPView
from allauth.mfa.webauthn.views import AddWebAuthnView, LoginWebAuthnView
from django.contrib import messages
from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from pico.accounts import actions, factors
from pico.accounts.forms_factors import KeyNameForm
from pico.accounts.redirects import safe_path
from pico.accounts.step_up import step_up_required
from pico.accounts.views.entrance import Answers422
from pico.base.actor import Actor, system_actor
from pico.base.errors import Refused
from pico.base.http import Request

WANTED = "after_second_factor"  # where the person was going when the enrolment stood in the way


@never_cache
@require_GET
def index(request: Request) -> HttpResponse:
    """Show one's factors; keep where the person was going until one is there."""
    wanted = safe_path(request.GET.get("next"))
    if wanted:
        request.session[WANTED] = wanted
    enrolled = factors.authenticators_of(request.user)
    codes = Authenticator.objects.filter(user=request.user, type=Authenticator.Type.RECOVERY_CODES).first()
    context = {
        "generator": next((row for row in enrolled if row.type == Authenticator.Type.TOTP), None),
        "keys": [row for row in enrolled if row.type == Authenticator.Type.WEBAUTHN],
        "unused_codes": len(codes.wrap().get_unused_codes()) if codes else None,
        "compulsory": factors.is_compulsory_for(request.user),
        "exempt": factors.is_exempt(request.user),
        "wanted": request.session.get(WANTED) if enrolled else None,
    }
    return render(request, "mfa/index.html", context)


class _Enrols(Answers422):
    """Whoever enrols a factor has it in hand: that is a proof too, and a line in the journal."""

    request: Request

    def form_valid(self, form: Form) -> HttpResponse:
        before = {row.pk for row in factors.authenticators_of(self.request.user)}
        answer: HttpResponse = super().form_valid(form)  # type: ignore[misc]
        added = next(row for row in factors.authenticators_of(self.request.user) if row.pk not in before)
        post_authentication(
            self.request,
            added,
            reauthenticated=True,
            passwordless=form.cleaned_data.get("passwordless", False),
        )
        actions.record_factor_added(actor=self.request.actor, authenticator=added)
        actions.renew_session_key(actor=self.request.actor, session=self.request.session)
        return answer


class ActivateGenerator(_Enrols, ActivateTOTPView):
    template_name = "mfa/totp.html"


class AddKey(_Enrols, AddWebAuthnView):
    template_name = "mfa/key.html"


class ViewCodes(ViewRecoveryCodesView):
    template_name = "mfa/codes.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return {**super().get_context_data(**kwargs), "wanted": self.request.session.get(WANTED)}


class RenewCodes(Answers422, GenerateRecoveryCodesView):
    template_name = "mfa/codes_renew.html"

    def form_valid(self, form: Form) -> HttpResponse:
        answer = super().form_valid(form)
        codes = Authenticator.objects.get(user=self.request.user, type=Authenticator.Type.RECOVERY_CODES)
        actions.record_factor_added(actor=self.request.actor, authenticator=codes)
        return answer


class SecondStep(AuthenticateView):
    """The second step of a sign-in with password."""

    template_name = "mfa/second_step.html"

    def form_invalid(self, form: Form) -> HttpResponse:
        actions.record_refused_factor(actor=system_actor("refused sign-in"), user=self.stage.login.user)
        answer = super().form_invalid(form)
        answer.status_code = 422
        return answer


class PasskeySignIn(LoginWebAuthnView):
    """The sign-in with a passkey alone."""

    def form_invalid(self, form: Form) -> HttpResponse:
        actions.record_failed_sign_in(actor=system_actor("refused sign-in"), email="")
        return super().form_invalid(form)


activate_generator = step_up_required(own_credentials=True)(ActivateGenerator.as_view())
add_key = step_up_required(own_credentials=True)(AddKey.as_view())
view_codes = step_up_required(own_credentials=True)(ViewCodes.as_view())
renew_codes = step_up_required(own_credentials=True)(RenewCodes.as_view())
second_step = SecondStep.as_view()
passkey_sign_in = PasskeySignIn.as_view()


@step_up_required(own_credentials=True)
@require_http_methods(["GET", "POST"])
def remove_generator(request: Request) -> HttpResponse:
    """Ask, then remove the code generator."""
    return _remove(request, get_object_or_404(Authenticator, user=request.user, type="totp"))


@step_up_required(own_credentials=True)
@require_http_methods(["GET", "POST"])
def remove_key(request: Request, pk: int) -> HttpResponse:
    """Ask, then remove a key."""
    return _remove(request, get_object_or_404(Authenticator, user=request.user, type="webauthn", pk=pk))


def _remove(request: Request, authenticator: Authenticator) -> HttpResponse:
    refusal = None
    if request.method == "POST":
        try:
            actions.remove_factor(actor=Actor(request.user), authenticator=authenticator)
        except Refused as refused:
            refusal = refused
        else:
            messages.success(request, _("Secondo fattore tolto."))
            return redirect("mfa_index")
    context = {"authenticator": authenticator, "refusal": refusal}
    return render(request, "mfa/remove.html", context, status=422 if refusal else 200)


@step_up_required(own_credentials=True)
@require_http_methods(["GET", "POST"])
def rename_key(request: Request, pk: int) -> HttpResponse:
    """Give a key another name."""
    authenticator = get_object_or_404(Authenticator, user=request.user, type="webauthn", pk=pk)
    form = KeyNameForm(request.POST or None, initial={"name": authenticator.wrap().name})
    if request.method == "POST" and form.is_valid():
        name = form.cleaned_data["name"]
        actions.rename_key(actor=Actor(request.user), authenticator=authenticator, name=name)
        messages.success(request, _("Nome salvato."))
        return redirect("mfa_index")
    return render(request, "mfa/rename.html", {"form": form}, status=422 if form.errors else 200)
