"""Addresses of the newsletters, part of the portal's."""

from django.urls import path

from pico.portal.views import issue_results, issues, newsletter_public, newsletters

AREA = "area-riservata/portale/newsletter/"
ISSUE = AREA + "numeri/<int:pk>/"

urlpatterns = [
    path("newsletter/", newsletter_public.index, name="newsletter_index"),
    path("newsletter/iscrizione/<int:pk>/", newsletter_public.subscribe, name="newsletter_subscribe"),
    path("newsletter/conferma/<str:token>/", newsletter_public.confirm, name="newsletter_confirm"),
    path(
        "newsletter/disiscrizione/<str:token>/", newsletter_public.unsubscribe, name="newsletter_unsubscribe"
    ),
    path("newsletter/<int:pk>/", newsletter_public.issue, name="newsletter_issue"),
    path("newsletter/<int:pk>/contenuto/<int:block>/", newsletter_public.item, name="newsletter_item"),
    path(AREA, newsletters.newsletters, name="newsletters"),
    path(AREA + "nuova/", newsletters.new, name="newsletter_new"),
    path(AREA + "<int:pk>/", newsletters.newsletter, name="newsletter"),
    path(AREA + "<int:pk>/impostazioni/", newsletters.edit, name="newsletter_edit"),
    path(AREA + "<int:pk>/numeri/nuovo/", issues.new, name="issue_new"),
    path(AREA + "<int:pk>/iscritti/", newsletters.subscribers, name="newsletter_subscribers"),
    path(AREA + "<int:pk>/iscritti/esporta.<str:file_format>", newsletters.export, name="newsletter_export"),
    path(AREA + "<int:pk>/iscritti/importazione/", newsletters.import_addresses, name="newsletter_import"),
    path(
        AREA + "<int:pk>/iscritti/<int:subscriber>/rimozione/", newsletters.remove, name="newsletter_remove"
    ),
    path(ISSUE, issues.issue, name="issue"),
    path(ISSUE + "oggetto/", issues.edit, name="issue_edit"),
    path(ISSUE + "anteprima/", issues.preview, name="issue_preview"),
    path(ISSUE + "anteprima/posta/", issues.mail, name="issue_mail"),
    path(ISSUE + "esiti/", issue_results.results, name="issue_results"),
    path(ISSUE + "prova/", issues.test, name="issue_test"),
    path(ISSUE + "blocchi/nuovo/<slug:kind>/", issues.block_new, name="block_new"),
    path(ISSUE + "blocchi/<int:block>/", issues.block_edit, name="block_edit"),
    path(ISSUE + "blocchi/<int:block>/rimozione/", issues.block_remove, name="block_remove"),
    path(ISSUE + "blocchi/<int:block>/<slug:where>/", issues.block_move, name="block_move"),
    path(ISSUE + "<slug:page>/", issues.move, name="issue_move"),
]
