"""Wagtail's own addresses; who reaches which of them is `guard`'s to say."""

from wagtail.admin.urls import urlpatterns as wagtail_patterns
from wagtail.utils.urlpatterns import decorate_urlpatterns

from pico.portal.editor.guard import as_writer

urlpatterns = decorate_urlpatterns(list(wagtail_patterns), as_writer)
