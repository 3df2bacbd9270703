"""What became of each message of an issue: for publishers, who alone see the readers' addresses."""

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from pico.base.paging import paginate
from pico.portal.models import IssueDelivery
from pico.portal.newsletter_forms import ResultFilters
from pico.portal.views.issues import issue_or_404, trail_to
from pico.portal.views.newsletters import SiteRequest, publisher_page


@publisher_page
@require_safe
def results(request: SiteRequest, pk: int) -> HttpResponse:
    """Each address with what happened to its message and what came back, filtered, in pages."""
    row = issue_or_404(request, pk)
    filters = ResultFilters(request.GET)
    rows = IssueDelivery.objects.visible_to(request.user).filter(issue=row)
    context = {
        "issue": row,
        "filters": filters,
        "page": paginate(request, filters.apply(rows).order_by("address", "pk")),
        "list_url": reverse("portal:issue_results", args=[row.pk]),
        "breadcrumb": trail_to(row, _("Esiti dei messaggi")),
    }
    return render(request, "portal/newsletter/results.html", context)
