"""CPV, collective agreement and place found by words, and what the fields answer to a wrong code."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from pico.base.actor import system_actor
from pico.organisations.actions import set_module_state
from pico.sua.forms.codes import CcnlField, CpvField, PlaceField
from pico.sua.models import CodeListEntry
from pico.sua.rules import proposals
from tests.factories.sua import WORKS, make_draft, make_tender

pytestmark = pytest.mark.django_db
LABELS = {
    "09310000": "Elettricità",
    "15872400": "Sale",
    "34927100": "Sale per disgelo",
    "39160000": "Arredo scolastico",
    "45214200": "Lavori di costruzione di edifici scolastici",
    "45214210": "Lavori di costruzione di scuole elementari",
    "45214220": "Lavori di costruzione di scuole superiori",
    "48814300": "Sistema di gestione sale operatorie",
    "90919300": "Servizi di pulizia di scuole",
}


def know(labels: dict[str, str], name: str = "CPV", **values) -> None:
    values = {"valid_from": date(2008, 1, 1), "source": "ANAC, CPV.json", **values}
    CodeListEntry.objects.bulk_create(
        CodeListEntry(list=name, code=code, label=label, **values) for code, label in labels.items()
    )


@pytest.fixture
def cpv(db):
    know(LABELS)
    know({"39155000": "Mobili per scuola"}, valid_to=date(2020, 1, 1))


def codes(text: str, kind: str = "") -> list[str]:
    return [one.value for one in proposals.of("cpv", text, kind)]


@pytest.mark.usefixtures("cpv")
class TestWords:
    def test_a_word_finds_its_other_forms_and_what_the_list_says_in_its_stead(self):
        assert set(codes("scuola")) == {"39160000", "45214200", "45214210", "45214220", "90919300"}

    @pytest.mark.parametrize("text", ["pulizie scuola", "SCUOLE  pulizia", "pulizia, scuole"])
    def test_words_come_in_any_order_and_rows_with_more_of_them_first(self, text):
        assert codes(text)[0] == "90919300"

    def test_everyday_words_find_the_words_of_the_list(self):
        assert codes("sale stradale")[0] == "34927100"

    @pytest.mark.parametrize("text", ["elettricita", "elettricità", "ELETTRICITA'"])
    def test_accents_make_no_difference(self, text):
        assert codes(text) == ["09310000"]

    def test_what_is_of_the_kind_of_contract_comes_first(self):
        assert codes("scuola", "WORKS")[0].startswith("45")
        assert codes("scuola", "SERVICES")[0] == "90919300"
        assert codes("scuola", "SUPPLIES")[0] == "39160000"

    def test_digits_find_the_codes_that_begin_so_and_a_whole_code_only_itself(self):
        assert codes("45214") == ["45214200", "45214210", "45214220"]
        assert codes("45214200-2") == ["45214200"]

    @pytest.mark.parametrize("text", ["", "s", "%%%", "[(", "mela", "\x00\x00", "a" * 5000])
    def test_nothing_is_proposed_for_nothing_or_for_words_that_mean_nothing(self, text):
        assert codes(text) == []

    def test_at_most_twenty_in_one_query(self, django_assert_num_queries):
        know({f"4500{n:04}": f"Lavori numero {n}" for n in range(50)})
        with django_assert_num_queries(1):
            assert len(codes("lavori")) == 20


class TestTheAddress:
    def ask(self, client, name="cpv", **words):
        return client.get(reverse("sua:codes", args=[name]), words)

    def test_people_of_a_body_and_of_the_sua_are_answered(self, cast, client, cpv, treviso_host):
        for person in (cast.operator, cast.sua):
            client.force_login(person)
            found = self.ask(client, testo="elettricita").json()
            assert found == {"proposals": [{"value": "09310000", "label": "Elettricità"}], "none": ""}

    def test_strangers_sign_in_first(self, cast, client, cpv, treviso_host):
        assert self.ask(client, testo="scuola").status_code == 302

    def test_nobody_is_answered_about_another_list_or_with_the_module_off(self, cast, client, treviso_host):
        client.force_login(cast.operator)
        assert self.ask(client, "codiceScheda", testo="AD").status_code == 404
        set_module_state(
            actor=system_actor("test"), organisation=cast.province, module="sua", state="OFF", confirmed=True
        )
        assert self.ask(client, testo="scuola").status_code == 404

    def test_where_nothing_is_proposed_it_is_said_why(self, cast, client, cpv, treviso_host):
        client.force_login(cast.operator)
        for name, text, words in (
            ("cpv", "zzz", "Nessun codice con queste parole"),
            ("ccnl", "pulizie", "non è ancora sulla piattaforma"),
            ("luogo", "zzz", "Nessun comune comincia così"),
        ):
            found = self.ask(client, name, testo=text).json()
            assert (found["proposals"], words in found["none"]) == ([], True)

    def test_a_place_is_proposed_with_its_nuts_code(self, cast, client, treviso_host):
        client.force_login(cast.operator)
        found = self.ask(client, "luogo", testo="oder").json()["proposals"]
        place = cast.body.municipality
        assert found[0]["value"] == f"{place.name} ({place.unit.abbreviation})"
        assert found[0]["label"] == "non ancora utilizzabile: manca il codice ISTAT"
        with pytest.raises(ValidationError, match="non ha ancora il codice ISTAT"):
            PlaceField().clean(found[0]["value"])
        place.codes.create(scheme="ISTAT", value="026051", source="test")
        found = self.ask(client, "luogo", testo="oder").json()["proposals"]
        assert found[0]["label"] == (f"NUTS {place.unit.nuts3}" if place.unit.nuts3 else "")
        assert PlaceField().clean(found[0]["value"]).endswith("026051")

    def test_a_name_of_any_length_is_answered_in_words(self, db):
        with pytest.raises(ValidationError, match="troppo lungo"):
            PlaceField().clean("Oderzo" * 20_000)


class TestTheField:
    def refused(self, field, text) -> str:
        with pytest.raises(ValidationError) as wrong:
            field.clean(text)
        return wrong.value.messages[0]

    def test_a_wrong_code_is_answered_with_the_nearest(self, cpv):
        said = self.refused(CpvField(), "45214201")
        assert said.startswith("Il CPV 45214201 non è nell'elenco in vigore. Forse ")
        assert "45214200 (Lavori di costruzione di edifici scolastici); 45214210" in said

    def test_words_are_answered_with_codes(self, cpv):
        said = self.refused(CpvField(), "sale per strade")
        assert said.startswith("Scrivi il CPV con otto cifre, ad esempio 45214200-2. Forse ")
        assert "34927100 (Sale per disgelo)" in said

    def test_without_a_list_the_sentence_ends_there(self, db):
        assert self.refused(CpvField(), "scuola") == "Scrivi il CPV con otto cifre, ad esempio 45214200-2"

    def test_a_collective_agreement_is_found_by_words_too(self, db):
        know({"F012": "Imprese edili industriali", "K511": "Pulizie e multiservizi"}, "ccnl")
        assert "K511 (Pulizie e multiservizi)" in self.refused(CcnlField(), "pulizia")
        assert "non è nell'elenco in vigore" in self.refused(CcnlField(), "Z999")
        assert CcnlField().clean("k511") == "K511"

    def test_the_page_says_what_the_code_means(self, cast, client, cpv, treviso_host):
        tender = make_draft(cast, **WORKS)
        client.force_login(cast.operator)
        page = client.get(reverse("sua:edit", args=[tender.public_id, "oggetto"])).content.decode()
        assert ">Lavori di costruzione di edifici scolastici</p>" in page

    def test_the_page_of_a_tender_says_what_its_codes_mean_to_the_office_and_to_anybody(
        self, cast, client, cpv, treviso_host
    ):
        tender = make_tender(cast, "PUBLISHED", **WORKS)
        client.force_login(cast.sua)
        meaning = "45214200, Lavori di costruzione di edifici scolastici"
        assert meaning in client.get(reverse("sua:detail", args=[tender.public_id])).content.decode()
        client.logout()
        assert meaning in client.get(reverse("sua:public_tender", args=[tender.number])).content.decode()

    def test_the_meanings_of_many_lots_are_one_query(self, cast, client, cpv, treviso_host):
        tender = make_draft(cast, **WORKS)
        client.force_login(cast.operator)
        address = reverse("sua:edit", args=[tender.public_id, "lotti"])
        tender.lots.update(cpv="45214210")
        assert "scuole elementari</p>" in client.get(address).content.decode()
