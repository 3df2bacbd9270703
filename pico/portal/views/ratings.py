"""What readers said of a site's pages, for those who publish on it."""

from typing import Any

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from pico.base.acting import for_acting_organisation
from pico.base.exports import FORMATS, answer_export
from pico.base.paging import paginate
from pico.journal.models import Category, record
from pico.portal.rating_exports import RATINGS, ratings_of
from pico.portal.rating_figures import by_month, by_page, summary
from pico.portal.rating_forms import RatingFilters
from pico.portal.views.newsletters import SiteRequest, publisher_page


def _filters(request: SiteRequest) -> RatingFilters:
    ratings = ratings_of(request.user, request.portal_site.organisation_id)
    return RatingFilters(request.GET, ratings=ratings)


@publisher_page
@require_safe
def ratings(request: SiteRequest) -> HttpResponse:
    """How clear the pages of the site are found: figures first, then each judgement."""
    filters = _filters(request)
    rows = filters.rows()
    query = request.GET.copy()
    query.pop("pagina", None)
    context: dict[str, Any] = {
        f"{kind}_url": f"{reverse('portal:ratings_export', args=[kind])}?{query.urlencode()}"
        for kind in FORMATS
    }
    context |= {
        "filters": filters,
        "page": paginate(request, rows),
        "summary": summary(rows),
        "pages": by_page(rows),
        "months": by_month(rows),
        "breadcrumb": [
            {"label": _("Area riservata"), "url": reverse("portal:area")},
            {"label": _("Valutazioni delle pagine"), "url": ""},
        ],
    }
    return render(request, "portal/ratings.html", context)


@publisher_page
@require_http_methods(["GET", "HEAD", "POST"])
@for_acting_organisation  # type: ignore[arg-type] # a streamed answer
def download(request: SiteRequest, file_format: str) -> HttpResponseBase:
    """Exactly the filtered judgements, as a table; very many by a job."""
    site = request.portal_site

    def note(count: int) -> None:
        record(
            request.actor, "portal.ratings.exported", site, category=Category.EXPORT, changes={"rows": count}
        )

    back = reverse("portal:ratings")
    return answer_export(request, RATINGS, file_format, _filters(request).rows(), back=back, note=note)
