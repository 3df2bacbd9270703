"""``hello`` and ``tpl20``, the unit in which every cost is told, served beside the product's pages."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path

from pico.config.urls import urlpatterns as product_urls
from pico.organisations.models import Municipality


@login_not_required
def hello(request: HttpRequest) -> HttpResponse:
    return HttpResponse("hello")


@login_not_required
def tpl20(request: HttpRequest) -> HttpResponse:
    """One query, 20 rows, one plain template of about 4 kB."""
    return render(request, "bench/tpl20.html", {"rows": Municipality.objects.order_by("pk")[:20]})


urlpatterns = [path("bench/hello/", hello), path("bench/tpl20/", tpl20), *product_urls]
