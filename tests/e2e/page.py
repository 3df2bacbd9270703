"""What a page of the browser tests is, and who looks at it in the demo data."""

from dataclasses import dataclass

OPERATOR = "operatore@oderzo.example"
MANAGER = "responsabile@oderzo.example"
OFFICER = "sua@treviso.example"
EXECUTIVE = "dirigente@treviso.example"
RUP = "rup@treviso.example"
ADMINISTRATOR = "admin@treviso.example"
NATIONAL = "admin@upi.example"
EDITOR = "redazione@treviso.example"


@dataclass(frozen=True)
class Page:
    """One page.

    Args:
        name: how it is called in test ids and file names.
        path: its address, or the one of a page that leads to it when ``links`` are given.
        site: the tenant whose host it is opened on; "" is UPI.
        email: who looks; "" is anonymous.
        links: CSS selectors of the links to follow from ``path``: the addresses of single rows are not fixed.
        status: what the server answers.
    """

    name: str
    path: str
    site: str = "treviso"
    email: str = ""
    links: tuple[str, ...] = ()
    status: int = 200
