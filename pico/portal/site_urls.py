"""Addresses of a site's own screens and of the network's administration; part of `portal`'s."""

from django.urls import path

from pico.portal.views import network, network_lists, own_redirects, own_site, showcase

OWN, NETWORK = "area-riservata/portale", "area-riservata/piattaforma"
urlpatterns = [
    path("stemma/<int:pk>/", own_site.crest_image, name="crest_image"),
    path("copertina/<int:pk>/", own_site.hero_image, name="hero_image"),
    path("catalogo-servizi/", showcase.catalogue, name="showcase_sit"),
    path("bandi/", showcase.calls, name="showcase_sape"),
    path(f"{OWN}/", own_site.overview, name="overview"),
    path(f"{OWN}/impostazioni/", own_site.settings, name="settings"),
    path(f"{OWN}/impostazioni/<slug:part>/", own_site.settings, name="settings_part"),
    path(f"{OWN}/scadenze/<slug:code>/<int:year>/", own_site.obligation, name="obligation"),
    path(f"{OWN}/reindirizzamenti/", own_redirects.redirects, name="redirects"),
    path(f"{OWN}/reindirizzamenti/nuovo/", own_redirects.redirect_new, name="redirect_new"),
    path(f"{OWN}/reindirizzamenti/importa/", own_redirects.redirect_import, name="redirect_import"),
    path(f"{OWN}/reindirizzamenti/<int:pk>/elimina/", own_redirects.redirect_delete, name="redirect_delete"),
    path(f"{NETWORK}/siti/", network.sites, name="network_sites"),
    path(f"{NETWORK}/siti/nuovo/", network.site_new, name="network_site_new"),
    path(f"{NETWORK}/siti/esporta/<slug:file_format>/", network.export, name="network_sites_export"),
    path(f"{NETWORK}/siti/<slug:slug>/", network.site, name="network_site"),
    path(f"{NETWORK}/siti/<slug:slug>/apertura/", network.site_open, name="network_site_open"),
    path(f"{NETWORK}/siti/<slug:slug>/sospensione/", network.site_suspend, name="network_site_suspend"),
    path(f"{NETWORK}/siti/<slug:slug>/nomi/", network.aliases, name="network_aliases"),
    path(f"{NETWORK}/siti/<slug:slug>/nomi/<int:pk>/", network.alias_remove, name="network_alias_remove"),
    path(f"{NETWORK}/argomenti/", network_lists.topics, name="network_topics"),
    path(f"{NETWORK}/argomenti/nuovo/", network_lists.topic, name="network_topic_new"),
    path(f"{NETWORK}/argomenti/<int:pk>/", network_lists.topic, name="network_topic"),
    path(f"{NETWORK}/scadenze/", network_lists.obligations, name="network_obligations"),
    path(f"{NETWORK}/scadenze/nuova/", network_lists.obligation, name="network_obligation_new"),
    path(f"{NETWORK}/scadenze/<int:pk>/", network_lists.obligation, name="network_obligation"),
]
