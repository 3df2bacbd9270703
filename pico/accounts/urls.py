from django.urls import path

from pico.accounts.views import first_run, profile, step_up

app_name = "accounts"
urlpatterns = [
    path("profilo/", profile.profile, name="profile"),
    path("profilo/sicurezza/", profile.security, name="security"),
    path("profilo/sicurezza/sessioni/chiusura/", profile.end_other_sessions, name="end_other_sessions"),
    path("profilo/sicurezza/sessioni/<int:pk>/chiusura/", profile.end_session, name="end_session"),
    path("profilo/sicurezza/conferma/", step_up.step_up, name="step_up"),
    path("profilo/sicurezza/conferma/fatto/", step_up.step_up_done, name="step_up_done"),
    path("profilo/enti/", profile.organisations, name="organisations"),
    path("ente/cambia/", profile.switch_organisation, name="switch_organisation"),
    path("prima-installazione/<str:token>/", first_run.first_run, name="first_run"),
]
