"""SPID in a real browser, the provider on another site: slow people, strict policy, fresh proofs."""

import base64
import time
from urllib.parse import parse_qs, urlsplit

import pytest

from tests.e2e.spid import host_of, leave_for_the_provider, say_who
from tests.e2e.watch import Visitor

pytestmark = pytest.mark.browser
PAUSE = 130  # seconds: Chromium sends a cookie without SameSite to another site's post for two minutes only
FEDERICA = "admin@pesarourbino.example"
HOME = "pesaro-urbino"
ALONE = """
from django.contrib.sessions.models import Session
from pico.accounts.models import User
from pico.accounts.proofs import AUTHENTICATION_METHODS_SESSION_KEY as RECORDS
user = User.objects.get(email="{email}")
user.set_unusable_password()
user.save(update_fields=["password"])
for row in Session.objects.all():
    data = row.get_decoded()
    if data.get("_auth_user_id") == str(user.pk):
        data["_auth_user_hash"] = user.get_session_auth_hash()
        data[RECORDS] = [{{**one, "at": one["at"] - 3600}} for one in data.get(RECORDS, [])]
        row.session_data = Session.get_session_store_class()().encode(data)
        row.save()
"""


class TestStepUp:
    """Somebody with SPID alone: the fresh proof is SPID again, with ForceAuthn, and there is no loop."""

    @pytest.fixture
    def federica(self, visitor, platform, provider_elsewhere) -> Visitor:
        person = visitor()
        person.open("/accedi/", site=HOME)
        leave_for_the_provider(person)
        say_who(person, FEDERICA)
        person.tab.wait_for_url("**/area-riservata/")
        platform.manage("shell", "-c", ALONE.format(email=FEDERICA))
        return person

    def test_a_sensitive_page_asks_for_spid_again_and_then_opens(self, federica):
        asked: list[str] = []
        federica.tab.on(
            "request", lambda sent: asked.append(sent.post_data or "") if sent.method == "POST" else None
        )
        federica.open("/amministrazione/persone/", site=HOME)
        federica.tab.locator("main tbody a", has_text="Federica Giorgi").first.click()
        federica.tab.wait_for_load_state()
        federica.open("/amministrazione/inviti/nuovo/", site=HOME)

        assert federica.tab.url.split("?")[0].endswith("/profilo/sicurezza/conferma/")
        assert host_of(federica) == "accesso.localhost"
        assert federica.tab.locator('input[name="password"]').count() == 0
        federica.tab.click("text=Conferma con SPID")
        federica.tab.wait_for_url("**/identita-di-prova/spid/")
        [request] = [parse_qs(body)["SAMLRequest"][0] for body in asked if "SAMLRequest" in body]
        assert 'ForceAuthn="true"' in base64.b64decode(request).decode()

        say_who(federica, FEDERICA)
        federica.tab.wait_for_url("**/amministrazione/inviti/nuovo/")
        assert host_of(federica) == f"{HOME}.localhost"
        assert federica.tab.locator("main textarea[name=emails]").count() == 1
        assert federica.open("/amministrazione/inviti/nuovo/", site=HOME) == 200
        assert federica.tab.url.endswith("/amministrazione/inviti/nuovo/")


@pytest.mark.slow
def test_after_130_seconds_at_the_provider_one_is_signed_in_everywhere(
    gone_to_the_provider, provider_elsewhere
):
    person, left_at = gone_to_the_provider
    assert urlsplit(person.tab.url).netloc == provider_elsewhere
    time.sleep(max(PAUSE - (time.monotonic() - left_at), 0))

    with person.tab.expect_request("**/spid/acs/") as answer:
        say_who(person, "admin@treviso.example")
    person.tab.wait_for_url("**/area-riservata/")

    assert host_of(person) == "localhost"
    assert "Giulia Rossi" in person.tab.content()
    headers = answer.value.all_headers()
    assert headers["sec-fetch-site"] == "cross-site"
    assert [pair.split("=")[0] for pair in headers["cookie"].split("; ")] == ["__Host-saml"]

    assert person.open("/area-riservata/", site="treviso") == 200
    assert host_of(person) == "treviso.localhost"
    assert "Giulia Rossi" in person.tab.content()
    assert person.complaints == []
