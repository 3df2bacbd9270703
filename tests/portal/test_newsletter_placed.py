"""Items of other sites in an issue: chosen once accepted, read on this site, gone when they leave it."""

import pytest
from django.core import mail
from django.test import Client

from pico.base.errors import Refused
from pico.portal import actions
from pico.portal.models import IssueBlock
from pico.portal.newsletter import items
from tests.factories.newsletter import ACTOR, make_issue, make_newsletter, make_subscribers
from tests.factories.organisations import make_province, make_regional_upi
from tests.factories.portal import make_event, make_news, make_placement, make_site
from tests.portal.test_newsletter_sending import of, send_batches
from tests.portal.test_newsletter_staff import AREA, browser

pytestmark = pytest.mark.django_db


@pytest.fixture
def treviso():
    return make_site(make_province("treviso"))


@pytest.fixture
def veneto(treviso):
    return make_site(make_regional_upi(treviso.organisation.region))


@pytest.fixture
def newsletter(veneto):
    return make_newsletter(veneto)


def link_of(issue) -> str:
    block = IssueBlock.objects.unrestricted("test").get(issue=issue, kind="ITEM")
    return f"/newsletter/{issue.pk}/contenuto/{block.pk}/"


def visit(path: str):
    return Client(HTTP_HOST="upi-veneto.localhost").get(path)


def sent_with(newsletter, page):
    """Return an issue that left with the item."""
    make_subscribers(newsletter)
    issue = make_issue(newsletter, upto="SENDING", page=page)
    send_batches()
    actions.look_after_issues(actor=ACTOR)
    return issue


def test_accepted_items_are_offered_with_whose_they_are_and_no_others(treviso, veneto):
    accepted, proposed = make_news(treviso, "Gara aggregata"), make_news(treviso, "SEGRETO proposto")
    event = make_event(treviso, "Incontro in Provincia")
    make_news(treviso, "SEGRETO di Treviso")
    make_placement(accepted, treviso, veneto, state="ACCEPTED")
    make_placement(event, treviso, veneto, state="ACCEPTED")
    make_placement(proposed, treviso, veneto, state="PROPOSED")
    offered = [words.split(": ", 1)[1] for _pk, words in items.choices(veneto)]
    assert offered == [
        "Gara aggregata (da Provincia di Treviso)",
        "Incontro in Provincia (da Provincia di Treviso)",
    ]


def test_an_item_only_proposed_is_refused_also_by_hand(treviso, veneto, newsletter):
    page = make_news(treviso, "SEGRETO proposto")
    make_placement(page, treviso, veneto, state="PROPOSED")
    issue = actions.start_issue(actor=ACTOR, newsletter=newsletter, subject="Prova")
    with pytest.raises(Refused, match="pubblicato sul sito"):
        actions.add_block(actor=ACTOR, issue=issue, kind="ITEM", page_id=page.pk)
    assert issue.blocks.count() == 0


def test_the_mail_names_the_origin_and_its_link_leads_to_the_item_on_this_site(treviso, veneto, newsletter):
    page = make_news(treviso, "Gara aggregata")
    make_placement(page, treviso, veneto, state="ACCEPTED")
    issue = sent_with(newsletter, page)
    message = mail.outbox[0]
    assert "da Provincia di Treviso" in message.body
    assert "da Provincia di Treviso" in message.alternatives[0].content
    assert f"http://upi-veneto.localhost{link_of(issue)}" in message.body
    assert visit(link_of(issue)).url == "/novita/da/treviso/gara-aggregata/"
    assert visit("/novita/da/treviso/gara-aggregata/").status_code == 200


@pytest.mark.parametrize("leaving", ["unpublished", "withdrawn", "removed"])
def test_after_it_left_the_site_link_and_archive_say_so(treviso, veneto, newsletter, leaving):
    page = make_news(treviso, "Gara aggregata", summary="Parole RITIRATE")
    placement = make_placement(page, treviso, veneto, state="ACCEPTED")
    issue = sent_with(newsletter, page)
    assert "Parole RITIRATE" in visit(f"/newsletter/{issue.pk}/").content.decode()
    leave(leaving, treviso, veneto, page, placement)
    assert visit(link_of(issue)).status_code == 410
    archived = visit(f"/newsletter/{issue.pk}/").content.decode()
    assert "Contenuto non più disponibile" in archived
    assert ("Gara aggregata" in archived, "RITIRATE" in archived) == (True, False)


@pytest.mark.parametrize("leaving", ["unpublished", "withdrawn", "removed"])
def test_leaving_while_the_issue_leaves_stops_it_and_asks(treviso, veneto, newsletter, leaving):
    page = make_news(treviso, "Gara aggregata")
    placement = make_placement(page, treviso, veneto, state="ACCEPTED")
    make_subscribers(newsletter)
    issue = make_issue(newsletter, upto="SENDING", page=page)
    leave(leaving, treviso, veneto, page, placement)
    send_batches()
    issue.refresh_from_db()
    assert (issue.state, issue.note, mail.outbox) == (
        "PAUSED", "«Gara aggregata» è stato ritirato dal sito.", [],
    )  # fmt: skip


def test_the_issue_of_another_site_that_still_shows_it_goes_on(treviso, veneto, newsletter):
    page = make_news(treviso, "Gara aggregata")
    placement = make_placement(page, treviso, veneto, state="ACCEPTED")
    own = make_newsletter(treviso, "Treviso informa")
    make_subscribers(own)
    issue = make_issue(own, upto="SENDING", page=page)
    leave("removed", treviso, veneto, page, placement)
    issue.refresh_from_db()
    assert issue.state == "SENDING"


def leave(how, treviso, veneto, page, placement) -> None:
    """Let an item leave a site, in each of the three ways."""
    if how == "unpublished":
        actions.unpublish_page(actor=ACTOR, site=treviso, page=page)
    elif how == "withdrawn":
        actions.withdraw_placement(actor=of(treviso, "administrator"), placement=placement)
    else:
        actions.remove_placement(actor=of(veneto, "administrator"), placement=placement, reason="Doppione")


def test_the_place_of_the_readers_token_is_not_to_be_written_by_hand(newsletter):
    issue = actions.start_issue(actor=ACTOR, newsletter=newsletter, subject="Prova")
    actions.add_block(
        actor=ACTOR,
        issue=issue,
        kind="BUTTON",
        title="Apri",
        url="https://ladro.example/?codice-di-chi-riceve",
    )
    actions.STEPS["submitted"](actor=ACTOR, issue=issue)
    with pytest.raises(Refused) as refusal:
        actions.STEPS["approved"](actor=ACTOR, issue=issue)
    assert refusal.value.code == "word"


def test_what_its_site_writes_after_taking_an_item_back_is_not_read_here(treviso, veneto, newsletter):
    page = make_news(treviso, "Gara aggregata")
    make_placement(page, treviso, veneto, state="ACCEPTED")
    issue = make_issue(newsletter, page=page)
    actions.unpublish_page(actor=ACTOR, site=treviso, page=page)
    page.live, page.title, page.summary = False, "SEGRETO titolo", "SEGRETO sommario"
    page.save()  # as the editor saves a draft of what is not published
    staff = browser(veneto.organisation, "editor", "upi-veneto.localhost")
    here = f"{AREA}numeri/{issue.pk}/"
    for url in (here, f"{here}anteprima/", f"{here}anteprima/posta/"):
        shown = staff.get(url).content.decode()
        assert ("Gara aggregata" in shown, "SEGRETO" in shown) == (True, False), url
