"""Sign-in and passwords at Italian addresses. The names are allauth's, whose code reverses them."""

from allauth.account import views as allauth_views
from django.urls import path, re_path
from django.views.generic import RedirectView

from pico.accounts.views import entrance

urlpatterns = [
    path("accedi/", entrance.sign_in, name="account_login"),
    path("accedi/conferma/", entrance.reauthenticate, name="account_reauthenticate"),
    path("esci/", allauth_views.logout, name="account_logout"),
    path("registrati/", entrance.sign_up, name="account_signup"),
    path("accesso-disattivato/", allauth_views.account_inactive, name="account_inactive"),
    path("email/", RedirectView.as_view(pattern_name="accounts:profile"), name="account_email"),
    path("email/conferma/", allauth_views.email_verification_sent, name="account_email_verification_sent"),
    re_path(r"^email/conferma/(?P<key>[-:\w]+)/$", allauth_views.confirm_email, name="account_confirm_email"),
    path("password/cambia/", entrance.change_password, name="account_change_password"),
    path("password/imposta/", entrance.set_password, name="account_set_password"),
    path("password/recupera/", entrance.ask_password_reset, name="account_reset_password"),
    path("password/recupera/inviata/", allauth_views.password_reset_done, name="account_reset_password_done"),
    path(
        "password/recupera/fatto/",
        allauth_views.password_reset_from_key_done,
        name="account_reset_password_from_key_done",
    ),
    re_path(
        r"^password/recupera/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
        entrance.reset_password,
        name="account_reset_password_from_key",
    ),
]
