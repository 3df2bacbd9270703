"""How allauth meets our people: no self-chosen rights, Italian addresses, every sign-in in the journal."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core import context
from django.http import HttpRequest, HttpResponse
from django.shortcuts import resolve_url

from pico.accounts import actions
from pico.accounts.redirects import safe_path
from pico.base.actor import Actor, system_actor


class AccountAdapter(DefaultAccountAdapter):
    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Self-registration comes with the access requests: until then an administrator makes accounts."""
        return False

    def is_safe_url(self, url: str | None) -> bool:
        """Narrower than allauth's, which accepts every allowed host: a path of this host only."""
        return safe_path(url) is not None

    def post_login(self, request: HttpRequest, user: Any, **kwargs: Any) -> HttpResponse:
        answer = super().post_login(request, user, **kwargs)
        actions.record_sign_in(actor=Actor(user))
        return answer

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        actions.record_failed_sign_in(
            actor=system_actor("accesso rifiutato"), email=credentials.get("email") or ""
        )

    def logout(self, request: HttpRequest) -> None:
        user = request.user
        if user.is_authenticated:
            actions.record_sign_out(actor=Actor(user))
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
