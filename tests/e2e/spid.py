"""What a visitor does on the way to SPID's provider and back."""

from tests.e2e.watch import Visitor


def leave_for_the_provider(person: Visitor) -> None:
    """From the sign-in page to the provider's."""
    person.tab.locator("summary", has_text="Entra con SPID").or_(
        person.tab.locator("a", has_text="Entra con SPID")
    ).first.click()
    several = person.tab.locator("a", has_text="Gestore SPID di prova")
    if several.count():
        several.first.click()
    person.tab.wait_for_url("**/identita-di-prova/spid/")


def say_who(person: Visitor, code: str) -> None:
    person.tab.click(f'button[name="person"][value="{code}"]')


def host_of(person: Visitor) -> str:
    return person.tab.evaluate("location.hostname")
