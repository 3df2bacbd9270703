"""Rate limits: counted per person once signed in, else per address; told how long to wait; shared."""

from types import SimpleNamespace

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.cache import caches
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.test import Client, RequestFactory

from pico.base import limits
from pico.config.settings import base
from tests.access import addresses
from tests.factories.accounts import make_member
from tests.factories.organisations import make_national_upi, make_province
from tests.factories.portal import make_site

NINE = 1_795_680_000.0  # a moment


def asked(person=None, ip="203.0.113.7"):
    request = RequestFactory().get("/", REMOTE_ADDR=ip)
    request.user = SimpleNamespace(pk=person, is_authenticated=True) if person else AnonymousUser()
    if person:
        request.COOKIES["session"] = "x"
    return request


@pytest.fixture(autouse=True)
def rates(settings):
    settings.PICO_RATE_LIMITS = {"search": "2/m/ip,3/m/user", "ask": "2/d/ip", "invite": "5/h/key"}


def test_strangers_are_counted_by_address_and_people_by_person():
    assert [limits.use(asked(), "search") for _ in range(3)] == [0, 0, 60]
    assert limits.use(asked(ip="203.0.113.8"), "search") == 0
    assert [limits.use(asked(person=1), "search") for _ in range(4)] == [0, 0, 0, 60]
    assert limits.use(asked(person=2), "search") == 0


def test_where_only_addresses_are_counted_people_are_counted_by_address_too():
    assert [limits.use(asked(person=number), "ask") for number in (1, 2, 3)] == [0, 0, 86_400]


def test_what_nobody_limits_is_not_limited():
    assert {limits.use(asked(), "other") for _ in range(200)} == {0}


def test_the_wait_is_until_the_oldest_use_is_forgotten(time_machine):
    waits = []
    for second in (0, 20, 50, 59.9, 60.1):
        time_machine.move_to(NINE + second, tick=False)
        waits.append(limits.use(asked(), "search"))
    assert waits == [0, 0, 10, 1, 0]


def test_many_at_once_count_as_many_and_what_is_refused_is_not_counted():
    request = asked()
    uses = [limits.use(request, "invite", key="treviso", times=times) for times in (3, 3, 2, 1, 6)]
    assert uses == [0, 3600, 0, 3600, 3600]
    assert limits.use(request, "invite", key="brescia", times=5) == 0


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (1, "Attendi un minuto e riprova."),
        (61, "Attendi 2 minuti e riprova."),
        (3600, "Attendi un'ora e riprova."),
        (86_400, "Attendi 24 ore e riprova."),
    ],
)
def test_the_sentence_says_how_long(seconds, words):
    assert limits.sentence(seconds) == words


@pytest.mark.django_db
def test_hundreds_of_other_counters_do_not_push_one_out(settings):
    """Django's default keeps 300 rows: a flood of addresses would have made everybody's counter anew."""
    settings.CACHES = {"default": {**base.CACHES["default"], "LOCATION": "django_cache_test"}}
    call_command("createcachetable")
    caches["default"].clear()
    limits.use(asked(ip="203.0.113.9"), "ask")
    limits.use(asked(ip="203.0.113.9"), "ask")
    for number in range(320):
        caches["default"].set(f"allauth:rl:{number:04}", [1.0], 60)
    assert limits.use(asked(ip="203.0.113.9"), "ask") > 0


@pytest.mark.django_db
class TestPages:
    """Through the whole stack: whichever page searches, takes a file or hands one out."""

    @pytest.fixture
    def client(self, settings):
        settings.PICO_RATE_LIMITS = dict.fromkeys(("search", "upload", "export"), "1/m/user,1/m/ip")
        treviso = make_province()
        make_site(treviso)
        client = Client(HTTP_HOST="treviso.localhost")
        client.force_login(make_member(treviso, "administrator"))
        return client

    @pytest.mark.parametrize(
        "path",
        ["/enti/?testo=asolo", "/registrati/richiesta/?cerca=asolo", "/amministrazione/persone/?testo=a"],
    )
    def test_the_second_search_is_too_many_and_says_when(self, client, path):
        assert client.get(path).status_code == 200
        answer = client.get(path)
        page = answer.content.decode()
        assert (answer.status_code, answer["Retry-After"]) == (429, "60")
        assert "Troppe richieste" in page
        assert "Attendi un minuto e riprova." in page
        assert '<html lang="it"' in page

    def test_a_list_without_words_is_no_search(self, client):
        assert {client.get("/enti/", {"testo": " ", "provincia": "TV"}).status_code for _ in range(3)} == {
            200
        }

    def test_a_stranger_who_searches_the_public_pages_is_counted_by_address(self, client):
        make_site(make_national_upi())
        stranger = Client(HTTP_HOST="upi.localhost")
        statuses = [stranger.get("/province/", {"testo": "tre"}).status_code for _ in range(2)]
        elsewhere = stranger.get("/province/", {"testo": "tre"}, REMOTE_ADDR="203.0.113.50").status_code
        assert (statuses, elsewhere) == ([200, 429], 200)

    def test_the_second_export_is_too_many_whichever_table_it_is_of(self, client):
        assert client.get("/amministrazione/registro/csv/").status_code == 200
        assert client.get("/enti/esporta/csv/").status_code == 429

    def test_every_address_that_hands_out_a_table_is_known_by_its_argument(self):
        every = addresses()
        by_name = {name for name in every if "export" in name}
        by_argument = {n for n, one in every.items() if one.parameters & set(limits.EXPORT_ARGUMENTS)}
        assert by_argument == by_name
        assert {"accounts:people_export", "journal:export", "organisations:export", "sua:export"} <= by_name

    def test_files_are_counted_and_posts_without_a_file_are_not(self, client):
        client.handler.enforce_csrf_checks = True  # as in a browser, the post is read by then
        client.cookies["csrf"] = token = "t" * 32
        path, headers = "/registrati/richiesta/nuovo-ente/", {"X-CSRFToken": token}

        def send(**fields):
            return client.post(path, {"name": "", **fields}, headers=headers).status_code

        def file():
            return SimpleUploadedFile("a.csv", b"x")

        assert [send(), send(), send(allegato=file()), send(allegato=file()), send()] == [
            422,
            422,
            422,
            429,
            422,
        ]
