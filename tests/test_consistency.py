"""House rules that a machine checks: what import-linter cannot see. Each message says why the rule exists.

Exceptions are short lists at the top of their section, each with its reason. An exception that no longer
matches anything fails too: lists of exceptions must not outlive what they excused.
"""

import ast
import re
from pathlib import Path

import pytest
from django.apps import apps

from pico.base.guard import GuardedQuerySet
from tests.source import (
    PICO,
    ROOT,
    app_of,
    called_name,
    calls,
    enclosing_names,
    is_ours,
    literal,
    may_lean_on,
    name_of,
    offenders,
    public_functions,
    python_files,
    templates,
    tree,
    without_comments,
)

FILES = python_files()
OURS = [model for model in apps.get_models() if is_ours(model._meta.app_label)]


def is_guarded(model) -> bool:
    return isinstance(model._default_manager.all(), GuardedQuerySet)


# --- Who may lean on whom ---------------------------------------------------------------------------------


@pytest.mark.parametrize("model", OURS, ids=lambda m: m._meta.label)
def test_foreign_keys_point_downwards(model):
    upwards = [
        f"{field.name} -> {field.related_model._meta.label}"
        for field in model._meta.get_fields()
        if field.is_relation
        and not field.auto_created
        and field.related_model
        and is_ours(field.related_model._meta.app_label)
        and not may_lean_on(model._meta.app_label, field.related_model._meta.app_label)
    ]
    assert upwards == [], "a foreign key written as a string is an import too: use a registry of pico.base"


# Shared templates know no app, but for the frame of every page.
SHARED_TEMPLATES_NAME: dict[str, set[str]] = {}


def apps_named_in_template(path) -> set[str]:
    named = re.findall(
        r"""{%\s*(?:include|extends)\s+["'](\w+)/|{%\s*(?:url|action_url)\s+["'](\w+):""",
        without_comments(path.read_text()),
    )
    return {a or b for a, b in named if is_ours(a or b)}


def test_templates_of_an_app_point_downwards():
    def higher(path: Path) -> set[str]:
        app = app_of(path)
        return {other for other in apps_named_in_template(path) if not may_lean_on(app, other)}

    assert offenders([p for p in templates() if app_of(p)], higher) == {}, (
        "an include or a url tag must not name a higher app: let it register what it offers"
    )


def test_shared_templates_name_no_app():
    assert offenders([p for p in templates() if not app_of(p)], apps_named_in_template) == (
        SHARED_TEMPLATES_NAME
    ), "shared templates stand under every app: give them addresses from the context"


REVERSES = {"reverse", "reverse_lazy", "redirect", "resolve_url"}


def higher_apps_in_addresses(path: Path) -> set[str]:
    app = app_of(path)
    names = [
        literal(call.args[0]) for call in calls(tree(path)) if called_name(call) in REVERSES and call.args
    ]
    others = {name.split(":")[0] for name in names if name and ":" in name}
    return {o for o in others if is_ours(o) and app and not may_lean_on(app, o)}


def test_addresses_in_python_point_downwards():
    assert offenders(FILES, higher_apps_in_addresses) == {}, (
        "reverse('app:page') is knowledge of that app: go through a registry"
    )


# --- Where rows are written -------------------------------------------------------------------------------

WRITES = {
    "save",
    "create",
    "bulk_create",
    "get_or_create",
    "update_or_create",
    "bulk_update",
    "update",
    "delete",
}
# file: {function: why it may write rows though it is no action}
MAY_WRITE: dict[str, dict[str, str]] = {
    "accounts/models/people.py": {
        "UserManager.create_superuser": "Django's own command calls it, on a development machine only",
    },
    "base/jobs.py": dict.fromkeys(
        ("_back_to_ready", "_settle", "prune"),
        "rows of the queue, which belong to nobody and hold no content",
    ),
    "base/models.py": {"NumberSeriesQuerySet.next": "takes a number inside the transaction of an action"},
    "journal/models.py": {"record": "it is the journal line"},
    "sua/demo_campaigns.py": {"_age": "demo content is moved into the past"},
    "sua/demo_dates.py": dict.fromkeys(
        ("carry_back", "count_term", "_count_again"), "demo content is moved into the past"
    ),
    "sua/demo_tenders.py": dict.fromkeys(
        ("_write_term", "_hand_over"), "demo content is moved into the past"
    ),
    "sua/demo_precig.py": {"settle": "demo content", "qualify": "demo content"},
}


def may_always_write(path) -> bool:
    """Actions are the place; migrations and demo content run before anybody could act."""
    parts = path.relative_to(PICO).parts[1:]
    return parts[0].removesuffix(".py") in {"actions", "demo", "migrations"}


def is_a_write(call: ast.Call) -> bool:
    """Tell a row's write from its namesakes: storage.save(name, file), digest.update(bytes)."""
    if not isinstance(call.func, ast.Attribute) or call.func.attr not in WRITES:
        return False
    receiver = call.func.value
    if isinstance(receiver, ast.Call) and called_name(receiver) == "super":
        return False
    if call.func.attr in {"save", "delete"}:
        return not call.args
    if call.func.attr == "update":
        return bool(call.keywords) and not call.args
    return True


def writes_outside_actions(path) -> dict[str, int]:
    inside = enclosing_names(path)
    return {inside[call]: call.lineno for call in calls(tree(path)) if is_a_write(call)}


def test_rows_are_written_only_by_actions():
    def unexcused(path: Path) -> set[str]:
        excused = MAY_WRITE.get(name_of(path), {})
        found = writes_outside_actions(path)
        return {f"{name} (line {line})" for name, line in found.items() if name not in excused}

    assert offenders([p for p in FILES if not may_always_write(p)], unexcused) == {}, (
        "rows are written by actions, which leave a journal line: move this there"
    )


def test_no_exception_for_writing_is_needless():
    needless = {
        name: unwritten
        for name, excused in MAY_WRITE.items()
        if (unwritten := set(excused) - set(writes_outside_actions(PICO / name)))
    }
    assert needless == {}


def test_every_exception_names_a_file_that_exists():
    named = {*MAY_WRITE, *MAY_NAME_ALL_PEOPLE, *SHARED_TEMPLATES_NAME}
    assert {name for name in named if not (PICO / name).exists()} == set()


# --- Actions ----------------------------------------------------------------------------------------------

ACTIONS = python_files("*/actions.py", "*/actions/*.py")
# action: why it leaves no journal line of its own
UNRECORDED: dict[str, str] = {
    "questionnaires.begin_anonymous": "that somebody began to answer without a name is nobody's business",
    "community.invite_reader": "sharing's own action, which it calls, leaves the line",
    "community.mark_read": "how far one has read, nobody else's business",
    "community.mark_rest_read": "how far one has read, nobody else's business",
    "helpdesk.mail_applicant": "a mail leaves; what it is about was recorded",
    "helpdesk.sweep_applicant_mails": "mails nobody finished leave once more",
    "helpdesk.mark_read": "what somebody has read, nobody else's business",
    "helpdesk.solve_with_faq": "which answer was enough for a reader, nobody else's business",
    "helpdesk.judge": "what somebody thought of the help is read as a sum, without whose it is",
    "helpdesk.judge_from_outside": "as above",
    "helpdesk.drop_filter": "what somebody looks for in the own queue, nobody else's business",
    "helpdesk.rename_filter": "as above",
    "helpdesk.save_filter": "as above",
    "sua.drop_tender_filter": "as above, in the list of tenders",
    "sua.rename_tender_filter": "as above, in the list of tenders",
    "sua.save_tender_filter": "as above",
    "helpdesk.mark_answering": "who is writing at this moment is forgotten a minute later",
    "helpdesk.vote_faq": "what a reader thinks of an answer, nobody else's business",
    "sua.close_campaign": "the round's move leaves its line, and so does the campaign that follows it",
    "sua.consolidate_campaign": "as above",
    "sua.open_campaign": "as above",
    "sua.reopen_campaign": "as above",
    "portal.note_public_change": "itself the sign of a line just written",
    "portal.forget_public_changes": "upkeep: drops signs of changes, no row of anybody's",
    "portal.follow_notice": "follows a publication, which left its line",
    "portal.index_sites": "what the editor searches by, made from the pages",
    "portal.keep_version": "what readers see already, kept before a later version, which leaves the line",
    "portal.tell_placements": "tells of acts that left their lines",
    "portal.follow_correction": "the correction itself left a line",
    "accounts.begin_data_copy": "asking for it left a line, and so will its end",
    "accounts.note_copy_progress": "how far a job is, for the page that waits for it",
    "accounts.file_session": "the line of the sign-in stands beside it",
    "accounts.touch_session": "that a session is in use, at most every five minutes",
    "accounts.renew_session_key": "the same session under another key; what led to it leaves the line",
    "accounts.purge_identity_leftovers": "what nobody completed within its half hour was never anybody's",
    "accounts.remember_identity_session": "a mark on the session whose sign-in has its line",
    "accounts.use_message": "the answer it belongs to leaves the line, accepted or refused",
    "files.draw_pictures": "what a content looks like, made from the content",
    "files.draw_undrawn": "it only leaves contents to jobs",
    "files.forget_archives": "copies that lived their day; whoever asked for them left the line",
    "files.keep_pictures": "what a content looks like, made from the content",
    "files.prepare_archive": "the work that it starts leaves the line, and so does what it holds at its end",
    "files.invite_to": "sharing's own action, which it calls, leaves the line",
    "files.uninvite": "sharing's own action, which it calls, leaves the line",
    "files.keep": "content without a row that names it; the document, attachment or paper leaves the line",
    "files.keep_for_later": "one's own file of a form not yet accepted, forgotten after a day",
    "files.read_text": "what a content says, made from the content",
    "files.read_unread": "it only leaves contents to jobs",
    "files.store_upload": "content without a row that names it; the document or attachment leaves the line",
    "journal.seal": "a line about each seal would need a seal, for ever",
    "notifications.deliver": "the event itself is the record, beside the line of the action that tells it",
    "notifications.mark_all_read": "a mark on one's own rows that nobody else sees",
    "notifications.mark_read": "a mark on one's own rows that nobody else sees",
    "notifications.begin_work": "asking for it left a line, and so will its end",
    "notifications.note_progress": "how far a job is, for the page that waits for it",
    "notifications.keep_result": "the file of a work whose end leaves a line",
    "notifications.wait_again": "another try follows, whose end leaves a line",
    "notifications.claim_delivery": "each mail's own row says what became of it",
    "notifications.skip_delivery": "each mail's own row says what became of it",
    "notifications.sweep_mailings": "each mail's own row says what became of it",
    "notifications.fan_out": "telling people of what happened is not a second happening",
    "portal.mail_confirmation": "asking for the subscription left the line",
    "portal.mail_test_issue": "asking for the test left the line",
    "portal.rate_page": "nobody is to be found by it: a line holds the network of the reader and the second",
    "search.refresh": "a copy of a row, written by the action that leaves the row's line",
    "search.forget": "a copy of a row, gone with the action that leaves the row's line",
    "search.remember": "one's own last searches, which nobody else sees",
    "notifications.sweep_mail": "each mail's own row says what became of it",
}
# action: why nobody acts
ACTORLESS: dict[str, str] = {}


def actions() -> list:
    return [
        pytest.param(path, function, id=f"{app_of(path)}.{function.name}")
        for path in ACTIONS
        for function in public_functions(path)
    ]


@pytest.mark.parametrize(("path", "function"), actions())
def test_an_action_takes_keywords_and_says_who_acts(path, function):
    positional = [a.arg for a in (*function.args.posonlyargs, *function.args.args)]
    keywords = [a.arg for a in function.args.kwonlyargs]
    assert positional == [], "a call must read like a sentence: keyword-only arguments"
    if f"{app_of(path)}.{function.name}" not in ACTORLESS:
        assert "actor" in keywords, "the journal needs to know who acts and for which organisation"


def functions_of_app(app: str) -> dict[str, ast.FunctionDef]:
    found = {}
    for path in python_files(
        f"{app}/actions.py", f"{app}/actions/*.py", f"{app}/models.py", f"{app}/models/*.py"
    ):
        found |= {n.name: n for n in ast.walk(tree(path)) if isinstance(n, ast.FunctionDef)}
    return found


def leads_to_record(function: ast.FunctionDef, known: dict[str, ast.FunctionDef], seen: set[str]) -> bool:
    for call in calls(function):
        name = called_name(call)
        if name in {"record", "record_refusal"}:
            return True
        if name in known and name not in seen and leads_to_record(known[name], known, {*seen, name}):
            return True
    return False


@pytest.mark.parametrize(("path", "function"), actions())
def test_an_action_leaves_a_journal_line(path, function):
    app = app_of(path)
    recorded = leads_to_record(function, functions_of_app(app), {function.name})
    assert recorded != (f"{app}.{function.name}" in UNRECORDED), (
        "who did what must be in the journal: call record(...) (or drop the needless exception)"
    )


# --- Rows that belong to somebody -------------------------------------------------------------------------

APPROVED = ROOT / "tests" / "approved_unrestricted.txt"


def unrestricted_reasons() -> set[str]:
    found = set()
    for path in FILES:
        for call in calls(tree(path)):
            if called_name(call) == "unrestricted" and isinstance(call.func, ast.Attribute):
                reason = literal(call.args[0]) if call.args else None
                found.add(f"{app_of(path)}: {reason or f'NOT A LITERAL ({name_of(path)}:{call.lineno})'}")
    return found


def test_each_way_round_the_guard_was_approved():
    lines = APPROVED.read_text().splitlines()
    approved = [line for line in lines if line and not line.startswith("#")]
    assert approved == sorted(set(approved)), "keep the list sorted, each reason once"
    assert unrestricted_reasons() == set(approved), (
        "reading rows for nobody in particular is how one body sees another's: a second person approves the "
        "reason by adding the line to tests/approved_unrestricted.txt"
    )


# model: why an unguarded model may point to guarded rows
REACHES_GUARDED: dict[str, str] = {}


@pytest.mark.parametrize("model", [m for m in OURS if not is_guarded(m)], ids=lambda m: m._meta.label)
def test_guarded_rows_are_not_reached_from_unguarded_ones(model):
    reached = [
        f.name
        for f in model._meta.get_fields()
        if f.is_relation and not f.auto_created and f.related_model and is_guarded(f.related_model)
    ]
    excused = model._meta.label in REACHES_GUARDED
    assert excused == bool(reached), (
        f"select_related would go round the guard through {reached}: guard this model too"
        if reached
        else "this exception is no longer needed"
    )


# file: why it reads people for nobody in particular (docs/adr/0005-two-managers-of-people.md)
MAY_NAME_ALL_PEOPLE: dict[str, str] = {
    "portal/demo/placements.py": "demo content",
    "portal/actions/telling.py": "whom to tell, by role at the other site of a placement",
    "sua/actions/filters.py": "the row of who keeps a filter, held so that two at once count right",
    "sua/rules/reminders.py": "whom to remind, by role at the body that has the next move",
    "helpdesk/actions/filters.py": "the row of who keeps a filter, held so that two at once count right",
    "helpdesk/actions/tickets.py": "whom to tell, by role at the body whose desk it is",
    "helpdesk/actions/alarms.py": "whom to tell that a desk of their body is missing",
    "helpdesk/actions/waiting.py": "whether who has a request still answers at its desk",
    "helpdesk/forms/queue.py": "who has a request of the queue, for who works at it",
    "helpdesk/forms/tickets.py": "the people at the desk whose request it is",
    "helpdesk/forms/desks.py": "who may answer at the desk, for who looks after it",
    "helpdesk/rules/history.py": "who did what with a request, for who sees it",
    "helpdesk/rules/access.py": "whether an address has an account, told to the desk alone",
    "helpdesk/demo.py": "demo content",
    "notifications/actions/digests.py": "a job builds the digest of the person whose lines wait",
    "community/demo.py": "demo content",
    "community/demo_forum.py": "demo content",
    "helpdesk/demo_faqs.py": "demo content",
    "community/actions/topics.py": "whom to tell, by role at the body that owns the category",
    "community/rules/mentions.py": "each person called by name is asked whether they see the place",
    "community/actions/telling.py": "whom to tell, by role at the body that owns the article",
    "community/forms/inputs.py": "somebody is invited by the e-mail address that the inviter knows and types",
    "community/rules/invited.py": "whom to tell, by role at the invited body",
    "notifications/actions/events.py": "a job tells those who see the row, asked for each",
    "notifications/models.py": "addresses of the people whom visible_to names",
    "notifications/rules.py": "a job tells the administrators of a body",
    "notifications/unsubscription.py": "who holds a signed link of theirs",
    "portal/actions/issues.py": "a job asks the publishers of a site",
    "portal/actions/mails.py": "who asked for a test of an issue",
    "questionnaires/forms/inviting.py": "whom to ask is counted by body, nobody's name is shown",
    "questionnaires/actions/telling.py": "whom to tell, by task at the invited organisation",
    "sharing/audience.py": "counts, never names",
    "sua/actions/silence.py": "whom to alarm, the executives of the Province",
    "sua/actions/moves.py": "whom to tell, by role at the two bodies of the request",
    "learning/demo.py": "demo content",
    "sua/actions/campaign_moves.py": "whom to tell, by role at the bodies that answered and at the Province",
    "sua/demo.py": "demo content",
    "sua/demo_rups.py": "demo content",
    "sua/demo_campaigns.py": "demo content",
    "sua/demo_tenders.py": "demo content",
    "sua/forms/steps.py": "no one at all, until the body is known",
    "sua/rules/bodies.py": "the colleagues of the body whose request or part is being written",
}


def test_all_people_are_named_outside_accounts_only_where_it_was_approved():
    naming = {
        name_of(path)
        for path in FILES
        if app_of(path) not in {"accounts", "config"}
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Attribute)
        and node.attr == "objects"
        and getattr(node.value, "id", "") == "User"
    }
    assert naming == set(MAY_NAME_ALL_PEOPLE), (
        "User.objects is not guarded: show people through User.people.visible_to(user), or say why not"
    )
