"""The one judge of `next`: a path of this host, or nothing."""

import pytest

from pico.accounts.redirects import safe_path


@pytest.mark.parametrize(
    "path", ["/", "/area-riservata/", "/sua/gare/?stato=DRAFT&pagina=2#riga-3", "/città/"]
)
def test_a_path_of_this_host_is_followed(path):
    assert safe_path(path) == path


@pytest.mark.parametrize(
    "url",
    [
        None, "", "//evil.example", "///evil.example", "/\\evil.example", "\\/evil.example",
        "\\\\evil.example",
        "https://evil.example/", "https:evil.example", "http:///evil.example", "HTTP://evil.example",
        "javascript:alert(1)", "data:text/html,x", "evil.example", "area-riservata/", "?next=/", "#riga",
        "/\t/evil.example", "/\n/evil.example", "/\r\nLocation: https://evil.example", "/a\x00b", "\x00/a",
        " /area/", "/area/ ", "\u00a0/area/", "/a\u202eb", "/a\u200bb", "/a\x7f", "http://brescia.localhost/",
        "/" + "a" * 2000,
    ],
)  # fmt: skip
def test_everything_else_is_not(url):
    assert safe_path(url) is None
