"""Lists come in pages of 25, 50 or 100 rows."""

import pytest

from pico.base.paging import paginate


@pytest.mark.parametrize(
    ("query", "first", "last"),
    [
        ({}, 1, 25),
        ({"pagina": "2"}, 26, 50),
        ({"pagina": "2", "righe": "50"}, 51, 100),
        ({"righe": "100"}, 1, 100),
        ({"righe": "1000000"}, 1, 25),
        ({"righe": "molte"}, 1, 25),
        ({"pagina": "ultima"}, 1, 25),
        ({"pagina": "-3"}, 101, 120),
        ({"pagina": "99"}, 101, 120),
    ],
    ids=str,
)
def test_the_address_chooses_rows_and_page(rf, query, first, last):
    page = paginate(rf.get("/", query), range(1, 121))

    assert (page[0], page[-1]) == (first, last)


def test_the_page_links_first_last_and_neighbours(rf):
    page = paginate(rf.get("/", {"pagina": "10"}), range(500))

    assert page.numbers == [1, None, 9, 10, 11, None, 20]


def test_an_empty_list_is_one_empty_page(rf):
    page = paginate(rf.get("/"), [])

    assert (list(page), page.numbers, page.sizes) == ([], [1], (25, 50, 100))


@pytest.mark.parametrize(("asked", "said"), [("3", 0), ("9", 9), ("0", 0), ("x", 0), ("9" * 30, 0), ("", 0)])
def test_a_page_beyond_the_end_is_the_last_and_says_so(rf, asked, said):
    assert paginate(rf.get("/", {"pagina": asked}), range(60)).missed == said
