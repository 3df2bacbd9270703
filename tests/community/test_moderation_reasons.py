"""The grounds on which texts are reported and hidden: a dated list that the national union words."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from pico.base import dates
from pico.base.actor import Actor
from pico.base.errors import Refused
from pico.community import actions
from pico.community.models import Flag, ModerationReason, Post
from pico.journal.models import Entry
from tests.factories.accounts import make_member, make_membership
from tests.factories.forum import SYSTEM, first_post, make_category, make_topic
from tests.factories.organisations import make_national_upi

pytestmark = pytest.mark.django_db
DELIVERED = [
    "Contenuto illecito", "Offensivo o discriminatorio", "Contiene dati personali", "Fuori argomento",
    "Pubblicità", "Altro",
]  # fmt: skip


def reason(code: str) -> ModerationReason:
    return ModerationReason.objects.in_use(dates.today()).get(code=code)


def offered(day: date | None = None) -> list[str]:
    return [row.label for row in ModerationReason.objects.in_use(day or dates.today())]


def tomorrow() -> date:
    return dates.today() + timedelta(days=1)


def refusal(action, **arguments) -> str:
    with pytest.raises(Refused) as caught:
        action(**arguments)
    return caught.value.code


@pytest.fixture
def post(cast) -> Post:
    category = make_category(cast.treviso, "PROVINCE")
    return first_post(make_topic(category, actor=cast.actor("clerk")))


@pytest.fixture
def upi(db):
    return make_national_upi()


@pytest.fixture
def national(upi) -> Actor:
    return Actor(make_member(upi, "administrator", given_name="Chiara", family_name="Leone"), upi)


class TestTheList:
    def test_six_reasons_are_delivered(self):
        assert offered() == DELIVERED

    def test_a_new_one_is_offered_at_once_and_once(self, national):
        actions.add_reason(actor=national, label="Copia di un  testo altrui")
        assert offered() == [*DELIVERED, "Copia di un testo altrui"]
        assert refusal(actions.add_reason, actor=national, label="COPIA di un testo altrui") == "taken"
        assert refusal(actions.add_reason, actor=national, label=" \u202e ") == "empty"

    def test_another_wording_begins_tomorrow_and_what_was_said_keeps_its_words(self, cast, national, post):
        flag = actions.flag_post(actor=cast.actor("officer"), post=post, reason="OFF_TOPIC")
        actions.word_reason(actor=national, reason=reason("OFF_TOPIC"), label="Non c'entra", help_text="")
        assert offered()[3] == "Fuori argomento"
        assert offered(tomorrow())[3] == "Non c'entra"
        assert Flag.objects.unrestricted("test").get(pk=flag.pk).reason.label == "Fuori argomento"

    def test_a_wording_of_tomorrow_is_mended_in_place(self, national):
        first = actions.word_reason(
            actor=national, reason=reason("OTHER"), label="Altro motivo", help_text=""
        )  # fmt: skip
        actions.word_reason(actor=national, reason=first, label="Un altro motivo", help_text="Spiega")
        rows = ModerationReason.objects.filter(code="OTHER")
        assert [(row.label, row.help_text) for row in rows.lasting(tomorrow())] == [
            ("Un altro motivo", "Spiega")
        ]
        assert rows.count() == 2

    def test_who_changes_a_row_that_another_changed_is_told(self, national):
        old = reason("OTHER")
        actions.word_reason(actor=national, reason=old, label="Altro motivo", help_text="")
        assert refusal(actions.end_reason, actor=national, reason=old) == "gone"

    def test_an_ended_one_is_no_choice_from_tomorrow_and_the_last_stays(self, national):
        for code in ("ILLEGAL", "OFFENSIVE", "PERSONAL", "OFF_TOPIC", "ADVERTISING"):
            actions.end_reason(actor=national, reason=reason(code))
        assert offered() == DELIVERED
        assert offered(tomorrow()) == ["Altro"]
        assert refusal(actions.end_reason, actor=national, reason=reason("OTHER")) == "last"

    def test_each_change_is_in_the_register(self, national):
        actions.add_reason(actor=national, label="Copia")
        actions.word_reason(actor=national, reason=reason("OTHER"), label="Altro motivo", help_text="")
        actions.end_reason(actor=national, reason=reason("ADVERTISING"))
        verbs = Entry.objects.unrestricted("test").filter(verb__startswith="community.reason")
        assert list(verbs.order_by("pk").values_list("verb", flat=True)) == [
            "community.reason.added", "community.reason.worded", "community.reason.ended",
        ]  # fmt: skip


class TestWhoWordsIt:
    @pytest.mark.parametrize("who", ["editor", "officer", "clerk", "stranger"])
    def test_only_the_national_union_does(self, cast, who):
        actor = cast.actor(who)
        assert refusal(actions.add_reason, actor=actor, label="Mio") == "forbidden"
        assert refusal(actions.end_reason, actor=actor, reason=reason("OTHER")) == "forbidden"
        words = {"actor": actor, "reason": reason("OTHER"), "label": "Mio", "help_text": ""}
        assert refusal(actions.word_reason, **words) == "forbidden"
        assert cast.browser(who).get(reverse("community:reasons")).status_code == 404
        assert offered() == DELIVERED

    def test_neither_does_its_administrator_acting_for_a_province(self, cast, national):
        make_membership(national.user, cast.treviso, "administrator")
        actor = Actor(national.user, cast.treviso)
        assert refusal(actions.add_reason, actor=actor, label="Mio") == "forbidden"


class TestReportingAndHiding:
    def test_a_code_that_is_not_in_use_reports_and_hides_nothing(self, cast, national, post):
        officer = cast.actor("officer")
        ModerationReason.objects.filter(code="ADVERTISING").update(
            valid_from=date(2024, 1, 1), valid_to=dates.today() - timedelta(days=1)
        )
        assert refusal(actions.flag_post, actor=officer, post=post, reason="ADVERTISING") == "gone"
        assert refusal(actions.flag_post, actor=officer, post=post, reason="<b>") == "gone"
        values = {"actor": SYSTEM, "post": post, "reason": "Vende sale"}
        assert refusal(actions.hide_post, why="ADVERTISING", **values) == "gone"
        assert not Flag.objects.unrestricted("test").exists()

    def test_the_author_reads_the_ground_and_the_explanation(self, cast, post):
        editor = cast.browser("editor")
        address = reverse("community:post_hide", args=[post.topic.public_id, 1])
        nothing = editor.post(address, {"reason": "C'è un nome"})
        assert nothing.status_code == 422
        assert "C&#x27;è un nome" in nothing.content.decode()
        editor.post(address, {"why": "PERSONAL", "reason": "C'è un nome"})
        page = reverse("community:topic", args=[post.topic.public_id])
        assert "Contiene dati personali. C&#x27;è un nome" in cast.browser("clerk").get(page).content.decode()
        assert "C&#x27;è un nome" not in cast.browser("officer").get(page).content.decode()

    def test_the_page_that_reports_says_what_each_ground_comprises(self, cast, post):
        address = reverse("community:post_flag", args=[post.topic.public_id, 1])
        page = cast.browser("officer").get(address).content.decode()
        assert "Fuori argomento: Non riguarda la discussione o l&#x27;articolo." in page


class TestThePages:
    def test_one_is_added_worded_and_ended(self, cast, national):
        client = cast.browser()
        client.force_login(national.user)
        address = reverse("community:reasons")
        twice = client.post(address, {"label": "Altro", "help_text": "Ciò che resta"})
        assert twice.status_code == 422
        assert "Questo motivo c&#x27;è già." in twice.content.decode()
        assert "Ciò che resta" in twice.content.decode()
        client.post(address, {"label": "Copia", "help_text": "Testo altrui"})
        added = ModerationReason.objects.get(label="Copia")
        client.post(reverse("community:reason_word", args=[added.pk]), {"label": "Plagio", "help_text": ""})
        worded = ModerationReason.objects.get(label="Plagio")
        assert (worded.code, worded.valid_from) == (added.code, tomorrow())
        client.post(reverse("community:reason_end", args=[reason("ADVERTISING").pk]))
        assert "Pubblicità" not in offered(tomorrow())
        page = client.get(address).content.decode()
        assert f"In uso fino al {dates.italian_date(dates.today())}" in page
        assert client.get(reverse("community:reason_word", args=[added.pk])).status_code == 404

    def test_the_list_costs_the_same_whatever_its_length(self, cast, national, django_assert_num_queries):
        client = cast.browser()
        client.force_login(national.user)
        address = reverse("community:reasons")
        client.get(address)
        with CaptureQueriesContext(connection) as few:
            client.get(address)
        for label in ("Uno", "Due", "Tre"):
            actions.add_reason(actor=national, label=label)
        with django_assert_num_queries(len(few)):
            client.get(address)
