"""The forum's and the blog's part of community.md's scenario, through the pages, with who is told of what.

The library's part is in test_scenario.py. Everything expected is written here by hand.
"""

import io
import re
import uuid

import pytest
from django.core import mail
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from openpyxl import Workbook, load_workbook

from pico.community.models import Article, Category, Flag, Topic
from pico.notifications.models import Notification
from tests.factories.accounts import make_member
from tests.factories.organisations import make_regional_upi
from tests.queue import work

pytestmark = pytest.mark.django_db
QUESTION = "Quanto sale per chilometro?"
SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def page(row, name: str, *more) -> str:
    return reverse(f"community:{name}", args=[row.public_id, *more])


def consumption() -> SimpleUploadedFile:
    book, whole = Workbook(), io.BytesIO()
    book.active.append(["Comune", "t"])
    book.active.append(["Oderzo", 70])
    book.save(whole)
    return SimpleUploadedFile("consumi_2026.xlsx", whole.getvalue(), SHEET)


def told(about: str) -> dict[str, list[str]]:
    """Return what each person was told so far of something: kinds, in the order of the alphabet."""
    work()
    rows = Notification.objects.unrestricted("test").filter(event__kind__startswith=f"community.{about}")
    found: dict[str, list[str]] = {}
    for name, kind in rows.order_by("event__kind").values_list("person__given_name", "event__kind"):
        found.setdefault(name, []).append(kind.removeprefix("community."))
    return found


@pytest.fixture
def people(cast):
    """Elena of UPI Veneto, two more who follow, Paola who writes; and who is where."""
    region = make_regional_upi(cast.treviso.region)
    cast.elena = make_member(region, "editor", given_name="Elena", family_name="Moretti")
    cast.nadia = make_member(cast.treviso, "member", given_name="Nadia", family_name="Furlan")
    cast.ugo = make_member(cast.oderzo, "organisation_manager", given_name="Ugo", family_name="Zago")
    cast.paola = make_member(cast.treviso, "member", given_name="Paola", family_name="Zanella")
    cast.region = region
    return cast


@pytest.fixture
def category(people) -> Category:
    elena = people.browser("elena")
    form = {
        "name": "Sale antigelo e viabilità invernale", "area": "SUA", "level": "REGION",
        "new_topics": "APPROVAL", "acting": people.region.pk,
    }  # fmt: skip
    assert elena.post(reverse("community:category_new"), form).status_code == 302
    made = Category.objects.unrestricted("test").get()
    assert elena.post(page(made, "moderator_new"), {"invitee": people.officer.email}).status_code == 302
    follow = reverse("notifications:follow", args=["community.category", made.pk])
    assert [people.browser(who).post(follow).status_code for who in ("nadia", "ugo")] == [302, 302]
    assert people.browser("stranger").post(follow).status_code == 404
    return made


@pytest.fixture
def topic(people, category) -> Topic:
    clerk = people.browser("clerk")
    asked = {"kind": "QUESTION", "title": QUESTION, "source": "Voi quanto usate?", "form_key": uuid.uuid4()}
    answer = clerk.post(page(category, "category_start"), asked, follow=True)
    assert "Proposta inviata" in answer.text
    return Topic.objects.unrestricted("test").get()


def test_a_proposal_is_approved_and_each_is_told_once(people, topic):
    assert told("topic") == {"Elena": ["topic.proposed"], "Marco": ["topic.proposed"]}
    for who in ("stranger", "editor", "nadia"):
        assert people.browser(who).get(page(topic, "topic")).status_code == 404

    officer = people.browser("officer")
    assert QUESTION in officer.get(reverse("community:moderation")).text
    officer.post(page(topic, "topic_approve"))

    assert told("topic") == {
        "Elena": ["topic.proposed"], "Marco": ["topic.proposed"],
        "Giulia": ["topic.approved"], "Nadia": ["topic.approved"], "Ugo": ["topic.approved"],
    }  # fmt: skip
    assert people.browser("nadia").get(page(topic, "topic")).status_code == 200
    stranger = people.browser("stranger")
    assert stranger.get(page(topic, "topic")).status_code == 404
    assert stranger.get(page(topic.category, "category")).status_code == 404
    assert "0 risultati" in stranger.get("/cerca/?testo=chilometro&dove=rete").text
    assert "1 risultato" in people.browser("ugo").get("/cerca/?testo=chilometro&dove=rete").text
    assert people.stranger.email not in {address for one in mail.outbox for address in one.to}


def test_the_answer_brings_its_workbook_to_who_reads_it_and_to_nobody_else(people, topic):
    officer = people.browser("officer")
    officer.post(page(topic, "topic_approve"))
    sent = {"source": "Circa **9 t**", "files": [consumption()], "form_key": uuid.uuid4()}
    assert officer.post(page(topic, "topic_reply"), sent).status_code == 302

    seen = people.browser("clerk").get(page(topic, "topic")).text
    address = re.search(r'href="(/file/[^"]+consumi_2026\.xlsx)"', seen)
    assert address
    answer = people.browser("clerk").get(address.group(1))
    book = load_workbook(io.BytesIO(b"".join(answer.streaming_content)))
    assert [list(row) for row in book.active.values] == [["Comune", "t"], ["Oderzo", 70]]
    assert people.browser("stranger").get(address.group(1)).status_code == 404
    assert people.browser().get(address.group(1)).url.startswith("/accedi/")


def test_a_report_is_decided_and_each_reads_what_is_theirs(people, topic):
    people.browser("officer").post(page(topic, "topic_approve"))
    nadia, clerk = people.browser("nadia"), people.browser("clerk")
    nadia.post(page(topic, "topic_reply"), {"source": "Compro una bicicletta", "form_key": uuid.uuid4()})
    clerk.post(page(topic, "post_flag", 2), {"reason": "OFF_TOPIC"})
    elena = people.browser("elena")
    assert "Compro una bicicletta" in elena.get(reverse("community:moderation")).text
    elena.post(page(topic, "post_hide", 2), {"why": "OFF_TOPIC", "reason": "Parla d'altro"})
    work()

    own = nadia.get(page(topic, "topic")).text
    assert ("bicicletta" in own, "Fuori argomento" in own, "Parla d&#x27;altro" in own) == (True,) * 3
    for who in ("clerk", "ugo"):
        seen = people.browser(who).get(page(topic, "topic")).text
        assert ("bicicletta" in seen, "Parla d&#x27;altro" in seen) == (False, False)
        assert "Intervento nascosto dalla moderazione" in seen
        found = people.browser(who).get("/cerca/?testo=bicicletta&dove=rete")
        assert "0 risultati" in found.text
    assert Flag.objects.unrestricted("test").get().outcome == "HIDDEN"
    assert told("moderation.hidden") == {"Nadia": ["moderation.hidden"]}


def test_an_article_for_the_network_becomes_public_when_the_editor_agrees(people):
    paola = people.browser("paola")
    text = {
        "title": "Gara aggregata del sale: come è andata", "summary": "", "source": "Risparmio del 12%",
        "area": "SUA", "tags": "sale", "comments_open": "on",
    }  # fmt: skip
    paola.post(reverse("community:article_new"), text)
    article = Article.objects.unrestricted("test").get()
    paola.post(page(article, "article_publish"), {"level": "NETWORK"})
    article.refresh_from_db()
    address = reverse("community:article", args=[article.owner.slug, article.slug])
    assert "Risparmio del 12%" in people.browser("stranger").get(address).text
    assert people.browser().get(address).status_code == 404

    paola.post(page(article, "article_share"), {"level": "PUBLIC", "confirmed": "1"})
    assert people.browser().get(address).status_code == 404
    assert people.browser("stranger").get(address).status_code == 200

    people.browser("editor").post(page(article, "article_approve"), {"number": "1"})
    assert "Risparmio del 12%" in people.browser().get(address).text
    assert told("article.approved") == {"Paola": ["article.approved"]}
