"""`make shots`: full-page pictures of the pages of tests/e2e/pages.py in build/shots, for a person to see."""

import sys
import tempfile
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from tests.e2e.page import Page  # noqa: E402
from tests.e2e.pages import PAGES  # noqa: E402
from tests.e2e.watch import CHROMIUM_FLAGS, Visitor  # noqa: E402
from tests.parts import CHROMIUM  # noqa: E402
from tests.platform import Platform  # noqa: E402

SHOTS = ROOT / "build" / "shots"
WIDTHS = (1280, 768, 320)


def shoot(browser: Browser, platform: Platform, page: Page) -> None:
    """Picture one page at each width, with forced colours and as printed."""
    for width in WIDTHS:
        visitor = Visitor(browser, platform, width=width)
        visitor.visit(page)
        visitor.shot(SHOTS / f"{page.name}-{width}.png")
        if width == WIDTHS[0]:
            visitor.tab.emulate_media(forced_colors="active")
            visitor.shot(SHOTS / f"{page.name}-contrast.png")
            visitor.tab.emulate_media(forced_colors="none", media="print")
            visitor.shot(SHOTS / f"{page.name}-print.png")
        visitor.close()
    print(f"  {page.name}", flush=True)


def main() -> None:
    wanted = set(sys.argv[1:])
    with tempfile.TemporaryDirectory(prefix="pico-shots-") as var, sync_playwright() as playwright:
        platform = Platform(Path(var)).start()
        try:
            browser = playwright.chromium.launch(executable_path=str(CHROMIUM), args=CHROMIUM_FLAGS)
            for page in PAGES:
                if not wanted or page.name in wanted:
                    shoot(browser, platform, page)
            browser.close()
        finally:
            platform.stop()
    print(f"Immagini in {SHOTS}")


if __name__ == "__main__":
    main()
