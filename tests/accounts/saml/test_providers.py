"""Whom we trust: registering, dates, the page of the national administrator, what the sign-in page offers."""

from datetime import UTC, datetime, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from pico.accounts.actions import disable_provider, enable_provider, register_provider, review_certificates
from pico.accounts.models import IdentityProvider
from pico.accounts.saml import service as saml_service
from pico.accounts.saml.certificates import Holder, make_certificate, write_pair
from pico.accounts.saml.devidp import DevProvider
from pico.base.actor import Actor
from pico.base.errors import Refused
from pico.config.navigation import todo
from tests.accounts.saml.stored import lines
from tests.factories.accounts import make_member
from tests.factories.organisations import make_national_upi, make_province
from tests.factories.saml import ACTOR, HOST, make_provider

PAGE = "/amministrazione/identita/"


@pytest.fixture
def national():
    return make_member(make_national_upi(), "administrator")


def browser(user):
    client = Client(HTTP_HOST=HOST)
    client.force_login(user)
    return client


@pytest.mark.parametrize(
    ("days", "state"), [(400, "ACTIVE"), (31, "ACTIVE"), (29, "EXPIRING"), (-1, "EXPIRED")]
)
def test_the_daily_look_marks_a_provider_by_the_date_of_its_certificate(provider, days, state):
    provider.certificate_until = timezone.now() + timedelta(days=days)
    provider.save()

    review_certificates(actor=ACTOR)

    provider.refresh_from_db()
    assert provider.state == state
    assert len(lines("accounts.provider.reviewed")) == (state != "ACTIVE")


def test_a_disabled_provider_stays_disabled_whatever_its_date(provider):
    disable_provider(actor=ACTOR, provider=provider)
    provider.refresh_from_db()
    provider.certificate_until = timezone.now() - timedelta(days=1)
    provider.save()

    assert review_certificates(actor=ACTOR) == []
    assert enable_provider(actor=ACTOR, provider=provider).state == "EXPIRED"


def test_the_earliest_of_two_certificates_counts(provider, settings, tmp_path):
    settings.PICO_SAML_DIR = tmp_path
    one, other = DevProvider("SPID"), DevProvider("CIE")
    holder = Holder("Prova", "Roma", one.entity_id, "prova")
    write_pair(
        other.key_file,
        other.certificate_file,
        make_certificate(holder, now=datetime.now(UTC) - timedelta(days=1080)),
    )
    one.make_keys()
    first, second = one.metadata().decode(), other.metadata().decode()
    key = second[second.index("<ns0:KeyDescriptor") : second.index("</ns0:KeyDescriptor>") + 20]
    both = first.replace("<ns0:SingleLogoutService", f"{key}<ns0:SingleLogoutService", 1)

    row = register_provider(actor=ACTOR, kind="SPID", metadata=both.encode(), name="Due certificati")

    assert row.state == "EXPIRING"


@pytest.mark.parametrize(
    "metadata",
    [b"", b"<r/>", b"no", b'<!DOCTYPE r [<!ENTITY e "x">]><r>&e;</r>'],
    ids=["empty", "other XML", "text", "entities"],
)
def test_what_are_no_metadata_is_refused(site, metadata):
    with pytest.raises(Refused):
        register_provider(actor=ACTOR, kind="SPID", metadata=metadata, name="x")
    assert not IdentityProvider.objects.exists()


def test_only_the_national_administrator_manages_providers(provider):
    provincial = make_member(make_province(), "administrator")
    actor = Actor(provincial, make_province())

    for act in (
        lambda: register_provider(actor=actor, kind="SPID", metadata=b"", name="x"),
        lambda: disable_provider(actor=actor, provider=provider),
        lambda: enable_provider(actor=actor, provider=provider),
    ):
        with pytest.raises(Refused, match="amministratore nazionale"):
            act()
    assert browser(provincial).get(PAGE).status_code == 404
    assert browser(provincial).post(f"{PAGE}{provider.pk}/disattivazione/").status_code == 404


def test_the_page_shows_dates_and_outcomes_and_switches_a_provider_off_and_on(talk, giulia, national):
    talk.start()
    talk.come_back()
    talk.start()
    talk.come_back(level=1)
    client = browser(national)

    page = client.get(PAGE).content.decode()
    assert "Gestore di prova" in page
    assert f"http://{HOST}/spid/metadata/" in page
    figures = [part.split("</dd>")[0].split(">")[-1] for part in page.split("pico-kpi-value")[1:]]
    assert figures == ["1", "0", "1"]
    row = IdentityProvider.objects.get()
    client.post(f"{PAGE}{row.pk}/disattivazione/")
    assert IdentityProvider.objects.get().state == "DISABLED"
    client.post(f"{PAGE}{row.pk}/riattivazione/")
    assert IdentityProvider.objects.get().state == "ACTIVE"


def test_a_file_of_metadata_is_registered_from_the_page(national, settings, tmp_path):
    settings.PICO_SAML_DIR = tmp_path
    DevProvider("CIE").make_keys()
    file = SimpleUploadedFile("cie.xml", DevProvider("CIE").metadata(), "text/xml")

    answer = browser(national).post(PAGE, {"kind": "CIE", "name": "CIE", "metadata": file})

    assert answer.status_code == 302
    assert IdentityProvider.objects.get().entity_id == "https://cie.identita-di-prova.example"


def test_a_wrong_file_is_explained_beside_the_field(national):
    file = SimpleUploadedFile("x.xml", b"<r/>", "text/xml")

    page = browser(national).post(PAGE, {"kind": "CIE", "name": "CIE", "metadata": file})

    assert page.status_code == 422
    assert "metadati di un gestore" in page.content.decode()


def test_an_expiring_certificate_is_something_to_do_for_the_national_administrator(provider, national):
    provider.certificate_until = timezone.now() + timedelta(days=5)
    provider.save()
    review_certificates(actor=ACTOR)

    assert [item.what for item in todo(national, make_national_upi()) if item.module == "SPID e CIE"] == [
        "Il certificato di «Gestore di prova» sta per scadere"
    ]
    provincial = make_member(make_province(), "administrator")
    assert [item for item in todo(provincial, make_province()) if item.module == "SPID e CIE"] == []


@pytest.mark.parametrize("rows", [1, 3])
def test_the_page_asks_alike_for_one_provider_and_three(national, rows, django_assert_num_queries):
    for number in range(rows):
        IdentityProvider.objects.create(
            kind="SPID", entity_id=f"https://idp{number}.example", name=f"G{number}"
        )
    client = browser(national)
    client.get(PAGE)

    with django_assert_num_queries(8):
        assert client.get(PAGE).status_code == 200


def test_the_sign_in_page_offers_what_is_in_use(provider):
    page = Client(HTTP_HOST=HOST).get("/accedi/?next=/profilo/").content.decode()

    assert "Entra con SPID" in page
    assert "Entra con CIE" not in page
    assert "/spid/entra/?idp=https%3A%2F%2Fspid.identita-di-prova.example&amp;next=%2Fprofilo%2F" in page


def test_no_provider_stands_first_on_the_sign_in_page(provider, monkeypatch):
    for name in ("Alfa", "Beta", "Gamma"):
        IdentityProvider.objects.create(kind="SPID", entity_id=f"https://{name}.example", name=name)
    client = Client(HTTP_HOST=HOST)

    firsts = {client.get("/accedi/").content.decode().split("?idp=")[1][:24] for _ in range(30)}

    assert len(firsts) > 1


def test_without_xmlsec1_the_button_says_what_to_install(provider, monkeypatch):
    saml_service.has_xmlsec.cache_clear()
    monkeypatch.setenv("PATH", "/nowhere")
    try:
        page = Client(HTTP_HOST=HOST).get("/accedi/").content.decode()
    finally:
        saml_service.has_xmlsec.cache_clear()

    assert "sudo apt install xmlsec1" in page
    assert "/spid/entra/" not in page
    assert 'name="password"' in page


def test_without_providers_nothing_is_offered(site):
    assert "SPID" not in Client(HTTP_HOST=HOST).get("/accedi/").content.decode()


def test_the_provider_of_invented_people_is_not_offered_where_it_is_off(settings):
    make_provider("SPID")
    settings.PICO_DEMO = False

    assert "Entra con SPID" not in Client(HTTP_HOST=HOST).get("/accedi/").content.decode()
