"""Addresses: the directory under /enti/, the registry as a whole under /amministrazione/enti/."""

from django.urls import path

from pico.organisations.views import bodies, detail, directory, imports, registry, services

app_name = "organisations"
urlpatterns = [
    path("enti/", directory.directory, name="directory"),
    path("enti/mappa.svg", directory.plain_map, name="plain_map"),
    path("enti/mappa/", directory.directory_map, name="directory_map"),
    path("enti/esporta/<slug:file_format>/", directory.export, name="export"),
    path("enti/<slug:slug>/", detail.detail, name="detail"),
    path("enti/<slug:slug>/modifica/", bodies.profile, name="profile"),
    path("enti/<slug:slug>/codici/", bodies.codes, name="codes"),
    path("enti/<slug:slug>/codici/<int:pk>/chiusura/", bodies.code_close, name="code_close"),
    path("enti/<slug:slug>/moduli/", services.modules, name="modules"),
    path("enti/<slug:slug>/moduli/<slug:code>/", services.module, name="module"),
    path("enti/<slug:slug>/abilitazioni/", services.entitlements, name="entitlements"),
    path("enti/<slug:slug>/abilitazioni/<int:pk>/fine/", services.entitlement_end, name="entitlement_end"),
    path("amministrazione/enti/", registry.home, name="registry"),
    path("amministrazione/enti/eventi/", registry.events, name="events"),
    path("amministrazione/enti/eventi/nuovo/", registry.event_new, name="event_new"),
    path("amministrazione/enti/importazioni/", imports.imports, name="imports"),
    path("amministrazione/enti/importazioni/<int:pk>/", imports.import_detail, name="import"),
    path(
        "amministrazione/enti/importazioni/<int:pk>/decisioni/",
        imports.import_decisions,
        name="import_decisions",
    ),
    path(
        "amministrazione/enti/importazioni/<int:pk>/applicazione/", imports.import_apply, name="import_apply"
    ),
    path("amministrazione/enti/importazioni/<int:pk>/scarto/", imports.import_discard, name="import_discard"),
]
