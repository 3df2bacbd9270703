"""Pages of the newsletters for editors and publishers, and nobody else: another site's staff sees nothing."""

import re

import pytest
from django.test import Client

from pico.portal import actions
from pico.portal.models import Issue, IssueBlock, IssueDelivery, Newsletter, Subscriber
from tests.factories.accounts import make_member
from tests.factories.newsletter import ACTOR, make_issue, make_newsletter, make_subscribers
from tests.factories.organisations import make_national_upi, make_province
from tests.factories.portal import make_news, make_site

pytestmark = pytest.mark.django_db
AREA = "/area-riservata/portale/newsletter/"


@pytest.fixture
def site():
    return make_site()


def browser(organisation, role, host="treviso.localhost") -> Client:
    client = Client(HTTP_HOST=host)
    client.force_login(make_member(organisation, role))
    return client


def post(client, path, organisation, **form):
    return client.post(path, {"acting": organisation.pk, **form})


class TestNobodyElse:
    def test_the_rows_of_a_site_are_seen_by_its_own_staff_alone(self, site):
        newsletter = make_newsletter(site, audience="REGISTERED")
        make_subscribers(newsletter)
        make_issue(newsletter, upto="SENDING")
        stranger = make_member(make_site(make_province("brescia")).organisation, "administrator")
        national = make_member(make_national_upi(), "administrator")
        member = make_member(site.organisation, "member")
        own = make_member(site.organisation, "editor")
        models = (Newsletter, Subscriber, Issue, IssueBlock, IssueDelivery)
        seen = {
            person.pk: [model.objects.visible_to(person).count() for model in models]
            for person in (stranger, national, member, own)
        }
        assert seen == {stranger.pk: [0] * 5, national.pk: [0] * 5, member.pk: [0] * 5, own.pk: [1] * 5}

    def test_no_page_of_one_site_opens_for_the_staff_of_another(self, site):
        newsletter = make_newsletter(site, "SEGRETO newsletter")
        reader = make_subscribers(newsletter)[0]
        issue = make_issue(newsletter, "SEGRETO bozza")
        block = actions.add_block(actor=ACTOR, issue=issue, kind="TEXT", title="SEGRETO testo", text="x")
        one, other = f"{AREA}{newsletter.pk}/", f"{AREA}numeri/{issue.pk}/"
        addresses = [
            one, f"{one}impostazioni/", f"{one}numeri/nuovo/", f"{one}iscritti/",
            f"{one}iscritti/esporta.csv",
            f"{one}iscritti/importazione/", f"{one}iscritti/{reader.pk}/rimozione/",
            other, f"{other}oggetto/", f"{other}anteprima/", f"{other}anteprima/posta/", f"{other}prova/",
            f"{other}blocchi/nuovo/testo/", f"{other}blocchi/{block.pk}/", f"{other}blocchi/{block.pk}/su/",
            f"{other}blocchi/{block.pk}/rimozione/", f"{other}revisione/", f"{other}annullamento/",
        ]  # fmt: skip
        brescia = make_site(make_province("brescia")).organisation
        for host in ("treviso.localhost", "brescia.localhost"):
            client = browser(brescia, "administrator", host)
            answers = {url: (client.get(url), post(client, url, brescia)) for url in addresses}
            opened = {
                url: (got.status_code, posted.status_code)
                for url, (got, posted) in answers.items()
                if {got.status_code, posted.status_code} not in ({404}, {404, 405})
            }
            assert opened == {}
            assert all("SEGRETO" not in f"{a.content!r}{b.content!r}" for a, b in answers.values())
        issue.refresh_from_db()
        assert (issue.state, issue.blocks.count()) == ("DRAFT", 2)

    def test_a_block_of_another_issue_is_not_moved_through_ones_own(self, site):
        own = make_issue(make_newsletter(site))
        foreign = make_issue(make_newsletter(make_site(make_province("brescia"))))
        client = browser(site.organisation, "editor")
        url = f"{AREA}numeri/{own.pk}/blocchi/{foreign.blocks.get().pk}/rimozione/"
        assert post(client, url, site.organisation).status_code == 404
        assert foreign.blocks.count() == 1

    def test_an_editor_sees_no_address_of_a_reader(self, site):
        newsletter = make_newsletter(site)
        reader = make_subscribers(newsletter)[0]
        client = browser(site.organisation, "editor")
        assert client.get(f"{AREA}{newsletter.pk}/iscritti/").status_code == 404
        assert reader.email.encode() not in client.get(f"{AREA}{newsletter.pk}/").content


class TestWriting:
    def test_of_a_newsletter_that_follows_roles_no_number_of_readers_is_told(self, site):
        make_subscribers(make_newsletter(site, "Aperta"), 3)
        inner = make_newsletter(site, "Di chi ha un ruolo", audience="REGISTERED")
        client = browser(site.organisation, "editor")
        listed = client.get(AREA).content.decode()
        told = re.findall(r'data-label="Iscritti" class="pico-number">([^<]+)<', listed)
        assert told == ["3", "secondo i ruoli"]
        assert "Da confermare" not in client.get(f"{AREA}{inner.pk}/").content.decode()

    def test_after_a_step_the_page_says_in_which_state_the_issue_is(self, site):
        issue = make_issue(make_newsletter(site))
        client = browser(site.organisation, "editor")
        here = f"{AREA}numeri/{issue.pk}/"
        post(client, f"{here}revisione/", site.organisation)
        assert "Il numero ora è «In revisione»." in client.get(here).content.decode()

    def test_an_editor_composes_and_a_publisher_sends(self, site):
        body = site.organisation
        newsletter = make_newsletter(site)
        make_subscribers(newsletter)
        page = make_news(site, "Gara aggregata")
        editor, publisher = browser(body, "editor"), browser(body, "administrator")
        post(editor, f"{AREA}{newsletter.pk}/numeri/nuovo/", body, subject="Novembre", preheader="In breve")
        issue = Issue.objects.unrestricted("test").get()
        here = f"{AREA}numeri/{issue.pk}/"
        post(editor, f"{here}blocchi/nuovo/contenuto/", body, page=page.pk)
        post(editor, f"{here}blocchi/nuovo/testo/", body, title="Saluti", text="A presto")
        post(editor, f"{here}blocchi/nuovo/pulsante/", body, title="Tutti i servizi", url="/servizi/")
        assert editor.get(here).status_code == 200
        assert post(editor, f"{here}revisione/", body).status_code == 302
        assert post(editor, f"{here}approvazione/", body).status_code == 404
        assert post(publisher, f"{here}approvazione/", body).status_code == 302
        assert post(publisher, f"{here}invio/", body).status_code == 302
        issue.refresh_from_db()
        assert (issue.state, issue.recipients) == ("SENDING", 1)
        assert "Metti in pausa" in publisher.get(here).content.decode()

    def test_a_button_that_leads_to_a_script_is_refused_with_what_was_typed(self, site):
        issue = make_issue(make_newsletter(site))
        client = browser(site.organisation, "editor")
        url = f"{AREA}numeri/{issue.pk}/blocchi/nuovo/pulsante/"
        answer = post(client, url, site.organisation, title="Premi", url="javascript:alert(1)")
        assert (answer.status_code, "Premi" in answer.content.decode()) == (422, True)

    def test_the_preview_frames_the_mail_and_the_mail_can_do_nothing(self, site):
        issue = make_issue(make_newsletter(site))
        client = browser(site.organisation, "editor")
        page = client.get(f"{AREA}numeri/{issue.pk}/anteprima/")
        mail = client.get(f"{AREA}numeri/{issue.pk}/anteprima/posta/")
        policy = {part.split()[0]: part.split()[1:] for part in mail["Content-Security-Policy"].split("; ")}
        assert "frame-src 'self'" in page["Content-Security-Policy"]
        assert policy == {
            "default-src": ["'none'"], "style-src": ["'unsafe-inline'"], "img-src": ["'self'"],
            "frame-ancestors": ["'self'"], "sandbox": [],
        }  # fmt: skip
        assert mail["X-Frame-Options"] == "SAMEORIGIN"

    def test_a_refused_move_says_why(self, site):
        issue = actions.start_issue(actor=ACTOR, newsletter=make_newsletter(site), subject="Vuoto")
        client = browser(site.organisation, "editor")
        answer = post(client, f"{AREA}numeri/{issue.pk}/revisione/", site.organisation)
        assert (answer.status_code, "almeno un blocco" in answer.content.decode()) == (422, True)


class TestSubscribers:
    def test_the_list_is_filtered_and_taken_away(self, site):
        newsletter = make_newsletter(site)
        confirmed = make_subscribers(newsletter)[0]
        left = make_subscribers(newsletter, state="UNSUBSCRIBED")[0]
        client = browser(site.organisation, "administrator")
        page = client.get(f"{AREA}{newsletter.pk}/iscritti/?stato=CONFIRMED").content.decode()
        assert (confirmed.email in page, left.email in page) == (True, False)
        table = b"".join(
            client.get(f"{AREA}{newsletter.pk}/iscritti/esporta.csv?stato=UNSUBSCRIBED").streaming_content
        )
        assert (confirmed.email in table.decode(), left.email in table.decode()) == (False, True)

    def test_an_import_keeps_out_who_left(self, site):
        newsletter = make_newsletter(site)
        left = make_subscribers(newsletter, state="UNSUBSCRIBED")[0]
        client = browser(site.organisation, "administrator")
        form = {
            "addresses": f"Nuovo@Ente.example; {left.email}\nnuovo@ente.example",
            "proof": "moduli cartacei, prot. 12", "given_on": "2026-10-01",
        }  # fmt: skip
        assert (
            post(
                client, f"{AREA}{newsletter.pk}/iscritti/importazione/", site.organisation, **form
            ).status_code
            == 302
        )
        rows = (
            Subscriber.objects.unrestricted("test")
            .order_by("email")
            .values_list("email", "state", "consent_proof")
        )
        assert list(rows) == [
            (left.email, "UNSUBSCRIBED", ""),
            ("nuovo@ente.example", "CONFIRMED", "moduli cartacei, prot. 12"),
        ]  # fmt: skip

    def test_an_import_names_what_is_no_address(self, site):
        newsletter = make_newsletter(site)
        client = browser(site.organisation, "administrator")
        form = {"addresses": "anna@ente.example, sbagliato", "proof": "prot. 1", "given_on": "2026-10-01"}
        answer = post(client, f"{AREA}{newsletter.pk}/iscritti/importazione/", site.organisation, **form)
        assert (answer.status_code, "«sbagliato» non è" in answer.content.decode()) == (422, True)
        assert Subscriber.objects.unrestricted("test").count() == 0

    def test_a_publisher_takes_an_address_off(self, site):
        newsletter = make_newsletter(site)
        reader = make_subscribers(newsletter)[0]
        client = browser(site.organisation, "administrator")
        post(client, f"{AREA}{newsletter.pk}/iscritti/{reader.pk}/rimozione/", site.organisation)
        reader.refresh_from_db()
        assert reader.state == "UNSUBSCRIBED"

    @pytest.mark.parametrize("number", [1, 3])
    def test_lists_cost_the_same_however_long(self, site, number, django_assert_num_queries):
        newsletter = make_newsletter(site)
        make_subscribers(newsletter, number)
        for n in range(number):
            make_issue(newsletter, f"Numero {n}")
        client = browser(site.organisation, "administrator")
        for url, queries in (
            (AREA, 8),
            (f"{AREA}{newsletter.pk}/", 13),
            (f"{AREA}{newsletter.pk}/iscritti/", 10),
        ):
            client.get(url)
            with django_assert_num_queries(queries):
                client.get(url)
