"""The public page of verification, where the code is not known."""

import pytest

from tests.factories.files import make_paper

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("code", ["7KQM-2P4T-9XHR", "<script>alert(1)", "abc", "0" * 400])
@pytest.mark.parametrize("ask", ["get", "post"])
def test_an_unknown_code_is_said_to_be_unknown_and_may_be_typed_again(client_of, code, ask):
    answer = getattr(client_of(), ask)(f"/verifica/{code}/")
    page = answer.content.decode()
    assert (answer.status_code, "Non conosciamo questo codice" in page, "<script>alert" in page) == (
        404, True, False,
    )  # fmt: skip
    assert ('action="/verifica/"' in page, 'name="codice"' in page, "7KQM-2P4T-9XHR" in page) == (True,) * 3


def test_a_paper_not_yet_issued_is_as_unknown_as_one_that_never_was(world, client_of):
    waiting = make_paper(world.treviso, target=world.row, issued=False, title="Segreto", kind="Nomina")
    answer = client_of().get(f"/verifica/{waiting.code}/")
    page = answer.content.decode()
    assert (answer.status_code, "Nomina" in page, "Segreto" in page) == (404, False, False)


def test_a_code_typed_without_hyphens_finds_its_paper(world, client_of):
    issued = make_paper(world.treviso, target=world.row)
    typed = issued.code.replace("-", " ").lower()
    assert client_of().get(f"/verifica/{typed}/").status_code == 200
