"""Topics and rules, and the page that says who would answer."""

from typing import Any

from django.contrib import messages
from django.db.models import Max
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.views.decorators.http import require_safe

from pico.base.acting import for_acting_organisation
from pico.base.errors import Conflict, Refused
from pico.base.http import Request
from pico.helpdesk import actions
from pico.helpdesk.forms.inputs import module_label
from pico.helpdesk.forms.routing import RuleForm, TopicForm, TrialForm
from pico.helpdesk.models import Desk, HelpTopic, Kind, RoutingRule
from pico.helpdesk.rules.access import manages_routing
from pico.helpdesk.rules.facts import asker_of, choose
from pico.helpdesk.rules.routing import LAST, NoDesk, Outcome, Question, Step, Verdict
from pico.helpdesk.views.common import GET_OR_POST, manage, must, posted, refused, tabs
from pico.helpdesk.views.desks import open_now

LINKS = ("topic", "region", "province", "desk__owner")
CONDITIONS = {
    "kind": lazy("riguarda un altro tipo di richiesta"),
    "module": lazy("riguarda un altro modulo"),
    "topic": lazy("riguarda un altro argomento"),
    "requester": lazy("riguarda altri enti"),
    "region": lazy("riguarda un'altra regione"),
    "province": lazy("riguarda un'altra Provincia"),
}
TONES = {Verdict.WINS: "success", Verdict.ABSENT: "warning", Verdict.OTHER: "neutral"}


@require_safe
def topics(request: Request) -> HttpResponse:
    """Everything people may ask about."""
    must(manages_routing(request.actor))
    rows = HelpTopic.objects.all()
    context = {
        "tabs": tabs(request, "topics"),
        "rows": [{"topic": row, "module": module_label(row.module) or _("Tutti i moduli")} for row in rows],
    }
    return manage(request, "topics", context, (_("Argomenti"), ""))


@GET_OR_POST
@for_acting_organisation
def topic(request: Request, pk: int) -> HttpResponse:
    """How a topic is worded, and whether it is offered."""
    must(manages_routing(request.actor))
    row = get_object_or_404(HelpTopic, pk=pk)
    form = TopicForm(posted(request), initial={"label": row.label, "active": row.active})
    if request.method == "POST" and form.is_valid():
        try:
            actions.edit_topic(actor=request.actor, topic=row, **form.cleaned_data)
        except Refused as refusal:
            refused(form, refusal)
        else:
            messages.success(request, _("Argomento aggiornato."))
            return redirect("helpdesk:topics")
    back = reverse("helpdesk:topics")
    context = {"form": form, "title": row.label, "submit": _("Salva l'argomento"), "back": back}
    trail = ((_("Argomenti"), back), (row.label, ""))
    return manage(request, "form", context, *trail, status=422 if form.errors else 200)


@require_safe
def rules(request: Request) -> HttpResponse:
    """The rules in their order; the last one is always there."""
    parts = tabs(request, "rules")
    context = {
        "tabs": parts,
        "may_edit": manages_routing(request.actor),
        "rows": [_line(row) for row in RoutingRule.objects.select_related(*LINKS)],
        "first": Desk.objects.filter(first=True).first(),
    }
    return manage(request, "rules", context, (_("Regole"), ""))


def _line(rule: RoutingRule) -> dict[str, Any]:
    """Return what a rule says, in words."""
    where = [rule.region.name] if rule.region else []
    where += [rule.province.name] if rule.province else []
    about = [module_label(rule.module)] if rule.module else []
    about += [rule.topic.label] if rule.topic else []
    target = f"{rule.desk.name} ({rule.desk.owner.short_name})" if rule.desk else rule.get_target_display()
    return {
        "rule": rule,
        "kind": rule.get_kind_display() if rule.kind else _("tutti"),
        "about": ", ".join(about) or _("tutti"),
        "requester": rule.get_requester_display() if rule.requester else _("chiunque"),
        "where": ", ".join(where) or _("ovunque"),
        "target": target,
    }


@GET_OR_POST
@for_acting_organisation
def rule_new(request: Request) -> HttpResponse:
    """A rule more."""
    must(manages_routing(request.actor))
    last = RoutingRule.objects.aggregate(last=Max("position"))["last"] or 0
    form = RuleForm(posted(request), free=last + 10)
    if request.method == "POST" and form.is_valid():
        form.cleaned_data.pop("edition")
        try:
            actions.create_rule(actor=request.actor, values=form.cleaned_data)
        except Refused as refusal:
            refused(form, refusal)
        else:
            messages.success(request, _("Regola aggiunta: prova chi risponderebbe."))
            return redirect("helpdesk:rules")
    return _rule_page(request, form, _("Nuova regola"), 422 if form.errors else 200)


@GET_OR_POST
@for_acting_organisation
def rule(request: Request, pk: int) -> HttpResponse:
    """A rule, changed or taken out of use."""
    must(manages_routing(request.actor))
    row = get_object_or_404(RoutingRule.objects.select_related(*LINKS), pk=pk)
    form = RuleForm(posted(request), rule=row)
    status = 200
    if request.method == "POST":
        status = _edited(request, row, form)
        if status == 200:
            messages.success(request, _("Regola aggiornata: prova chi risponderebbe."))
            return redirect("helpdesk:rules")
    return _rule_page(request, form, _("Regola %(position)s") % {"position": row.position}, status)


def _edited(request: Request, row: RoutingRule, form: RuleForm) -> int:
    """Carry out what the form says; return the status of the answer."""
    if not form.is_valid():
        return 422
    edition = form.cleaned_data.pop("edition") or 0
    try:
        actions.edit_rule(actor=request.actor, rule=row, edition=edition, values=form.cleaned_data)
    except Conflict as conflict:
        row.refresh_from_db()
        form.data = {**request.POST.dict(), "edition": row.edition}
        refused(form, conflict)
        return 409
    except Refused as refusal:
        refused(form, refusal)
        return 422
    return 200


def _rule_page(request: Request, form: RuleForm, title: str, status: int) -> HttpResponse:
    back = reverse("helpdesk:rules")
    context = {"form": form, "title": title, "submit": _("Salva la regola"), "back": back}
    return manage(request, "form", context, (_("Regole"), back), (title, ""), status=status)


@require_safe
def trial(request: Request) -> HttpResponse:
    """Who would answer a request, and why."""
    parts = tabs(request, "trial")
    form = TrialForm(request.GET or None)
    found = _answer(form) if request.GET and form.is_valid() else {}
    context = {"tabs": parts, "form": form, "asked": bool(found), **found}
    trail = (_("Chi risponderebbe?"), "")
    return manage(request, "trial", context, trail, status=422 if form.errors else 200)


def _answer(form: TrialForm) -> dict[str, Any]:
    asked = form.cleaned_data
    topic: HelpTopic | None = asked["argomento"]
    question = Question(asked["tipo"], asked["modulo"], topic.pk if topic else None, asker_of(asked["ente"]))
    kind = Kind(question.kind).label
    try:
        outcome = choose(question)
    except NoDesk:
        return {"asked_kind": kind, "desk": None, "steps": []}
    desk = Desk.objects.select_related("owner").get(pk=outcome.desk)
    return {
        "asked_kind": kind,
        "desk": desk,
        "open": open_now(desk),
        "why": _why(outcome),
        "steps": [_step(step) for step in outcome.steps],
    }


def _why(outcome: Outcome) -> str:
    if outcome.position == LAST:
        return _("Nessuna regola trova uno sportello: risponde il primo sportello nazionale.")
    return _("Lo trova la regola %(position)s.") % {"position": outcome.position}


def _step(step: Step) -> dict[str, str]:
    words = {
        Verdict.WINS: _("vale, e il suo sportello risponde"),
        Verdict.ABSENT: _("vale, ma il suo sportello manca, è fuori servizio o non ha operatori"),
    }
    text = words.get(step.verdict) or str(CONDITIONS[step.about])
    return {"position": str(step.position), "text": text, "tone": TONES[step.verdict]}
