"""The demo dresses three Provinces and their municipalities, once."""

import pytest

from pico.base.dates import today
from pico.journal.models import Entry
from pico.organisations import demo, rules
from pico.organisations.models import (
    ModuleActivation,
    Organisation,
    OrganisationCode,
    OrganisationEvent,
    RegistryImport,
)


@pytest.mark.walk
@pytest.mark.usefixtures("whole_registry")
class TestTheDemo:
    def test_it_switches_modules_and_entitles_municipalities(self):
        demo.load()
        oderzo = Organisation.objects.get(slug="oderzo-f999")
        assert (oderzo.state, oderzo.municipality.codes.get().value) == ("JOINED", "026051")
        assert rules.has_entitlement(oderzo, oderzo.province, "SUA") is True
        fiscal = OrganisationCode.objects.filter(scheme="FISCAL").values_list("organisation__slug", "value")
        assert dict(fiscal) == {
            "treviso": "80008870265",
            "brescia": "80008750178",
            "desenzano-del-garda-d284": "80008750178",
        }

    def test_the_registry_pages_have_something_to_decide(self):
        demo.load()
        run = RegistryImport.objects.get()
        assert (run.state, run.rows_kept, run.differences.count()) == ("PREVIEW", 2, 2)
        event = OrganisationEvent.objects.get()
        assert (event.state, event.effective_on > today()) == ("PLANNED", True)
        assert [body.short_name for body in event.successors.all()] == ["Mansuè"]
        disputed = OrganisationCode.objects.filter(state="DISPUTED")
        assert [code.organisation.slug for code in disputed] == ["desenzano-del-garda-d284"]

    def test_a_second_load_changes_nothing_and_respects_what_people_switched(self):
        demo.load()
        ModuleActivation.objects.filter(organisation__slug="treviso").update(state="OFF")
        before = Entry.objects.unrestricted("test").count()
        demo.load()
        assert Entry.objects.unrestricted("test").count() == before
        assert (RegistryImport.objects.count(), OrganisationEvent.objects.count()) == (1, 1)
        assert ModuleActivation.objects.filter(organisation__slug="treviso", state="ACTIVE").count() == 0
