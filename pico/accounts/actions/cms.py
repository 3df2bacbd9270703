"""Keeping Wagtail's groups equal to what memberships say: at each change of a role, and every night."""

from collections.abc import Iterable
from typing import Any

from django.contrib.auth.models import Group
from django.db import transaction
from wagtail.models import GroupCollectionPermission, GroupPagePermission

from pico.accounts import cms
from pico.accounts.cms import CmsSite
from pico.accounts.models import User
from pico.base.actor import Actor
from pico.journal.models import record
from pico.organisations.models import Organisation


@transaction.atomic
def reconcile_cms_groups(*, actor: Actor, organisation: Organisation | None = None) -> int:
    """Make groups, rights and members equal to the computed ones; each difference leaves a journal line.

    Args:
        actor: a job, or who changed what the groups follow.
        organisation: only the site of this one; all sites by default, and then whatever else grants a right
            in the editor (other groups' members, rights given to a person by hand) is taken away too.

    Returns:
        How many groups or people were different.
    """
    sites = cms.cms_sites.call(organisation.pk if organisation else None)
    different = sum(_reconcile_site(actor, site) for site in sites)
    if organisation is None:
        different += _remove_the_rest(actor, sites)
    return different


def _follow(actor: Actor, user: User, organisation: Organisation) -> None:
    """Put one person in the groups of an organisation's site, or take them out, as their roles say now."""
    for site in cms.cms_sites.call(organisation.pk):
        groups = {kind: Group.objects.filter(name=cms.group_name(site, kind)).first() for kind in cms.KINDS}
        for kind, group in groups.items():
            if group is None:
                _reconcile_site(actor, site)
                break
            wanted = cms.members_of(site, kind, only=user)
            present = set(group.user_set.filter(pk=user.pk).values_list("pk", flat=True))
            _set_members(actor, site, group, wanted, present)


def _reconcile_site(actor: Actor, site: CmsSite) -> int:
    different = 0
    for kind in cms.KINDS:
        group, made = Group.objects.get_or_create(name=cms.group_name(site, kind))
        rights = _set_rights(site, group, kind)
        if made or rights:
            organisation = Organisation.objects.get(pk=site.organisation_id)
            changes: dict[str, Any] = {"rights": [None, len(cms.PAGE_RIGHTS[kind])] if made else None}
            record(
                actor, "accounts.cmsgroup.rights", group, owner=organisation, changes=changes, category="role"
            )
        present = set(group.user_set.values_list("pk", flat=True))
        different += _set_members(actor, site, group, cms.members_of(site, kind), present) or made or rights
    return different


def _set_members(actor: Actor, site: CmsSite, group: Group, wanted: set[int], present: set[int]) -> bool:
    if wanted == present:
        return False
    group.user_set.add(*(wanted - present))
    group.user_set.remove(*(present - wanted))
    changes = {"members": [sorted(present - wanted), sorted(wanted - present)]}
    organisation = Organisation.objects.get(pk=site.organisation_id)
    record(actor, "accounts.cmsgroup.changed", group, owner=organisation, changes=changes, category="role")
    return True


def _set_rights(site: CmsSite, group: Group, kind: str) -> bool:
    """Give a group exactly its rights, on exactly its roots. Says whether it had others."""
    entrance = {cms.entrance().pk}
    pages = {(site.page_id, right.pk) for right in cms.page_permissions(kind)}
    files = {(site.collection_id, right.pk) for right in cms.collection_permissions()}
    on_pages = GroupPagePermission.objects.filter(group=group)
    on_files = GroupCollectionPermission.objects.filter(group=group)
    had = (
        set(group.permissions.values_list("pk", flat=True)),
        set(on_pages.values_list("page_id", "permission_id")),
        set(on_files.values_list("collection_id", "permission_id")),
    )
    if had == (entrance, pages, files):
        return False
    group.permissions.set(entrance)
    on_pages.delete()
    on_files.delete()
    GroupPagePermission.objects.bulk_create(
        GroupPagePermission(group=group, page_id=page, permission_id=right) for page, right in sorted(pages)
    )
    GroupCollectionPermission.objects.bulk_create(
        GroupCollectionPermission(group=group, collection_id=root, permission_id=right)
        for root, right in sorted(files)
    )
    return True


def _remove_the_rest(actor: Actor, sites: Iterable[CmsSite]) -> int:
    """Empty every group that is not computed, and take away rights given to people one by one."""
    computed = {cms.group_name(site, kind) for site in sites for kind in cms.KINDS}
    different = 0
    for group in Group.objects.exclude(name__in=computed):
        strangers = sorted(group.user_set.values_list("pk", flat=True))
        if strangers:
            group.user_set.clear()
            changes = {"members": [strangers, []]}
            record(actor, "accounts.cmsgroup.changed", group, changes=changes, category="role")
        if group.name.startswith(cms.PREFIX):
            group.delete()
        different += bool(strangers)
    for user in User.objects.exclude(user_permissions=None).distinct():
        user.user_permissions.clear()
        record(actor, "accounts.person.rights_cleared", user, category="role")
        different += 1
    return different
