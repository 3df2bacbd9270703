"""News and events published by actions."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from pico.base.actor import Actor
from pico.base.errors import Refused
from pico.portal.actions import change_site, publish_news, unpublish_page
from pico.portal.models import EventPage, NewsPage
from tests.factories.accounts import make_member
from tests.factories.organisations import make_province
from tests.factories.portal import ACTOR, make_event, make_news, make_site, make_topic

pytestmark = pytest.mark.django_db


def publish(actor, site, title="Nuovo ponte"):
    return publish_news(actor=actor, site=site, title=title, summary="In breve.")


def test_news_stand_under_the_news_section_with_their_topics():
    topic = make_topic()
    news = make_news(make_site(), "Chiusa la provinciale 34", topics=[topic])

    stored = NewsPage.objects.get(pk=news.pk)
    assert (stored.path_on_site, list(stored.topics.all())) == ("/novita/chiusa-la-provinciale-34/", [topic])
    assert stored.live


def test_the_same_title_twice_is_refused_in_words():
    site = make_site()
    make_news(site, "Chiusa la provinciale 34")
    with pytest.raises(Refused) as refusal:
        make_news(site, "Chiusa la provinciale 34")
    assert refusal.value.field == "title"


def test_two_sites_may_use_the_same_title():
    titles = [make_news(make_site(make_province(slug)), "Bilancio").slug for slug in ("treviso", "brescia")]
    assert titles == ["bilancio", "bilancio"]


def test_a_notice_says_until_when_it_holds():
    with pytest.raises(ValidationError, match="fino a quando"):
        make_news(make_site(), kind="NOTICE")


def test_an_event_does_not_end_before_it_starts():
    now = timezone.now()
    with pytest.raises(ValidationError, match="La fine"):
        make_event(make_site(), starts_at=now, ends_at=now - timedelta(hours=1))
    assert EventPage.objects.count() == 0


def test_editors_publish_only_where_the_site_lets_them():
    site = make_site()
    editor = Actor(make_member(site.organisation, "editor"), site.organisation)
    with pytest.raises(Refused):
        publish(editor, site)

    change_site(actor=ACTOR, site=site, editors_publish=True)

    assert publish(editor, site).live


def test_an_administrator_of_another_province_publishes_nothing_here():
    site, brescia = make_site(), make_province("brescia")
    with pytest.raises(Refused):
        publish(Actor(make_member(brescia, "administrator"), brescia), site)
    assert NewsPage.objects.count() == 0


def test_an_unpublished_page_is_gone_with_the_next_request(client):
    site = make_site()
    news = make_news(site, "Da ritirare")
    assert client.get(news.path_on_site, headers={"host": "treviso.localhost"}).status_code == 200

    unpublish_page(actor=ACTOR, site=site, page=news)

    assert client.get(news.path_on_site, headers={"host": "treviso.localhost"}).status_code == 404


def test_a_stranger_unpublishes_nothing():
    site, brescia = make_site(), make_province("brescia")
    news = make_news(site)
    with pytest.raises(Refused):
        unpublish_page(actor=Actor(make_member(brescia, "administrator"), brescia), site=site, page=news)
    assert NewsPage.objects.live().count() == 1


def test_expired_notices_are_not_current():
    site = make_site()
    make_news(site, "Scaduto", kind="NOTICE", expires_on=date(2020, 1, 1))
    valid = make_news(site, "Valido", kind="NOTICE", expires_on=date(2999, 1, 1))
    plain = make_news(site, "Notizia")
    assert set(NewsPage.objects.current()) == {valid, plain}
    assert NewsPage.objects.get(title="Scaduto").is_expired
