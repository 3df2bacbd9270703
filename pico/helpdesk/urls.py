"""Addresses of the help desk."""

from django.urls import path

from pico.helpdesk.views import access, desks, faq_desk, faqs, queue, requests, routing, tracking

app_name = "helpdesk"
DESK = "faq/gestione/"
ONE = f"{DESK}<uuid:public_id>/"
urlpatterns = [
    path("", faqs.home, name="home"),
    path("faq/", faqs.faqs, name="faqs"),
    path(DESK, faq_desk.desk, name="faq_desk"),
    path(f"{DESK}nuova/", faq_desk.new, name="faq_new"),
    path(f"{DESK}esporta/<slug:format>/", faq_desk.export, name="faq_export"),
    path(ONE, faq_desk.manage, name="faq_manage"),
    path(f"{ONE}modifica/", faq_desk.edit, name="faq_edit"),
    path(f"{ONE}pubblicazione/", faq_desk.act, {"name": "publish"}, name="faq_publish"),
    path(f"{ONE}archiviazione/", faq_desk.act, {"name": "archive"}, name="faq_archive"),
    path(f"{ONE}rilettura/", faq_desk.act, {"name": "check"}, name="faq_check"),
    path(f"{ONE}posto/<slug:where>/", faq_desk.move, name="faq_move"),
    path("faq/<uuid:public_id>/", faqs.faq, name="faq"),
    path("faq/<uuid:public_id>/voto/", faqs.vote, name="faq_vote"),
    path("faq/<slug:code>/", faqs.module, name="faqs_of"),
    path("accesso/", access.ask, name="access"),
    path("accesso/inviata/", access.sent, name="access_sent"),
    path("stato/<str:token>/", tracking.tracking, name="tracking"),
    path("stato/<str:token>/conferma/", tracking.confirm, name="tracking_confirm"),
    path("stato/<str:token>/risposta/", tracking.reply, name="tracking_reply"),
    path("stato/<str:token>/risolta/", tracking.solve, name="tracking_solve"),
    path("nuova/", requests.new, name="new"),
    path("richieste/", requests.requests, name="requests"),
    path("richieste/<str:number>/", requests.detail, name="request"),
    path("richieste/<str:number>/risposta/", requests.reply, name="request_reply"),
    path("richieste/<str:number>/risolta/", requests.solve, name="request_solve"),
    path("sportello/", queue.queue, name="queue"),
    path("sportello/<str:number>/", queue.detail, name="ticket"),
    path("sportello/<str:number>/presa-in-carico/", queue.take, name="ticket_take"),
    path("sportello/<str:number>/risposta/", queue.answer, name="ticket_answer"),
    path("sportello/<str:number>/nota/", queue.note, name="ticket_note"),
    path("sportello/<str:number>/assegnazione/", queue.assign, name="ticket_assign"),
    path("sportello/<str:number>/passaggio/", queue.pass_on, name="ticket_pass"),
    path("gestione/", desks.desks, name="desks"),
    path("gestione/sportelli/nuovo/", desks.new, name="desk_new"),
    path("gestione/sportelli/<uuid:public_id>/", desks.detail, name="desk"),
    path("gestione/sportelli/<uuid:public_id>/modifica/", desks.edit, name="desk_edit"),
    path("gestione/sportelli/<uuid:public_id>/servizio/", desks.switch, name="desk_switch"),
    path("gestione/sportelli/<uuid:public_id>/operatori/", desks.member_new, name="desk_member_new"),
    path(
        "gestione/sportelli/<uuid:public_id>/operatori/<int:pk>/elimina/",
        desks.member_end,
        name="desk_member_end",
    ),
    path("gestione/argomenti/", routing.topics, name="topics"),
    path("gestione/argomenti/<int:pk>/", routing.topic, name="topic"),
    path("gestione/regole/", routing.rules, name="rules"),
    path("gestione/regole/nuova/", routing.rule_new, name="rule_new"),
    path("gestione/regole/<int:pk>/", routing.rule, name="rule"),
    path("gestione/prova/", routing.trial, name="trial"),
]
