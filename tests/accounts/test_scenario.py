"""The scenario of identity.md, step by step through the pages; SPID and CIE by really signed answers.

No step writes a row by hand: accounts, roles and sessions are what the pages made of them.
"""

import json
import re

import pytest
from django.core import mail
from django.test import Client

from pico.accounts.models import AccessRequest, Membership, User
from pico.accounts.saml.devpeople import Person
from pico.files import attachable
from pico.files.templatetags.files import file_url
from pico.journal.models import Entry
from pico.organisations.models import Organisation
from pico.sua.models import Tender
from tests.accounts.people import send_waiting_invitations, text_of
from tests.factories.accounts import make_member
from tests.factories.files import make_document
from tests.factories.organisations import (
    make_code,
    make_entitlement,
    make_municipality_body,
    make_national_upi,
    make_province,
)
from tests.factories.portal import make_site
from tests.factories.saml import HOST, Conversation, make_provider
from tests.sharing.testapp.models import Note
from tests.software_key import SoftwareKey

SECRET = "una-frase-lunga-da-ricordare"
MARCO = Person("marco.bianchi", "Marco", "Bianchi", "")
ANNA = Person("anna.zanatta", "Anna", "Zanatta", "")
VISITOR = Person("visitatrice", "Vera", "Visentin", "")
FACTORS = "/profilo/sicurezza/secondo-fattore/"
AJAX = {"X-Requested-With": "XMLHttpRequest"}
TENDER = {"title": "Nuova palestra", "contract_object": "WORKS"}


def with_ipa(body: Organisation, code: str) -> Organisation:
    make_code(body, "IPA", code)
    return body


class Story:
    """The bodies of the scenario and whoever comes in, each with a browser of their own."""

    def __init__(self) -> None:
        self.upi = make_national_upi()
        self.treviso = with_ipa(make_province("treviso", verticals=("sua",)), "p_tv")
        self.brescia = with_ipa(make_province("brescia", verticals=("sua",)), "p_bs")
        self.asolo = with_ipa(make_municipality_body("Asolo", self.treviso), "c_a471")
        self.montebelluna = with_ipa(make_municipality_body("Montebelluna", self.treviso), "c_f443")
        for body in (self.asolo, self.montebelluna):
            make_entitlement(body)
        for province in (self.treviso, self.brescia):
            make_site(province)
        make_provider("SPID")
        make_provider("CIE")
        self.national = Client(HTTP_HOST=HOST)
        claudia = make_member(self.upi, "administrator", given_name="Claudia", family_name="Ferri")
        self.national.force_login(claudia)
        self.giulia = Client(HTTP_HOST=HOST)
        self.marco, self.anna = Conversation("SPID"), Conversation("CIE")

    def invite(self, client: Client, body: Organisation, email: str, role: str) -> str:
        """Invite through the page and return the link of the mail."""
        data = {"organisation": body.slug, "emails": email, "roles": [role]}
        assert client.post("/amministrazione/inviti/nuovo/", data).status_code == 302
        [link] = send_waiting_invitations()
        return link


def person(email: str) -> User:
    return User.objects.get(email=email)


def roles(email: str) -> list[tuple[str, str]]:
    rows = Membership.objects.unrestricted("test").active().filter(user=person(email))
    return sorted(rows.values_list("organisation__short_name", "role"))


def confirm(talk: Conversation, email: str):
    """Complete the account: the address, then the link of the message."""
    talk.client.post("/registrati/completa/", {"email": email, "privacy": "on"})
    link = re.search(r"https?://[^/]+(/registrati/completa/\S+/)", mail.outbox[-1].body)[1]
    return talk.client.post(link)


def challenge_in(text: str) -> str:
    return re.search(r'"challenge": ?"([^"]+)"', text)[1]


def giulia_is_appointed_and_enrols_a_passkey(story: Story) -> None:
    client, email = story.giulia, "giulia.rossi@provincia.treviso.example"
    link = story.invite(story.national, story.treviso, email, "administrator")
    new = {"given_name": "Giulia", "family_name": "Rossi", "password1": SECRET, "password2": SECRET}
    assert client.post(f"{link}registrazione/", new).status_code == 302
    assert roles(email) == [("Treviso", "administrator")]

    assert client.post("/accedi/", {"login": email, "password": SECRET}).url == "/area-riservata/"
    for page in ("/area-riservata/", "/amministrazione/persone/"):
        assert client.get(page).url.startswith(FACTORS)

    key = SoftwareKey(HOST)
    challenge = challenge_in(client.get(f"{FACTORS}chiavi/nuova/").content.decode())
    fields = {"name": "Telefono", "passwordless": "on", "credential": key.enrol(person(email), challenge)}
    assert client.post(f"{FACTORS}chiavi/nuova/", fields).url == f"{FACTORS}recupero/"

    client.post("/esci/")
    options = json.dumps(client.get("/accedi/passkey/", headers=AJAX).json())
    assert (
        client.post("/accedi/passkey/", {"credential": key.prove(challenge_in(options))}).status_code == 302
    )
    assert client.get("/amministrazione/persone/").status_code == 200


def marco_accepts_with_spid(story: Story) -> None:
    email = "marco.bianchi@provincia.treviso.example"
    link = story.invite(story.giulia, story.treviso, email, "sua_operator")
    story.marco.start(next=link)
    assert story.marco.come_back(MARCO).url == "/registrati/completa/"
    assert confirm(story.marco, email).status_code == 302
    assert roles(email) == [("Treviso", "sua_operator")]
    assert person(email).names_from == "SPID"
    assert story.marco.client.get("/sua/gare/").status_code == 200


def anna_registers_with_cie_and_asks_for_asolo(story: Story) -> None:
    client, email = story.anna.client, "anna.zanatta@comune.asolo.tv.it"
    story.anna.start()
    assert story.anna.come_back(ANNA).url == "/registrati/completa/"
    assert confirm(story.anna, email).status_code == 302
    assert (roles(email), client.get("/sua/gare/").status_code) == ([], 404)

    found = text_of(client.get("/registrati/richiesta/", {"cerca": "c_a471"}))
    assert f"/registrati/richiesta/ente/{story.asolo.slug}/" in found
    asked = {"roles": ["organisation_manager"], "reason": "Seguo le gare del Comune."}
    assert client.post(f"/registrati/richiesta/ente/{story.asolo.slug}/", asked).status_code == 302


def giulia_approves_less_than_was_asked(story: Story) -> None:
    email = "anna.zanatta@comune.asolo.tv.it"
    waiting = AccessRequest.objects.unrestricted("test").get()
    assert "Anna Zanatta" in text_of(story.giulia.get("/amministrazione/richieste/"))
    page = f"/amministrazione/richieste/{waiting.public_id}/approvazione/"
    assert story.giulia.post(page, {"roles": ["organisation_operator"]}).status_code == 302
    assert roles(email) == [("Asolo", "organisation_operator")]
    assert story.anna.client.get("/sua/gare/").status_code == 200


def anna_posts_in_one_tab_what_she_opened_before_switching_in_another(story: Story) -> None:
    client, anna = story.anna.client, person("anna.zanatta@comune.asolo.tv.it")
    grant = {
        "organisation": story.montebelluna.slug,
        "role": "organisation_operator",
        "valid_from": "2020-01-01",
    }
    page = f"/amministrazione/persone/{anna.public_id}/ruoli/nuovo/"
    assert story.giulia.post(page, grant).status_code == 302
    assert roles(anna.email) == [
        ("Asolo", "organisation_operator"),
        ("Montebelluna", "organisation_operator"),
    ]

    first_tab = client.get("/sua/richieste/nuova/").content.decode()
    opened_for = re.search(r'name="acting" value="(\d+)"', first_tab)[1]
    key = re.search(r'name="form_key" value="([^"]+)"', first_tab)[1]
    assert opened_for == str(story.asolo.pk)
    client.post("/ente/cambia/", {"organisation": str(story.montebelluna.pk)})
    answer = client.post("/sua/richieste/nuova/", {**TENDER, "form_key": key, "acting": opened_for})

    assert answer.status_code == 409
    assert "Stai agendo per Comune di Montebelluna: vuoi continuare?" in text_of(answer)
    assert 'name="title" value="Nuova palestra"' in text_of(answer)
    assert Tender.objects.unrestricted("test").count() == 0
    switched = Entry.objects.unrestricted("test").get(verb="accounts.organisation.switched", actor_id=anna.pk)
    assert (switched.organisation_id, switched.object_label) == (
        story.montebelluna.pk,
        "Comune di Montebelluna",
    )

    back = {**TENDER, "form_key": key, "acting_switch": opened_for}
    assert client.post("/sua/richieste/nuova/", back).status_code == 302
    assert Tender.objects.unrestricted("test").get().organisation == story.asolo


def marcos_role_ends_while_he_edits(story: Story) -> None:
    marco = person("marco.bianchi@provincia.treviso.example")
    assert story.marco.client.get("/sua/gare/").status_code == 200
    [row] = Membership.objects.unrestricted("test").filter(user=marco)
    page = f"/amministrazione/persone/{marco.public_id}/ruoli/{row.pk}/fine/"
    assert story.giulia.post(page, {"reason": "trasferito"}).status_code == 302
    assert story.marco.client.get("/sua/gare/").status_code == 404


def a_visitor_with_spid_opens_no_document_of_the_network(story: Story) -> None:
    row = Note.objects.create(owner=story.treviso, level="NETWORK")
    document = make_document(story.treviso, target=row, title="Linee guida della rete")
    address = file_url(document.current_version)
    visitor = Conversation("SPID")
    visitor.start()
    visitor.come_back(VISITOR)
    assert visitor.client.get(address).status_code == 302  # identified, not yet anybody
    confirm(visitor, "vera@posta.example")
    assert visitor.client.get("/profilo/").status_code == 200

    assert visitor.client.get(address).status_code == 404
    opened = story.anna.client.get(address)
    assert (opened.status_code, b"".join(opened.streaming_content)[:4]) == (200, b"%PDF")


def luca_of_brescia_finds_nobody_of_treviso(story: Story) -> None:
    email = "luca.ferrari@provincia.brescia.example"
    link = story.invite(story.national, story.brescia, email, "administrator")
    luca = Conversation("SPID")
    luca.start(next=link)
    luca.come_back(Person("luca", "Luca", "Ferrari", ""))
    confirm(luca, email)
    assert roles(email) == [("Brescia", "administrator")]
    client, giulia = luca.client, person("giulia.rossi@provincia.treviso.example")

    pages = [
        client.get("/amministrazione/persone/"),
        client.get("/amministrazione/persone/", {"testo": "giulia"}),
        client.get("/amministrazione/registro/"),
    ]
    exported = b"".join(client.get("/amministrazione/persone/esporta/csv/").streaming_content).decode()
    guessed = client.get(f"/amministrazione/persone/{giulia.public_id}/").status_code

    assert guessed == 404
    assert [answer.status_code for answer in pages] == [200] * 3
    for text in [*map(text_of, pages), exported]:
        assert [name for name in ("Giulia", "Rossi", "Marco Bianchi", "Zanatta") if name in text] == []
    assert "Luca Ferrari" in text_of(pages[0])
    assert email in exported


@pytest.fixture
def notes_carry_files():
    """A row with a level and a document, as the documents of the network will have it."""
    attachable.register_target(Note, may_attach=lambda user, row: False)
    yield
    attachable.targets._entries.pop(Note._meta.label_lower)


@pytest.mark.django_db
@pytest.mark.usefixtures("notes_carry_files")
def test_the_scenario(settings):
    settings.PICO_DEV_IDP = settings.PICO_DEMO = True
    story = Story()
    giulia_is_appointed_and_enrols_a_passkey(story)
    marco_accepts_with_spid(story)
    anna_registers_with_cie_and_asks_for_asolo(story)
    giulia_approves_less_than_was_asked(story)
    anna_posts_in_one_tab_what_she_opened_before_switching_in_another(story)
    marcos_role_ends_while_he_edits(story)
    a_visitor_with_spid_opens_no_document_of_the_network(story)
    luca_of_brescia_finds_nobody_of_treviso(story)
