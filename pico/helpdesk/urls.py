"""Addresses of the help desk."""

from django.urls import path

from pico.helpdesk.views import desks, routing

app_name = "helpdesk"
urlpatterns = [
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
