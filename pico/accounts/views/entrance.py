"""Sign-in, sign-out, passwords: allauth's views in our pages. Wrong input answers 422."""

from typing import Any

from allauth.account import views as allauth_views
from django.conf import settings
from django.forms import Form
from django.http import HttpResponse
from django.utils.decorators import method_decorator
from django.views.decorators.cache import never_cache

from pico.accounts.signin import methods_offered
from pico.accounts.step_up import step_up_required
from pico.base.demo import DEMO_PASSWORD, demo_accounts


class Answers422:
    """A form that cannot be accepted answers 422, as everywhere in the product."""

    def form_invalid(self, form: Form) -> HttpResponse:
        answer = super().form_invalid(form)  # type: ignore[misc]
        if answer.status_code == 200:
            answer.status_code = 422
        return answer


class SignIn(Answers422, allauth_views.LoginView):
    def get_initial(self) -> dict[str, Any]:
        return {**super().get_initial(), "login": self.request.GET.get("email", "")[:254]}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        demo = {"demo_accounts": list(demo_accounts), "demo_password": DEMO_PASSWORD}
        return {
            **super().get_context_data(**kwargs),
            "methods": methods_offered(),
            **(demo if settings.PICO_DEMO else {}),
        }


class ChangePassword(Answers422, allauth_views.PasswordChangeView):
    pass


class SetPassword(Answers422, allauth_views.PasswordSetView):
    pass


class Reauthenticate(Answers422, allauth_views.ReauthenticateView):
    pass


@method_decorator(never_cache, name="dispatch")
class AskPasswordReset(Answers422, allauth_views.PasswordResetView):
    pass


@method_decorator(never_cache, name="dispatch")
class ResetPassword(Answers422, allauth_views.PasswordResetFromKeyView):
    pass


sign_in = SignIn.as_view()
change_password = step_up_required(own_credentials=True)(ChangePassword.as_view())
set_password = step_up_required(own_credentials=True)(SetPassword.as_view())
reauthenticate = Reauthenticate.as_view()
ask_password_reset = AskPasswordReset.as_view()
reset_password = ResetPassword.as_view()


@method_decorator(never_cache, name="dispatch")
class SignUp(Answers422, allauth_views.SignupView):
    """Registration by oneself; an address somebody has gets the same answer, and a mail that says so."""


sign_up = SignUp.as_view()
