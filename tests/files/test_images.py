"""Images are drawn anew: nothing travels with the pixels, and nobody's memory is filled with them."""

import io
import struct
import time
import zlib

import pytest
from PIL import Image, PngImagePlugin

from pico.base.errors import Refused
from pico.files.checks import check_upload
from tests.factories.files import picture, upload

SECRET = b"Via Segreta 12"
TYPES = {"jpg": "JPEG", "png": "PNG", "webp": "WEBP", "gif": "GIF"}


def stored(name, content) -> bytes:
    return check_upload(upload(name, content)).content.read()


def refusal(name, content) -> str:
    with pytest.raises(Refused) as caught:
        check_upload(upload(name, content))
    return caught.value.code


def exif() -> Image.Exif:
    data = Image.Exif()
    data[0x010E] = SECRET.decode()  # ImageDescription
    data[0x0112] = 6  # Orientation: a quarter turn
    gps = data.get_ifd(0x8825)
    gps[1], gps[2] = "N", (45.0, 40.0, 0.0)
    return data


def carrying(extension) -> bytes:
    """A picture with metadata wherever its format has room, 8 wide and 6 high before the quarter turn."""
    kind = TYPES[extension]
    buffer = io.BytesIO()
    image = Image.new("RGB", (8, 6), "teal")
    if kind == "GIF":
        image.save(buffer, kind, comment=SECRET)
        return buffer.getvalue()
    options = {"exif": exif(), "xmp": b"<x>" + SECRET + b"</x>"} if kind != "PNG" else {"exif": exif()}
    if kind == "PNG":
        notes = PngImagePlugin.PngInfo()
        notes.add_text("Author", SECRET.decode())
        notes.add_itxt("XML:com.adobe.xmp", SECRET.decode())
        options["pnginfo"] = notes
    if kind == "JPEG":
        options["comment"] = SECRET
    image.save(buffer, kind, icc_profile=b"\0" * 128 + SECRET, **options)
    return buffer.getvalue()


@pytest.mark.parametrize("extension", TYPES)
def test_metadata_place_and_author_do_not_reach_the_store(extension):
    content = carrying(extension)
    assert SECRET in content or extension == "png"
    clean = stored(f"foto.{extension}", content)
    image = Image.open(io.BytesIO(clean))
    kept = {"jfif", "jfif_version", "jfif_unit", "jfif_density", "version", "background", "loop", "duration"}
    assert (SECRET in clean, dict(image.getexif()), set(image.info) - kept) == (False, {}, set())


@pytest.mark.parametrize(
    ("extension", "size"), [("jpg", (6, 8)), ("webp", (6, 8)), ("png", (6, 8)), ("gif", (8, 6))]
)
def test_a_turned_photo_is_stored_upright(extension, size):
    image = Image.open(io.BytesIO(stored(f"foto.{extension}", carrying(extension))))
    assert (image.format, image.size) == (TYPES[extension], size)


@pytest.mark.parametrize("extension", TYPES)
@pytest.mark.parametrize("passenger", [b"<script>alert(1)</script>", b"PK\x03\x04" + b"x" * 50, b"%PDF-1.7"])
def test_what_hides_behind_the_pixels_stays_outside(extension, passenger):
    clean = stored(f"foto.{extension}", picture(TYPES[extension]) + passenger)
    assert passenger not in clean


def test_a_gif_that_is_also_a_script_is_only_a_gif_afterwards():
    """``GIF89a/*…*/=1;alert(1)`` runs as a script where a server lets it."""
    genuine = picture("GIF")
    polyglot = b"GIF89a" + b"\x2f\x2a" + genuine[8:] + b"*/=1;alert(document.cookie);"
    assert b"alert" not in stored("foto.gif", polyglot)


def test_a_script_that_only_begins_like_a_gif_is_refused():
    assert refusal("foto.gif", b"GIF89a=1;alert(1)//" + b" " * 200) in {"damaged", "disguised"}


def test_a_photo_of_a_telephone_with_a_second_picture_keeps_the_first():
    buffer = io.BytesIO()
    second = Image.new("RGB", (4, 3), "red")
    Image.new("RGB", (64, 48), "teal").save(buffer, "MPO", save_all=True, append_images=[second])
    image = Image.open(io.BytesIO(stored("foto.jpg", buffer.getvalue())))
    assert (image.format, image.size) == ("JPEG", (64, 48))


def blank_png(width, height) -> bytes:
    """A PNG of so many pixels, all alike, in a few kilobytes."""

    def chunk(kind, data):
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    row = zlib.compress(bytes(1 + (width + 7) // 8) * height, 9)
    header = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", row) + chunk(b"IEND", b"")


@pytest.mark.parametrize("size", [(8000, 5001), (9000, 10_000), (14_000, 14_000), (65_000, 65_000)])
def test_more_than_forty_megapixels_are_refused_before_they_are_unpacked(size):
    header_only = blank_png(1, 1).replace(struct.pack(">II", 1, 1), struct.pack(">II", *size), 1)
    data = header_only[12:29]
    content = header_only[:29] + struct.pack(">I", zlib.crc32(data)) + header_only[33:]
    begun = time.monotonic()
    with pytest.raises(Refused, match="40 megapixel"):
        check_upload(upload("foto.png", content))
    assert time.monotonic() - begun < 5


def test_forty_megapixels_are_welcome():
    assert Image.open(io.BytesIO(stored("foto.png", blank_png(8000, 5000)))).size == (8000, 5000)


def film(frames, size=(2, 2)) -> bytes:
    """A GIF of so many frames that differ."""
    pictures = [Image.new("P", size, n % 2) for n in range(frames)]
    buffer = io.BytesIO()
    for picture_ in pictures:
        picture_.putpalette([0, 0, 0, 255, 255, 255])
    pictures[0].save(buffer, "GIF", save_all=True, append_images=pictures[1:], duration=50, loop=0)
    return buffer.getvalue()


def test_a_moving_picture_keeps_its_frames():
    image = Image.open(io.BytesIO(stored("film.gif", film(3))))
    assert (image.format, image.n_frames, image.info["duration"]) == ("GIF", 3, 50)


def test_too_many_frames_are_refused_before_they_are_drawn():
    with pytest.raises(Refused, match="troppi fotogrammi"):
        check_upload(upload("film.gif", film(601)))


@pytest.mark.walk
def test_frames_that_together_are_too_many_pixels_are_refused():
    assert refusal("film.gif", film(51, (2000, 2000))) == "too large"


@pytest.mark.parametrize("extension", TYPES)
def test_half_an_image_is_refused(extension):
    content = picture(TYPES[extension], (300, 200))
    assert refusal(f"foto.{extension}", content[: len(content) // 2]) == "damaged"


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGBA", "CMYK", "I;16"])
def test_every_mode_of_colours_is_drawn(mode):
    kind = "JPEG" if mode == "CMYK" else "PNG"
    buffer = io.BytesIO()
    Image.new(mode, (8, 6)).save(buffer, kind)
    name = "foto.jpg" if kind == "JPEG" else "foto.png"
    assert Image.open(io.BytesIO(stored(name, buffer.getvalue()))).size == (8, 6)
