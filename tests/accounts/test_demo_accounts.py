"""Accounts of the demo: spared a second factor, visibly, and never in production."""

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.db import connection

from pico.accounts.checks import production_has_no_demo_accounts
from pico.accounts.models import User
from pico.base.checks import refuse_unsafe_start
from tests.accounts.people import text_of
from tests.base.test_checks import SAFE
from tests.factories.accounts import make_member, make_user

NOTICE = "questo accesso ne è esente solo perché è dimostrativo"
PAGES = ["/area-riservata/", "/profilo/", "/profilo/sicurezza/", "/amministrazione/persone/"]


@pytest.fixture
def production(settings):
    for name, value in SAFE.items():
        setattr(settings, name, value)


class TestNotice:
    def test_it_stands_on_every_page_of_the_area(self, client, treviso, settings):
        settings.PICO_DEMO = True
        client.force_login(make_member(treviso, "administrator", created_via="DEMO"))

        assert [text_of(client.get(page)).count(NOTICE) for page in PAGES] == [1, 1, 1, 1]

    def test_it_is_never_shown_to_others_where_the_demo_runs(self, client, treviso, settings):
        settings.PICO_DEMO = True
        make_member(treviso, "administrator", created_via="DEMO")
        client.force_login(make_member(treviso, "administrator"))

        assert [text_of(client.get(page)).count(NOTICE) for page in PAGES] == [0, 0, 0, 0]

    def test_it_is_never_shown_outside_the_demo(self, client, treviso):
        client.force_login(make_member(treviso, "administrator", created_via="DEMO"))

        assert NOTICE not in text_of(client.get("/profilo/"))

    def test_it_is_not_shown_to_whose_role_wants_no_second_factor(self, client, treviso, settings):
        settings.PICO_DEMO = True
        client.force_login(make_member(treviso, "member", created_via="DEMO"))

        assert NOTICE not in text_of(client.get("/profilo/"))


class TestProduction:
    def test_open_accounts_of_the_demo_stop_the_start(self, treviso, production):
        make_member(treviso, "administrator", created_via="DEMO")
        make_user(created_via="DEMO")

        with pytest.raises(
            ImproperlyConfigured,
            match=r"^pico.E101: 2 accounts of the demo, whose password is published, may sign in$",
        ):
            refuse_unsafe_start()

    @pytest.mark.usefixtures("production", "db")
    def test_closed_ones_and_other_peoples_do_not(self):
        make_user(created_via="DEMO", state=User.State.DISABLED)
        make_user(created_via="INVITATION")

        assert production_has_no_demo_accounts(None) == []

    def test_a_laptop_with_the_demo_is_not_judged(self, db):
        make_user(created_via="DEMO")

        assert production_has_no_demo_accounts(None) == []

    @pytest.mark.usefixtures("production")
    @pytest.mark.django_db(transaction=True)
    def test_a_database_without_tables_is_judged_at_the_next_start(self):
        def without_tables(execute, sql, *arguments):
            return execute(sql.replace("accounts_user", "not_there_yet"), *arguments)

        make_user(created_via="DEMO")
        with connection.execute_wrapper(without_tables):
            assert production_has_no_demo_accounts(None) == []
