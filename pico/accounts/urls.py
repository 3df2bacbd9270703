from django.urls import path

from pico.accounts.views import devidp, first_run, identities, profile, providers, saml, step_up

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
    path("profilo/identita/", identities.identities, name="identities"),
    path("profilo/identita/collegamento/", identities.link_identity, name="link_identity"),
    path("profilo/identita/<int:pk>/scollegamento/", identities.unlink_identity, name="unlink_identity"),
    path("registrati/completa/", identities.complete, name="complete"),
    path("registrati/completa/<str:token>/", identities.complete_confirm, name="complete_confirm"),
    path("amministrazione/identita/", providers.providers, name="providers"),
    path("amministrazione/identita/<int:pk>/disattivazione/", providers.disable, name="disable_provider"),
    path("amministrazione/identita/<int:pk>/riattivazione/", providers.enable, name="enable_provider"),
    path("spid/metadata/", saml.metadata, {"kind": "SPID"}, name="spid_metadata"),
    path("spid/entra/", saml.start, {"kind": "SPID"}, name="spid_start"),
    path("spid/conferma/", saml.again, {"kind": "SPID"}, name="spid_again"),
    path("cie/conferma/", saml.again, {"kind": "CIE"}, name="cie_again"),
    path("spid/acs/", saml.acs, {"kind": "SPID"}, name="spid_acs"),
    path("spid/slo/", saml.slo, {"kind": "SPID"}, name="spid_slo"),
    path("cie/metadata/", saml.metadata, {"kind": "CIE"}, name="cie_metadata"),
    path("cie/entra/", saml.start, {"kind": "CIE"}, name="cie_start"),
    path("cie/acs/", saml.acs, {"kind": "CIE"}, name="cie_acs"),
    path("cie/slo/", saml.slo, {"kind": "CIE"}, name="cie_slo"),
    path("identita-di-prova/spid/", devidp.choose, {"kind": "SPID"}, name="dev_spid"),
    path("identita-di-prova/spid/risposta/", devidp.answer, {"kind": "SPID"}, name="dev_spid_answer"),
    path("identita-di-prova/cie/", devidp.choose, {"kind": "CIE"}, name="dev_cie"),
    path("identita-di-prova/cie/risposta/", devidp.answer, {"kind": "CIE"}, name="dev_cie_answer"),
    path("prima-installazione/<str:token>/", first_run.first_run, name="first_run"),
]
