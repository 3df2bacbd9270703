"""How allauth meets our people: no self-chosen rights, Italian addresses, every sign-in in the journal."""

from typing import Any
from urllib.parse import urlencode

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core import context
from allauth.mfa.adapter import DefaultMFAAdapter
from django.http import HttpRequest, HttpResponse
from django.shortcuts import resolve_url
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from pico.accounts import actions, factors, proofs, sessions
from pico.accounts.redirects import safe_path
from pico.accounts.saml.entering import WITHOUT_STAGES
from pico.accounts.step_up import has_fresh_proof
from pico.base import context as running
from pico.base import crypto
from pico.base.actor import Actor, system_actor


class AccountAdapter(DefaultAccountAdapter):
    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "email_password_mismatch": _("L'e-mail o la password non sono giuste: controllale e riprova."),
        "too_many_login_attempts": _(
            "Troppi tentativi non riusciti. Attendi cinque minuti e riprova, oppure recupera la password."
        ),
        "enter_current_password": _("La password attuale non è giusta."),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """An account gives no right by itself: what it may do, an organisation decides."""
        return True

    def save_user(self, request: HttpRequest, user: Any, form: Any, commit: bool = True) -> Any:
        """Keep our names (allauth knows first_name and last_name only) and write the registration down."""
        user.given_name = form.cleaned_data["given_name"].strip()
        user.family_name = form.cleaned_data["family_name"].strip()
        made = super().save_user(request, user, form, commit)
        actions.record_registration(actor=Actor(made), user=made)
        return made

    def get_email_verification_redirect_url(self, email_address: Any) -> str:
        """Once the address is confirmed, the next step is to sign in and say for whom one works."""
        join = resolve_url("accounts:join")
        signed_in = self.request.user.is_authenticated
        query = urlencode({"next": join, "email": email_address.email}, safe="/@")
        return join if signed_in else f"{resolve_url('account_login')}?{query}"

    def is_safe_url(self, url: str | None) -> bool:
        """Narrower than allauth's, which accepts every allowed host: a path of this host only."""
        return safe_path(url) is not None

    def is_reauthentication_required(self, *, app: str, **kwargs: Any) -> bool:
        """Our step-up in place of allauth's own; views ask it before, this is the second wall."""
        return not has_fresh_proof(context.request, own_credentials=True)

    def get_reauthentication_methods(self, user: Any) -> list[dict[str, Any]]:
        return [{"id": "step_up", "description": "", "url": reverse("accounts:step_up")}]

    def login(self, request: HttpRequest, user: Any) -> None:
        super().login(request, user)
        sessions.begin(request)

    def get_login_stages(self) -> list[str]:
        """Whoever SPID or CIE identified has given two factors: no further stage for this request."""
        return [] if getattr(context.request, WITHOUT_STAGES, False) else super().get_login_stages()

    def post_login(self, request: HttpRequest, user: Any, **kwargs: Any) -> HttpResponse:
        answer = super().post_login(request, user, **kwargs)
        actor = Actor(user)
        running.current().signin_method = proofs.sign_in_label(proofs.records_of(request))
        actions.file_session(actor=actor, session=request.session, host=request.get_host())
        actions.record_sign_in(actor=actor)
        return answer

    def _get_login_attempts_cache_key(self, request: HttpRequest, **credentials: Any) -> str:
        """Count failures by address alone: allauth adds the host, of which a caller chooses the port."""
        return str(credentials.get("email") or "").strip().lower()

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        actions.record_failed_sign_in(
            actor=system_actor("accesso rifiutato"), email=credentials.get("email") or ""
        )

    def logout(self, request: HttpRequest) -> None:
        if request.user.is_authenticated:
            group = request.session.get(sessions.SIGN_IN, "")
            actions.end_sign_in(actor=Actor(request.user), sign_in=group)
        super().logout(request)

    def set_password(self, user: Any, password: str) -> None:
        super().set_password(user, password)
        signed_in = getattr(context.request, "user", None)
        own = signed_in is not None and signed_in.is_authenticated
        actions.record_password_change(
            actor=Actor(user) if own else system_actor("collegamento inviato per e-mail"), user=user
        )

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        return resolve_url("account_login")

    def format_email_subject(self, subject: str) -> str:
        return f"{self._site_name()}: {subject}"

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        super().send_mail(template_prefix, email, {**context, "site_name": self._site_name()})

    def _site_name(self) -> str:
        site = getattr(context.request, "pico_site", None)
        return site.name if site else "Pi.Co."


class SecondFactorAdapter(DefaultMFAAdapter):
    """Secrets are encrypted in the row; the last factor of who needs one stays."""

    error_messages = {
        **DefaultMFAAdapter.error_messages,
        "incorrect_code": _("Il codice non è giusto: scrivi quello che l'app mostra adesso."),
    }

    def encrypt(self, text: str) -> str:
        return crypto.encrypt(text).decode()

    def decrypt(self, encrypted_text: str) -> str:
        return crypto.decrypt(encrypted_text.encode())

    def get_totp_issuer(self) -> str:
        return "Pi.Co."

    def can_delete_authenticator(self, authenticator: Any) -> bool:
        return factors.may_remove(authenticator.user, authenticator)
