"""The ways of signing in that the sign-in page offers, one registration each."""

from collections.abc import Callable
from dataclasses import dataclass

from pico.accounts.saml import again  # noqa: F401 - registers SPID and CIE as fresh proofs
from pico.accounts.saml.providers import offers_anything
from pico.base.registry import Registry


@dataclass(frozen=True)
class SignInMethod:
    """One way of proving who one is.

    Args:
        code: ``password``.
        template: the part of the page that offers it, with its heading.
        order: lower stands higher on the page.
        is_offered: asked at each page, so that nothing dead is ever shown.
    """

    code: str
    template: str
    order: int
    is_offered: Callable[[], bool] = lambda: True


signin_methods: Registry[SignInMethod] = Registry("sign-in method")
signin_methods.add("identity", SignInMethod("identity", "account/methods/identity.html", 10, offers_anything))
signin_methods.add("password", SignInMethod("password", "account/methods/password.html", 50))
signin_methods.add("passkey", SignInMethod("passkey", "account/methods/passkey.html", 60))


def methods_offered() -> list[SignInMethod]:
    """Return what the sign-in page shows, in its order."""
    return sorted((m for m in signin_methods if m.is_offered()), key=lambda method: method.order)
