"""People at a desk: what they open, press, fill in and read, by the words on the page."""

import re
import time

PDF = b"%PDF-1.7\n1 0 obj << /Type /Catalog >> endobj\n%%EOF\n"


def pdf(name: str) -> dict:
    """A file to choose: its name is in its content, so that no two are the same."""
    return {"name": name, "mimeType": "application/pdf", "buffer": PDF + f"% {name}".encode()}


class Seat:
    """A browser tab and the words pressed in it."""

    def __init__(self, person) -> None:
        self.person = person
        self.tab = person.tab

    def go(self, path: str) -> int:
        return self.person.open(path)

    def press(self, label: str) -> None:
        with self.tab.expect_navigation():
            self.tab.locator("main").get_by_role("button", name=label, exact=True).click()

    def follow(self, label: str) -> None:
        with self.tab.expect_navigation():
            self.tab.locator("main").get_by_role("link", name=label, exact=True).first.click()

    def fill(self, **values: str) -> None:
        for name, value in values.items():
            self.tab.fill(f"#id_{name}", value)

    def choose(self, *labels: str) -> None:
        """Mark radio buttons and boxes by their words, as a finger does."""
        for label in labels:
            self.tab.locator("main label", has_text=re.compile(f"^\\s*{re.escape(label)}\\s*$")).first.click()

    def finds(self, path: str, words: str, patience: float = 60) -> bool:
        """Open a page again until a job has written these words on it, and say whether it has."""
        give_up = time.monotonic() + patience
        self.go(path)
        while words not in self.said and time.monotonic() < give_up:
            self.tab.wait_for_timeout(500)
            self.go(path)
        return words in self.said

    @property
    def path(self) -> str:
        return "/" + self.tab.url.split("/", 3)[3]

    @property
    def said(self) -> str:
        return self.tab.locator("main").inner_text()

    @property
    def figures(self) -> str:
        """What the page says, with plain blanks between a figure and its unit."""
        return self.said.replace("\u00a0", " ")

    @property
    def title(self) -> str:
        return self.tab.locator("h1").inner_text()


class Desk(Seat):
    """Somebody of the demo, signed in."""

    def __init__(self, person, email: str) -> None:
        super().__init__(person)
        person.sign_in(email)
