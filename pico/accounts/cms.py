"""Which groups Wagtail's editor would have, computed from memberships; portal says which sites there are.

Only these groups exist and only for pages, images and documents of one site: never a right on users,
groups, sites, settings, redirects or workflows, with which an editor could change somebody's password
(identity.md 5.8).
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from django.contrib.auth.models import Permission
from django.db.models import Q
from wagtail.models import Page

from pico.accounts.models import User
from pico.accounts.models.people import in_force
from pico.accounts.roles import Role
from pico.base.registry import Hook


@dataclass(frozen=True)
class CmsSite:
    """One site's roots in Wagtail's trees.

    Args:
        organisation_id: whose site.
        is_national: UPI nazionale's, where network experts write too.
        page_id: the home page.
        collection_id: the collection of its images and documents.
        editors_publish: the site lets its editors publish.
    """

    organisation_id: int
    is_national: bool
    page_id: int
    collection_id: int
    editors_publish: bool


cms_sites: Hook[Callable[[int | None], Sequence[CmsSite]]] = Hook(
    "cms_sites(organisation id or None for all) -> CmsSite of each: pico.portal"
)

PREFIX = "cms-"
KINDS = ("editor", "publisher")
EDITORIAL = frozenset({Role.ADMINISTRATOR, Role.EDITOR, Role.NETWORK_EXPERT})
PAGE_RIGHTS = {
    "editor": ("add_page", "change_page"),
    "publisher": ("add_page", "change_page", "publish_page", "lock_page", "unlock_page"),
}


def group_name(site: CmsSite, kind: str) -> str:
    """Return the name of a site's group, the same as long as the organisation exists."""
    return f"{PREFIX}{site.organisation_id}-{kind}"


def roles_of(site: CmsSite, kind: str) -> frozenset[Role]:
    """Return the roles at the site's organisation that belong to a group (portal.md 1)."""
    writers = frozenset({Role.EDITOR, Role.NETWORK_EXPERT} if site.is_national else {Role.EDITOR})
    if kind == "editor":
        return writers
    return frozenset({Role.ADMINISTRATOR, *([Role.EDITOR] if site.editors_publish else [])})


def members_of(site: CmsSite, kind: str, *, only: User | None = None) -> set[int]:
    """Return the people who belong to a group today.

    Args:
        only: ask about one person.
    """
    held = Q(
        in_force(prefix="memberships__"),
        memberships__organisation_id=site.organisation_id,
        memberships__role__in=roles_of(site, kind),
    )
    people = User.objects.filter(held, is_active=True)
    if only is not None:
        people = people.filter(pk=only.pk)
    return set(people.values_list("pk", flat=True))


def page_permissions(kind: str) -> set[Permission]:
    """Return what a group may do below the home page."""
    return set(
        Permission.objects.filter(
            content_type__app_label="wagtailcore",
            content_type__model=Page._meta.model_name,
            codename__in=PAGE_RIGHTS[kind],
        )
    )


def collection_permissions() -> set[Permission]:
    """Return what both groups may do in the site's collection: add, change and choose its own files.

    Wagtail asks about its own Image and Document also where others took their place (``auth_model``).
    """
    wanted = Q(pk__in=[])
    for app, model in (("wagtailimages", "image"), ("wagtaildocs", "document")):
        names = [f"{verb}_{model}" for verb in ("add", "change", "choose")]
        wanted |= Q(content_type__app_label=app, codename__in=names)
    return set(Permission.objects.filter(wanted))


def entrance() -> Permission:
    """Return the right to enter the editor at all."""
    return Permission.objects.get(content_type__app_label="wagtailadmin", codename="access_admin")
