"""Errors of the sign-in, as the national administration words them for everybody."""

from django.db import transaction
from django.utils.translation import gettext as _

from pico.base.actor import Actor
from pico.base.errors import Refused
from pico.base.html import printable
from pico.helpdesk.models import HelpTopic, Kind, SignInProblem
from pico.helpdesk.rules.access import manages_routing
from pico.journal.models import Category, record

# code that the page passes on, what it says, topic
PROBLEMS = (
    ("spid", "Accesso con SPID non riuscito", "access.spid"),
    ("spid-19", "SPID: credenziali errate troppe volte", "access.spid"),
    ("spid-20", "SPID: serve un livello di sicurezza più alto", "access.spid"),
    ("spid-21", "SPID: tempo scaduto", "access.spid"),
    ("spid-22", "SPID: consenso negato", "access.spid"),
    ("spid-23", "SPID: identità sospesa o revocata", "access.spid"),
    ("spid-25", "SPID: accesso annullato", "access.spid"),
    ("cie", "Accesso con la carta d'identità elettronica non riuscito", "access.cie"),
    ("password", "Accesso con e-mail e password non riuscito", "access.password"),
    ("disattivato", "Accesso disattivato", "access.other"),
    ("adesione", "Utenza senza un ente", "access.registration"),
)


@transaction.atomic
def deliver_problems(*, actor: Actor) -> int:
    """Add the delivered errors that are missing. Returns how many; none at the second time."""
    known = set(SignInProblem.objects.values_list("code", flat=True))
    topics = HelpTopic.objects.in_bulk([topic for _code, _text, topic in PROBLEMS], field_name="code")
    new = [
        SignInProblem(code=code, text=text, topic=topics[topic])
        for code, text, topic in PROBLEMS
        if code not in known and topic in topics
    ]
    SignInProblem.objects.bulk_create(new)
    if new:
        record(actor, "helpdesk.problems.delivered", changes={"rows": [None, len(new)]})
    return len(new)


@transaction.atomic
def edit_problem(*, actor: Actor, problem: SignInProblem, text: str, topic: HelpTopic) -> SignInProblem:
    """Word an error of the sign-in otherwise, or ask about another topic after it.

    Raises:
        Refused: when the actor may not, the words are missing, or the topic is none of access.
    """
    if not manages_routing(actor):
        words = _("Gli errori di accesso li cura l'amministrazione nazionale: non puoi cambiarli.")
        raise Refused(words, code="forbidden")
    text = " ".join(printable(text).split())[:120]
    if not text:
        raise Refused(_("Scrivi che cosa è successo."), field="text", code="empty")
    if topic.kind != Kind.ACCESS:
        raise Refused(_("Scegli un argomento di accesso e registrazione."), field="topic", code="kind")
    row = SignInProblem.objects.select_for_update(of=("self",)).select_related("topic").get(pk=problem.pk)
    before = {"text": row.text, "topic": row.topic.label}
    row.text, row.topic = text, topic
    row.save()
    now = {"text": text, "topic": topic.label}
    changes = {name: [before[name], value] for name, value in now.items() if before[name] != value}
    if changes:
        record(actor, "helpdesk.problem.edited", row, changes=changes, category=Category.SETTINGS)
    return row
