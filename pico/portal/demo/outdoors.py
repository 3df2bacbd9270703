"""Pictures of a territory: each paints one sheet and returns in words what is on it."""

import math

from pico.portal.demo.canvas import HEIGHT, WIDTH, Canvas

HOW_MANY = ("nessuno", "una", "due", "tre", "quattro", "cinque", "sei", "sette", "otto")


def bridge(sheet: Canvas) -> str:
    light, arches = sheet.light, sheet.count(2, 5)
    sheet.country(380)
    sheet.box(0, 690, WIDTH, 210, light.water)
    for line in range(5):
        x = sheet.between(0, 1300)
        sheet.line([(x, 730 + line * 34), (x + 220, 730 + line * 34)], light.sky[1], 5)
    span, deck = WIDTH / arches, sheet.between(470, 520)
    below = [(0.0, 760.0)]
    for number in range(arches):
        middle, radius = span * (number + 0.5), span * 0.41
        below.append((middle - radius, 760))
        lift = 700 - deck - 40
        below += [
            (middle - radius * math.cos(step * math.pi / 16), 720 - lift * math.sin(step * math.pi / 16))
            for step in range(17)
        ]
        below.append((middle + radius, 760))
    below.append((WIDTH, 760.0))
    sheet.shape([(0, deck), (WIDTH, deck), *reversed(below)], light.wall)
    sheet.box(0, deck - 26, WIDTH, 30, light.roof)
    for post in range(0, WIDTH + 1, 80):
        sheet.box(post - 4, deck - 74, 8, 52, light.dark)
    sheet.box(0, deck - 80, WIDTH, 9, light.dark)
    return f"un ponte a {HOW_MANY[arches]} arcate su un fiume, con le colline dietro"


def road(sheet: Canvas) -> str:
    light = sheet.light
    sheet.country(360)
    sheet.hills(610, 30, light.hills[3])
    bend = sheet.between(-240, 240)
    left, right, middle = [], [], []
    for step in range(21):
        near = step / 20
        y = 590 + 310 * near**1.4
        x = 800 + bend * math.sin(near * 4.4) * (1 - near * 0.4)
        half = 14 + 250 * near**1.6
        left.append((x - half, y))
        right.append((x + half, y))
        middle.append((x, y))
    sheet.shape([*left, *reversed(right)], "#59636e")
    for step in range(1, 20, 2):
        sheet.line(middle[step : step + 2], "#ffffff", 3 + step * 0.7)
    trees = sheet.count(3, 6)
    for number in range(trees):
        sheet.cypress(120 + number * 90, 640 + number * 22, 150 + number * 22)
        sheet.tree(1490 - number * 85, 640 + number * 20, 130 + number * 20)
    return "una strada di collina che curva fra due filari di alberi"


def tunnel(sheet: Canvas) -> str:
    light = sheet.light
    sheet.sun()
    sheet.hills(300, 60, light.hills[0])
    sheet.shape(
        [(0, 420), (420, 180), (800, 260), (1180, 150), (1600, 400), (1600, 900), (0, 900)], light.hills[2]
    )
    sheet.hills(760, 18, light.hills[3])
    x = sheet.between(620, 980)
    sheet.disc(x, 600, 250, light.wall)
    sheet.box(x - 250, 600, 500, 210, light.wall)
    sheet.disc(x, 610, 195, "#1d2730")
    sheet.box(x - 195, 610, 390, 200, "#1d2730")
    for lamp in range(-2, 3):
        sheet.disc(x + lamp * 60, 470 + abs(lamp) * 22, 8, light.sun)
    sheet.shape([(x - 150, 810), (x + 150, 810), (x + 420, 900), (x - 420, 900)], "#59636e")
    sheet.line([(x, 815), (x, 900)], "#ffffff", 10)
    return "l'imbocco di una galleria stradale ai piedi di un monte"


def lake(sheet: Canvas) -> str:
    light = sheet.light
    sheet.sun()
    for number in range(4):
        x, top = 150.0 + number * 420, sheet.between(170, 300)
        sheet.shape([(x - 380, 600), (x, top), (x + 380, 600)], light.hills[number % 2 + 1])
        sheet.shape(
            [(x - 63, top + 72), (x, top), (x + 63, top + 72), (x + 20, top + 50), (x - 18, top + 84)],
            "#ffffff",
        )
    sheet.box(0, 580, WIDTH, 320, light.water)
    for line in range(8):
        x = sheet.between(0, 1350)
        sheet.line([(x, 640 + line * 32), (x + 190, 640 + line * 32)], light.sky[1], 4)
    x = sheet.between(350, 1200)
    sheet.shape([(x - 110, 700), (x + 120, 700), (x + 80, 750), (x - 75, 750)], light.roof)
    sheet.shape([(x, 460), (x, 690), (x + 120, 690)], "#ffffff")
    sheet.shape([(x - 12, 500), (x - 12, 690), (x - 95, 690)], light.wall)
    return "una barca a vela su un lago circondato dai monti"


def snow(sheet: Canvas) -> str:
    light = sheet.light
    for number in range(3):
        x, top = 240.0 + number * 520.0, sheet.between(140, 280)
        sheet.shape([(x - 460, 640), (x, top), (x + 460, 640)], "#9fb4c7")
        sheet.shape([(x - 130, top + 142), (x, top), (x + 130, top + 142), (x + 40, top + 110), (x - 45, top + 165)],
                    "#ffffff")  # fmt: skip
    sheet.hills(610, 30, "#eef3f8")
    sheet.box(0, 720, WIDTH, 100, "#6b7580")
    sheet.box(0, 820, WIDTH, 80, "#f5f8fb")
    x = sheet.between(380, 900)
    sheet.box(x, 560, 380, 150, "#e08b1f", radius=14)
    sheet.box(x + 250, 490, 150, 220, "#e08b1f", radius=18)
    sheet.box(x + 300, 520, 90, 80, "#cfe6f5", radius=8)
    sheet.shape([(x + 420, 600), (x + 520, 570), (x + 500, 760), (x + 420, 760)], light.dark)
    for wheel in (80, 330):
        sheet.disc(x + wheel, 730, 52, "#20262d")
        sheet.disc(x + wheel, 730, 22, "#c9d2da")
    for _flake in range(70):
        sheet.disc(sheet.between(0, WIDTH), sheet.between(0, HEIGHT), sheet.between(3, 7), "#ffffff")
    return "uno spazzaneve al lavoro su una strada di montagna"


def town(sheet: Canvas) -> str:
    sheet.country(420)
    sheet.hills(690, 25, sheet.light.hills[3])
    tower = sheet.count(2, 5)
    for number in range(8):
        x = -20 + number * 205
        if number == tower:
            sheet.bell_tower(x + 40, 800, sheet.between(430, 520))
        sheet.house(x, sheet.between(790, 830), sheet.between(150, 215), sheet.between(150, 280))
    return "i tetti di un paese con il campanile, ai piedi delle colline"


def plain(sheet: Canvas) -> str:
    light, rows = sheet.light, sheet.count(5, 8)
    sheet.sun()
    sheet.hills(450, 35, light.hills[0])
    sheet.box(0, 540, WIDTH, 360, light.hills[1])
    vanishing = sheet.between(500, 1100)
    for number in range(-rows, rows + 1):
        near, next_ = 800 + number * 260, 800 + number * 260 + 120
        sheet.shape([(vanishing + number * 14, 540), (near, 900), (next_, 900)], light.hills[2])
    x = sheet.between(150, 900)
    sheet.house(x, 580, 330, 130)
    sheet.house(x + 330, 580, 170, 190)
    for number in range(4):
        sheet.cypress(x + 560 + number * 60, 590, 180 + (number % 2) * 40)
    return "campi coltivati e una cascina con i cipressi"


def energy(sheet: Canvas) -> str:
    light, mills = sheet.light, sheet.count(2, 4)
    sheet.country(460)
    for number in range(mills):
        x, hub = 240 + number * (1100 / mills), sheet.between(220, 300)
        sheet.shape([(x - 7, hub), (x + 7, hub), (x + 14, 660), (x - 14, 660)], "#ffffff")
        turn = sheet.between(0, 2)
        for blade in range(3):
            angle = turn + blade * 2.094
            tip = (x + 150 * math.cos(angle), hub + 150 * math.sin(angle))
            side = (x + 26 * math.cos(angle + 0.5), hub + 26 * math.sin(angle + 0.5))
            sheet.shape([(x, hub), side, tip], "#ffffff")
        sheet.disc(x, hub, 13, light.dark)
    sheet.box(0, 720, WIDTH, 180, light.hills[3])
    for number in range(4):
        x = 90 + number * 375
        sheet.shape([(x, 830), (x + 60, 690), (x + 330, 690), (x + 270, 830)], "#1f4e7a")
        for cell in (1, 2, 3):
            sheet.line([(x + cell * 67, 830), (x + 60 + cell * 67, 690)], "#9cc4e6", 4)
        sheet.line([(x + 30, 760), (x + 300, 760)], "#9cc4e6", 4)
    return f"{HOW_MANY[mills]} pale eoliche e una fila di pannelli solari in un campo"


def flood(sheet: Canvas) -> str:
    light = sheet.light
    sheet.hills(430, 50, light.hills[1])
    sheet.hills(520, 30, light.hills[2])
    for number in range(4):
        sheet.cloud(180 + number * 420, sheet.between(120, 200), sheet.between(80, 115), "#7f8c99")
    for _drop in range(46):
        x, y = sheet.between(0, WIDTH), sheet.between(250, 620)
        sheet.line([(x, y), (x - 16, y + 52)], "#5d7f9c", 5)
    sheet.house(1150, 690, 230, 170)
    sheet.tree(1080, 690, 210)
    sheet.hills(690, 14, light.hills[3])
    for number, colour in enumerate(("#5f88a6", light.water, "#4a7594")):
        sheet.hills(750 + number * 50, 16, colour)
    for bag in range(6):
        sheet.box(980 + bag * 78, 720 + (bag % 2) * 8, 84, 40, "#c9b38a", radius=18)
    return "nubi e pioggia su un fiume in piena, con i sacchi di sabbia davanti a una casa"


def cycle_path(sheet: Canvas) -> str:
    light = sheet.light
    sheet.country(400)
    sheet.hills(610, 12, light.water)
    sheet.box(0, 720, WIDTH, 180, light.hills[3])
    sheet.box(0, 770, WIDTH, 72, "#d8c8ae")
    for number in range(6):
        sheet.tree(120 + number * 290, 730, sheet.between(180, 260))
    x = sheet.between(420, 1000)
    for wheel in (0, 250):
        sheet.ring(x + wheel, 740, 78, light.dark, 11)
        sheet.disc(x + wheel, 740, 9, light.dark)
    frame = [(x, 740), (x + 95, 620), (x + 205, 620), (x + 110, 740), (x, 740)]
    sheet.line(frame, light.accent, 13)
    sheet.line([(x + 110, 740), (x + 80, 596)], light.accent, 13)
    sheet.line([(x + 250, 740), (x + 200, 580), (x + 232, 562)], light.accent, 13)
    sheet.box(x + 42, 584, 84, 16, light.dark, radius=8)
    return "una bicicletta ferma su una pista ciclabile lungo l'argine"


def europe(sheet: Canvas) -> str:
    light = sheet.light
    sheet.country(560)
    sheet.hills(790, 20, light.hills[3])
    x, y = sheet.between(560, 1040), 300
    sheet.disc(x, y, 250, "#0b3d91")
    for number in range(12):
        angle = number * math.pi / 6
        _star(sheet, x + 175 * math.cos(angle), y + 175 * math.sin(angle), 32)
    for number in range(4):
        sheet.house(80 + number * 400, 850, 190, sheet.between(110, 160))
    return "un cerchio di dodici stelle sopra le case di un paese"


def _star(sheet: Canvas, x: float, y: float, radius: float) -> None:
    points = []
    for number in range(10):
        reach, angle = (radius if number % 2 == 0 else radius * 0.4), number * math.pi / 5 - math.pi / 2
        points.append((x + reach * math.cos(angle), y + reach * math.sin(angle)))
    sheet.shape(points, "#ffcc00")
