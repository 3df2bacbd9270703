"""The invented people of the development provider: those of the demo, and some special cases."""

import hashlib
from dataclasses import dataclass

from stdnum.it.codicefiscale import calc_check_digit

from pico.accounts.saml.service import Kind
from pico.base.demo import demo_accounts

MONTHS = "ABCDEHLMPRST"
VOWELS = "AEIOU"


@dataclass(frozen=True)
class Person:
    """One line of the provider's page."""

    code: str
    given_name: str
    family_name: str
    what: str
    level: int = 2
    error: int = 0

    def attributes(self, kind: Kind) -> dict[str, str]:
        """Return what the provider says of the person."""
        fiscal_code = invented_fiscal_code(self.given_name, self.family_name)
        said = {
            "name": self.given_name,
            "familyName": self.family_name,
            "fiscalNumber": f"TINIT-{fiscal_code}",
        }
        if kind == "CIE":
            return {**said, "dateOfBirth": "1980-01-01"}
        email = self.code if "@" in self.code else f"{self.code}@ente.example"
        return {**said, "spidCode": f"PROVA{fiscal_code[:10]}", "email": email}


ERRORS = {
    19: "credenziali errate troppe volte",
    20: "manca il livello richiesto",
    21: "tempo scaduto",
    22: "consenso negato",
    23: "identità sospesa o revocata",
    25: "accesso annullato",
}


def people() -> list[Person]:
    """Return everybody the page offers."""
    known = []
    for account in demo_accounts:
        given, _space, family = account.name.partition(" ")
        known.append(Person(account.email, given, family, account.what))
    return [
        *known,
        Person("sconosciuta", "Teresa", "Nuova", "sconosciuta alla piattaforma: completa la registrazione"),
        Person("solo-livello-1", "Primo", "Livello", "risponde con il solo livello 1: non basta", level=1),
        *(Person(f"errore-{number}", "", "", f"errore {number}: {what}", error=number)
          for number, what in ERRORS.items()),
    ]  # fmt: skip


def invented_fiscal_code(given_name: str, family_name: str) -> str:
    """Return a formally valid fiscal code that is always the same for a name; nobody was born on its date."""
    digest = hashlib.sha256(f"{given_name} {family_name}".encode()).digest()
    day, month, year = digest[0] % 28 + 1, MONTHS[digest[1] % 12], digest[2] % 30 + 60
    body = f"{_three(family_name)}{_three(given_name)}{year:02}{month}{day:02}H501"
    return body + str(calc_check_digit(body))


def _three(name: str) -> str:
    letters = [letter for letter in name.upper() if letter.isascii() and letter.isalpha()]
    consonants = [letter for letter in letters if letter not in VOWELS]
    vowels = [letter for letter in letters if letter in VOWELS]
    return "".join([*consonants, *vowels, "X", "X", "X"])[:3]
