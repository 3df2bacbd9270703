"""Pictures of what people do: schools, counters, papers, meetings; each returns what is on it in words."""

import math

from pico.portal.demo.canvas import HEIGHT, WIDTH, Canvas
from pico.portal.demo.outdoors import HOW_MANY

SPINES = ("#0066cc", "#b3541e", "#008055", "#6b4bA3", "#cc334d", "#17324d", "#c99a2e")


def school(sheet: Canvas) -> str:
    light, floors = sheet.light, sheet.count(2, 3)
    sheet.country(430)
    sheet.box(0, 760, WIDTH, 140, light.hills[3])
    top, left, width = 780 - floors * 150, sheet.between(240, 380), 900
    sheet.box(left, top, width, 780 - top, light.wall)
    sheet.box(left - 20, top - 34, width + 40, 40, light.roof)
    for floor in range(floors):
        for column in range(9):
            door = floor == floors - 1 and column == 4
            height = 120 if door else 84
            sheet.box(
                left + 30 + column * 96,
                top + 34 + floor * 150,
                66,
                height,
                light.accent if door else "#bcd9ec",
            )
    pole = left + width + 120
    sheet.box(pole, 380, 9, 400, light.dark)
    for number, colour in enumerate(("#008c45", "#ffffff", "#cd212a")):
        sheet.box(pole + 9 + number * 46, 390, 46, 92, colour)
    sheet.tree(left - 110, 790, sheet.between(230, 300))
    sheet.shape([(left + 400, 780), (left + 500, 780), (left + 640, 900), (left + 260, 900)], "#d8c8ae")
    return f"un edificio scolastico a {HOW_MANY[floors]} piani con la bandiera"


def building_site(sheet: Canvas) -> str:
    light, floors = sheet.light, sheet.count(3, 5)
    sheet.country(480)
    sheet.box(0, 780, WIDTH, 120, "#cbb48f")
    left = sheet.between(250, 450)
    for floor in range(floors):
        y = 780 - (floor + 1) * 110
        sheet.box(left, y, 560, 18, light.wall)
        for post in range(5):
            sheet.box(left + post * 135, y, 20, 110, light.wall)
    sheet.box(left + 140, 672, 260, 108, light.roof)
    mast = left + 740
    sheet.box(mast, 190, 26, 600, "#e0a31f")
    sheet.box(mast - 560, 200, 860, 22, "#e0a31f")
    sheet.line([(mast + 13, 120), (mast - 520, 200)], "#e0a31f", 8)
    sheet.line([(mast + 13, 120), (mast + 280, 200)], "#e0a31f", 8)
    sheet.box(mast + 210, 222, 80, 70, light.dark)
    hook = mast - sheet.between(200, 460)
    sheet.line([(hook, 220), (hook, 360)], light.dark, 5)
    sheet.box(hook - 60, 360, 120, 30, light.roof)
    return "una gru accanto a un edificio in costruzione"


def bus(sheet: Canvas) -> str:
    light = sheet.light
    sheet.country(420)
    sheet.house(60, 720, 260, 230)
    sheet.house(1280, 720, 240, 280)
    sheet.box(0, 720, WIDTH, 180, "#6b7580")
    x = sheet.between(260, 420)
    sheet.box(x, 470, 760, 290, light.accent, radius=34)
    for window in range(6):
        sheet.box(x + 40 + window * 104, 510, 84, 110, "#d6ebf8", radius=8)
    sheet.box(x + 668, 510, 70, 220, "#d6ebf8", radius=8)
    sheet.box(x, 660, 760, 18, "#ffffff")
    for wheel in (150, 580):
        sheet.disc(x + wheel, 765, 62, "#20262d")
        sheet.disc(x + wheel, 765, 27, "#c9d2da")
    stop = x + 860
    sheet.box(stop, 440, 14, 350, light.dark)
    sheet.disc(stop + 7, 430, 56, "#ffffff")
    sheet.box(stop - 24, 404, 62, 46, light.accent, radius=8)
    people = sheet.count(1, 3)
    for number in range(people):
        sheet.person(stop + 90 + number * 75, 800, 210, SPINES[number])
    return f"un autobus alla fermata e {HOW_MANY[people].replace('una', 'una persona')} {'in attesa' if people == 1 else 'persone in attesa'}"


def meeting(sheet: Canvas) -> str:
    light, rows = sheet.light, sheet.count(2, 3)
    sheet.box(0, 0, WIDTH, HEIGHT, light.sky[1])
    sheet.box(420, 90, 760, 300, "#ffffff", radius=10)
    sheet.box(470, 140, 400, 26, light.accent)
    for line in range(4):
        sheet.box(470, 200 + line * 42, 640 - line * 70, 14, "#b8c4cf")
    sheet.box(360, 470, 880, 90, light.roof)
    for speaker in range(3):
        sheet.person(560 + speaker * 240, 480, 170, SPINES[(speaker + sheet.count(0, 3)) % 6])
    sheet.box(340, 460, 920, 34, light.dark)
    for row in range(rows):
        foot = 720 + row * 110
        for seat in range(9):
            x = 120 + seat * 170 + (row % 2) * 60
            sheet.person(x, foot + 60, 190, SPINES[(seat + row * 3) % 7])
            sheet.box(x - 62, foot, 124, 120, light.dark, radius=18)
    return "una sala con il pubblico seduto davanti a tre relatori"


def papers(sheet: Canvas) -> str:
    light, sheets = sheet.light, sheet.count(2, 4)
    sheet.box(0, 0, WIDTH, HEIGHT, light.sky[1])
    sheet.box(0, 560, WIDTH, 340, light.hills[2])
    sheet.box(0, 560, WIDTH, 20, light.dark)
    for number in range(sheets):
        x, lean = 190.0 + number * 210, sheet.between(-30, 30)
        page = [(x + lean, 190), (x + 360 + lean, 190), (x + 360 - lean, 720), (x - lean, 720)]
        sheet.shape([(a + 12, b + 12) for a, b in page], "#c3ccd4")
        sheet.shape(page, "#ffffff")
        for line in range(8):
            sheet.box(x + 50, 270 + line * 48, 260 - (line % 3) * 50, 14, "#b8c4cf")
        sheet.box(x + 50, 220, 150, 24, light.accent)
    x = sheet.between(1130, 1230)
    sheet.box(x, 620, 220, 60, light.dark, radius=10)
    sheet.box(x + 40, 570, 140, 60, light.roof, radius=10)
    sheet.box(x + 88, 440, 44, 140, light.roof)
    sheet.disc(x + 110, 430, 52, light.roof)
    sheet.line([(x - 40, 800), (x + 260, 740)], light.accent, 18)
    return f"{'due' if sheets == 2 else HOW_MANY[sheets]} fogli, una penna e un timbro su una scrivania"


def screen(sheet: Canvas) -> str:
    light, bars = sheet.light, sheet.count(5, 8)
    sheet.box(0, 0, WIDTH, HEIGHT, light.hills[0])
    sheet.box(0, 700, WIDTH, 200, light.hills[2])
    sheet.box(330, 110, 940, 580, light.dark, radius=26)
    sheet.box(362, 142, 876, 500, "#ffffff", radius=8)
    sheet.box(400, 180, 300, 24, light.accent)
    tops, step = [], 780 / bars
    for number in range(bars):
        height = sheet.between(90, 320)
        x = 415 + number * step
        sheet.box(x, 600 - height, step * 0.6, height, SPINES[number % 2])
        tops.append((x + step * 0.3, 600 - height - 30))
    sheet.line(tops, "#b3541e", 9)
    for x, y in tops:
        sheet.disc(x, y, 13, "#b3541e")
    sheet.box(400, 600, 800, 5, light.dark)
    sheet.shape([(740, 690), (860, 690), (900, 780), (700, 780)], light.dark)
    return f"uno schermo con un grafico a {HOW_MANY[bars]} barre e la linea del loro andamento"


def shelves(sheet: Canvas) -> str:
    light, rows = sheet.light, sheet.count(3, 4)
    sheet.box(0, 0, WIDTH, HEIGHT, light.wall)
    height = 780 / rows
    for row in range(rows):
        foot, x = 60 + (row + 1) * height, 70.0
        while x < 1480:
            width, tall = sheet.between(34, 66), height * sheet.between(0.55, 0.86)
            sheet.box(x, foot - tall, width, tall, SPINES[sheet.count(0, 6)])
            sheet.box(x, foot - tall + 24, width, 12, light.sun)
            x += width + (70 if sheet.count(0, 9) == 0 else 5)
        sheet.box(40, foot, 1520, 22, light.dark)
    return f"{HOW_MANY[rows].replace('una', 'uno')} ripiani di libri colorati"


def counter(sheet: Canvas) -> str:
    light, queue = sheet.light, sheet.count(2, 4)
    sheet.box(0, 0, WIDTH, HEIGHT, light.sky[1])
    sheet.box(0, 740, WIDTH, 160, light.hills[1])
    sheet.box(930, 120, 560, 130, light.accent, radius=16)
    for line in range(2):
        sheet.box(980, 155 + line * 40, 400 - line * 120, 18, "#ffffff")
    sheet.person(1150, 640, 330, light.dark)
    sheet.person(1370, 640, 310, SPINES[sheet.count(0, 6)])
    sheet.box(880, 540, 640, 40, light.dark)
    sheet.box(900, 580, 600, 260, light.roof)
    sheet.box(1010, 440, 110, 96, "#20262d", radius=8)
    for number in range(queue):
        sheet.person(720 - number * 170, 830, 380 - number * 12, SPINES[(number * 2 + 1) % 7])
    return f"uno sportello con due impiegati e {HOW_MANY[queue]} persone in fila"


def lesson(sheet: Canvas) -> str:
    light, pupils = sheet.light, sheet.count(4, 6)
    sheet.box(0, 0, WIDTH, HEIGHT, light.wall)
    sheet.box(380, 100, 900, 430, "#20493a", radius=12)
    for line in range(4):
        sheet.line([(440, 180 + line * 80), (440 + sheet.between(260, 560), 180 + line * 80)], "#e6efe9", 9)
    sheet.ring(1120, 300, 86, "#e6efe9", 8)
    sheet.line([(1120, 300), (1120 + 86 * math.cos(1), 300 - 86 * math.sin(1))], "#e6efe9", 8)
    sheet.person(270, 760, 430, light.accent)
    sheet.box(0, 740, WIDTH, 160, light.hills[1])
    for number in range(pupils):
        x = 460 + number * (1050 / pupils)
        sheet.person(x, 830, 230, SPINES[number % 7])
        sheet.box(x - 80, 760, 160, 26, light.dark)
    return f"una persona spiega alla lavagna davanti a {HOW_MANY[pupils]} persone sedute"


def shield(sheet: Canvas) -> str:
    light = sheet.light
    sheet.country(520)
    sheet.hills(780, 20, light.hills[3])
    x = sheet.between(640, 960)
    outline = [
        (x - 230, 120),
        (x + 230, 120),
        (x + 230, 420),
        (x + 150, 600),
        (x, 710),
        (x - 150, 600),
        (x - 230, 420),
    ]
    sheet.shape(outline, light.wall)
    inner = [(x + (a - x) * 0.9, 410 + (b - 410) * 0.9) for a, b in outline]
    sheet.shape(inner, light.accent)
    sheet.shape([(x - 150, 470), (x - 40, 290), (x + 60, 420), (x + 110, 350), (x + 170, 470)], "#ffffff")
    for wave in range(2):
        points = [
            (x - 130 + step * 20, 540 + wave * 40 + 10 * math.sin(step)) for step in range(14 - wave * 3)
        ]
        sheet.line(points, "#ffffff", 12)
    sheet.box(x - 26, 170, 52, 70, "#ffcc00")
    for tooth in range(3):
        sheet.box(x - 34 + tooth * 26, 156, 16, 22, "#ffcc00")
    return "uno scudo con i monti, un fiume e una torre, sullo sfondo delle colline"
