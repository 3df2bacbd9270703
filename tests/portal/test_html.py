"""Every public page of the demo, reached by its links: valid HTML, no link that leads nowhere."""

from itertools import pairwise
from urllib.parse import urljoin, urlsplit

import html5lib
import pytest
from bs4 import BeautifulSoup
from django.test import Client

from pico.portal.demo.loading import load
from tests.factories.organisations import (
    make_municipality_body,
    make_national_upi,
    make_province,
    make_regional_upi,
)

pytestmark = [pytest.mark.django_db, pytest.mark.walk]
HOSTS = ["localhost", "upi-veneto.localhost", "treviso.localhost", "vicenza.localhost"]
LEAVES = ("/area-riservata/", "/static/", "/media/", "/registrati/", "/accedi/", "/redazione/")
POINTERS = ("aria-labelledby", "aria-describedby", "aria-controls", "for", "popovertarget")
PARTS = {"ul": {"li"}, "ol": {"li"}, "dl": {"dt", "dd", "div"}, "tr": {"th", "td"}}


@pytest.fixture(scope="module", autouse=True)
def demo(for_the_module):
    make_national_upi()
    treviso = make_province()
    make_regional_upi(treviso.region)
    make_province("vicenza")
    make_municipality_body("Oderzo", treviso)
    load()


@pytest.mark.parametrize("host", HOSTS)
def test_every_page_of_a_site_is_valid_and_every_link_opens(host):
    wrong, seen = {}, walk(host)
    for path, (status, source) in seen.items():
        found = [f"{status}"] if status != 200 else problems(source) if source else []
        if found:
            wrong[path] = found
    assert wrong == {}
    assert len(seen) >= 25


def walk(host):
    """Return what a visitor without an account finds by following links: path -> (status, HTML)."""
    browser, waiting, seen = Client(HTTP_HOST=host), ["/"], {}
    while waiting:
        path = waiting.pop()
        if path in seen:
            continue
        answer = browser.get(path, follow=False)
        if answer.status_code in {301, 302}:
            seen[path] = (200, "")
            continue
        if answer.streaming:
            seen[path] = (answer.status_code, "" if b"".join(answer.streaming_content) else "empty")
            continue
        html = answer.content.decode() if answer["Content-Type"].startswith("text/html") else ""
        seen[path] = (answer.status_code, html)
        for link in BeautifulSoup(html, "html5lib").select("a[href]") if html else ():
            parts = urlsplit(urljoin(f"http://{host}{path}", link["href"]))
            if parts.scheme == "http" and parts.netloc == host and not parts.path.startswith(LEAVES):
                waiting.append(parts.path)
    return seen


def problems(source):
    """Return what is wrong with a page: errors of the parser, identifiers, parts out of their place."""
    parser = html5lib.HTMLParser()
    parser.parse(source)
    page = BeautifulSoup(source, "html5lib")
    ids = [tag["id"] for tag in page.select("[id]")]
    found = [f"{code} at line {line}: {data}" for (line, _column), code, data in parser.errors]
    found += [f"{name} twice" for name in {name for name in ids if ids.count(name) > 1}]
    for pointer in POINTERS:
        for tag in page.select(f"[{pointer}]"):
            found += [f"{pointer} to {name}" for name in tag[pointer].split() if name not in ids]
    for tag in page.select('a[href^="#"]'):
        found += [f"a link to {tag['href']}"] if tag["href"][1:] not in ids else []
    for parent, children in PARTS.items():
        for tag in page.select(parent):
            found += [
                f"{child.name} in {parent}"
                for child in tag.find_all(recursive=False)
                if child.name not in children
            ]
    levels = [int(tag.name[1]) for tag in page.select("main h1, main h2, main h3, main h4, main h5, main h6")]
    found += [f"h{after} after h{before}" for before, after in pairwise(levels) if after > before + 1]
    return found
