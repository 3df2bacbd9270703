"""Every address of the product. Modules stand before the portal's catch-all, which comes last."""

from django.urls import path

from pico.base import views as base_views

urlpatterns = [
    path("salute/", base_views.health, name="health"),
]
