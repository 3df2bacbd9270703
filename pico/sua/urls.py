"""Addresses of the module; state changes are small resources of their own."""

from django.urls import path

from pico.sua.views import (
    campaign_drafts,
    campaign_moves,
    campaigns,
    consolidation,
    detail,
    drafts,
    lists,
    moves,
    rups,
)

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
    path("campagne/", campaigns.campaign_list, name="campaigns"),
    path("campagne/esporta/<str:format>/", campaigns.export, name="campaigns_export"),
    path("campagne/nuova/", campaign_drafts.new, name="campaign_new"),
    path("campagne/<uuid:public_id>/", campaigns.campaign, name="campaign"),
    path("campagne/<uuid:public_id>/modifica/", campaign_drafts.edit, name="campaign_edit"),
    path("campagne/<uuid:public_id>/voci/", campaign_drafts.items, name="campaign_items"),
    path("campagne/<uuid:public_id>/enti/", campaign_drafts.bodies, name="campaign_bodies"),
    path("campagne/<uuid:public_id>/enti/<int:pk>/riapertura/", campaign_moves.body, name="campaign_body"),
    path("campagne/<uuid:public_id>/risposta/", campaigns.answer, name="campaign_answer"),
    path("campagne/<uuid:public_id>/apertura/", campaign_moves.open_, name="campaign_open"),
    path("campagne/<uuid:public_id>/chiusura/", campaign_moves.close, name="campaign_close"),
    path("campagne/<uuid:public_id>/riapertura/", campaign_moves.reopen, name="campaign_reopen"),
    path("campagne/<uuid:public_id>/archivio/", campaign_moves.archive, name="campaign_archive"),
    path("campagne/<uuid:public_id>/promemoria/", campaign_moves.remind, name="campaign_remind"),
    path("campagne/<uuid:public_id>/consolida/", campaign_moves.consolidate, name="campaign_consolidate"),
    path("campagne/<uuid:public_id>/consolidamento/", consolidation.page, name="consolidation"),
    path(
        "campagne/<uuid:public_id>/consolidamento/esporta/<str:format>/",
        consolidation.export,
        name="consolidation_export",
    ),
]
