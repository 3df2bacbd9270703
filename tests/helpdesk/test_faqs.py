"""FAQ: who reads and writes which, what happens to them, what readers say, and where they come from."""

import pytest
from django.core import signing
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from pico.base import dates, handover
from pico.base.actor import Actor
from pico.base.errors import Conflict, Refused
from pico.community import actions as community
from pico.helpdesk import actions
from pico.helpdesk.models import Faq, FaqVote
from pico.helpdesk.scrubbing import without_personal_data
from pico.helpdesk.views.faqs import SALT
from pico.sharing.levels import Level
from tests.community.conftest import HOST, Cast
from tests.factories.accounts import make_member
from tests.factories.faqs import fresh, make_faq
from tests.factories.forum import SYSTEM, make_category, make_reply, make_topic
from tests.factories.organisations import make_national_upi, make_regional_upi

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast(db) -> Cast:
    return Cast()


HOME, LIST, DESK, NEW = (
    "/assistenza/",
    "/assistenza/faq/",
    "/assistenza/faq/gestione/",
    "/assistenza/faq/gestione/nuova/",
)


def words(answer) -> str:
    return b"".join(answer).decode() if answer.streaming else answer.content.decode()


def page(name: str, faq: Faq, *more: str) -> str:
    return reverse(f"helpdesk:{name}", args=[faq.public_id, *more])


VALUES = {"question": "Come chiedo una gara?", "source": "Dalla pagina **SUA**.", "level": "NETWORK"}


class TestWhoReads:
    LEVELS = ("PUBLIC", "NETWORK", "REGION", "PROVINCE", "ORGANISATION")
    READ = {
        "": ["PUBLIC"],
        "stranger": ["PUBLIC", "NETWORK"],
        "clerk": ["PUBLIC", "NETWORK", "REGION", "PROVINCE"],
        "officer": ["PUBLIC", "NETWORK", "REGION", "PROVINCE", "ORGANISATION"],
        "editor": ["PUBLIC", "NETWORK", "REGION", "PROVINCE", "ORGANISATION"],
    }

    @pytest.mark.parametrize("who", READ)
    def test_each_level_by_page_list_and_search(self, cast, who):
        rows = {level: make_faq(cast.treviso, level, question=f"Livello {level}?") for level in self.LEVELS}
        client = cast.browser(who)
        by_page = [level for level, row in rows.items() if client.get(page("faq", row)).status_code == 200]
        listed, home, found = (
            words(client.get(url)) for url in (LIST, HOME, "/cerca/?testo=livello&dove=rete")
        )
        for seen in (listed, home, found):
            assert [level for level in self.LEVELS if f"Livello {level}?" in seen] == self.READ[who]
        assert by_page == self.READ[who]

    @pytest.mark.parametrize("state", ["draft", "archived"])
    def test_what_is_not_published_is_its_editors_alone(self, cast, state):
        row = make_faq(cast.treviso, "PUBLIC", published=False, question="Non ancora?")
        if state == "archived":
            row = actions.archive_faq(actor=cast.actor("editor"), faq=row)
        for who in ("", "clerk", "officer", "stranger"):
            client = cast.browser(who)
            assert client.get(page("faq", row)).status_code == 404
            assert client.get(page("faq_manage", row)).status_code in {302, 404}
            assert not any(
                "Non ancora?" in words(client.get(url))
                for url in (HOME, LIST, "/cerca/?testo=ancora&dove=rete")
            )
        assert cast.browser("editor").get(page("faq_manage", row)).status_code == 200
        assert "Non ancora?" not in words(cast.browser("editor").get("/cerca/?testo=ancora&dove=rete"))

    def test_a_visitor_finds_those_about_the_site_and_none_of_another_province(self, cast):
        upi, veneto = make_national_upi(), make_regional_upi(cast.treviso.region)
        for owner in (upi, veneto, cast.treviso, cast.brescia):
            make_faq(owner, "PUBLIC", question=f"Di {owner.slug}?")
        seen = words(cast.browser().get(LIST))
        assert [slug for slug in ("upi", "upi-veneto", "treviso", "brescia") if f"Di {slug}?" in seen] == [
            "upi", "upi-veneto", "treviso",
        ]  # fmt: skip

    def test_editors_of_one_body_see_no_draft_of_another(self, cast):
        other = make_member(cast.brescia, "editor")
        row = make_faq(cast.treviso, published=False)
        client = Client(HTTP_HOST=HOST)
        client.force_login(other)
        for name in ("faq", "faq_manage", "faq_edit"):
            assert client.get(page(name, row)).status_code == 404
        assert row.question not in words(client.get(DESK))
        assert row.question not in words(client.get("/assistenza/faq/gestione/esporta/csv/"))


class TestWhoWrites:
    @pytest.mark.parametrize("role", ["editor", "network_expert", "helpdesk_operator"])
    def test_who_has_the_task(self, cast, role):
        owner = make_national_upi() if role == "network_expert" else cast.treviso
        actor = Actor(make_member(owner, role), owner)
        assert actions.write_faq(actor=actor, values=VALUES).owner == owner

    @pytest.mark.parametrize("who", ["officer", "clerk", "stranger"])
    def test_nobody_else(self, cast, who):
        row = make_faq(cast.treviso)
        acts = (
            lambda actor: actions.write_faq(actor=actor, values=VALUES),
            lambda actor: actions.edit_faq(actor=actor, faq=row, edition=row.edition, values=VALUES),
            lambda actor: actions.archive_faq(actor=actor, faq=row),
            lambda actor: actions.publish_faq(actor=actor, faq=row),
            lambda actor: actions.check_faq(actor=actor, faq=row),
            lambda actor: actions.move_faq(actor=actor, faq=row, up=True),
        )
        for act in acts:
            with pytest.raises(Refused) as caught:
                act(cast.actor(who))
            assert caught.value.code == "forbidden"
        assert (fresh(row).state, fresh(row).edition) == ("PUBLISHED", 1)

    def test_who_acts_for_another_body_writes_in_its_name_alone(self, cast):
        both = make_member(cast.brescia, "editor")
        row = make_faq(cast.treviso)
        with pytest.raises(Refused):
            actions.archive_faq(actor=Actor(both, cast.treviso), faq=row)

    @pytest.mark.parametrize(
        ("wrong", "field"),
        [
            ({"question": " "}, "question"), ({"question": "x" * 201}, "question"),
            ({"source": "\n"}, "source"), ({"source": "x" * 20_001}, "source"),
            ({"module": "atlantide"}, "module"),
            ({"module": "sua", "topic": "community.forum"}, "topic"), ({"level": "INVITED"}, "level"),
        ],
    )  # fmt: skip
    def test_what_is_wrong_is_said_beside_its_field(self, cast, wrong, field):
        with pytest.raises(Refused) as caught:
            actions.write_faq(actor=cast.actor("editor"), values=VALUES | wrong)
        assert caught.value.field == field

    def test_the_same_question_twice_is_refused_whatever_its_letters(self, cast):
        make_faq(cast.treviso, question="Come  entro?")
        with pytest.raises(Refused) as caught:
            make_faq(cast.treviso, question="come entro?")
        assert caught.value.code == "twice"
        assert make_faq(cast.brescia, question="Come entro?").pk
        assert make_faq(cast.treviso, question="Come entro?", module="sua").pk

    def test_nobody_is_invited_to_a_faq(self, cast):
        row = make_faq(cast.treviso)
        with pytest.raises(IntegrityError), transaction.atomic():
            Faq.objects.unrestricted("test").filter(pk=row.pk).update(level=Level.INVITED)


class TestAtTheDesk:
    def test_one_is_written_previewed_published_changed_and_put_away(self, cast):
        client, reader = cast.browser("editor"), cast.browser("clerk")
        asked = {**VALUES, "level": "PROVINCE", "module": "sua", "acting": cast.treviso.pk}
        previewed = client.post(NEW, {**asked, "preview": "1"})
        assert ("<strong>SUA</strong>" in words(previewed), Faq.objects.unrestricted("test").count()) == (
            True,
            0,
        )

        client.post(NEW, asked)
        row = Faq.objects.unrestricted("test").get()
        before = reader.get(page("faq", row)).status_code
        client.post(page("faq_publish", row), {"acting": cast.treviso.pk})
        shown = reader.get(page("faq", row))
        client.post(page("faq_edit", row), {**asked, "source": "Da qui.", "edition": 1})
        changed = words(reader.get(page("faq", row)))
        desk = words(client.get(page("faq_manage", row)))
        client.post(page("faq_archive", row), {"acting": cast.treviso.pk})

        assert (before, shown.status_code) == (404, 200)
        assert ("Da qui." in changed, "Dalla pagina" in changed) == (True, False)
        assert "Dalla pagina **SUA**." in desk
        assert reader.get(page("faq", row)).status_code == 404

    def test_two_who_change_it_see_both_texts(self, cast):
        row = make_faq(cast.treviso)
        actions.edit_faq(actor=cast.actor("editor"), faq=row, edition=1, values=VALUES | {"source": "Prima"})
        late = {**VALUES, "source": "Seconda", "edition": 1, "acting": cast.treviso.pk, "module": ""}
        answer = cast.browser("editor").post(page("faq_edit", row), late)
        assert (answer.status_code, "Prima" in words(answer), "Seconda" in words(answer)) == (409, True, True)
        with pytest.raises(Conflict):
            actions.edit_faq(actor=cast.actor("editor"), faq=row, edition=1, values=VALUES)
        again = cast.browser("editor").post(page("faq_edit", row), {**late, "edition": 2})
        assert (again.status_code, fresh(row).source) == (302, "Seconda")

    def test_what_was_typed_comes_back_with_the_reason(self, cast):
        make_faq(cast.treviso, question=VALUES["question"])
        answer = cast.browser("editor").post(NEW, {**VALUES, "acting": cast.treviso.pk})
        assert answer.status_code == 422
        assert ("ha già questa domanda" in words(answer), VALUES["source"] in words(answer)) == (True, True)

    def test_they_change_places_within_their_module(self, cast):
        one, two, three = (make_faq(cast.treviso, module="sua", question=f"{n}?") for n in "123")
        make_faq(cast.treviso, question="altrove?")
        actions.move_faq(actor=cast.actor("editor"), faq=three, up=True)
        actions.move_faq(actor=cast.actor("editor"), faq=one, up=True)
        client = cast.browser("editor")
        assert client.post(page("faq_move", one, "giu"), {"acting": cast.treviso.pk}).status_code == 302
        rows = Faq.objects.unrestricted("test").filter(module="sua").order_by("position")
        assert list(rows.values_list("pk", "position")) == [(three.pk, 1), (one.pk, 2), (two.pk, 3)]

    def test_after_a_year_it_asks_to_be_read_again(self, cast):
        row, young = make_faq(cast.treviso, question="Vecchia?"), make_faq(cast.treviso, question="Nuova?")
        old = dates.today() - timezone.timedelta(days=366)
        Faq.objects.unrestricted("test").filter(pk=row.pk).update(checked_on=old)
        client = cast.browser("editor")
        listed = words(client.get(f"{DESK}?vecchie=on"))
        client.post(page("faq_check", row), {"acting": cast.treviso.pk})
        assert ("Vecchia?" in listed, young.question in listed) == (True, False)
        assert "Vecchia?" not in words(client.get(f"{DESK}?vecchie=on"))

    def test_the_table_is_the_list(self, cast):
        make_faq(cast.treviso, question="=1+1?", module="sua")
        make_faq(cast.treviso, question="Altra?")
        make_faq(cast.brescia, "PUBLIC", question="Di Brescia?")
        table = words(cast.browser("editor").get(f"{DESK}esporta/csv/?modulo=sua"))
        assert ["'=1+1?" in table, "Altra?" in table, "Di Brescia?" in table] == [True, False, False]

    def test_each_list_asks_the_same_of_the_database_at_one_row_and_at_three(self, cast):
        asked = {}
        for rows in (1, 2):
            for _ in range(rows):
                row = make_faq(cast.treviso, "PUBLIC")
            for who, url in (
                ("editor", DESK),
                ("clerk", HOME),
                ("clerk", LIST),
                ("", LIST),
                ("clerk", page("faq", row)),
            ):
                client = cast.browser(who)
                client.get(url)
                with CaptureQueriesContext(connection) as queries:
                    client.get(url)
                asked.setdefault((who, "faq" if row.public_id.hex[:8] in url else url), []).append(
                    len(queries)
                )
        assert all(len(set(counts)) == 1 and counts[0] <= 15 for counts in asked.values()), asked


class TestVotes:
    @pytest.fixture
    def row(self, cast):
        return make_faq(cast.treviso, "PUBLIC")

    def post(self, cast, row, who="", browser="Firefox", **said):
        client = cast.browser(who)
        return client.post(
            page("faq_vote", row), {"begun": signing.dumps("", salt=SALT), **said}, HTTP_USER_AGENT=browser
        )

    @pytest.fixture(autouse=True)
    def slowly(self, monkeypatch):
        monkeypatch.setattr("pico.base.visitors.FASTEST", -1)

    def counts(self, row) -> tuple[int, int, int]:
        votes = FaqVote.objects.unrestricted("test").filter(faq=row).count()
        return votes, fresh(row).useful, fresh(row).useless

    def test_a_visitor_without_cookie_says_yes(self, cast, row):
        answer = self.post(cast, row, utile="si")
        assert (answer.status_code, answer.cookies, self.counts(row)) == (302, {}, (1, 1, 0))
        assert "Grazie" in words(cast.browser().get(answer.url))

    def test_one_vote_for_each_browser_and_day_the_last_one_counts(self, cast, row):
        self.post(cast, row, utile="si")
        self.post(cast, row, utile="no")
        self.post(cast, row, browser="Chrome", utile="si")
        self.post(cast, row, who="clerk", utile="si")
        self.post(cast, row, who="clerk", browser="Edge", utile="si")
        assert self.counts(row) == (3, 2, 1)

    def test_what_is_missing_reaches_the_editors_and_nobody_else(self, cast, row):
        asks = self.post(cast, row, utile="no")
        assert 'name="perche"' in words(cast.browser().get(asks.url))
        self.post(cast, row, perche="Manca il modulo <b>")
        assert self.counts(row) == (1, 0, 1)
        assert "Manca il modulo &lt;b&gt;" in words(cast.browser("editor").get(page("faq_manage", row)))
        for who in ("", "clerk", "officer"):
            assert "Manca il modulo" not in words(cast.browser(who).get(page("faq", row)))

    def test_nothing_kept_tells_who_voted(self, cast, row):
        self.post(cast, row, who="clerk", utile="si")
        other = make_faq(cast.treviso, "PUBLIC")
        self.post(cast, other, who="clerk", utile="si")
        one, two = FaqVote.objects.unrestricted("test").values_list("voter_key", flat=True)
        assert (one != two, len(one)) == (True, 64)

    def test_a_post_of_another_site_or_machine_is_not_counted(self, cast, row):
        client = Client(HTTP_HOST=HOST)
        said = {"begun": signing.dumps("", salt=SALT), "utile": "si"}
        foreign = client.post(page("faq_vote", row), said, HTTP_ORIGIN="https://altrove.example")
        trapped = self.post(cast, row, utile="si", sito_web="x")
        hasty = cast.browser().post(page("faq_vote", row), {"utile": "si"})
        statuses = (foreign.status_code, trapped.status_code, hasty.status_code)
        assert (statuses, self.counts(row)) == ((403, 403, 403), (0, 0, 0))

    def test_what_one_may_not_read_takes_no_vote(self, cast):
        hidden = make_faq(cast.treviso, "ORGANISATION")
        draft = make_faq(cast.treviso, "PUBLIC", published=False)
        statuses = [self.post(cast, one, utile="si").status_code for one in (hidden, draft)]
        assert (statuses, self.post(cast, draft, who="editor", utile="si").status_code) == ([404, 404], 404)


class TestFromADiscussion:
    @pytest.fixture
    def topic(self, cast):
        category = make_category(cast.treviso, "PROVINCE")
        topic = community.start_topic(
            actor=cast.actor("clerk"), category=category, kind="QUESTION", title="Chi firma la delega?",
            source="Scrivetemi a giulia.bianchi@oderzo.example",
        )  # fmt: skip
        reply = make_reply(
            topic, actor=cast.actor("officer"), source="La firma il sindaco, @Giulia Bianchi: 0422 123456."
        )
        return community.choose_solution(actor=SYSTEM, topic=topic, post=reply)

    def test_an_editor_finds_the_way_and_others_do_not(self, cast, topic):
        url = reverse("community:topic", args=[topic.public_id])
        shown = ["Fanne una domanda" in words(cast.browser(who).get(url)) for who in ("editor", "clerk")]
        assert shown == [True, False]

    def test_the_draft_begins_with_the_answer_and_without_personal_data(self, cast, topic):
        client = cast.browser("editor")
        link = handover.links_for(cast.actor("editor"), "community.topic", topic.public_id)[0]["url"]
        form = client.get(link).context["form"]
        assert (form["question"].value(), form["source"].value()) == (
            "Chi firma la delega?", "La firma il sindaco, […]: […].",
        )  # fmt: skip
        client.post(link, {**VALUES, "acting": cast.treviso.pk})
        row = Faq.objects.unrestricted("test").get()
        assert (row.source_kind, row.source_url) == (
            "discussione del forum", reverse("community:topic", args=[topic.public_id]),
        )  # fmt: skip

    def test_a_discussion_one_may_not_see_gives_nothing(self, cast):
        hidden = make_topic(make_category(cast.brescia, "ORGANISATION"), title="Segreta?")
        for asked in (f"community.topic:{hidden.public_id}", "community.topic:1", "altro:1"):
            assert cast.browser("editor").get(f"{NEW}?da={asked}").status_code == 404


@pytest.mark.parametrize(
    ("text", "clean"),
    [
        ("Scrivi a mario.rossi+sua@comune.oderzo.tv.it subito", "Scrivi a […] subito"),
        ("RSSMRA80A01H501U è il codice", "[…] è il codice"),
        ("IBAN IT60 X054 2811 1010 0000 0123 456.", "IBAN […]."),
        ("Chiama +39 0422 656111 o 347/1234567", "Chiama […] o […]"),
        ("Grazie @Giulia Bianchi, fatto", "Grazie […], fatto"),
        (
            "Il 12/03/2027 alle 10:30, art. 50 D.Lgs. 36/2023",
            "Il 12/03/2027 alle 10:30, art. 50 D.Lgs. 36/2023",
        ),
        ("12.250.000,00 euro in 36 mesi", "12.250.000,00 euro in 36 mesi"),
    ],
)
def test_what_says_who_somebody_is_is_left_out(text, clean):
    assert without_personal_data(text) == clean


def test_a_visitor_s_page_sets_no_cookie(cast):
    row = make_faq(cast.treviso, "PUBLIC")
    assert [cast.browser().get(url).cookies for url in (HOME, LIST, page("faq", row))] == [{}, {}, {}]


def test_the_address_of_a_module_leads_to_its_questions(cast):
    make_faq(cast.treviso, "PUBLIC", module="sua", question="Di SUA?")
    make_faq(cast.treviso, "PUBLIC", question="Di altro?")
    answer = cast.browser().get("/assistenza/faq/sua/", follow=True)
    assert ("Di SUA?" in words(answer), "Di altro?" in words(answer)) == (True, False)
    assert cast.browser().get("/assistenza/faq/atlantide/").status_code == 404
