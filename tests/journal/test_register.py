"""Who reads which lines of the register; reading it is written in it."""

import csv
import io
from datetime import UTC, datetime

import pytest
from django.urls import reverse

from pico.base.actor import Actor, system_actor
from pico.journal.history import history_of
from pico.journal.models import Category, Entry, record
from tests.factories.accounts import make_member, make_membership, make_user
from tests.factories.organisations import make_national_upi, make_province
from tests.factories.portal import make_site

pytestmark = pytest.mark.django_db


@pytest.fixture
def treviso():
    return make_province("treviso")


@pytest.fixture
def brescia():
    return make_province("brescia")


@pytest.fixture
def operator(treviso):
    return make_member(treviso, "sua_operator", given_name="Sara", family_name="Unica")


@pytest.fixture
def stranger(brescia):
    return make_member(brescia, "sua_operator", given_name="Bruno", family_name="Bresciano")


@pytest.fixture
def administrator(treviso):
    return make_member(treviso, "administrator", given_name="Ada", family_name="Ministra")


@pytest.fixture
def three_lines(treviso, brescia, operator, stranger):
    """One of Treviso, one of Brescia, one of the installation."""
    return [
        record(Actor(operator, treviso), "notifications.row.followed", treviso, owner=treviso),
        record(Actor(stranger, brescia), "notifications.row.followed", brescia, owner=brescia),
        record(system_actor("sealing the journal"), "journal.lines.removed", category=Category.DELETION),
    ]


def seen_by(user):
    return list(Entry.objects.visible_to(user).order_by("pk"))


class TestWhoSees:
    def test_an_administrator_sees_the_lines_of_the_own_organisation(self, three_lines, administrator):
        assert seen_by(administrator) == [three_lines[0]]

    def test_an_auditor_sees_them_too(self, three_lines, treviso):
        assert seen_by(make_member(treviso, "auditor")) == [three_lines[0]]

    @pytest.mark.parametrize("role", ["member", "editor", "sua_operator", "executive"])
    def test_other_roles_see_nothing(self, three_lines, treviso, role):
        assert seen_by(make_member(treviso, role)) == []

    def test_the_national_administrator_sees_the_installation_and_not_the_provinces(self, three_lines):
        national = make_member(make_national_upi(), "administrator")
        assert seen_by(national) == [three_lines[2]]

    def test_an_act_of_ours_on_a_row_of_others_is_seen_by_both(
        self, treviso, brescia, operator, administrator
    ):
        line = record(Actor(operator, treviso), "notifications.row.followed", brescia, owner=brescia)
        assert seen_by(administrator) == [line]
        assert seen_by(make_member(brescia, "administrator")) == [line]

    def test_an_anonymous_visitor_sees_nothing(self, three_lines):
        from django.contrib.auth.models import AnonymousUser

        assert seen_by(AnonymousUser()) == []

    def test_lines_read_for_nobody_raise(self, three_lines):
        with pytest.raises(RuntimeError, match="visible_to"):
            list(Entry.objects.all())


class TestImpossibleDays:
    @pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31", "31/02/2026", "²"])
    def test_a_day_no_calendar_can_count_with_filters_nothing_and_is_said(
        self, client, three_lines, treviso, administrator, day
    ):
        make_site(treviso)
        client.force_login(administrator)
        everything = len(seen_by(administrator))
        answer = client.get(
            reverse("journal:register"), {"dal": day, "al": day}, HTTP_HOST="treviso.localhost"
        )
        assert (answer.status_code, answer.context["page"].paginator.count) == (200, everything)
        assert everything > 1
        assert {"dal", "al"} == set(answer.context["filters"].errors)


class TestRecord:
    def test_a_line_keeps_labels_when_the_row_is_gone(self, operator, treviso):
        line = record(Actor(operator, treviso), "notifications.row.followed", treviso)
        assert (line.actor_label, line.organisation_label, line.object_label) == (
            "Sara Unica",
            treviso.name,
            treviso.name,
        )
        assert (line.object_type, line.object_id) == ("organisations.organisation", str(treviso.pk))

    def test_the_owner_is_the_acting_organisation_unless_said(self, operator, treviso, brescia):
        actor = Actor(operator, treviso)
        assert record(actor, "notifications.row.followed").owner_id == treviso.pk
        assert record(actor, "notifications.row.followed", owner=brescia).owner_id == brescia.pk

    def test_a_job_is_nobody_with_a_reason(self):
        line = record(system_actor("ten days of silence"), "journal.lines.removed")
        assert (line.actor_id, line.actor_label, line.reason) == (None, "", "ten days of silence")

    def test_a_long_label_is_cut(self, operator, treviso):
        treviso.name = "x" * 300
        assert (
            record(Actor(operator, treviso), "notifications.row.followed", treviso).object_label == "x" * 200
        )


@pytest.fixture
def as_administrator(client, administrator):
    client.force_login(administrator)
    return client


def body_of(response):
    return response.content.decode()


class TestPage:
    url = "/amministrazione/registro/"

    def test_the_address_is_the_documented_one(self):
        assert reverse("journal:register") == self.url

    def test_it_shows_the_sentence_of_each_line(self, as_administrator, three_lines, treviso):
        body = body_of(as_administrator.get(self.url))
        assert f"Sara Unica segue «{treviso.name}»" in body
        assert "Bruno" not in body

    @pytest.mark.parametrize("role", ["member", "editor", "executive"])
    def test_who_may_read_no_journal_gets_404(self, client, treviso, role, three_lines):
        client.force_login(make_member(treviso, role))
        assert client.get(self.url).status_code == 404
        assert client.get(f"{self.url}csv/").status_code == 404

    def test_an_anonymous_visitor_is_sent_to_sign_in(self, client):
        assert client.get(self.url).status_code == 302

    def test_it_cannot_be_posted_to(self, as_administrator):
        assert as_administrator.post(self.url).status_code == 405

    def test_viewing_leaves_a_line_without_what_was_looked_for(
        self, as_administrator, administrator, treviso
    ):
        as_administrator.get(self.url, {"persona": "Sara", "dal": "2026-01-01"})
        line = Entry.objects.unrestricted("test").get(verb="journal.register.viewed")
        assert (line.actor_id, line.organisation_id, line.category) == (
            administrator.pk,
            treviso.pk,
            "journal",
        )
        assert line.changes == {"filters": ["dal", "persona"]}
        assert line.request_id != ""

    def test_who_is_refused_leaves_no_line_of_reading(self, client, treviso):
        client.force_login(make_member(treviso, "member"))
        client.get(self.url)
        assert [line.verb for line in Entry.objects.unrestricted("test")] == ["journal.page.denied"]

    def test_changed_fields_are_shown_in_alphabetical_order(self, as_administrator, operator, treviso):
        record(
            Actor(operator, treviso),
            "notifications.row.followed",
            changes={"state": ["JOINED", None], "note": None},
        )
        body = body_of(as_administrator.get(self.url))
        assert "<li>note</li><li>state: JOINED → vuoto</li>" in body

    def test_a_name_with_markup_is_text(self, as_administrator, treviso):
        evil = make_member(treviso, "editor", given_name="<script>alert(1)</script>", family_name="x")
        record(Actor(evil, treviso), "notifications.row.followed")
        assert "<script>alert" not in body_of(as_administrator.get(self.url))

    def test_an_empty_register_says_so(self, as_administrator):
        assert "Il registro è ancora vuoto" in body_of(as_administrator.get(self.url))


class TestFilters:
    url = "/amministrazione/registro/"

    @pytest.fixture
    def lines(self, operator, administrator, treviso):
        first = record(Actor(operator, treviso), "notifications.row.followed", treviso)
        second = record(
            Actor(administrator, treviso), "notifications.row.muted", operator, category="settings"
        )
        return first, second

    @pytest.mark.parametrize(
        ("query", "expected"),
        [
            ({}, [1, 0]),
            ({"persona": "unica"}, [0]),
            ({"persona": "ADA"}, [1]),
            ({"categoria": "settings"}, [1]),
            ({"azione": "notifications.row.followed"}, [0]),
            ({"oggetto": "treviso"}, [0]),
            ({"oggetto": "%"}, []),
            ({"dal": "2000-01-01", "al": "2000-12-31"}, []),
            ({"dal": "2000-01-01"}, [1, 0]),
            ({"categoria": "nonsense"}, [1, 0]),
            ({"dal": "ieri"}, [1, 0]),
            ({"persona": "unica", "categoria": "settings"}, []),
        ],
        ids=str,
    )
    def test_each_filter_keeps_its_lines(self, as_administrator, lines, query, expected):
        page = as_administrator.get(self.url, query).context["page"]
        assert [entry.pk for entry in page] == [lines[number].pk for number in expected]

    def test_days_are_those_of_rome(self, as_administrator, operator, treviso):
        """23:30 of 31 December in UTC is already the new year in Rome."""
        line = Entry.objects.create(
            at=datetime(2026, 12, 31, 23, 30, tzinfo=UTC),
            category="action",
            verb="notifications.row.followed",
            owner_id=treviso.pk,
        )
        of_day = {
            day: [
                entry.pk for entry in as_administrator.get(self.url, {"dal": day, "al": day}).context["page"]
            ]
            for day in ("2026-12-31", "2027-01-01")
        }
        assert of_day == {"2026-12-31": [], "2027-01-01": [line.pk]}


class TestExport:
    url = "/amministrazione/registro/csv/"

    def rows(self, response):
        text = b"".join(response.streaming_content).decode("utf-8-sig")
        return list(csv.reader(io.StringIO(text), delimiter=";"))

    def test_it_holds_the_filtered_lines_and_no_others(self, as_administrator, three_lines, treviso):
        rows = self.rows(as_administrator.get(self.url, {"persona": "sara"}))
        assert [row[4] for row in rows] == ["Che cosa", f"Sara Unica segue «{treviso.name}»"]

    def test_it_is_journalled_with_the_number_of_rows(self, as_administrator, three_lines):
        self.rows(as_administrator.get(self.url, {"persona": "sara"}))
        line = Entry.objects.unrestricted("test").get(verb="journal.register.exported")
        assert (line.category, line.changes) == ("export", {"filters": ["persona"], "rows": 1})

    def test_a_spreadsheet_is_offered_too(self, as_administrator, three_lines):
        response = as_administrator.get("/amministrazione/registro/xlsx/")
        assert b"".join(response.streaming_content).startswith(b"PK")

    def test_another_format_does_not_exist(self, as_administrator):
        assert as_administrator.get("/amministrazione/registro/pdf/").status_code == 404


class TestHistory:
    def test_it_tells_what_happened_newest_first(self, operator, treviso, brescia):
        actor = Actor(operator, treviso)
        record(actor, "organisations.organisation.suspended", treviso)
        record(actor, "organisations.organisation.resumed", treviso)
        record(actor, "organisations.organisation.resumed", brescia)
        assert [(line.title, line.who) for line in history_of(treviso)] == [
            (f"Sara Unica ha riattivato «{treviso.name}»", treviso.name),
            (f"Sara Unica ha sospeso «{treviso.name}»", treviso.name),
        ]

    @pytest.mark.parametrize("category", ["download", "export", "refused", "journal", "personal_data"])
    def test_it_hides_who_read_or_tried(self, operator, treviso, category):
        record(Actor(operator, treviso), "organisations.organisation.suspended", treviso, category=category)
        assert history_of(treviso) == []

    def test_it_is_no_longer_than_asked(self, operator, treviso):
        for _ in range(3):
            record(Actor(operator, treviso), "organisations.organisation.suspended", treviso)
        assert len(history_of(treviso, limit=2)) == 2


@pytest.mark.parametrize("rows", [1, 3, 100])
def test_the_page_asks_the_same_number_of_questions_for_any_number_of_lines(
    as_administrator, operator, treviso, rows, django_assert_num_queries
):
    for _ in range(rows):
        record(Actor(operator, treviso), "organisations.organisation.suspended", treviso)
    as_administrator.get("/amministrazione/registro/")
    with django_assert_num_queries(9):
        as_administrator.get("/amministrazione/registro/", {"righe": "100"})


def test_a_person_with_two_organisations_reads_both(three_lines, treviso, brescia):
    both = make_user()
    make_membership(both, treviso, "administrator")
    make_membership(both, brescia, "auditor")
    assert seen_by(both) == three_lines[:2]
