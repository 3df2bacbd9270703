"""Steps 1 and 2 of the specification's scenario, with its figures, through the pages."""

from datetime import date
from decimal import Decimal

import pytest
from django.urls import reverse

from pico.files.models import Paper
from pico.notifications.models import Event
from pico.sua import tasks
from pico.sua.models import SuaNumberSeries, Tender
from tests.factories.sua import attach_all, item, make_pdf, on, qualify

pytestmark = pytest.mark.django_db
OBJECT = {
    "title": "Efficientamento energetico scuola media",
    "contract_object": "WORKS",
    "cpv_main": "45214200-2",
    "base_amount": "1.250.000",
    "safety_costs": "45.000",
    "labour_costs": "380.000,00",
    "duration_days": "240",
    "procedure": "neg-wo-call",
    "criterion": "quality",
}
FUNDING = {"funding": ["C01", "C03"], "investment": "on", "cup": "f51b 21000150006".replace(" ", "")}


def only_tender() -> Tender:
    return Tender.objects.unrestricted("test").get()


def save(client, tender: Tender, step: str, data: dict) -> None:
    url = reverse("sua:edit", args=[tender.public_id, step])
    answer = client.post(url, {**data, "version": only_tender().version})
    assert answer.status_code == 302, answer.content.decode()


def test_a_request_from_the_draft_to_the_acceptance(cast, client, treviso_host):
    qualify(cast.province)
    SuaNumberSeries.objects.create(owner=cast.province, kind="SUA", year=2027, last=41)
    with on("2027-01-11"):
        client.force_login(cast.operator)
        start = {"title": OBJECT["title"], "contract_object": "WORKS"}
        answer = client.post(reverse("sua:new"), start)
        tender = only_tender()
        assert answer.url == reverse("sua:edit", args=[tender.public_id, "oggetto"])
        save(client, tender, "oggetto", OBJECT)
        save(client, tender, "finanziamento", FUNDING)
        save(client, tender, "persone", {"rup_name": "Laura Furlan"})
        lots = {
            "lotti-TOTAL_FORMS": "2", "lotti-INITIAL_FORMS": "1",
            "lotti-0-title": "Involucro", "lotti-0-amount": "900.000", "lotti-0-category": "OG 1",
            "lotti-1-title": "Impianti", "lotti-1-amount": "350.000", "lotti-1-category": "OS 28",
        }  # fmt: skip
        save(client, tender, "lotti", lots)
        attach_all(cast, only_tender(), but=("DNSH",))

        client.force_login(cast.manager)
        send = reverse("sua:send", args=[tender.public_id])
        refused = client.post(send)
        assert refused.status_code == 422
        assert "Carica il documento «Scheda DNSH»." in refused.content.decode()
        assert only_tender().number is None

        client.force_login(cast.operator)
        upload = {f"item-{item('DNSH').pk}": make_pdf("dnsh.pdf")}
        client.post(reverse("sua:edit", args=[tender.public_id, "documenti"]), upload)
        client.force_login(cast.manager)
        assert client.post(send).status_code == 302

    tender = only_tender()
    assert (tender.number, tender.term_on) == ("SUA-2027-0042", date(2027, 1, 21))
    assert (tender.base_amount, tender.cpv_main) == (Decimal("1250000.00"), "45214200")
    assert (tender.cup, [lot.amount for lot in tender.lots.all()]) == (
        ["F51B21000150006"],
        [Decimal("900000.00"), Decimal("350000.00")],
    )

    with on("2027-01-12"):
        client.force_login(cast.sua)
        assert client.post(reverse("sua:take", args=[tender.public_id])).status_code == 302
    with on("2027-01-14"):
        client.force_login(cast.sua)
        ask = {
            "due_on": "2027-01-20",
            "rilievo-1-about": f"item:{item('PROJECT_WORKS').pk}",
            "rilievo-1-text": "Manca il verbale di validazione.",
        }
        assert client.post(reverse("sua:clarify", args=[tender.public_id]), ask).status_code == 302
    with on("2027-01-18"):
        client.force_login(cast.operator)
        remark = tender.remarks.get()
        answered = {f"answer-{remark.pk}": "Allegato.", f"file-{remark.pk}": make_pdf("verbale.pdf")}
        answer = client.post(reverse("sua:answer", args=[tender.public_id]), answered)
        assert answer.status_code == 302, answer.content.decode()
        page = client.get(reverse("sua:detail", args=[tender.public_id])).content.decode()
        assert "versione 1: project_works.pdf" in page
        assert "versione 2: verbale.pdf" in page
    assert only_tender().term_on == date(2027, 1, 25)
    with on("2027-01-21"):
        client.force_login(cast.executive)
        page = client.get(reverse("sua:accept", args=[tender.public_id])).content.decode()
        assert ("1.250.000,00" in page, "Laura Furlan" in page, "25 gennaio 2027" in page) == (True,) * 3
        assert client.post(reverse("sua:accept", args=[tender.public_id])).status_code == 302

    tender = only_tender()
    assert (tender.state, tender.accepted_by_silence) == ("ACCEPTED", False)
    assert [event.transition for event in tender.events.order_by("pk")] == [
        "start", "send", "take", "clarify", "answer", "accept",
    ]  # fmt: skip
    told = Event.objects.unrestricted("test").order_by("pk").values_list("kind", flat=True)
    assert list(told) == [
        "sua.request.sent",
        "sua.request.taken",
        "sua.request.clarification",
        "sua.request.answered",
        "sua.request.accepted",
    ]


def test_the_receipt_is_made_once_and_says_what_was_sent(cast):
    from tests.factories.sua import make_sent

    with on("2027-01-11"):
        tender = make_sent(cast)
        for _time in range(2):
            tasks.issue_receipt.func(tender.pk)

    paper = Paper.objects.unrestricted("test").get()
    documents = [
        row.document.current_version.file.sha256
        for row in tender.documents.select_related("document__current_version__file").order_by("pk")
    ]
    assert (paper.number, paper.owner, paper.target) == (tender.number, cast.province, tender)
    assert paper.data["sent_at"] == "11 gennaio 2027, ore 09:00"
    assert (paper.data["body"], paper.data["sender"]) == ("Comune di Oderzo", "Elena Dal Bo")
    assert (paper.data["value"], paper.data["term"]) == ("96.000,00\u00a0€", "21 gennaio 2027")
    assert [row["sha256"] for row in paper.data["documents"]] == documents
    assert len(documents) == 4
