"""A site's own screens: who gets them, what they change, what they say is missing."""

import io
from copy import deepcopy

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone
from PIL import Image
from wagtail.models import Page

from pico.journal.models import Entry
from pico.portal.actions import seed_obligations
from pico.portal.checklist import checklist, legal_problems
from pico.portal.models import GenericPage, PortalSite, SiteObligation, SiteObligationDone
from tests.factories.accounts import make_member
from tests.factories.organisations import make_municipality_body, make_province
from tests.factories.portal import ACTOR, make_national_site, make_news, make_site

pytestmark = pytest.mark.django_db
OVERVIEW, SETTINGS = "/area-riservata/portale/", "/area-riservata/portale/impostazioni/"
DECLARATION = "https://form.agid.gov.it/view/0f8fad5b-d9cb-469f-a165-70867728950e"
SVG = b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><path d="M0 0h9" fill="red"/></svg>'


@pytest.fixture(scope="module")
def treviso_of_the_file(for_the_module):
    make_national_site()
    make_site(make_province("brescia"), dpo_email="canarino@brescia.example")
    return make_site()


@pytest.fixture
def treviso(treviso_of_the_file, db):
    return deepcopy(treviso_of_the_file)


def signed_in(organisation, role="administrator", host="treviso.localhost"):
    client = Client(HTTP_HOST=host)
    client.force_login(make_member(organisation, role))
    return client


def again(site):
    return PortalSite.objects.get(pk=site.pk)


def png():
    made = io.BytesIO()
    Image.new("RGB", (64, 64), "navy").save(made, "PNG")
    return made.getvalue()


class TestWhoMayEnter:
    @pytest.mark.parametrize(
        ("role", "status"), [("editor", 200), ("administrator", 200), ("sua_operator", 404)]
    )
    def test_the_overview_is_for_who_works_on_the_site(self, treviso, role, status):
        assert signed_in(treviso.organisation, role).get(OVERVIEW).status_code == status

    @pytest.mark.parametrize(
        "path", [SETTINGS, f"{SETTINGS}contatti/", "/area-riservata/portale/reindirizzamenti/"]
    )
    def test_settings_and_redirects_are_the_administrators(self, treviso, path):
        assert signed_in(treviso.organisation, "editor").get(path).status_code == 404
        assert signed_in(treviso.organisation).get(path).status_code == 200

    def test_a_body_without_site_has_none_of_this(self, treviso):
        oderzo = make_municipality_body("Oderzo", treviso.organisation)
        assert signed_in(oderzo).get(OVERVIEW).status_code == 404

    def test_one_sees_and_changes_the_site_one_acts_for_whatever_the_host(self, treviso):
        client = signed_in(treviso.organisation, host="brescia.localhost")

        page = client.get(f"{SETTINGS}collegamenti/").content.decode()
        client.post(f"{SETTINGS}collegamenti/", {"dpo_email": "dpo@treviso.example"})

        brescia = PortalSite.objects.get(slug="brescia")
        assert "canarino@brescia.example" not in page
        assert (again(treviso).dpo_email, brescia.dpo_email) == (
            "dpo@treviso.example",
            "canarino@brescia.example",
        )


class TestSettings:
    def test_contacts_are_saved_journaled_and_shown_in_the_next_request(self, treviso):
        client = signed_in(treviso.organisation)
        answer = client.post(f"{SETTINGS}contatti/", {"email": "urp@treviso.example", "postal_code": "31100"})

        assert (answer.status_code, answer.url) == (302, f"{SETTINGS}contatti/")
        assert "urp@treviso.example" in client.get("/").content.decode()
        line = (
            Entry.objects.unrestricted("the test reads the journal").filter(verb="portal.site.changed").get()
        )
        assert line.changes == {"email": None, "postal_code": None}

    @pytest.mark.parametrize(
        ("part", "data", "words"),
        [
            ("contatti", {"postal_code": "311"}, "cinque cifre"),
            ("contatti", {"tax_code": "80008870264"}, "undici cifre"),
            ("collegamenti", {"accessibility_url": "https://www.treviso.example/x"}, "form.agid.gov.it"),
            ("collegamenti", {"transparency_url": "http://www.treviso.example/"}, "https://"),
            ("profili", {"facebook": "https://evil.example/treviso"}, "non è un indirizzo di Facebook"),
        ],
    )
    def test_what_is_wrong_is_said_and_nothing_is_lost(self, treviso, part, data, words):
        answer = signed_in(treviso.organisation).post(f"{SETTINGS}{part}/", data)
        page = answer.content.decode()
        assert answer.status_code == 422
        assert words in page
        assert next(iter(data.values())) in page

    def test_a_page_of_another_site_is_no_privacy_notice(self, treviso):
        theirs = GenericPage.objects.get(url_path="/brescia/informativa-privacy/")
        answer = signed_in(treviso.organisation).post(f"{SETTINGS}collegamenti/", {"privacy_page": theirs.pk})
        assert answer.status_code == 422
        assert again(treviso).privacy_page.url_path == "/treviso/informativa-privacy/"

    def test_the_footer_leads_to_the_own_notice_once_it_is_published(self, treviso):
        client = Client(HTTP_HOST="treviso.localhost")
        assert client.get("/").context["site"].privacy_url == "/privacy/"
        Page.objects.filter(pk=treviso.privacy_page_id).update(live=True)
        signed_in(treviso.organisation).post(f"{SETTINGS}redazione/", {"editors_publish": "on"})
        assert client.get("/").context["site"].privacy_url == "/informativa-privacy/"

    def test_profiles_elsewhere_are_links_of_the_footer(self, treviso):
        client = signed_in(treviso.organisation)
        client.post(f"{SETTINGS}profili/", {"facebook": "https://www.facebook.com/provinciatreviso"})
        assert again(treviso).social_links == [
            {"label": "Facebook", "url": "https://www.facebook.com/provinciatreviso", "icon": "facebook"}
        ]
        assert "https://www.facebook.com/provinciatreviso" in client.get("/").content.decode()

    def test_an_unknown_part_is_not_there(self, treviso):
        assert signed_in(treviso.organisation).get(f"{SETTINGS}altro/").status_code == 404


class TestCrest:
    def upload(self, site, name, content, **more):
        data = {"new_crest": SimpleUploadedFile(name, content), "crest_alt": "Torre d'argento", **more}
        return signed_in(site.organisation).post(f"{SETTINGS}identita/", data)

    def test_a_png_is_kept_and_shown(self, treviso):
        assert self.upload(treviso, "stemma.png", png()).status_code == 302
        site = Client(HTTP_HOST="treviso.localhost").get("/").context["site"]
        answer = Client(HTTP_HOST="treviso.localhost").get(site.crest_url)
        assert (answer.status_code, answer["Content-Type"], site.crest_alt) == (
            200,
            "image/png",
            "Torre d'argento",
        )
        assert b"".join(answer.streaming_content).startswith(b"\x89PNG")
        assert Client(HTTP_HOST="brescia.localhost").get(site.crest_url).status_code == 404

    def test_an_svg_is_cleaned_and_shown(self, treviso):
        dirty = SVG.replace(b"</svg>", b"<script>alert(1)</script></svg>")
        assert self.upload(treviso, "stemma.svg", dirty).status_code == 302
        answer = Client(HTTP_HOST="treviso.localhost").get("/stemma.svg")
        assert answer.content.decode() == (
            '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><path d="M0 0h9" fill="red" /></svg>'
        )

    def test_a_new_one_takes_the_place_of_the_old(self, treviso):
        self.upload(treviso, "stemma.png", png())
        first = again(treviso).crest
        self.upload(treviso, "stemma.svg", SVG)
        assert again(treviso).crest is None
        assert not type(first).objects.filter(pk=first.pk).exists()

    def test_without_words_for_who_does_not_see_it_it_is_refused(self, treviso):
        answer = self.upload(treviso, "stemma.png", png(), crest_alt="")
        assert answer.status_code == 422
        assert "Descrivi lo stemma" in answer.content.decode()

    def test_a_refusal_stands_beside_the_field(self, treviso):
        answer = self.upload(treviso, "stemma.svg", b"<svg>")
        assert (answer.status_code, list(answer.context["form"].errors)) == (422, ["new_crest"])


class TestChecklist:
    def test_it_says_what_is_missing_and_where_each_is_mended(self, treviso):
        problems = {point.code: point.url for point in checklist(again(treviso)) if point.problem}
        assert problems == {
            "crest": f"{SETTINGS}identita/",
            "address": f"{SETTINGS}contatti/",
            "email": f"{SETTINGS}contatti/",
            "pec": f"{SETTINGS}contatti/",
            "tax_code": f"{SETTINGS}contatti/",
            "dpo": f"{SETTINGS}collegamenti/",
            "privacy": f"/redazione/pages/{treviso.privacy_page_id}/edit/",
            "report": f"{SETTINGS}contatti/",
            "accessibility": f"{SETTINGS}collegamenti/",
            "transparency": f"{SETTINGS}collegamenti/",
            "news": "/redazione/",
        }

    def test_each_point_is_met_by_what_it_asks_for(self, treviso):
        Page.objects.filter(pk=treviso.privacy_page_id).update(live=True)
        PortalSite.objects.filter(pk=treviso.pk).update(
            crest_svg="<svg/>", crest_alt="Torre", address="Via 1", email="a@b.example", pec="p@b.example",
            tax_code="80008870265", dpo_email="d@b.example", accessibility_url=DECLARATION,
            transparency_url="https://b.example/t",
        )  # fmt: skip
        make_news(treviso)
        assert [point.code for point in checklist(again(treviso)) if point.problem] == []

    def test_what_cannot_be_right_is_said_to_be_wrong(self, treviso):
        treviso.accessibility_url = "https://www.treviso.example/accessibilita"
        treviso.transparency_url = "http://www.treviso.example/"
        problems = {point.code: point.problem for point in legal_problems(treviso)}
        assert problems == {
            "dpo": "MISSING",
            "privacy": "WRONG",
            "accessibility": "WRONG",
            "transparency": "WRONG",
            "report": "MISSING",
        }

    @pytest.mark.parametrize("role", ["editor", "administrator"])
    def test_the_warning_stands_until_the_links_are_there(self, treviso, role):
        client = signed_in(treviso.organisation, role)
        assert "Collegamenti di legge da completare" in client.get(OVERVIEW).content.decode()
        assert "Collegamenti di legge da completare" in client.get("/area-riservata/").content.decode()
        Page.objects.filter(pk=treviso.privacy_page_id).update(live=True)
        PortalSite.objects.filter(pk=treviso.pk).update(
            dpo_email="d@b.example", accessibility_url=DECLARATION, transparency_url="https://b.example/t",
            email="urp@b.example",
        )  # fmt: skip
        assert "Collegamenti di legge da completare" not in client.get(OVERVIEW).content.decode()
        assert "Collegamenti di legge da completare" not in client.get("/area-riservata/").content.decode()

    def test_a_member_of_the_province_is_not_bothered(self, treviso):
        page = signed_in(treviso.organisation, "sua_operator").get("/area-riservata/").content.decode()
        assert "Collegamenti di legge" not in page


class TestOverview:
    def test_drafts_of_this_site_alone_are_listed(self, treviso):
        Page.objects.filter(url_path="/brescia/informativa-privacy/").update(draft_title="Bozza canarino")
        page = signed_in(treviso.organisation, "editor").get(OVERVIEW).content.decode()
        assert "Informativa privacy" in page
        assert "Bozza canarino" not in page

    def test_the_modules_lead_to_where_they_are_switched(self, treviso):
        page = signed_in(treviso.organisation).get(OVERVIEW).content.decode()
        assert "/enti/treviso/moduli/sua/" in page

    def test_an_editor_gets_no_link_to_what_is_not_theirs(self, treviso):
        page = signed_in(treviso.organisation, "editor").get(OVERVIEW).content.decode()
        assert "impostazioni" not in page
        assert "/enti/treviso/moduli/" not in page

    @pytest.mark.parametrize("news", [1, 3])
    def test_its_cost_does_not_grow_with_the_site(self, treviso, news, django_assert_max_num_queries):
        for _number in range(news):
            make_news(treviso)
        client = signed_in(treviso.organisation)
        client.get(OVERVIEW)
        with django_assert_max_num_queries(40):
            client.get(OVERVIEW)


@pytest.fixture
def in_september(monkeypatch, treviso):
    """It is 1 September 2026 and the site is two years old."""
    seed_obligations(actor=ACTOR)
    PortalSite.objects.update(
        created_at=timezone.datetime(2024, 9, 1, tzinfo=timezone.get_default_timezone())
    )

    def on(day):
        for module in ("pico.portal.obligations",):
            monkeypatch.setattr(f"{module}.today", lambda: day)

    on(timezone.datetime(2026, 9, 1).date())
    return on


class TestObligations:
    def test_thirty_days_before_it_is_something_to_do(self, treviso, in_september):
        in_september(timezone.datetime(2026, 8, 23).date())
        assert "Riesaminare la dichiarazione" not in self.area(treviso)
        in_september(timezone.datetime(2026, 8, 24).date())
        assert "Riesaminare la dichiarazione" in self.area(treviso)

    def area(self, site):
        return signed_in(site.organisation).get("/area-riservata/").content.decode()

    def test_done_it_waits_for_the_next_year_and_is_journaled(self, treviso, in_september):
        path = "/area-riservata/portale/scadenze/dichiarazione-accessibilita/2026/"
        client = signed_in(treviso.organisation)
        assert client.get(path).status_code == 200
        assert client.post(path).status_code == 302
        assert client.post(path).status_code == 404
        assert "Riesaminare la dichiarazione" not in self.area(treviso)
        done = SiteObligationDone.objects.get()
        assert (done.site, done.year, done.obligation.code) == (treviso, 2026, "dichiarazione-accessibilita")
        lines = Entry.objects.unrestricted("the test reads the journal").filter(verb="portal.obligation.done")
        assert lines.get().changes == {"code": [None, "dichiarazione-accessibilita"], "year": [None, 2026]}

    def test_another_year_cannot_be_marked(self, treviso, in_september):
        path = "/area-riservata/portale/scadenze/dichiarazione-accessibilita/2031/"
        assert signed_in(treviso.organisation).post(path).status_code == 404
        assert SiteObligationDone.objects.count() == 0

    def test_an_editor_is_not_asked(self, treviso, in_september):
        assert "Riesaminare" not in signed_in(treviso.organisation, "editor").get(OVERVIEW).content.decode()

    def test_what_was_due_before_there_was_a_site_is_not_asked(self, treviso, in_september):
        PortalSite.objects.update(created_at=timezone.now())
        in_september(timezone.datetime(2026, 9, 30).date())
        assert "Riesaminare la dichiarazione" not in self.area(treviso)

    def test_seeded_twice_they_are_there_once(self, treviso, in_september):
        assert (seed_obligations(actor=ACTOR), SiteObligation.objects.count()) == (0, 2)
