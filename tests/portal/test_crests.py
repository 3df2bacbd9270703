"""Pictures of a site's identity: what is kept of an upload."""

import io

import pytest
from PIL import Image

from pico.base.errors import Refused
from pico.portal.crests import clean_svg, crest_picture, hero_picture

HEAD = (
    b'<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" viewBox="0 0 9 9">'
)


def picture(kind="PNG", size=(900, 600), mode="RGB"):
    made = io.BytesIO()
    Image.new(mode, size, "navy").save(made, kind)
    made.seek(0)
    return made


def test_a_drawing_keeps_its_shapes_and_loses_all_that_acts_or_leads_outside():
    kept = clean_svg(
        HEAD
        + b'<script>alert(1)</script><g onclick="x()" fill="red"><path d="M0 0h9"/></g>'
        + b'<image xlink:href="http://evil.example/a.png"/><foreignObject><p>x</p></foreignObject>'
        + b'<a href="javascript:alert(1)"><rect width="1" height="1"/></a>'
        + b'<use xlink:href="http://evil.example/#a"/><use xlink:href="#b"/>'
        + b'<rect fill="url(http://evil.example/x)" width="2"/><circle fill="url(#c)" r="1"/></svg>'
    )

    assert kept == (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><g fill="red"><path d="M0 0h9" /></g>'
        '<use /><use href="#b" /><rect width="2" /><circle fill="url(#c)" r="1" /></svg>'
    )


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"<svg>", "non è XML"),
        (b'<html xmlns="http://www.w3.org/1999/xhtml"/>', "non è un disegno"),
        (b'<svg xmlns="http://www.w3.org/2000/svg"/>', "viewBox"),
        (HEAD + b"<style>.a{fill:red}</style></svg>", "fogli di stile"),
        (HEAD + b'<path style="fill:red"/></svg>', "fogli di stile"),
        (b'<!DOCTYPE svg [<!ENTITY a "b">]><svg xmlns="http://www.w3.org/2000/svg"/>', "XML"),
        (HEAD + b"<g/>" * 90_000 + b"</svg>", "300 KB"),
    ],
)
def test_a_drawing_that_cannot_be_kept_is_refused_in_words(content, words):
    with pytest.raises(Refused, match=words):
        clean_svg(content)


def test_a_crest_is_drawn_anew_and_small():
    with Image.open(crest_picture(picture(size=(2000, 1000)), "stemma.PNG")) as image:
        assert (image.format, image.size) == ("PNG", (512, 256))


def test_an_opening_picture_becomes_a_small_webp():
    with Image.open(hero_picture(picture("JPEG", (4000, 2000)), "foto.jpeg")) as image:
        assert (image.format, image.size) == ("WEBP", (1600, 800))


@pytest.mark.parametrize("name", ["stemma.jpg", "stemma.exe", "stemma"])
def test_a_crest_of_another_type_is_refused(name):
    with pytest.raises(Refused, match="PNG o SVG"):
        crest_picture(picture(), name)


def test_what_only_its_name_makes_a_picture_is_refused():
    with pytest.raises(Refused):
        crest_picture(io.BytesIO(b"<script>alert(1)</script>"), "stemma.png")
