"""Every address of the product. Modules stand before the portal's catch-all, which comes last."""

from django.urls import include, path, re_path

from pico.base import views as base_views
from pico.config import views
from pico.portal.views.documents import document, picture, sized_picture
from pico.portal.views.texts import page

handler400 = "pico.base.views.bad_request"
handler429 = "pico.base.limits.page_not_allowed"  # asked for by allauth
handler500 = "pico.base.views.server_error"
urlpatterns = [
    path("salute/", base_views.health, name="health"),
    path("stile/", views.style_guide, name="style_guide"),
    path("stile/<slug:part>/", views.style_guide, name="style_guide_part"),
    path("", include("pico.accounts.entrance_urls")),
    path("", include("pico.accounts.factor_urls")),
    path("", include("pico.accounts.urls")),
    path("", include("pico.notifications.urls")),
    path("community/", include("pico.community.urls")),
    path("assistenza/", include("pico.helpdesk.urls")),
    path("", include("pico.sua.urls")),
    path("", include("pico.organisations.urls")),
    path("", include("pico.journal.urls")),
    path("", include("pico.files.urls")),
    path("", include("pico.search.urls")),
    path("", include("pico.questionnaires.urls")),
    path("", include("pico.portal.urls")),
    # The name by which Wagtail makes addresses of documents.
    re_path(r"^documenti/(?P<number>[0-9]+)/(?P<name>[^/]+)$", document, name="wagtaildocs_serve"),
    # Pictures only: documents lie beside them, and leave by the address above alone.
    re_path(r"^media/(?P<path>(?:images|original_images)/[\w.-]+)$", picture, name="editorial_picture"),
    path("media/<int:number>/<slug:size>/<str:name>", sized_picture, name="sized_picture"),
    path("redazione/", include("pico.portal.editor.urls")),
    # The name by which Wagtail makes addresses. Last: any other page of the host's site.
    re_path(r"^(?P<path>(?:[\w\-]+/)*)$", page, name="wagtail_serve"),
]
