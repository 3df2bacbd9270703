"""What a site needs so that its editors can write: approval (portal.md 3.4), and an index of its pages."""

from collections import defaultdict
from collections.abc import Sequence

from django.contrib.auth.models import Group
from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.models import GroupApprovalTask, Page, ReferenceIndex, Workflow, WorkflowPage, WorkflowTask
from wagtail.search.backends import get_search_backends

from pico.accounts.cms import PREFIX
from pico.base.actor import Actor
from pico.journal.models import record
from pico.portal.models import PortalSite


@transaction.atomic
def set_up_approval(*, actor: Actor) -> int:
    """Give every site that has none its workflow of one task, for its publishers; return how many.

    Wagtail's own, on the root of all sites and for groups that do not exist here, is taken off.
    """
    WorkflowPage.objects.filter(page__depth=1).delete()
    done = WorkflowPage.objects.values_list("page_id", flat=True)
    waiting = PortalSite.objects.select_related("organisation", "wagtail_site")
    sites = list(waiting.exclude(wagtail_site__root_page__in=done))
    for site in sites:
        _approval_of(site)
        record(actor, "portal.site.approval_made", site, owner=site.organisation)
    return len(sites)


def _approval_of(site: PortalSite) -> None:
    publishers, _made = Group.objects.get_or_create(name=f"{PREFIX}{site.organisation_id}-publisher")
    name = _("Approvazione del responsabile editoriale")
    task = GroupApprovalTask.objects.create(name=name)
    task.groups.set([publishers])
    workflow = Workflow.objects.create(name=name)
    WorkflowTask.objects.create(workflow=workflow, task=task, sort_order=0)
    WorkflowPage.objects.create(workflow=workflow, page=Page.objects.get(pk=site.wagtail_site.root_page_id))


@transaction.atomic
def index_sites(*, actor: Actor, site_ids: Sequence[int]) -> int:
    """Write what the editor searches by for the pages of some sites; return how many pages.

    Pages planted by the product have no such rows (`_tree`). The rest of the network is not looked at.
    """
    sites = list(PortalSite.objects.filter(pk__in=site_ids).select_related("wagtail_site__root_page"))
    pages: dict[type[Page], list[Page]] = defaultdict(list)
    for site in sites:
        ReferenceIndex.create_or_update_for_object(site)
        for page in site.wagtail_site.root_page.get_descendants(inclusive=True).specific():
            ReferenceIndex.create_or_update_for_object(page)
            pages[type(page)].append(page)
    for backend in get_search_backends(with_auto_update=True):
        for model, rows in pages.items():
            backend.add_bulk(model, rows)
    return sum(len(rows) for rows in pages.values())
