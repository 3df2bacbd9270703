"""What layouts know in every template: the site of the host and the shell of the reserved area."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import NoReverseMatch

from pico.accounts import factors
from pico.accounts.access import access_of
from pico.accounts.models import Role
from pico.base.addresses import page
from pico.base.modules import NavItem, modules
from pico.base.sites import SiteInfo
from pico.config.navigation import NavGroup, navigation, todo
from pico.portal.hosts import site_acted_for


@dataclass(frozen=True)
class OrganisationChoice:
    """One line of the organisation switcher."""

    organisation_id: int
    name: str
    roles: str
    current: bool


@dataclass(frozen=True)
class Face:
    """What header and side navigation say of a person: plain values, by which what was drawn is kept.

    Whatever the two show stands here; they are given nothing else (pico.base.templatetags.drawn).
    """

    user_label: str
    unread: int
    acting: str | None
    acting_roles: str
    choices: tuple[OrganisationChoice, ...]
    navigation: tuple[NavGroup, ...]
    profile_menu: tuple[NavItem, ...]
    notifications_url: str | None
    area_url: str | None
    switch_url: str | None
    signin_url: str | None
    signout_url: str | None
    search_url: str | None


@dataclass(frozen=True)
class ShellItem(NavItem):
    """An entry of the side navigation that knows whether the person is there."""

    current: bool = False


def _url(name: str) -> str | None:
    try:
        return page(name)
    except NoReverseMatch:
        return None


class Shell:
    """Lazy: a public page that shows none of this costs no query."""

    def __init__(self, request: HttpRequest) -> None:
        self.request = request

    @cached_property
    def user(self) -> Any:
        return getattr(self.request, "user", None)

    @property
    def signed_in(self) -> bool:
        return bool(self.user and self.user.is_authenticated)

    @property
    def user_label(self) -> str:
        return self.user.get_full_name() if self.signed_in else ""

    @cached_property
    def _organisation(self) -> Any:
        actor = getattr(self.request, "actor", None)
        return actor.organisation if actor else None

    @property
    def acting(self) -> str | None:
        return self._organisation.name if self._organisation else None

    @property
    def acting_id(self) -> int | None:
        return self._organisation.pk if self._organisation else None

    @cached_property
    def acting_roles(self) -> str:
        return next((choice.roles for choice in self.choices if choice.current), "")

    @cached_property
    def choices(self) -> list[OrganisationChoice]:
        held: dict[int, list[str]] = {}
        names: dict[int, str] = {}
        for row in access_of(self.user).held:
            names[row.organisation_id] = row.name
            held.setdefault(row.organisation_id, []).append(str(Role(row.role).label))
        return [
            OrganisationChoice(pk, name, ", ".join(held[pk]), pk == self.acting_id)
            for pk, name in names.items()
        ]

    @cached_property
    def face(self) -> Face:
        """What header and side navigation show, for the tag ``drawn``."""
        return Face(
            user_label=self.user_label,
            unread=self.unread,
            acting=self.acting,
            acting_roles=self.acting_roles if self.acting else "",
            choices=tuple(self.choices) if self.acting else (),
            navigation=tuple(self.navigation),
            profile_menu=tuple(self.profile_menu) if self.signed_in else (),
            notifications_url=self.notifications_url,
            area_url=self.area_url,
            switch_url=self.switch_url,
            signin_url=self.signin_url,
            signout_url=self.signout_url,
            search_url=self.search_url,
        )

    @cached_property
    def navigation(self) -> list[NavGroup]:
        if not self.signed_in:
            return []
        path = self.request.path
        groups = navigation(self.user, self._organisation)
        urls = [item.url for group in groups for item in group.items if path.startswith(item.url)]
        best = max(urls, key=len, default=None) or self._of_same_app(groups)
        return [
            NavGroup(
                group.label,
                tuple(
                    ShellItem(item.label, item.url, item.icon, item.badge, current=item.url == best)
                    for item in group.items
                ),
            )
            for group in groups
        ]

    def _of_same_app(self, groups: Any) -> str | None:
        """Return the item of the app whose page this is, where no item begins the address of the page."""
        match = getattr(self.request, "resolver_match", None)
        items = (item for group in groups for item in group.items if item.namespace)
        return next((item.url for item in items if match and item.namespace == match.namespace), None)

    @cached_property
    def elsewhere(self) -> SiteInfo | None:
        """The site of the territory acted for, when the host is another's. No query."""
        here = getattr(self.request, "pico_site", None)
        found = site_acted_for(self._organisation) if self.signed_in and here else None
        return found if found and here and found.slug != here.slug else None

    @cached_property
    def collaborate(self) -> list[NavItem]:
        """Inside a vertical module: the pages of the horizontal ones about it."""
        match = getattr(self.request, "resolver_match", None)
        code = match.namespace.partition(":")[0] if match and match.namespace else ""
        if code not in modules or modules.get(code).kind != "VERTICAL":
            return []
        others = sorted((one for one in modules if one.kind == "HORIZONTAL"), key=lambda one: one.order)
        pages = [(one, one.context_url(code)) for one in others]
        return [NavItem(one.label, url, one.icon) for one, url in pages if url]

    @cached_property
    def todo(self) -> list[Any]:
        return todo(self.user, self._organisation) if self.signed_in else []

    @cached_property
    def unread(self) -> int:
        from pico.notifications.models import unread_by

        return unread_by(self.user) if self.signed_in else 0

    @property
    def notifications_url(self) -> str | None:
        return _url("notifications:inbox")

    @property
    def area_url(self) -> str | None:
        return _url("portal:area")

    @property
    def switch_url(self) -> str | None:
        return _url("accounts:switch_organisation")

    @property
    def signin_url(self) -> str | None:
        return _url("account_login")

    @property
    def signout_url(self) -> str | None:
        return _url("account_logout")

    @property
    def search_url(self) -> str | None:
        return _url("search:search")

    @property
    def profile_menu(self) -> list[NavItem]:
        entries = [
            ("Il mio profilo", "accounts:profile", "user"),
            ("Sicurezza", "accounts:security", "locked"),
            ("I miei enti", "accounts:organisations", "pa"),
            ("Preferenze di notifica", "notifications:preferences", "settings"),
        ]
        return [NavItem(label, url, icon) for label, name, icon in entries if (url := _url(name))]

    @property
    def demo(self) -> bool:
        return bool(settings.PICO_DEMO)

    @property
    def spared_second_factor(self) -> bool:
        return self.signed_in and factors.is_spared(self.user)

    @property
    def second_factor_url(self) -> str | None:
        return _url("mfa_index")


def shell(request: HttpRequest) -> dict[str, Any]:
    """Context processor: ``site`` and ``shell`` for every template."""
    return {"site": getattr(request, "pico_site", None), "shell": Shell(request)}
