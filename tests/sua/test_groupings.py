"""Several winners of one lot: the firm that leads a grouping and the others."""

from decimal import Decimal

import pytest
from django.urls import reverse

from pico.base.errors import Refused
from pico.sua import actions
from pico.sua.forms.tender_moves import LotAwardForm
from tests.factories.sua import make_move, make_tender

pytestmark = pytest.mark.django_db
GROUPING = actions.LotAward(
    name="Edilnord S.r.l.", tax_code="00488410010", discount=Decimal(10),
    members=[("Rossi Marco, ditta individuale", "RSSMRC75A10F443G"), ("Piave S.p.A.", "01114601006")],
)  # fmt: skip


def test_all_firms_are_kept_with_their_part_and_shown_without_a_persons_code(cast, client, treviso_host):
    tender = make_tender(cast, "EVALUATION")
    awards = dict.fromkeys(tender.lots.values_list("pk", flat=True), GROUPING)
    for move in ("propose", "award"):
        make_move(cast, tender, move, awards=awards)
        tender.refresh_from_db()
    winners = tender.lots.get().winners
    assert [one["role"] for one in winners] == ["mandataria", "mandante", "mandante"]
    words = client.get(reverse("sua:public_tender", args=[tender.number])).content.decode()
    assert all(one["name"] in words for one in winners)
    assert "RSSMRC75A10F443G" not in words


def test_the_same_firm_twice_is_refused(cast):
    tender = make_tender(cast, "EVALUATION")
    twice = actions.LotAward(name="A", tax_code="00488410010", members=[("B", "00488410010")])
    with pytest.raises(Refused, match="due volte"):
        make_move(cast, tender, "propose", awards={tender.lots.get().pk: twice})


def test_the_form_reads_one_firm_a_line_and_says_which_line_is_wrong():
    typed = {"name": "Edilnord", "tax_code": "00488410010", "discount": "10"}
    good = LotAwardForm({**typed, "members": "Piave S.p.A.; 01114601006\n\n"})
    assert good.is_valid(), good.errors
    assert good.value().members == [("Piave S.p.A.", "01114601006")]
    for wrong in ("Piave senza codice", "Piave; 123"):
        form = LotAwardForm({**typed, "members": wrong})
        assert not form.is_valid()
        assert set(form.errors) == {"members"}
