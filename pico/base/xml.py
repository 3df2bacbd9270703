"""The one reader of XML. No document type, no entities, nothing fetched from anywhere (security.md 5.7)."""

from collections.abc import Iterator
from typing import IO
from xml.etree.ElementTree import Element, ParseError, SubElement, tostring

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import fromstring, iterparse
from django.utils.translation import gettext as _

from pico.base.errors import Refused

__all__ = ["BadXml", "Element", "SubElement", "elements", "parse_xml", "root_tag", "tostring"]
LARGEST_TREE = 20_000_000
DEEPEST = 200


class BadXml(Refused):
    """The text is not XML, or is XML that we do not read."""


def parse_xml(content: bytes) -> Element:
    """Return the root of a small document, the whole tree in memory.

    Args:
        content: at most 20 MB; longer documents are read with ``elements``.

    Raises:
        BadXml: with an Italian sentence.
    """
    if len(content) > LARGEST_TREE:
        raise BadXml(_("Il file XML è troppo grande."), code="too large")
    try:
        return fromstring(content, forbid_dtd=True, forbid_entities=True, forbid_external=True)
    except DefusedXmlException as error:
        raise _forbidden() from error
    except (ParseError, ValueError, LookupError, RecursionError) as error:
        raise _unreadable() from error


def elements(file: IO[bytes]) -> Iterator[Element]:
    """Read a document of any length, giving each element when it ends and forgetting it after.

    Raises:
        BadXml: when it is not well formed, too deep, or defines types or entities.
    """
    above: list[Element] = []
    try:
        for event, element in iterparse(
            file, events=("start", "end"), forbid_dtd=True, forbid_entities=True, forbid_external=True
        ):
            if event == "start":
                above.append(element)
                if len(above) > DEEPEST:
                    raise BadXml(_("Il file XML ha troppi livelli annidati."), code="too deep")
                continue
            above.pop()
            yield element
            element.clear()
            if above:
                above[-1].remove(element)  # else its parent would hold millions of empty ones
    except DefusedXmlException as error:
        raise _forbidden() from error
    except (ParseError, ValueError, LookupError) as error:
        raise _unreadable() from error


def root_tag(file: IO[bytes]) -> str:
    """Return the name of the root, ``{namespace}name``, having read no further than its start.

    A document type can only stand before the root: a document that passes defines none.

    Raises:
        BadXml: when there is no root, or types or entities are defined before it.
    """
    try:
        for _event, element in iterparse(
            file, events=("start",), forbid_dtd=True, forbid_entities=True, forbid_external=True
        ):
            return element.tag
    except DefusedXmlException as error:
        raise _forbidden() from error
    except (ParseError, ValueError, LookupError) as error:
        raise _unreadable() from error
    raise _unreadable()


def _forbidden() -> BadXml:
    return BadXml(_("Il file contiene definizioni XML non ammesse."), code="dtd")


def _unreadable() -> BadXml:
    return BadXml(_("Il file non è XML leggibile."), code="unreadable")
