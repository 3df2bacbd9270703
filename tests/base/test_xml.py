"""The XML reader refuses everything that could fetch, expand or never end."""

import io

import pytest

from pico.base.xml import BadXml, elements, parse_xml, root_tag

BOMB = b"""<?xml version="1.0"?><!DOCTYPE l [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>
<l>&b;</l>"""
EXTERNAL = b'<?xml version="1.0"?><!DOCTYPE l [<!ENTITY f SYSTEM "file:///etc/passwd">]><l>&f;</l>'
REMOTE_DTD = b'<?xml version="1.0"?><!DOCTYPE l SYSTEM "http://127.0.0.1/x.dtd"><l/>'
PLAIN_DTD = b"<!DOCTYPE html><html/>"
HOSTILE = [BOMB, EXTERNAL, REMOTE_DTD, PLAIN_DTD, EXTERNAL.decode().encode("utf-16")]
READERS = [
    parse_xml,
    lambda content: list(elements(io.BytesIO(content))),
    lambda content: root_tag(io.BytesIO(content)),
]


@pytest.mark.parametrize("read", READERS)
@pytest.mark.parametrize("content", HOSTILE)
def test_definitions_are_refused_by_every_reader(read, content):
    with pytest.raises(BadXml) as caught:
        read(content)
    assert str(caught.value) == "Il file contiene definizioni XML non ammesse."


@pytest.mark.parametrize("read", READERS)
@pytest.mark.parametrize(
    "content", [b"", b"ciao", b"\0\0\0", b"<?xml version='1.0' encoding='nessuna'?><a/>"]
)
def test_what_is_not_xml_is_refused_in_words(read, content):
    with pytest.raises(BadXml) as caught:
        read(content)
    assert str(caught.value) == "Il file non è XML leggibile."


def test_a_document_is_read_with_its_namespaces_and_accents():
    root = parse_xml('<a xmlns="urn:enti"><nome>Città</nome></a>'.encode())
    assert (root.tag, root[0].text) == ("{urn:enti}a", "Città")


def test_a_long_document_is_read_element_by_element():
    content = b"<enti>" + b"<ente>x</ente>" * 5000 + b"</enti>"
    assert sum(element.tag == "ente" for element in elements(io.BytesIO(content))) == 5000


def test_a_document_too_deep_is_refused():
    content = b"<a>" * 500 + b"</a>" * 500
    with pytest.raises(BadXml) as caught:
        list(elements(io.BytesIO(content)))
    assert caught.value.code == "too deep"


def test_a_tree_too_large_for_memory_is_refused():
    with pytest.raises(BadXml) as caught:
        parse_xml(b"<a>" + b" " * 20_000_000 + b"</a>")
    assert caught.value.code == "too large"


def test_an_unfinished_document_is_refused():
    with pytest.raises(BadXml):
        list(elements(io.BytesIO(b"<a><b></b>")))


def test_the_root_is_known_without_reading_the_rest():
    assert root_tag(io.BytesIO(b"<p:atto xmlns:p='urn:x'><mai chiuso>")) == "{urn:x}atto"
