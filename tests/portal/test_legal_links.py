"""The privacy notice from its draft to the foot of every page; the links whose lack editors are told of."""

from copy import deepcopy

import pytest
from bs4 import BeautifulSoup
from django.test import Client
from wagtail.models import Page
from wagtail.rich_text import RichText

from pico.base.actor import Actor
from pico.base.errors import Refused
from pico.portal.actions import change_site, complete_sites, create_network
from pico.portal.checklist import checklist, legal_problems
from pico.portal.models import GenericPage, PortalSite
from tests.factories.accounts import make_member
from tests.factories.organisations import make_national_upi, make_province
from tests.factories.portal import ACTOR, make_site
from tests.portal.editing import Newsroom
from tests.portal.test_editor import text

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]
HOST, NOTICE, AREA = "treviso.localhost", "/informativa-privacy/", "/area-riservata/portale/"
REGISTRY = {"address": "Via Cal di Breda 116", "postal_code": "31100", "locality": "Treviso"}


@pytest.fixture(scope="module")
def standing_room(for_the_module):
    return Newsroom(make_province("treviso", pec="protocollo@pec.treviso.example", **REGISTRY), "Trevigiana")


@pytest.fixture
def room(standing_room, db):
    return deepcopy(standing_room)


def draft(site):
    return GenericPage.objects.get(pk=site.privacy_page_id)


def lines(site) -> list[str]:
    """Return the lines of the notice that say who processes the data."""
    html = draft(site).body[0].value.source
    return [item.get_text() for item in BeautifulSoup(html, "html.parser").ul("li")]


def read(path, host=HOST):
    return Client(HTTP_HOST=host).get(path)


def footer(path="/"):
    found = BeautifulSoup(read(path).content, "html.parser").footer.select("[data-element]")
    return {link["data-element"]: link["href"] for link in found}


def save(room, *html, person=None, **more):
    """Save the notice in the editor as the browser does."""
    form = {
        "title": "Informativa privacy", "slug": "informativa-privacy", "summary": "In breve.", "image": "",
        "image_alt": "", "go_live_at": "", "expire_at": "", **text(*html), **more,
    }  # fmt: skip
    path = f"/redazione/pages/{room.site.privacy_page_id}/edit/"
    return room.browser(person or room.publisher).post(path, form)


class TestDraft:
    def test_it_says_what_the_registry_knows_and_asks_for_the_rest(self, room):
        assert lines(room.site) == [
            "Sede: Via Cal di Breda 116, 31100 Treviso",
            "Telefono: [Completa: telefono]",
            "E-mail: [Completa: e-mail]",
            "PEC: protocollo@pec.treviso.example",
            "Responsabile della protezione dei dati (DPO): [Completa: e-mail del DPO]",
        ]
        assert "Titolare del trattamento è Provincia di Treviso." in draft(room.site).body[0].value.source

    def test_it_follows_the_settings(self, room):
        change_site(actor=ACTOR, site=room.site, dpo_email="dpo@treviso.example", phone="0422 6565")
        assert lines(room.site)[1:] == [
            "Telefono: 0422 6565",
            "E-mail: [Completa: e-mail]",
            "PEC: protocollo@pec.treviso.example",
            "Responsabile della protezione dei dati (DPO): dpo@treviso.example",
        ]

    def test_what_an_editor_wrote_stays_as_it_is(self, room):
        assert save(room, "<p>Parole nostre.</p>", person=room.editor).status_code == 302
        before = list(draft(room.site).body.raw_data)
        change_site(actor=ACTOR, site=room.site, phone="0422 6565")
        page = draft(room.site)
        assert list(page.body.raw_data) == before
        assert "Parole nostre." in page.get_latest_revision_as_object().body[0].value.source

    def test_a_name_is_never_markup(self, room):
        site = make_site(make_province("vicenza", name="Provincia di <b>Vicenza</b> & C."))
        source = draft(site).body[0].value.source
        assert "Provincia di &lt;b&gt;Vicenza&lt;/b&gt; &amp; C." in source

    def test_readers_see_the_platforms_text_until_it_is_published(self, room):
        assert read(NOTICE).status_code == 404
        assert footer()["privacy-policy-link"] == "/privacy/"
        assert read("/privacy/").status_code == 200


class TestPublishing:
    def test_with_parts_to_complete_it_is_not_published(self, room):
        source = draft(room.site).body[0].value.source
        answer = save(room, source, **{"action-publish": "1"})
        assert "Completa le parti fra parentesi quadre" in answer.content.decode()
        assert not draft(room.site).live

    def test_once_published_every_foot_and_old_link_leads_there_in_the_next_request(self, room):
        assert footer()["privacy-policy-link"] == "/privacy/"
        assert save(room, "<p>Parole nostre.</p>", **{"action-publish": "1"}).status_code == 302
        assert footer()["privacy-policy-link"] == NOTICE
        assert "Parole nostre." in read(NOTICE).content.decode()
        assert (read("/privacy/").status_code, read("/privacy/").url) == (302, NOTICE)
        assert NOTICE in read("/mappa/").content.decode()

        room.browser(room.publisher).post(f"/redazione/pages/{room.site.privacy_page_id}/unpublish/")
        assert footer()["privacy-policy-link"] == "/privacy/"
        assert read("/privacy/").status_code == 200

    def test_the_notice_of_another_site_changes_nothing_here(self, room):
        other = make_site(make_province("vicenza"))
        Page.objects.filter(pk=other.privacy_page_id).update(live=True)
        assert read(NOTICE).status_code == 404
        assert footer()["privacy-policy-link"] == "/privacy/"


class TestOldSites:
    def test_a_site_made_before_there_were_drafts_gets_one(self, room):
        GenericPage.objects.get(pk=room.site.privacy_page_id).delete()
        assert PortalSite.objects.get(pk=room.site.pk).privacy_page_id is None
        create_network(actor=ACTOR)
        site = PortalSite.objects.get(pk=room.site.pk)
        assert (draft(site).url_path, draft(site).live) == ("/treviso/informativa-privacy/", False)
        assert lines(site)[0] == "Sede: Via Cal di Breda 116, 31100 Treviso"

    def test_the_draft_of_an_older_version_is_written_again_once(self, room):
        page = draft(room.site)
        page.body = [("text", RichText("<p>Il titolare. [Completa: indirizzo, PEC, telefono.]</p>"))]
        page.save()
        complete_sites(actor=ACTOR)
        assert lines(room.site)[0] == "Sede: Via Cal di Breda 116, 31100 Treviso"

    def test_a_published_notice_is_left_alone(self, room):
        save(room, "<p>Parole nostre.</p>", **{"action-publish": "1"})
        complete_sites(actor=ACTOR)
        assert "Parole nostre." in draft(room.site).body[0].value.source

    def test_only_the_network_completes_sites(self, room):
        upi = make_member(make_national_upi(), "editor")
        for person in (room.publisher, upi):
            with pytest.raises(Refused):
                complete_sites(actor=Actor(person, room.site.organisation))


class TestWarning:
    def test_every_foot_has_the_five_links_or_the_editor_is_told_which_is_missing(self, room):
        change_site(actor=ACTOR, site=room.site, email="urp@treviso.example")
        links = footer()
        assert {name: links[name] for name in sorted(links)} == {
            "accessibility-link": "/accessibilita/",
            "faq": "/domande-frequenti/",
            "legal-notes": "/note-legali/",
            "privacy-policy-link": "/privacy/",
            "report-inefficiency": "mailto:urp@treviso.example?subject=Segnalazione%20di%20un%20disservizio",
        }
        points = {point.code: point.problem for point in checklist(again(room.site)) if point.legal}
        assert points == {
            "dpo": "MISSING", "privacy": "WRONG", "accessibility": "MISSING", "transparency": "MISSING",
            "legal_notes": "", "faq": "", "report": "",
        }  # fmt: skip

    def test_without_an_address_nobody_can_report_and_the_editor_is_told(self, room):
        room.site.organisation.pec = ""
        room.site.organisation.save()
        PortalSite.objects.filter(pk=room.site.pk).update(stamp=1)
        assert "report-inefficiency" not in footer()
        problem = {point.code: point for point in legal_problems(again(room.site))}["report"]
        assert (problem.problem, problem.url) == ("MISSING", f"{AREA}impostazioni/contatti/")
        for path in (AREA, "/area-riservata/"):
            assert "segnalazione di un disservizio" in shown(room.browser(room.editor), path).lower()

    def test_an_editor_is_led_to_the_draft_and_to_no_setting(self, room):
        page = shown(room.browser(room.editor), AREA)
        assert f'href="/redazione/pages/{room.site.privacy_page_id}/edit/"' in page
        assert "La pagina scelta non è pubblicata: completala e pubblicala." in page
        assert "/impostazioni/" not in page

    def test_the_warning_ends_when_the_notice_is_published(self, room):
        save(room, "<p>Parole nostre.</p>", **{"action-publish": "1"})
        assert "privacy" not in {point.code for point in legal_problems(again(room.site))}

    def test_the_network_finds_the_sites_where_nobody_can_report(self, room):
        Page.objects.filter(pk=room.site.privacy_page_id).update(live=True)
        PortalSite.objects.filter(pk=room.site.pk).update(
            dpo_email="d@b.example",
            accessibility_url="https://a.example",
            transparency_url="https://b.example",
        )
        client = Client(HTTP_HOST="upi.localhost")
        make_site(make_national_upi())
        client.force_login(make_member(make_national_upi(), "administrator"))

        def lacking():
            rows = client.get("/area-riservata/piattaforma/siti/?manca=si").context["rows"]
            return "treviso" in [line["row"].slug for line in rows]

        assert not lacking()
        room.site.organisation.pec = ""
        room.site.organisation.save()
        assert lacking()


def again(site):
    return PortalSite.objects.with_organisations().select_related("privacy_page").get(pk=site.pk)


def shown(client, path) -> str:
    return client.get(path).content.decode()


def test_the_part_of_the_settings_where_the_notice_is_chosen_leads_to_its_draft_and_no_other_part(room):
    administrator = room.browser(room.publisher)
    edit = f"/redazione/pages/{room.site.privacy_page_id}/edit/"
    shown = {
        part: edit in administrator.get(f"{AREA}impostazioni/{part}/").content.decode()
        for part in ("collegamenti", "redazione", "contatti")
    }
    assert shown == {"collegamenti": True, "redazione": False, "contatti": False}
    assert "Qui manca" not in administrator.get(f"{AREA}impostazioni/redazione/").content.decode()
