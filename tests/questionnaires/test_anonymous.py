"""Anonymous rounds: who took part is known, who answered what is not, and nothing leads across."""

import random
from datetime import time, timedelta

import pytest
from django.apps import apps
from django.db import IntegrityError, connection, models, transaction
from django.test import Client
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from pico.base.actor import Actor
from pico.base.dates import rome
from pico.base.errors import Refused
from pico.journal.models import Entry
from pico.notifications.models import Event
from pico.questionnaires import actions
from pico.questionnaires.codes import hash_of
from pico.questionnaires.dimensions import too_small
from pico.questionnaires.models import (
    Answer,
    Invitation,
    Participation,
    Response,
    ResumeCode,
    Round,
    SectionState,
)
from tests.factories.accounts import make_member
from tests.factories.organisations import make_municipality_body, make_province
from tests.factories.portal import make_site
from tests.factories.questionnaires import SYSTEM, make_questionnaire, make_round
from tests.questionnaires.definitions import definition, question, section

pytestmark = pytest.mark.django_db
CLIMATE = definition(
    section(
        "s_clima",
        question("content", "yes_no", required=True),
        question("why", "long_text"),
        question(
            "where",
            "single",
            options=[{"value": "office", "label": "Ufficio"}, {"value": "home", "label": "Casa"}],
        ),
    )
)


@pytest.fixture
def treviso():
    return make_province("treviso")


@pytest.fixture
def oderzo(treviso):
    return make_municipality_body("Oderzo", treviso)


@pytest.fixture
def giulia(oderzo):
    return make_member(oderzo, "member", family_name="Bianchi")


def rows(model):
    return model.objects.unrestricted("test")


def ask(treviso, *people, **values):
    values = {"audience": "" if people else "PROVINCE", **values}
    return make_round(make_questionnaire(treviso, CLIMATE), *people, unit="ANONYMOUS", **values)


def stand_in(round, code=""):
    made = Invitation(round=rows(Round).select_related("owner", "version__questionnaire").get(pk=round.pk))
    made.code = code
    return made


def begin(person, round, body=None):
    return actions.begin_anonymous(actor=Actor(person, body), invitation=stand_in(round))


def save(person, round, code, values=None, revision=0):
    return actions.save_section(
        actor=Actor(person),
        invitation=stand_in(round, code),
        section="s_clima",
        values=values or {"content": True},
        revision=revision,
    )


def take_part(person, round, values=None, body=None):
    code = begin(person, round, body)
    save(person, round, code, values)
    actions.submit(actor=Actor(person), invitation=stand_in(round, code), revisions={"s_clima": 1})


def close(round):
    actions.close_round(actor=SYSTEM, round=round)
    return actions.mix(actor=SYSTEM, round=round)


# --- What must not happen


def test_an_answer_is_kept_without_person_body_or_moment(treviso, oderzo, giulia):
    round = ask(treviso)
    take_part(giulia, round, body=oderzo)
    response = rows(Response).get()
    names = ("invitation_id", "submitted_at", "signed_by_id", "proxy_by_id", "group", "proxy_reason", "note")
    assert [getattr(response, name) for name in names] == [None, None, None, None, "", "", ""]
    assert (response.state, rows(SectionState).count(), rows(ResumeCode).count()) == ("SUBMITTED", 0, 0)
    assert rows(Participation).get().person == giulia


def test_a_draft_knows_nobody_either(treviso, giulia):
    round = ask(treviso)
    save(giulia, round, begin(giulia, round))
    state = rows(SectionState).get()
    assert (state.revision, state.saved_by, state.saved_at) == (1, None, None)
    assert (rows(Participation).count(), rows(Invitation).count()) == (0, 0)


def test_the_database_refuses_a_name_or_a_moment_on_an_anonymous_response(treviso, giulia):
    round = ask(treviso)
    take_part(giulia, round)
    other = make_round(make_questionnaire(treviso), giulia, unit="PERSON")
    for change in (
        {"signed_by": giulia},
        {"submitted_at": timezone.now()},
        {"invitation": rows(Invitation).get(round=other)},
        {"proxy_by": giulia, "proxy_reason": "x"},
        {"is_anonymous": False},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            rows(Response).filter(is_anonymous=True).update(**change)


def test_no_foreign_key_leads_from_a_person_to_an_answer_without_a_name(treviso, giulia, settings):
    """Walk every link of every model, forwards and back, from people to the rows of an anonymous answer."""
    round = ask(treviso)
    take_part(giulia, round)
    save(giulia, ask(treviso), begin(giulia, rows(Round).latest("pk")))
    filled = {  # the links that hold something on rows of anonymous rounds
        (model, field.name)
        for model in (Response, SectionState, Answer, ResumeCode)
        for field in model._meta.get_fields()
        if isinstance(field, models.ForeignKey)
        for row in rows(model).filter(**_of_anonymous(model))
        if getattr(row, field.attname) is not None
    }
    assert filled == {
        (Response, "round"),
        (SectionState, "response"),
        (Answer, "response"),
        (ResumeCode, "response"),
    }
    to_people = {
        model._meta.label
        for model in apps.get_models()
        for field in model._meta.get_fields()
        if field.is_relation and not field.auto_created and field.related_model is Response
    }
    assert to_people == {
        "questionnaires.SectionState",
        "questionnaires.Answer",
        "questionnaires.ResumeCode",
    }


def _of_anonymous(model):
    return {"is_anonymous": True} if model is Response else {"response__is_anonymous": True}


def test_nothing_of_an_anonymous_answer_is_dated_finer_than_a_day(treviso, giulia):
    round = ask(treviso)
    take_part(giulia, round)
    begin(make_member(treviso, "member"), round)  # a draft beside it
    filled = [
        (model.__name__, field.name)
        for model in (Response, SectionState, Answer, ResumeCode, Participation)
        for field in model._meta.get_fields()
        if isinstance(field, models.DateTimeField | models.TimeField)
        for row in rows(model)
        if getattr(row, field.attname) is not None
    ]
    assert filled == []


def test_the_journal_says_the_day_and_that_one_took_part_and_never_the_response(treviso, giulia):
    round = ask(treviso)
    take_part(giulia, round)
    lines = rows(Entry).filter(actor_id=giulia.pk)
    line = lines.get()
    assert (line.verb, line.object_type) == ("questionnaires.round.took_part", "questionnaires.round")
    assert (rome(line.at).time(), line.request_id, line.network, line.signin) == (time(), "", "", "")
    assert (line.changes, line.reason) == ({}, "")
    response = str(rows(Response).get().pk)
    assert [entry for entry in rows(Entry) if response in (entry.object_id, str(entry.changes))] == []


def test_nobody_is_told_and_no_job_carries_an_answer(treviso, giulia):
    author = make_member(treviso, "sua_operator")
    round = make_round(
        make_questionnaire(treviso, CLIMATE, author=author), unit="ANONYMOUS", audience="PROVINCE"
    )
    before = (rows(Event).count(), DBTaskResult.objects.count())
    take_part(giulia, round)
    assert (rows(Event).count(), DBTaskResult.objects.count()) == before


def test_one_takes_part_once_however_many_drafts_are_begun(treviso, giulia):
    round = ask(treviso)
    codes = [begin(giulia, round) for _twice in range(2)]
    for code in codes:
        save(giulia, round, code)
    actions.submit(actor=Actor(giulia), invitation=stand_in(round, codes[0]), revisions={"s_clima": 1})
    with pytest.raises(Refused):
        actions.submit(actor=Actor(giulia), invitation=stand_in(round, codes[1]), revisions={"s_clima": 1})
    with pytest.raises(Refused):
        begin(giulia, round)
    assert rows(Response).filter(state="SUBMITTED").count() == 1


def test_a_draft_is_found_by_its_code_alone_and_only_its_digest_is_kept(treviso, oderzo, giulia):
    round = ask(treviso)
    code = begin(giulia, round)
    save(giulia, round, code.lower().replace("-", " "))
    kept = rows(ResumeCode).get()
    assert (kept.code_hash, code in str(kept.__dict__)) == (hash_of(code), False)
    with pytest.raises(Refused) as refused:
        save(giulia, round, "ABCD-EFGH-JKMN-PQRS-TUVW")
    assert refused.value.code == "no_draft"
    other = ask(treviso)
    with pytest.raises(Refused):
        save(giulia, other, code)


def test_a_stranger_takes_no_part(treviso):
    round = ask(treviso)
    stranger = make_member(make_municipality_body("Desenzano", make_province("brescia")), "administrator")
    with pytest.raises(Refused):
        begin(stranger, round)
    assert rows(Response).count() == 0


def test_those_who_run_the_round_see_no_single_row(treviso, giulia):
    author = make_member(treviso, "sua_operator")
    round = ask(treviso)
    take_part(giulia, round)
    close(round)
    seen = [
        model.objects.visible_to(author).count() for model in (Response, Answer, Participation, ResumeCode)
    ]
    assert seen == [0, 0, 0, 0]


def test_only_who_did_not_take_part_is_reminded(treviso, oderzo):
    people = [make_member(oderzo, "member", family_name=f"N. {number}") for number in range(3)]
    round = ask(treviso, *people, closes_at=timezone.now() + timedelta(days=7))
    take_part(people[0], round)
    assert (actions.remind_due(actor=SYSTEM), actions.remind_due(actor=SYSTEM)) == (2, 0)
    told = rows(Event).filter(kind="questionnaires.round.reminder")
    assert {event.data["body"] for event in told} == {str(person) for person in people[1:]}
    assert rows(Invitation).exclude(opened_at=None).count() == 0


def test_an_anonymous_round_is_not_opened_again(treviso, giulia):
    round = ask(treviso)
    take_part(giulia, round)
    close(round)
    with pytest.raises(Refused) as refused:
        actions.reopen_round(
            actor=SYSTEM, round=round, closes_at=timezone.now() + timedelta(days=1), reason="Ancora"
        )
    assert refused.value.code == "anonymous"


# --- Mixing


def test_mixing_keeps_every_answer_under_new_keys_and_drops_drafts_once(treviso, oderzo):
    round = ask(treviso, dimension="KIND")
    people = [make_member(oderzo, "member") for _number in range(6)]
    for number, person in enumerate(people):
        take_part(person, round, {"content": number % 2 == 0, "why": f"Perché {number}"}, oderzo)
    begin(make_member(oderzo, "member"), round)  # a draft beside them

    def told():
        """What each person said, whatever the keys of the rows are."""
        of_one: dict = {}
        for pk, *said in rows(Answer).values_list("response", "response__group", "question", "value"):
            of_one.setdefault(pk, []).append(str(said))
        return sorted(sorted(said) for said in of_one.values())

    sent = rows(Response).filter(state="SUBMITTED")
    digests = set(sent.values_list("checksum", flat=True))
    before, keys = told(), set(rows(Response).values_list("pk", flat=True))
    assert actions.mix(actor=SYSTEM, round=round) is False  # not while it is open
    assert (close(round), actions.mix(actor=SYSTEM, round=round)) == (True, False)
    assert told() == before
    assert rows(Response).count() == 6
    assert keys & set(rows(Response).values_list("pk", flat=True)) == set()
    assert digests & set(rows(Response).values_list("checksum", flat=True)) == set()
    assert set(rows(Participation).values_list("person_id", flat=True)) == {person.pk for person in people}


def test_mixing_puts_groups_of_few_together_since_who_took_part_is_known(treviso, oderzo):
    round = ask(treviso, dimension="KIND")
    for _number in range(6):
        take_part(make_member(oderzo, "member"), round, body=oderzo)
    take_part(make_member(treviso, "member"), round, body=treviso)  # the only one of a Province
    assert set(rows(Response).values_list("group", flat=True)) == {"Comune", "Provincia"}
    close(round)
    assert set(rows(Response).values_list("group", flat=True)) == {"altri"}


@pytest.mark.parametrize(
    ("sizes", "together"),
    [
        ({}, set()),
        ({"a": 5, "b": 9}, set()),
        ({"a": 1, "b": 9, "c": 7}, {"a", "c"}),
        ({"a": 3, "b": 2, "c": 7}, {"a", "b"}),
        ({"a": 1, "b": 1}, {"a", "b"}),
        ({"": 3}, set()),
    ],
)
def test_groups_put_together_are_never_few(sizes, together):
    assert too_small(sizes, 5) == together


def test_closing_leaves_the_mixing_to_a_job(treviso, giulia):
    round = ask(treviso)
    take_part(giulia, round)
    actions.close_round(actor=SYSTEM, round=round)
    assert [row.task_path for row in DBTaskResult.objects.filter(task_path__endswith=".mix")] == [
        "pico.questionnaires.tasks.mix"
    ]


def _mix_without_power(round):
    with transaction.atomic():
        actions.mix(actor=SYSTEM, round=round)
        raise RuntimeError("the power goes")


def test_a_mixing_that_is_cut_off_leaves_everything_as_it_was(treviso, giulia):
    round = ask(treviso)
    take_part(giulia, round)
    actions.close_round(actor=SYSTEM, round=round)
    before = list(rows(Response).values_list("pk", flat=True))
    with pytest.raises(RuntimeError):
        _mix_without_power(round)
    round.refresh_from_db()
    assert (list(rows(Response).values_list("pk", flat=True)), round.mixed_on) == (before, None)
    assert actions.mix(actor=SYSTEM, round=round) is True


def stored(model):
    """Return the rows of a table in the order in which the database keeps them."""
    place = "rowid" if connection.vendor == "sqlite" else "ctid"
    names = {Response: "CAST(asked AS text)", Participation: "person_id"}
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {names[model]} FROM {model._meta.db_table} ORDER BY {place}")  # noqa: S608
        return [row[0] for row in cursor.fetchall()]


def rho(first, second):
    """Return Spearman's rank correlation of two orders of the same things."""
    place = {thing: number for number, thing in enumerate(second)}
    n = len(first)
    gap = sum((number - place[thing]) ** 2 for number, thing in enumerate(first))
    return 1 - 6 * gap / (n * (n * n - 1))


def test_after_mixing_the_order_of_people_tells_nothing_of_the_order_of_answers(treviso, oderzo):
    """200 people took part; in 20 mixings neither order follows the other nor that of arrival."""
    from pico.accounts.models import User

    people = User.objects.bulk_create(User(email=f"p{n}@ente.example") for n in range(200))
    round = ask(treviso)
    arrived = list(range(200))
    random.Random(7).shuffle(people)
    for number, person in enumerate(people):
        Response.objects.create(
            round=round, is_anonymous=True, state="SUBMITTED", checksum=f"{number:064}", asked=[number]
        )
        Participation.objects.create(round=round, person=person)
    whose = {person.pk: f"[{number}]" for number, person in enumerate(people)}
    assert rho([whose[pk] for pk in stored(Participation)], stored(Response)) == 1  # until the closing
    actions.close_round(actor=SYSTEM, round=round)
    found = []
    in_order = [f"[{number}]" for number in arrived]
    for _seed in range(20):
        rows(Round).filter(pk=round.pk).update(mixed_on=None)
        actions.mix(actor=SYSTEM, round=round)
        answers, taking_part = stored(Response), [whose[pk] for pk in stored(Participation)]
        found += [rho(taking_part, answers), rho(answers, in_order), rho(taking_part, in_order)]
    # One of 200 differs from 0 by 0.07 on the average: 0.2 for all of them, five times that for the worst.
    means = [abs(sum(found[first::3])) / 20 for first in range(3)]
    assert ([mean for mean in means if mean >= 0.2], [one for one in found if abs(one) >= 0.36]) == ([], [])


# --- Pages


@pytest.fixture
def client(treviso, giulia):
    make_site(treviso)
    client = Client(HTTP_HOST="treviso.localhost")
    client.force_login(giulia)
    return client


def test_the_whole_way_of_who_answers_without_a_name(client, treviso, giulia):
    round = ask(treviso, dimension="KIND")
    path = f"/rilevazioni/{round.public_id}/"
    for page in ("compila/", "compila/s_clima/", "riepilogo/", "ricevuta/"):
        assert client.get(f"{path}{page}")["Location"] == f"{path}anonima/"
    door = client.get(f"{path}anonima/").content.decode()
    assert ("Fino alla chiusura" in door, "per te «Comune»" in door) == (True, True)
    shown = client.post(f"{path}anonima/inizio/")
    code, cookie = shown.context["code"], shown.cookies["risposta_anonima"]
    assert (cookie.value.split(".")[0], cookie["path"], cookie["httponly"]) == (code, path, True)
    client.post(f"{path}compila/s_clima/", {"content": "true", "where": "home", "revision": 0})
    assert "Casa" in client.get(f"{path}riepilogo/").content.decode()
    del client.cookies["risposta_anonima"]
    assert client.get(f"{path}riepilogo/")["Location"] == f"{path}anonima/"
    assert client.post(f"{path}anonima/codice/", {"code": "ABCD"}).status_code == 422
    assert client.post(f"{path}anonima/codice/", {"code": code.lower()})["Location"] == f"{path}compila/"
    client.post(f"{path}riepilogo/", {"seen": ["s_clima:1"]})
    assert "Hai partecipato" in client.get(f"{path}anonima/").content.decode()
    assert client.post(f"{path}anonima/inizio/").status_code == 404
    assert client.get("/community/sondaggi/?stato=compilati").context["rows"][0]["title"] == round.title


def test_who_signs_in_next_in_the_same_browser_neither_reads_nor_sends_the_draft(client, treviso, giulia):
    round = ask(treviso)
    path = f"/rilevazioni/{round.public_id}/"
    client.post(f"{path}anonima/inizio/")
    client.post(f"{path}compila/s_clima/", {"content": "true", "where": "home", "revision": 0})
    left = client.cookies["risposta_anonima"].value

    client.force_login(make_member(treviso, given_name="Anna"))
    client.cookies["risposta_anonima"] = left

    for page in ("compila/", "compila/s_clima/", "riepilogo/", "ricevuta/"):
        assert client.get(f"{path}{page}")["Location"] == f"{path}anonima/"
    client.post(f"{path}riepilogo/", {"seen": ["s_clima:1"]})
    assert (rows(Response).get().state, rows(Participation).count()) == ("DRAFT", 0)
    client.force_login(giulia)
    client.cookies["risposta_anonima"] = left
    assert "Casa" in client.get(f"{path}riepilogo/").content.decode()


def test_nobody_fills_a_round_with_drafts(client, treviso, settings):
    settings.PICO_RATE_LIMITS = settings.PICO_RATE_LIMITS | {"anonymous_draft": "2/h/user"}
    round = ask(treviso)
    statuses = [client.post(f"/rilevazioni/{round.public_id}/anonima/inizio/").status_code for _ in range(3)]
    assert (statuses, rows(Response).count()) == ([200, 200, 429], 2)


def test_the_code_is_in_no_session(client, treviso):
    round = ask(treviso)
    code = client.post(f"/rilevazioni/{round.public_id}/anonima/inizio/").context["code"]
    kept = str(dict(client.session))
    assert (code in kept, hash_of(code) in kept, str(rows(Response).get().pk) in kept) == (
        False,
        False,
        False,
    )


def test_results_wait_for_the_closing_and_the_mixing(treviso, oderzo):
    make_site(treviso)
    author = Client(HTTP_HOST="treviso.localhost")
    author.force_login(make_member(treviso, "sua_operator"))
    round = ask(treviso, min_cell=3)
    for number in range(6):
        values = {"content": number % 2 == 0, "why": f"Perché {number}"}
        take_part(make_member(oderzo, "member"), round, values)
    path = f"/rilevazioni/{round.public_id}/"
    assert "Perché 1" not in author.get(f"{path}risultati/").content.decode()
    actions.close_round(actor=SYSTEM, round=round)
    assert "Perché 1" not in author.get(f"{path}risultati/").content.decode()
    actions.mix(actor=SYSTEM, round=round)
    assert "Perché 1" in author.get(f"{path}risultati/").content.decode()
    for shape in ("larga", "lunga"):
        assert author.get(f"{path}esporta/{shape}.csv").status_code == 404
    assert author.get(f"{path}").status_code == 200


def test_with_too_few_answers_nothing_is_shown(treviso, oderzo):
    make_site(treviso)
    author = Client(HTTP_HOST="treviso.localhost")
    author.force_login(make_member(treviso, "sua_operator"))
    round = ask(treviso)
    for number in range(4):
        take_part(make_member(oderzo, "member"), round, {"content": True, "why": f"Perché {number}"})
    close(round)
    page = author.get(f"/rilevazioni/{round.public_id}/risultati/").content.decode()
    assert ("Perché" in page, "Troppo poche risposte" in page) == (False, True)
