from django.urls import path

from pico.portal import flow_urls, front_urls, newsletter_urls, site_urls
from pico.portal.views import area, feeds, home, improvement, lists, months, news, sections, services, texts

app_name = "portal"
urlpatterns = [
    path("", home.home, name="home"),
    path("novita/", news.news_list, name="news"),
    path("novita/eventi/", news.event_list, name="events"),
    path("novita/eventi/calendario/", months.event_month, name="event_month"),
    path("argomenti/", news.topic_list, name="topics"),
    path("argomenti/<slug:slug>/", news.topic, name="topic"),
    path("organizzazione/", sections.administration, name="administration"),
    path("organizzazione/uffici/", lists.units, name="units"),
    path("organizzazione/persone/", lists.people, name="people"),
    path("organizzazione/organi/", lists.bodies, name="bodies"),
    path("organizzazione/documenti/", lists.documents, name="documents"),
    path("servizi/", services.services, name="services"),
    path("servizi/<slug:slug>/", services.service, name="service"),
    path("territorio/luoghi/", lists.places, name="places"),
    path("territorio/dataset/", lists.datasets, name="datasets"),
    path("territorio/", sections.territory, name="territory"),
    path("province/", sections.provinces, name="provinces"),
    path("progetto/", sections.project, name="project"),
    path("note-legali/", texts.legal_notes, name="legal_notes"),
    path("privacy/", texts.privacy, name="privacy"),
    path("accessibilita/", texts.accessibility, name="accessibility"),
    path("domande-frequenti/", texts.questions, name="questions"),
    path("mappa/", texts.site_map, name="site_map"),
    path("piano-di-miglioramento/", improvement.plan, name="improvement"),
    path("stemma.svg", texts.crest, name="crest"),
    path("robots.txt", texts.robots, name="robots"),
    path("sitemap.xml", feeds.sitemap, name="sitemap"),
    path("rss/novita.xml", feeds.rss, {"name": "novita"}, name="news_feed"),
    path("rss/eventi.xml", feeds.rss, {"name": "eventi"}, name="event_feed"),
    path("area-riservata/", area.area, name="area"),
    *newsletter_urls.urlpatterns,
    *flow_urls.urlpatterns,
    *front_urls.urlpatterns,
]
urlpatterns += site_urls.urlpatterns
