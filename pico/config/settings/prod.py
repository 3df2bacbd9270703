"""A real installation behind a proxy that speaks https. Refuses to start unsafe: see pico.base.checks."""

from pico.config.settings.base import *  # noqa: F403
from pico.config.settings.base import PICO_DOMAIN, PICO_HOSTS

ALLOWED_HOSTS = [f".{PICO_DOMAIN}", *PICO_HOSTS]
PICO_PRODUCTION = True

SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_SSL_REDIRECT = True
SECURE_REDIRECT_EXEMPT = [r"^salute/$"]  # the proxy asks for it over plain http
SECURE_HSTS_SECONDS = 365 * 24 * 3600
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
SECURE_HSTS_PRELOAD = True
SESSION_COOKIE_NAME = "__Host-session"
SESSION_COOKIE_SECURE = True
CSRF_COOKIE_NAME = "__Host-csrf"
CSRF_COOKIE_SECURE = True
ACCOUNT_DEFAULT_HTTP_PROTOCOL = "https"
WAGTAILADMIN_BASE_URL = f"https://{PICO_DOMAIN}"
