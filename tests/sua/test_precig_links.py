"""The check before the CIG leads nobody to a page they do not have, and says who mends the rest."""

import re

import pytest
from django.urls import reverse

from tests.factories.accounts import make_member
from tests.factories.sua import make_in_state, make_rup, make_rup_of, make_tender

pytestmark = pytest.mark.usefixtures("treviso_host")
LINK = re.compile(r'<a [^>]*href="(/[^"#]*)')


def page_of(client, person, tender) -> str:
    client.force_login(person)
    answer = client.get(reverse("sua:precig", args=[tender.public_id]))
    assert answer.status_code == 200
    return answer.content.decode()


def readers(cast) -> list:
    cast.auditor = make_member(cast.province, "auditor")
    return [cast.sua, cast.rup, cast.executive, cast.auditor]


@pytest.mark.parametrize("case", ["ACCEPTED", "PREPARATION", "READY", "a RUP of the body"])
def test_no_link_of_the_page_leads_to_nothing(cast, client, case):
    tender = make_tender(cast, case) if case.isupper() else make_in_state(cast, "ACCEPTED")
    if not case.isupper():
        make_rup_of(cast, tender)
        make_rup(cast.body, cast.manager, pcp_profile=False)
        tender.rup_org = cast.manager
        tender.save()
    for person in readers(cast):
        links = sorted({link.replace("&amp;", "&") for link in LINK.findall(page_of(client, person, tender))})
        lost = [link for link in links if client.get(link).status_code == 404]
        assert (str(person), lost) == (str(person), [])
        assert len(links) > 10


def test_who_may_not_write_the_codes_of_a_body_reads_who_may(cast, client):
    tender = make_tender(cast, "PREPARATION")
    tender.participants.update(ausa="")
    url = reverse("sua:participant", args=[tender.public_id, cast.body.pk])
    for person in readers(cast):
        page = page_of(client, person, tender)
        writes = person == cast.sua
        shown = (url in page, "Lo scrive la SUA o l&#x27;ente." in page)
        assert (str(person), shown) == (str(person), (writes, not writes))


def test_the_facts_are_for_the_sua_and_the_rup_and_the_others_read_so(cast, client):
    tender = make_tender(cast, "PREPARATION", investment=False)
    tender.funding, tender.cpv_main = [], ""
    tender.save()
    url = reverse("sua:pcp", args=[tender.public_id]) + "#id_cpv_main"
    for person in readers(cast):
        page = page_of(client, person, tender)
        writes = person in {cast.sua, cast.rup}
        shown = (url in page, "Lo scrive la SUA o il RUP." in page)
        assert (str(person), shown) == (str(person), (writes, not writes))
