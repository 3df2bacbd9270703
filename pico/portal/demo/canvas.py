"""What the demo's pictures are painted with: a sheet, a light, hills, trees, houses. Nothing is downloaded.

Lengths are of a sheet of 1600 x 900, whatever size is painted. The same seed paints the same picture.
"""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from hashlib import blake2b
from io import BytesIO

from PIL import Image, ImageDraw

Point = tuple[float, float]

WIDTH, HEIGHT = 1600, 900
SIZE = (960, 540)
FINER = 2  # painted twice as large, then halved: smooth edges
SCALE = SIZE[0] * FINER / WIDTH


@dataclass(frozen=True)
class Light:
    """The hour and the season of a picture. ``hills`` go from the far ones to the near ones."""

    words: str
    sky: tuple[str, str]
    hills: tuple[str, str, str, str]
    water: str
    wall: str
    roof: str
    dark: str
    accent: str
    leaf: str
    sun: str


LIGHTS = (
    Light(
        "di mattina", ("#bfe0f5", "#f4fafd"), ("#b4d3cf", "#8fbf9f", "#6aa77a", "#4b8b5d"),
        "#5aa3cf", "#f6efe2", "#c4694a", "#17324d", "#0066cc", "#3c7a4d", "#fff4c9",
    ),
    Light(
        "al tramonto", ("#f4a67a", "#fde6c4"), ("#c99aa5", "#a3788f", "#7c5a7c", "#5b4366"),
        "#8d79a8", "#fbe3c8", "#9c4a3c", "#2f2440", "#d9541e", "#4f4a63", "#fff1d6",
    ),
    Light(
        "in autunno", ("#d7e3ea", "#fbf3e4"), ("#d9bf8f", "#c79a58", "#a9743a", "#84552b"),
        "#7ba3b5", "#f7ead3", "#8c3f2b", "#33261d", "#b3541e", "#9a5d22", "#fff7dd",
    ),
    Light(
        "in inverno", ("#c9d6e4", "#f3f6fa"), ("#dfe7ef", "#cbd8e4", "#f1f5f9", "#e3ebf2"),
        "#8fb0c9", "#f4f1ec", "#7a5a55", "#24364b", "#0059b3", "#56707a", "#ffffff",
    ),
    Light(
        "in una giornata limpida d'estate", ("#7fc1ec", "#dff2fc"), ("#a8cfc0", "#93c083", "#74a85c", "#568c43"),
        "#3d8fc4", "#fdf3e0", "#b9553a", "#14304a", "#cc334d", "#3f7d3a", "#fff3b0",
    ),
)  # fmt: skip


class Canvas:
    """One sheet, with the numbers that make it different from the others."""

    def __init__(self, seed: str, light: Light) -> None:
        self.light = light
        self._numbers = _numbers(seed)
        self.image = _sky(light).copy()
        self.pen = ImageDraw.Draw(self.image)

    @property
    def size(self) -> tuple[int, int]:
        return SIZE

    def between(self, low: float, high: float) -> float:
        """Return the seed's next number of that range."""
        return low + (high - low) * next(self._numbers)

    def count(self, low: int, high: int) -> int:
        return min(high, low + int((high - low + 1) * next(self._numbers)))

    def shape(self, points: Sequence[Point], colour: str) -> None:
        self.pen.polygon([(x * SCALE, y * SCALE) for x, y in points], fill=colour)

    def box(
        self, left: float, top: float, width: float, height: float, colour: str, *, radius: int = 0
    ) -> None:
        place = (left * SCALE, top * SCALE, (left + width) * SCALE, (top + height) * SCALE)
        if radius:
            self.pen.rounded_rectangle(place, radius * SCALE, fill=colour)
        else:
            self.pen.rectangle(place, fill=colour)

    def disc(self, x: float, y: float, radius: float, colour: str, height: float = 0) -> None:
        """Paint a disc, or with another height an oval."""
        tall = height or radius
        self.pen.ellipse(
            ((x - radius) * SCALE, (y - tall) * SCALE, (x + radius) * SCALE, (y + tall) * SCALE), fill=colour
        )

    def ring(self, x: float, y: float, radius: float, colour: str, width: float) -> None:
        place = ((x - radius) * SCALE, (y - radius) * SCALE, (x + radius) * SCALE, (y + radius) * SCALE)
        self.pen.ellipse(place, outline=colour, width=round(width * SCALE))

    def line(self, points: Sequence[Point], colour: str, width: float) -> None:
        places = [(x * SCALE, y * SCALE) for x, y in points]
        self.pen.line(places, fill=colour, width=max(1, round(width * SCALE)), joint="curve")

    def finished(self) -> bytes:
        """Return the picture as a JPEG file."""
        content = BytesIO()
        self.image.reduce(FINER).save(content, "JPEG", quality=88)
        return content.getvalue()

    # --- what most pictures have ---

    def sun(self) -> None:
        self.disc(self.between(250, 1350), self.between(120, 230), self.between(55, 90), self.light.sun)

    def cloud(self, x: float, y: float, size: float, colour: str = "#ffffff") -> None:
        for shift, lift, radius in (
            (-1.3, 0.1, 0.7),
            (-0.4, -0.35, 1.0),
            (0.6, -0.15, 0.85),
            (1.4, 0.15, 0.6),
        ):
            self.disc(x + shift * size, y + lift * size, radius * size, colour)
        self.box(x - 1.7 * size, y, 3.5 * size, 0.75 * size, colour, radius=int(0.37 * size))

    def hills(self, top: float, swing: float, colour: str) -> None:
        """Paint a line of hills from side to side, down to the bottom of the sheet."""
        first, second = self.between(0, 6.3), self.between(0, 6.3)
        long, short = self.between(240, 420), self.between(90, 170)
        crest = [
            (x, top + swing * (0.75 * math.sin(x / long + first) + 0.25 * math.sin(x / short + second)))
            for x in range(0, WIDTH + 40, 40)
        ]
        self.shape([(0, HEIGHT), *crest, (WIDTH, HEIGHT)], colour)

    def country(self, top: float = 430) -> None:
        """Paint sun and three lines of hills: the back of many pictures."""
        self.sun()
        for number, colour in enumerate(self.light.hills[:3]):
            self.hills(top + number * 90, 70 - number * 15, colour)

    def tree(self, x: float, foot: float, height: float) -> None:
        self.box(x - height * 0.04, foot - height * 0.4, height * 0.08, height * 0.4, self.light.dark)
        self.disc(x, foot - height * 0.62, height * 0.28, self.light.leaf, height=height * 0.38)

    def cypress(self, x: float, foot: float, height: float) -> None:
        self.shape(
            [(x - height * 0.11, foot), (x, foot - height), (x + height * 0.11, foot)], self.light.leaf
        )

    def house(self, x: float, foot: float, width: float, height: float) -> None:
        """Paint a house with its roof and a row of windows; x is its left side."""
        self.box(x, foot - height, width, height, self.light.wall)
        roof = [
            (x - 14, foot - height),
            (x + width / 2, foot - height - width * 0.32),
            (x + width + 14, foot - height),
        ]
        self.shape(roof, self.light.roof)
        for column in range(max(1, int(width // 70))):
            self.box(x + 24 + column * 66, foot - height + 36, 26, 40, self.light.dark)

    def bell_tower(self, x: float, foot: float, height: float) -> None:
        width = height * 0.2
        self.box(x, foot - height, width, height, self.light.wall)
        self.box(x + width * 0.3, foot - height * 0.9, width * 0.4, height * 0.14, self.light.dark)
        self.shape([(x - 8, foot - height), (x + width / 2, foot - height * 1.28), (x + width + 8, foot - height)],
                   self.light.roof)  # fmt: skip

    def person(self, x: float, foot: float, height: float, colour: str) -> None:
        self.disc(x, foot - height * 0.86, height * 0.13, "#e8b98f")
        self.box(
            x - height * 0.16,
            foot - height * 0.7,
            height * 0.32,
            height * 0.7,
            colour,
            radius=int(height * 0.12),
        )


@cache
def _sky(light: Light) -> Image.Image:
    """Return a sheet with nothing but sky: painted once for each light."""
    strip = Image.new("RGB", (1, 2))
    for row, colour in enumerate(light.sky):
        strip.paste(colour, (0, row, 1, row + 1))
    small = strip.resize((1, 64), Image.Resampling.BILINEAR)
    return small.resize((SIZE[0] * FINER, SIZE[1] * FINER), Image.Resampling.BILINEAR)


def _numbers(seed: str) -> Iterator[float]:
    """Yield numbers from 0 to 1 that depend on the seed only."""
    step = 0
    while True:
        for byte in blake2b(f"{seed} {step}".encode()).digest():
            yield byte / 255
        step += 1
