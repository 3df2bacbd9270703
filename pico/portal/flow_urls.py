"""Addresses of what travels between sites; part of `urls`."""

from django.urls import path

from pico.portal.views import feeds, placed, placements

AREA = "area-riservata/portale/condivisioni/"
MOVES = {
    "accept": "accetta",
    "refuse": "rifiuta",
    "highlight": "evidenza",
    "withdraw": "ritira",
    "remove": "rimuovi",
}

urlpatterns = [
    path("rss/argomenti/<slug:slug>.xml", feeds.topic_rss, name="topic_rss"),
    path("atom/argomenti/<slug:slug>.xml", feeds.topic_atom, name="topic_atom"),
    path("rss/<slug:name>.xml", feeds.rss, name="rss"),
    path("atom/<slug:name>.xml", feeds.atom, name="atom"),
    path("eventi.ics", feeds.site_calendar, name="site_calendar"),
    path("novita/<slug:slug>.ics", feeds.event_calendar, name="event_calendar"),
    path("novita/da/<slug:origin>/<slug:slug>.ics", feeds.event_calendar, name="placed_calendar"),
    path("novita/da/<slug:origin>/<slug:slug>/", placed.placed_page, name="placed"),
    path(AREA, placements.placement_list, {"box": "da-decidere"}, name="placements"),
    path(f"{AREA}ricevute/", placements.placement_list, {"box": "ricevute"}, name="placements_in"),
    path(f"{AREA}inviate/", placements.placement_list, {"box": "inviate"}, name="placements_out"),
    path(f"{AREA}esporta/<slug:format>/", placements.placement_export, name="placements_export"),
    path(f"{AREA}contenuti/", placements.items, name="placement_items"),
    path(f"{AREA}nuova/<int:page_id>/", placements.propose, name="placement_propose"),
    path(f"{AREA}<uuid:public_id>/", placements.placement, name="placement"),
    path(f"{AREA}<uuid:public_id>/inoltra/", placements.forward, name="placement_forward"),
    *(
        path(f"{AREA}<uuid:public_id>/{word}/", placements.move, {"code": code}, name=f"placement_{code}")
        for code, word in MOVES.items()
    ),
]
