"""Second factors at Italian addresses. The names are allauth's, whose code reverses them."""

from collections.abc import Callable

from django.http import HttpResponseBase
from django.urls import path
from django.views.decorators.http import require_safe
from django.views.generic import RedirectView

from pico.accounts.views import factors


def leads_to(name: str) -> Callable[..., HttpResponseBase]:
    """Return a view for an address that allauth knows and we do not use."""
    return require_safe(RedirectView.as_view(pattern_name=name))


ROOT = "profilo/sicurezza/secondo-fattore/"
urlpatterns = [
    path("accedi/secondo-passo/", factors.second_step, name="mfa_authenticate"),
    path("accedi/passkey/", factors.passkey_sign_in, name="mfa_login_webauthn"),
    path(ROOT, factors.index, name="mfa_index"),
    path(f"{ROOT}codici/", factors.activate_generator, name="mfa_activate_totp"),
    path(f"{ROOT}codici/rimozione/", factors.remove_generator, name="mfa_deactivate_totp"),
    path(f"{ROOT}chiavi/", leads_to("mfa_index"), name="mfa_list_webauthn"),
    path(f"{ROOT}chiavi/nuova/", factors.add_key, name="mfa_add_webauthn"),
    path(f"{ROOT}chiavi/<int:pk>/nome/", factors.rename_key, name="mfa_edit_webauthn"),
    path(f"{ROOT}chiavi/<int:pk>/rimozione/", factors.remove_key, name="mfa_remove_webauthn"),
    path(f"{ROOT}recupero/", factors.view_codes, name="mfa_view_recovery_codes"),
    path(f"{ROOT}recupero/nuovi/", factors.renew_codes, name="mfa_generate_recovery_codes"),
    # allauth's own re-authentication is never the one asked: ours is, wherever its code may point.
    path(f"{ROOT}conferma/", leads_to("accounts:step_up"), name="mfa_reauthenticate"),
    path(
        f"{ROOT}conferma/chiave/",
        leads_to("accounts:step_up"),
        name="mfa_reauthenticate_webauthn",
    ),
    path(
        "profilo/sicurezza/sessioni/",
        leads_to("accounts:security"),
        name="usersessions_list",
    ),
]
