from django.urls import path

from pico.questionnaires.views import (
    anonymous,
    answer_files,
    attempts,
    building,
    exchange,
    filling,
    inviting,
    keys,
    merging,
    results,
    rounds,
    shared,
)

app_name = "questionnaires"

FORM, ROUND = "questionari/<uuid:public_id>/", "rilevazioni/<uuid:public_id>/"
FOR = f"{ROUND}per/<int:pk>/"
TRY = f"{ROUND}tentativi/<int:number>/"
MOVES = {
    "open": ("apertura", "opened"),
    "close": ("chiusura", "closed"),
    "reopen": ("riapertura", "reopened"),
    "consolidate": ("consolidamento", "consolidated"),
    "cancel": ("annullamento", "cancelled"),
}
urlpatterns = [
    path("questionari/", building.listing, name="list"),
    path("questionari/nuovo/", building.new, name="new"),
    path(FORM, building.questionnaire, name="questionnaire"),
    path(f"{FORM}modifica/", building.describe, name="describe"),
    path(f"{FORM}sezione/", building.section, name="section_new"),
    path(f"{FORM}sezione/<slug:key>/", building.section, name="section"),
    path(f"{FORM}sezione/<slug:key>/domanda/", building.new_question, name="question_new"),
    path(f"{FORM}domanda/<slug:key>/", building.question, name="question"),
    path(f"{FORM}domanda/<slug:key>/punti/", keys.answer_key, name="answer_key"),
    path(f"{FORM}ordine/", building.step, name="step"),
    path(f"{FORM}controllo/", exchange.check, name="check"),
    path(f"{FORM}anteprima/", exchange.preview, name="preview"),
    path(f"{FORM}importa/", exchange.import_definition, name="import"),
    path(f"{FORM}esporta/", exchange.export_definition, name="definition_file"),
    path(f"{FORM}risposte/<slug:shape>.<slug:format>", answer_files.export_whole, name="answers_export"),
    path(f"{FORM}rilevazione/", rounds.new, name="round_new"),
    path("rilevazioni/", rounds.listing, name="rounds"),
    path(ROUND, rounds.detail, name="round"),
    path(f"{ROUND}modifica/", rounds.edit, name="round_edit"),
    path(f"{ROUND}eliminazione/", rounds.delete, name="round_delete"),
    path(f"{ROUND}inviti/", inviting.invite, name="invite"),
    path(f"{ROUND}inviti/<int:pk>/togli/", inviting.uninvite, name="uninvite"),
    path(f"{ROUND}inviti/<int:pk>/proroga/", inviting.extend, name="extend"),
    path(f"{ROUND}fusioni/", merging.mergers, name="mergers"),
    *[
        path(f"{ROUND}{page}/", rounds.move, {"code": code}, name=name)
        for name, (page, code) in MOVES.items()
    ],
    path(f"{ROUND}compila/", filling.start, name="fill"),
    path(f"{ROUND}compila/<slug:key>/", filling.section, name="fill_section"),
    path(f"{ROUND}riepilogo/", filling.summary, name="summary"),
    path(f"{ROUND}riepilogo/rinvio/", filling.send_back, name="send_back"),
    path(f"{ROUND}rinuncia/", filling.decline, name="decline"),
    path(f"{ROUND}ricevuta/", filling.receipt, name="receipt"),
    path(f"{ROUND}tentativi/", attempts.start, name="attempt_start"),
    path(TRY, attempts.attempt, name="attempt"),
    path(f"{TRY}sezione/<slug:key>/", attempts.section, name="attempt_section"),
    path(f"{TRY}consegna/", attempts.send, name="attempt_send"),
    path(f"{ROUND}anonima/", anonymous.door, name="anonymous"),
    path(f"{ROUND}anonima/inizio/", anonymous.begin, name="anonymous_begin"),
    path(f"{ROUND}anonima/codice/", anonymous.resume, name="anonymous_resume"),
    path(FOR, filling.start, name="fill_for"),
    path(f"{FOR}compila/<slug:key>/", filling.section, name="fill_section_for"),
    path(f"{FOR}riepilogo/", filling.summary, name="summary_for"),
    path(f"{ROUND}risultati/", results.results, name="results"),
    path(f"{ROUND}risultati/condivisi/", shared.shared_results, name="shared_results"),
    path(f"{ROUND}esporta/<slug:shape>.<slug:format>", answer_files.export, name="export"),
    path("risposte/<uuid:pk>/", results.response, name="response"),
    path("risposte/<uuid:pk>/riapertura/", results.reopen, name="response_reopen"),
]
