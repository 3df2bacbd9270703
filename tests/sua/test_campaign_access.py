"""Who sees what of a needs campaign: a body its own answer, never another's; a second Province nothing."""

from io import BytesIO
from zipfile import ZipFile

import pytest
from django.test import Client
from django.urls import reverse
from django_tasks_db.models import DBTaskResult

from pico.base.actor import Actor, system_actor
from pico.base.errors import Refused
from pico.notifications.models import Event
from pico.organisations.models import ModuleActivation
from pico.questionnaires.models import Answer, Response, Round
from pico.search.models import SearchEntry
from pico.sua import actions
from pico.sua.models import NeedItem, NeedsCampaign
from pico.sua.rules import campaigns as rules
from tests.factories.accounts import make_member, make_user
from tests.factories.organisations import make_municipality_body, make_national_upi, make_regional_upi
from tests.factories.portal import make_site
from tests.factories.questionnaires import invitation_of
from tests.factories.sua import Cast
from tests.factories.sua_campaigns import ITEMS, again, give_need, make_campaign, make_open_campaign

pytestmark = pytest.mark.django_db
CANARY = "Canarino del sale"
SECRET = "777"  # tonnes a year that only Oderzo and the office know
PRICE = "123.45"
OF_OFFICE = (
    "campaign_edit", "campaign_items", "campaign_bodies", "campaign_open", "campaign_close",
    "campaign_reopen", "campaign_archive", "campaign_remind", "campaign_consolidate", "consolidation",
)  # fmt: skip


@pytest.fixture
def asolo(cast):
    return make_municipality_body("Asolo", cast.province)


@pytest.fixture
def campaign(cast, asolo):
    """An open campaign that Oderzo has answered and Asolo has not."""
    made = make_open_campaign(cast, cast.body, asolo, title=CANARY)
    give_need(made, cast.body, {"S1": (SECRET, PRICE)})
    return again(made)


def client_of(person, host="treviso.localhost"):
    made = Client(HTTP_HOST=host)
    made.force_login(person)
    return made


def urls_of(campaign):
    key = campaign.public_id
    invitation = campaign.round.invitations.order_by("pk").first()
    return [
        reverse("sua:campaign", args=[key]),
        reverse("sua:campaign_answer", args=[key]),
        *(reverse(f"sua:{name}", args=[key]) for name in OF_OFFICE),
        reverse("sua:campaign_body", args=[key, invitation.pk]),
        *(reverse("sua:consolidation_export", args=[key, format]) for format in ("csv", "xlsx")),
    ]


def text_of(page, format):
    content = b"".join(page.streaming_content)
    if format == "csv":
        return content.decode()
    if page.file_to_stream:
        page.file_to_stream.close()
    with ZipFile(BytesIO(content)) as book:
        return book.read("xl/worksheets/sheet1.xml").decode()


def people_of(event):
    """Who is to be told of an event: what its job was given."""
    jobs = [job.args_kwargs["kwargs"] for job in DBTaskResult.objects.all()]
    return next(set(job["to"]) for job in jobs if job.get("event_id") == event.pk)


def strangers(cast):
    brescia = Cast("Desenzano del Garda", "brescia")
    make_site(brescia.province)
    other = make_municipality_body("Valdobbiadene", cast.province)
    return {
        "not asked": make_member(other, "organisation_manager"),
        "Brescia, SUA": brescia.sua,
        "Brescia, dirigente": brescia.executive,
        "Desenzano": brescia.manager,
        "Treviso, administrator": make_member(cast.province, "administrator"),
        "Treviso, SIT": make_member(cast.province, "sit_operator"),
        "UPI Veneto": make_member(make_regional_upi(), "administrator"),
        "UPI": make_member(make_national_upi(), "auditor"),
        "nobody's": make_user(),
    }


@pytest.mark.walk
def test_a_stranger_gets_404_at_every_address_and_no_row(cast, campaign):
    before = Event.objects.unrestricted("test").count()
    for who, person in strangers(cast).items():
        client = client_of(person)
        answers = {url: client.get(url).status_code for url in urls_of(campaign)}
        assert set(answers.values()) <= {404, 405}, (who, answers)
        posts = {
            url: client.post(url, {"reason": "x", "version": 1}).status_code for url in urls_of(campaign)
        }
        assert set(posts.values()) <= {404, 405}, (who, posts)
        counts = [model.objects.visible_to(person).count() for model in (NeedsCampaign, NeedItem)]
        assert counts == [0, 0], who
        for url in (reverse("sua:campaigns"), f"{reverse('sua:campaigns')}?testo=Canarino", "/sua/"):
            assert CANARY not in client.get(url).content.decode(), who
        for format in ("csv", "xlsx"):
            page = client.get(reverse("sua:campaigns_export", args=[format]))
            if page.status_code == 200:
                assert CANARY not in text_of(page, format), who
        assert CANARY not in client.get("/cerca/?q=canarino").content.decode(), who
    assert (again(campaign).state, Event.objects.unrestricted("test").count()) == ("OPEN", before)


@pytest.mark.walk
def test_a_body_asked_reads_the_campaign_and_nothing_of_the_others(cast, campaign, asolo):
    person = make_member(asolo, "organisation_manager")
    client = client_of(person)
    page = client.get(reverse("sua:campaign", args=[campaign.public_id]))
    assert (page.status_code, CANARY in page.content.decode()) == (200, True)
    urls = urls_of(campaign)[2:]
    assert {client.get(url).status_code for url in urls} <= {404, 405}
    assert {client.post(url, {"reason": "x"}).status_code for url in urls} == {404, 405}
    mine = client.get(reverse("sua:campaign_answer", args=[campaign.public_id]))
    assert mine.url == reverse("questionnaires:fill", args=[campaign.round.public_id])
    file = text_of(client.get(reverse("sua:campaigns_export", args=["csv"])), "csv")
    listed = client.get(reverse("sua:campaigns")).content.decode()
    for shown in (page.content.decode(), listed, file, client.get(mine.url).content.decode()):
        assert [word in shown for word in (SECRET, "123,45", "Oderzo", "1 su 2")] == [False] * 4
    assert file.splitlines()[1].endswith(";")  # how many have answered is the office's to know
    of_oderzo = Response.objects.unrestricted("test").get(round=campaign.round)
    assert client.get(f"/risposte/{of_oderzo.pk}/").status_code == 404
    assert client.get(f"/rilevazioni/{campaign.round.public_id}/risultati/").status_code == 404
    assert Answer.objects.visible_to(person).count() == 0


def test_totals_are_shown_once_consolidated_and_never_whose_they_are(cast, asolo):
    others = [cast.body, make_municipality_body("Vedelago", cast.province)]
    campaign = make_open_campaign(cast, asolo, *others)
    for body, tonnes in zip(others, ("777", "23"), strict=True):
        give_need(campaign, body, {"S1": (tonnes, "123.45")})
    person = make_member(asolo, "member")
    url = reverse("sua:campaign", args=[campaign.public_id])
    total = "2.400 t"  # three years of 777 and 23
    shown = [client_of(person).get(url).content.decode()]
    actions.close_campaign(actor=cast.actor("sua"), campaign=campaign)
    shown.append(client_of(person).get(url).content.decode())
    actions.consolidate_campaign(actor=cast.actor("sua"), campaign=campaign)
    shown.append(client_of(person).get(url).content.decode())
    assert [total in page for page in shown] == [False, False, True]
    assert [word in shown[-1] for word in ("Oderzo", "123,45", "777")] == [False, False, False]
    of_oderzo = client_of(cast.manager).get(url).content.decode()  # its own and one other's
    assert (total in of_oderzo, "69 t" in of_oderzo, "la risposta di uno solo" in of_oderzo) == (
        False,
        False,
        True,
    )


def test_a_total_that_is_the_answer_of_one_other_body_is_not_shown(cast, campaign, asolo):
    actions.close_campaign(actor=cast.actor("sua"), campaign=campaign)
    actions.consolidate_campaign(actor=cast.actor("sua"), campaign=campaign)
    page = client_of(make_member(asolo, "member")).get(reverse("sua:campaign", args=[campaign.public_id]))
    words = page.content.decode()
    assert ("2.331 t" in words, "la risposta di uno solo" in words) == (False, True)


def test_a_draft_is_the_offices_alone(cast, asolo):
    draft = make_campaign(cast, cast.body, asolo)
    assert NeedsCampaign.objects.visible_to(cast.manager).count() == 0
    assert client_of(cast.manager).get(urls_of(draft)[0]).status_code == 404
    actions.archive_campaign(actor=cast.actor("sua"), campaign=draft, reason="Rinviata")
    assert NeedsCampaign.objects.visible_to(cast.manager).count() == 0


@pytest.mark.parametrize(
    ("role", "reads", "runs"),
    [("sua_operator", True, True), ("executive", True, False), ("auditor", True, False),
     ("administrator", False, False), ("editor", False, False), ("member", False, False)],
)  # fmt: skip
def test_roles_of_the_province(cast, campaign, role, reads, runs):
    person = make_member(cast.province, role)
    client = client_of(person)
    page, table = (
        reverse(f"sua:{name}", args=[campaign.public_id]) for name in ("campaign", "consolidation")
    )
    close = reverse("sua:campaign_close", args=[campaign.public_id])
    # The administrator of a body that was asked would see the campaign; that of the Province was not.
    assert [client.get(url).status_code for url in (page, table, close)] == [
        200 if reads else 404, 200 if reads else 404, 200 if runs else 404,
    ]  # fmt: skip
    assert rules.may_run(Actor(person, cast.province), campaign) is runs


def test_actions_refuse_whoever_does_not_run_it_whatever_the_page_offered(cast, campaign, asolo):
    draft = make_campaign(cast, cast.body)
    brescia = Cast("Desenzano del Garda", "brescia")
    signer, foreign = cast.actor("executive"), brescia.actor("sua")
    invitation = invitation_of(campaign.round, cast.body)
    later = campaign.round.closes_at.replace(year=campaign.round.closes_at.year + 1)
    acts = [
        lambda actor: actions.edit_campaign(actor=actor, campaign=draft, version=draft.version, values={}),
        lambda actor: actions.save_items(actor=actor, campaign=draft, version=draft.version, items=ITEMS),
        lambda actor: actions.ask_bodies(actor=actor, campaign=draft, organisations=[asolo]),
        lambda actor: actions.open_campaign(actor=actor, campaign=draft),
        lambda actor: actions.close_campaign(actor=actor, campaign=campaign),
        lambda actor: actions.remind_campaign(actor=actor, campaign=campaign),
        lambda actor: actions.archive_campaign(actor=actor, campaign=campaign, reason="no"),
        lambda actor: actions.reopen_body(
            actor=actor, campaign=campaign, invitation=invitation, until=later, reason="no"
        ),
    ]
    for act in acts:
        for actor in (signer, foreign, cast.actor("manager")):
            with pytest.raises(Refused) as refused:
                act(actor)
            assert refused.value.code == "role"
    for actor in (signer, cast.actor("manager")):
        with pytest.raises(Refused):
            actions.create_campaign(actor=actor, values={})
    assert (again(campaign).state, again(draft).state) == ("OPEN", "DRAFT")


def test_a_body_of_another_province_is_not_asked(cast):
    brescia = Cast("Desenzano del Garda", "brescia")
    draft = make_campaign(cast)
    with pytest.raises(Refused) as refused:
        actions.ask_bodies(actor=cast.actor("sua"), campaign=draft, organisations=[cast.body, brescia.body])
    assert refused.value.code == "stranger"
    page = client_of(cast.sua).get(reverse("sua:campaign_bodies", args=[draft.public_id])).content.decode()
    assert ("Oderzo" in page, "Desenzano" in page) == (True, False)


def test_only_those_who_answered_and_the_office_are_told(cast, campaign, asolo):
    make_member(asolo, "organisation_manager")
    make_member(cast.province, "executive")
    actions.close_campaign(actor=system_actor("test", cast.province), campaign=campaign)
    actions.consolidate_campaign(actor=cast.actor("sua"), campaign=campaign)
    events = Event.objects.unrestricted("test").filter(kind__startswith="sua.campaign.")
    told = {event.kind: people_of(event) for event in events}
    assert told == {
        "sua.campaign.closed": {cast.sua.pk},
        "sua.campaign.consolidated": {cast.manager.pk, cast.operator.pk},
    }


def test_the_index_finds_it_for_those_who_see_it(cast, campaign, asolo):
    draft = make_campaign(cast, cast.body)
    rows = SearchEntry.objects.of_everybody().filter(kind="campaign")
    found = {entry.target_id: set(entry.keys) for entry in rows}
    office = {f"role:{cast.province.pk}:{role}" for role in ("sua_operator", "executive", "auditor")}
    asked = {f"organisation:{body.pk}" for body in (cast.body, asolo)}
    assert found == {campaign.pk: office | asked, draft.pk: office}


@pytest.mark.walk
def test_where_the_module_is_off_there_is_nothing(cast, campaign):
    ModuleActivation.objects.filter(organisation=cast.province, module="sua").update(state="OFF")
    ModuleActivation.generation += 1
    for person in (cast.sua, cast.manager):
        statuses = {client_of(person).get(url).status_code for url in urls_of(campaign)}
        assert statuses <= {404, 405}
        assert NeedsCampaign.objects.visible_to(person).count() == 0


def test_where_the_module_is_read_only_nothing_is_written(cast, campaign, asolo):
    ModuleActivation.objects.filter(organisation=cast.province, module="sua").update(state="READ_ONLY")
    ModuleActivation.generation += 1
    assert client_of(cast.sua).get(urls_of(campaign)[0]).status_code == 200
    with pytest.raises(Refused) as refused:
        actions.close_campaign(actor=cast.actor("sua"), campaign=campaign)
    assert refused.value.code == "read_only"
    with pytest.raises(Refused) as refused:
        give_need(campaign, asolo, {"S1": ("1", None)})
    assert refused.value.code == "read_only"
    assert Round.objects.unrestricted("test").get(pk=campaign.round_id).state == "OPEN"
