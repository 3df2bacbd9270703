"""Addresses of the module; state changes are small resources of their own."""

from django.urls import path

from pico.sua.views import detail, drafts, lists, moves, rups

app_name = "sua"
urlpatterns = [
    path("", lists.home, name="home"),
    path("richieste/nuova/", drafts.new, name="new"),
    path("gare/", lists.tender_list, name="list"),
    path("gare/esporta/<str:format>/", lists.export, name="export"),
    path("gare/<uuid:public_id>/", detail.detail, name="detail"),
    path("gare/<uuid:public_id>/modifica/<slug:step>/", drafts.edit, name="edit"),
    path(
        "gare/<uuid:public_id>/documenti/<uuid:document_id>/elimina/",
        drafts.remove_document,
        name="remove_document",
    ),
    path("gare/<uuid:public_id>/invio/", moves.send, name="send"),
    path("gare/<uuid:public_id>/presa-in-carico/", moves.take, name="take"),
    path("gare/<uuid:public_id>/integrazioni/", moves.clarify, name="clarify"),
    path("gare/<uuid:public_id>/risposta/", moves.answer, name="answer"),
    path("gare/<uuid:public_id>/ritiro/", moves.withdraw, name="withdraw"),
    path("gare/<uuid:public_id>/respingimento/", moves.refuse, name="refuse"),
    path("gare/<uuid:public_id>/accettazione/", moves.accept, name="accept"),
    path("gare/<uuid:public_id>/rup/", rups.propose, name="rup_propose"),
    path("rup/incarichi/<uuid:public_id>/", rups.assignment, name="rup_assignment"),
    path("rup/incarichi/<uuid:public_id>/accettazione/", rups.accept, name="rup_accept"),
    path("rup/incarichi/<uuid:public_id>/rinuncia/", rups.decline, name="rup_decline"),
    path("rup/incarichi/<uuid:public_id>/revoca/", rups.revoke, name="rup_revoke"),
]
