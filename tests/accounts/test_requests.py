"""Asking to work for an organisation: who decides, what each move does, what happens by the clock."""

from datetime import timedelta

import pytest
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from pico.accounts import actions, rules, tasks
from pico.accounts.models import AccessRequest, Membership, User
from pico.accounts.request_states import MOVES
from pico.base.actor import Actor
from pico.base.errors import Refused
from pico.notifications.models import Event
from pico.organisations.models import Organisation
from tests.accounts.people import browser, newcomer, text_of, verbs_of
from tests.factories.accounts import make_member, make_membership, make_request
from tests.factories.organisations import make_code, make_other_body, make_province

pytestmark = pytest.mark.django_db


@pytest.fixture
def anna(town):
    return newcomer("anna@comune.asolo.example", given_name="Anna", family_name="Zanatta")


def deciders_of(request) -> list[str]:
    return sorted(request.deciders.values_list("slug", flat=True))


def told(kind: str) -> list[str]:
    """Whom the fan-out job of the latest event of a kind is to tell."""
    event = Event.objects.unrestricted("test").filter(kind=kind).latest("pk")
    jobs = DBTaskResult.objects.filter(task_path__endswith="fan_out")
    [ids] = [
        row.args_kwargs["kwargs"]["to"] for row in jobs if row.args_kwargs["kwargs"]["event_id"] == event.pk
    ]
    return sorted(User.objects.filter(pk__in=ids).values_list("email", flat=True))


def roles_of(user) -> list[tuple[str, str]]:
    rows = Membership.objects.unrestricted("test").active().filter(user=user).select_related("organisation")
    return [(row.organisation.slug, row.role) for row in rows.order_by("organisation__slug", "role")]


# --- Asking ----------------------------------------------------------------------------------------------


def test_a_body_is_found_by_name_and_by_ipa_code(town, anna):
    make_code(town.asolo, "IPA", "c_a471")
    client = browser(anna)

    for text in ("asolo", "C_A471", "comune asolo"):
        page = text_of(client.get("/registrati/richiesta/", {"cerca": text}))
        assert "Comune di Asolo" in page
        assert "Comune di Desenzano" not in page
    assert "Nessun ente con questo nome o codice" in text_of(
        client.get("/registrati/richiesta/", {"cerca": "zzz"})
    )


def test_asking_reaches_the_body_and_its_province(town, anna):
    own = make_member(town.asolo, "administrator", "sindaco@asolo.example")

    answer = browser(anna).post(
        f"/registrati/richiesta/ente/{town.asolo.slug}/",
        {"roles": ["organisation_manager"], "job_title": "Istruttrice", "reason": "Seguo le gare."},
    )

    request = AccessRequest.objects.visible_to(anna).get()
    assert (answer.status_code, answer.url) == (302, f"/profilo/richieste/{request.public_id}/")
    assert (request.state, request.roles) == ("SUBMITTED", ["organisation_manager"])
    assert deciders_of(request) == sorted([town.asolo.slug, "treviso"])
    assert told("accounts.request.submitted") == ["giulia@treviso.example", own.email]


def test_one_request_at_a_time_for_each_organisation(town, anna):
    make_request(anna, town.asolo)

    answer = browser(anna).post(
        f"/registrati/richiesta/ente/{town.asolo.slug}/", {"roles": ["member"], "reason": "Ancora."}
    )

    assert answer.status_code == 422
    page = text_of(answer)
    assert "Hai già una richiesta aperta per questo ente." in page
    assert "Ancora." in page
    make_request(anna, town.desenzano)


def test_a_role_of_another_kind_of_body_cannot_be_asked(town, anna):
    answer = browser(anna).post(
        f"/registrati/richiesta/ente/{town.asolo.slug}/", {"roles": ["executive"], "reason": "Firmo."}
    )

    assert answer.status_code == 422
    assert "Scegli un valore valido." in text_of(answer)


def test_without_a_verified_address_nobody_asks(town):
    person = newcomer("mai.confermata@asolo.example")
    person.emailaddress_set.update(verified=False)

    with pytest.raises(Refused) as refusal:
        make_request(person, town.asolo)
    assert refusal.value.code == "unverified"


# --- Who decides ------------------------------------------------------------------------------------------

# asked for -> the organisations that decide: first, then after ten working days
LEVELS = {
    "asolo": (["treviso"], ["treviso", "upi-veneto"]),
    "treviso": (["treviso"], ["treviso", "upi-veneto"]),
    "veneto": (["upi"], ["upi"]),
    "upi": (["upi"], ["upi"]),
}


@pytest.mark.parametrize("body", LEVELS)
def test_the_deciders_are_those_of_the_table(town, anna, body):
    request = make_request(anna, getattr(town, body))
    assert deciders_of(request) == LEVELS[body][0]

    actions.escalate_request(actor=tasks.system_actor("test"), request=request)

    assert deciders_of(request) == LEVELS[body][1]


def test_a_province_without_administrator_is_decided_by_the_regional_union_else_by_upi(town, anna):
    vicenza = make_province("vicenza")
    assert deciders_of(make_request(anna, vicenza)) == ["upi-veneto"]
    town.elena.memberships.unrestricted("test").update(ended_at=timezone.now())
    assert deciders_of(make_request(newcomer("altra@vicenza.example"), vicenza)) == ["upi"]


def test_the_only_administrator_does_not_decide_the_own_request(town):
    request = make_request(town.giulia, town.treviso, ("editor",))

    assert deciders_of(request) == ["upi-veneto"]
    assert rules.may_decide(town.acting("giulia"), request) is False
    assert rules.may_decide(town.acting("elena"), request) is True


def test_nobody_else_sees_or_decides_a_request(town, anna):
    request = make_request(anna, town.asolo)
    outsiders = [
        town.luca,
        town.elena,
        town.claudia,
        make_member(town.treviso, "editor"),
        newcomer("x@y.example"),
    ]

    for person in outsiders:
        assert AccessRequest.objects.visible_to(person).count() == 0, person.email
        client = browser(person)
        for page in ("", "approvazione/", "rifiuto/", "integrazione/"):
            url = f"/amministrazione/richieste/{request.public_id}/{page}"
            assert client.get(url).status_code == 404
            assert client.post(url, {"roles": ["member"], "reason": "x", "text": "x"}).status_code in {
                404,
                405,
            }
    request.refresh_from_db()
    assert request.state == "SUBMITTED"


def test_an_administrator_who_acts_for_another_body_does_not_decide(town, anna):
    request = make_request(anna, town.asolo)
    make_membership(town.giulia, town.desenzano, "member")

    assert rules.may_decide(Actor(town.giulia, town.desenzano), request) is False
    assert rules.may_decide(Actor(town.giulia, town.treviso), request) is True


# --- Moves ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("asked", "given", "status"),
    [
        ("organisation_manager", "organisation_operator", 302),
        ("organisation_manager", "member", 302),
        ("organisation_operator", "organisation_manager", 422),
        ("administrator", "organisation_manager", 422),
        ("member", "organisation_operator", 422),
    ],
)
def test_a_decider_may_give_a_lesser_role_and_never_a_greater_one(town, anna, asked, given, status):
    request = make_request(anna, town.asolo, (asked,))
    page = f"/amministrazione/richieste/{request.public_id}/approvazione/"

    assert browser(town.giulia).post(page, {"roles": [given]}).status_code == status
    assert roles_of(anna) == ([(town.asolo.slug, given)] if status == 302 else [])


def test_approving_with_fewer_roles_gives_only_those_and_says_so(town, anna):
    request = make_request(anna, town.asolo, ("organisation_manager", "organisation_operator"))
    client = browser(town.giulia)

    answer = client.post(
        f"/amministrazione/richieste/{request.public_id}/approvazione/", {"roles": ["organisation_operator"]}
    )

    assert answer.status_code == 302
    assert roles_of(anna) == [(town.asolo.slug, "organisation_operator")]
    row = Membership.objects.unrestricted("test").get(user=anna)
    assert (row.source, row.granted_by) == ("REQUEST", town.giulia)
    event = Event.objects.unrestricted("test").get(kind="accounts.request.approved")
    assert event.data["roles"] == "operatore dell'ente"
    assert told("accounts.request.approved") == ["anna@comune.asolo.example"]
    assert "operatore dell&#x27;ente" in text_of(
        browser(anna).get(f"/profilo/richieste/{request.public_id}/")
    )


def test_a_role_that_was_not_asked_for_cannot_be_given(town, anna):
    request = make_request(anna, town.asolo, ("member",))

    answer = browser(town.giulia).post(
        f"/amministrazione/richieste/{request.public_id}/approvazione/", {"roles": ["administrator"]}
    )

    assert answer.status_code == 422
    assert roles_of(anna) == []
    with pytest.raises(Refused) as refusal:
        actions.approve_request(actor=town.acting("giulia"), request=request, roles=["administrator"])
    assert refusal.value.code == "not_asked"


def test_refusing_needs_a_reason_which_the_person_reads(town, anna):
    request = make_request(anna, town.asolo)
    url = f"/amministrazione/richieste/{request.public_id}/rifiuto/"
    client = browser(town.giulia)

    assert client.post(url, {"reason": "  "}).status_code == 422
    assert client.post(url, {"reason": "Non lavori per il Comune."}).status_code == 302

    request.refresh_from_db()
    assert (request.state, request.decided_by) == ("REFUSED", town.giulia)
    assert "Non lavori per il Comune." in text_of(
        browser(anna).get(f"/profilo/richieste/{request.public_id}/")
    )
    assert told("accounts.request.refused") == ["anna@comune.asolo.example"]


def test_a_question_goes_to_the_person_and_the_answer_comes_back(town, anna):
    request = make_request(anna, town.asolo)
    decider, person = browser(town.giulia), browser(anna)

    decider.post(
        f"/amministrazione/richieste/{request.public_id}/integrazione/", {"text": "In quale ufficio?"}
    )
    request.refresh_from_db()
    assert request.state == "INFO_REQUESTED"
    assert "In quale ufficio?" in text_of(person.get(f"/profilo/richieste/{request.public_id}/"))
    refused = decider.post(
        f"/amministrazione/richieste/{request.public_id}/approvazione/", {"roles": ["member"]}
    )
    assert refused.status_code == 422

    person.post(f"/profilo/richieste/{request.public_id}/risposta/", {"text": "Lavori pubblici."})
    request.refresh_from_db()
    assert request.state == "SUBMITTED"
    assert "Lavori pubblici." in text_of(decider.get(f"/amministrazione/richieste/{request.public_id}/"))
    assert told("accounts.request.answered") == ["giulia@treviso.example"]


def test_the_question_stands_beside_the_field_of_the_answer(town, anna):
    request = make_request(anna, town.asolo)
    actions.ask_information(actor=town.acting("giulia"), request=request, text="In quale ufficio?")

    page = text_of(browser(anna).get(f"/profilo/richieste/{request.public_id}/"))

    assert "<blockquote>In quale ufficio?</blockquote>" in page


def test_a_decision_sent_twice_leads_to_the_request_and_decides_once(town, anna):
    request = make_request(anna, town.asolo)
    decider, url = browser(town.giulia), f"/amministrazione/richieste/{request.public_id}/"
    assert decider.post(f"{url}approvazione/", {"roles": ["member"]}).status_code == 302

    second = decider.post(f"{url}rifiuto/", {"reason": "no"}, follow=True)

    assert second.redirect_chain == [(url, 302)]
    assert "La richiesta è già stata chiusa." in text_of(second)
    request.refresh_from_db()
    assert request.state == "APPROVED"


def test_who_waits_for_a_decision_reads_it_on_the_first_page(town, anna):
    request = make_request(anna, town.asolo)
    make_request(newcomer("altra@asolo.example"), town.desenzano)

    page = text_of(browser(anna).get("/area-riservata/"))

    assert "In attesa di una decisione" in page
    assert f'href="/profilo/richieste/{request.public_id}/"' in page
    assert town.desenzano.name not in page


def test_the_person_withdraws_and_nobody_else_does(town, anna):
    request = make_request(anna, town.asolo)
    url = f"/profilo/richieste/{request.public_id}/ritiro/"

    assert browser(newcomer("altra@asolo.example")).post(url).status_code == 404
    assert browser(town.giulia).post(url).status_code == 404
    assert browser(anna).post(url).status_code == 302

    request.refresh_from_db()
    assert request.state == "WITHDRAWN"
    assert told("accounts.request.withdrawn") == ["giulia@treviso.example"]


PERFORM = {
    "ask": lambda town, row: actions.ask_information(actor=town.acting("giulia"), request=row, text="?"),
    "answer": lambda town, row: actions.give_information(actor=Actor(row.user), request=row, text="!"),
    "approve": lambda town, row: actions.approve_request(
        actor=town.acting("giulia"), request=row, roles=["member"]
    ),
    "refuse": lambda town, row: actions.refuse_request(actor=town.acting("giulia"), request=row, reason="no"),
    "withdraw": lambda town, row: actions.withdraw_request(actor=Actor(row.user), request=row),
    "expire": lambda town, row: actions.expire_request(actor=tasks.system_actor("test"), request=row),
}
# identity.md 3.3, by hand: from each state, where each move leads
ALLOWED = {
    ("SUBMITTED", "ask"): "INFO_REQUESTED",
    ("SUBMITTED", "approve"): "APPROVED",
    ("SUBMITTED", "refuse"): "REFUSED",
    ("SUBMITTED", "withdraw"): "WITHDRAWN",
    ("SUBMITTED", "expire"): "EXPIRED",
    ("INFO_REQUESTED", "answer"): "SUBMITTED",
    ("INFO_REQUESTED", "refuse"): "REFUSED",
    ("INFO_REQUESTED", "withdraw"): "WITHDRAWN",
    ("INFO_REQUESTED", "expire"): "EXPIRED",
}


def test_the_states_move_as_in_the_specification_and_never_otherwise(town, anna):
    request = make_request(anna, town.asolo)
    found = {}
    for state in AccessRequest.State.values:
        for code in MOVES:
            AccessRequest.objects.unrestricted("test").update(state=state)
            Membership.objects.unrestricted("test").filter(user=anna).update(ended_at=timezone.now())
            try:
                PERFORM[code](town, request)
            except Refused:
                continue
            request.refresh_from_db()
            found[state, code] = request.state
    assert found == ALLOWED


# --- A body that is not in the registry -----------------------------------------------------------------


def propose(person, town, **fields):
    data = {
        "name": "Consorzio del Bosco Montello",
        "code": "cdbm_tv",
        "province": town.treviso.slug,
        "roles": ["organisation_operator"],
        "reason": "Gestiamo il bosco.",
        **fields,
    }
    return browser(person).post("/registrati/richiesta/nuovo-ente/", data)


def test_a_proposed_body_is_added_when_its_province_approves(town, anna):
    assert propose(anna, town).status_code == 302
    request = AccessRequest.objects.visible_to(anna).get()
    assert deciders_of(request) == ["treviso"]

    answer = browser(town.giulia).post(
        f"/amministrazione/richieste/{request.public_id}/approvazione/",
        {"roles": ["organisation_operator"], "subtype": "PUBLIC"},
    )

    assert answer.status_code == 302
    body = Organisation.objects.get(name="Consorzio del Bosco Montello")
    assert (body.kind, body.subtype, body.province, body.state) == (
        "OTHER_BODY",
        "PUBLIC",
        town.treviso,
        "JOINED",
    )
    assert roles_of(anna) == [(body.slug, "organisation_operator")]


def test_a_proposed_body_is_matched_with_one_that_exists(town, anna):
    union = make_other_body("Unione del Montello", town.treviso)
    propose(anna, town)
    request = AccessRequest.objects.visible_to(anna).get()

    browser(town.giulia).post(
        f"/amministrazione/richieste/{request.public_id}/approvazione/",
        {"roles": ["organisation_operator"], "organisation": union.slug},
    )

    assert roles_of(anna) == [(union.slug, "organisation_operator")]
    assert Organisation.objects.filter(name="Consorzio del Bosco Montello").count() == 0


def test_a_proposed_body_is_never_matched_with_one_of_another_province(town, anna):
    propose(anna, town)
    request = AccessRequest.objects.visible_to(anna).get()
    url = f"/amministrazione/richieste/{request.public_id}/approvazione/"

    for slug in (town.desenzano.slug, "non-esiste"):
        answer = browser(town.giulia).post(url, {"roles": ["organisation_operator"], "organisation": slug})
        assert answer.status_code == 422
        assert "Scegli un valore valido." in text_of(answer)
    with pytest.raises(Refused):
        actions.approve_request(
            actor=town.acting("giulia"),
            request=request,
            roles=["organisation_operator"],
            organisation=town.desenzano,
        )
    assert roles_of(anna) == []


def test_left_undecided_what_the_body_is_the_approval_waits(town, anna):
    propose(anna, town)
    request = AccessRequest.objects.visible_to(anna).get()

    answer = browser(town.giulia).post(
        f"/amministrazione/richieste/{request.public_id}/approvazione/", {"roles": ["organisation_operator"]}
    )

    assert answer.status_code == 422
    assert "Scegli un ente del registro, o il tipo di quello nuovo." in text_of(answer)


# --- By the clock -----------------------------------------------------------------------------------------


def test_reminder_next_level_and_expiry_come_each_once(town, anna, time_machine):
    time_machine.move_to("2027-03-01T10:00:00+01:00")  # a Monday
    request = make_request(anna, town.asolo)
    done = {}
    for day in range(1, 62):
        time_machine.move_to(request.created_at + timedelta(days=day, minutes=5))
        for name, count in tasks.look_after_requests.func().items():
            if count:
                done.setdefault(name, []).append(day)
        tasks.look_after_requests.func()

    # five working days from Monday 1 March end on the 8th, ten on the 15th: the day after, each
    assert done == {"reminded": [8], "escalated": [15], "expired": [60]}
    request.refresh_from_db()
    assert request.state == "EXPIRED"
    kinds = ["submitted", "reminded", "escalated", "expired"]
    assert verbs_of("accounts.request") == [f"accounts.request.{kind}" for kind in kinds]
    assert told("accounts.request.reminded") == ["giulia@treviso.example"]
    assert told("accounts.request.escalated") == ["elena@upiveneto.example"]
    assert told("accounts.request.expired") == ["anna@comune.asolo.example"]


def test_a_request_whose_deciders_are_gone_passes_on_at_once(town, anna):
    request = make_request(anna, town.asolo)
    town.giulia.memberships.unrestricted("test").update(ended_at=timezone.now())

    assert tasks.look_after_requests.func() == {"expired": 0, "escalated": 1, "reminded": 0}

    assert rules.may_decide(town.acting("elena"), request) is True
