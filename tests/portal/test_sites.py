"""A site's life and settings."""

import pytest
from wagtail.models import Page

from pico.base.actor import Actor
from pico.base.errors import Refused
from pico.journal.models import Entry
from pico.portal.actions import change_site, put_online, suspend_site
from pico.portal.models import PortalImage, PortalSite
from pico.portal.rules import missing_for_online
from tests.factories.accounts import make_member
from tests.factories.organisations import make_national_upi, make_province
from tests.factories.portal import ACTOR, make_news, make_site

pytestmark = pytest.mark.django_db


def national():
    upi = make_national_upi()
    return Actor(make_member(upi, "administrator"), upi)


def lines(verb):
    return Entry.objects.unrestricted("the test reads the journal").filter(verb=verb)


def test_a_site_goes_online_only_when_its_checklist_is_complete():
    site = make_site(state="DRAFT")

    with pytest.raises(Refused) as refusal:
        put_online(actor=national(), site=site)

    assert refusal.value.code == "checklist"
    for wanted in ("stemma", "PEC", "codice fiscale", "una notizia pubblicata"):
        assert wanted in str(refusal.value)


def test_a_complete_site_goes_online_without_a_reason():
    site = make_site(
        state="DRAFT",
        crest_alt="Stemma della Provincia",
        crest=PortalImage.objects.create(title="Stemma", file="stemma.png", width=10, height=10),
        address="Via Roma 1",
        email="info@treviso.example",
        pec="protocollo@pec.treviso.example",
        tax_code="80008870265",
        dpo_email="dpo@treviso.example",
        accessibility_url="https://form.agid.gov.it/view/0f8fad5b-d9cb-469f-a165-70867728950e",
        transparency_url="https://www.treviso.example/trasparenza",
    )
    make_news(site)
    Page.objects.filter(pk=site.privacy_page_id).update(live=True)
    site = PortalSite.objects.get(pk=site.pk)

    assert missing_for_online(site) == []
    assert put_online(actor=national(), site=site).state == "ONLINE"


def test_the_reason_of_a_forced_opening_stays_in_the_journal():
    site = make_site(state="DRAFT")
    put_online(actor=national(), site=site, reason="avvio della rete")
    assert lines("portal.site.put_online").get().changes == {
        "state": ["DRAFT", "ONLINE"],
        "reason": [None, "avvio della rete"],
    }


def test_a_site_comes_back_after_a_suspension():
    site = make_site()
    suspend_site(actor=national(), site=site, reason="manutenzione")
    put_online(actor=national(), site=site, reason="fine manutenzione")
    assert site.state == "ONLINE"


@pytest.mark.parametrize(
    ("state", "move"),
    [("DRAFT", suspend_site), ("SUSPENDED", suspend_site), ("ONLINE", put_online)],
)
def test_other_moves_are_refused(state, move):
    site = make_site(state=state)
    with pytest.raises(Refused) as refusal:
        move(actor=national(), site=site, reason="perché sì")
    assert (refusal.value.code, site.state) == ("state", state)


@pytest.mark.parametrize("move", [put_online, suspend_site])
def test_a_province_neither_opens_nor_suspends_its_site(move):
    site = make_site()
    administrator = Actor(make_member(site.organisation, "administrator"), site.organisation)
    with pytest.raises(Refused, match="nazionale"):
        move(actor=administrator, site=site, reason="x")


def test_an_administrator_changes_the_settings_of_the_own_site_alone():
    site, other = make_site(), make_site(make_province("brescia"))
    actor = Actor(make_member(site.organisation, "administrator"), site.organisation)

    change_site(actor=actor, site=site, tagline="Nuovo motto")
    with pytest.raises(Refused):
        change_site(actor=actor, site=other, tagline="Non mio")

    other.refresh_from_db()
    assert (site.tagline, other.tagline) == ("Nuovo motto", "Piattaforma collaborativa Pi.Co.")
    assert lines("portal.site.changed").get().changes == {"tagline": None}


def test_nothing_changed_leaves_no_line():
    site = make_site()
    change_site(actor=ACTOR, site=site, tagline=site.tagline)
    assert lines("portal.site.changed").count() == 0


@pytest.mark.parametrize("field", ["state", "slug", "hostname", "organisation"])
def test_state_and_names_are_no_settings(field):
    with pytest.raises(TypeError):
        change_site(actor=ACTOR, site=make_site(), **{field: "x"})
