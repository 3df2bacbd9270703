"""What a browser test keeps an eye on while it uses a page."""

import re
from pathlib import Path
from urllib.parse import urlsplit

from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Request, Response
from playwright.sync_api import Page as Tab

from tests.e2e.page import Page
from tests.platform import PASSWORD, ROOT, Platform

CHROMIUM_FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"
AXE_TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
# (port of the platform, e-mail, site) -> cookies of a session that is open
SIGNED_IN: dict[tuple[int, str, str], list] = {}
# Chromium writes this line for every answer of 400 and more, also for the ones a page means to give.
INTENDED = re.compile(r"Failed to load resource: the server responded with a status of (404|409|422)")


class Visitor:
    """A browser context whose every message, request and cookie is noted."""

    def __init__(
        self, browser: Browser, platform: Platform, *, width: int = 1280, scripts: bool = True
    ) -> None:
        self.platform = platform
        self.complaints: list[str] = []
        self.sizes: dict[str, int] = {}
        self.context: BrowserContext = browser.new_context(
            viewport={"width": width, "height": 900},
            locale="it-IT",
            timezone_id="Europe/Rome",
            java_script_enabled=scripts,
            reduced_motion="reduce",
        )
        self.context.set_default_timeout(30_000)
        self.tab: Tab = self.context.new_page()
        self.tab.on("console", self._console)
        self.tab.on("pageerror", lambda error: self.complaints.append(f"script error: {error}"))
        self.tab.on("request", self._request)
        self.tab.on("response", self._response)
        # From the first moment on: asked for only where a test expects it, the answer may come after the key.
        self.tab.on("filechooser", lambda chooser: None)

    def _console(self, message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"} and not INTENDED.match(message.text):
            self.complaints.append(f"{message.type}: {message.text}")

    def _request(self, request: Request) -> None:
        parts = urlsplit(request.url)
        host = parts.hostname or ""
        if parts.scheme in {"http", "https"} and host != "localhost" and not host.endswith(".localhost"):
            self.complaints.append(f"external host: {request.url}")

    def _response(self, response: Response) -> None:
        length = response.headers.get("content-length", "")
        if "/static/" in response.url and length.isdigit():
            self.sizes[urlsplit(response.url).path] = int(length)

    @property
    def path(self) -> str:
        """The address of the page that is open, without its host."""
        parts = urlsplit(self.tab.url)
        return parts.path + (f"?{parts.query}" if parts.query else "")

    def open(self, path: str, site: str = "treviso") -> int:
        """Open an address and return the status of the answer."""
        answer = self.tab.goto(self.platform.url(path, site))
        return answer.status if answer else 0

    def sign_in(self, email: str, site: str = "treviso") -> None:
        self.open("/accedi/", site)
        self.tab.fill('input[name="login"]', email)
        self.tab.fill('input[name="password"]', PASSWORD)
        self.tab.click('main form:has(input[name="password"]) button[type="submit"]')
        self.tab.wait_for_url("**/area-riservata/**")

    def visit(self, page: Page) -> int:
        """Go to a page as the person it is for, by its links where it has no fixed address."""
        known = SIGNED_IN.get((self.platform.port, page.email, page.site))
        if known:
            self.context.add_cookies(known)
        elif page.email:
            self._sign_in_and_keep(page.email, page.site)
        status = self.open(page.path, page.site)
        if known and "/accedi/" in self.tab.url:  # another test has closed that session
            self.context.clear_cookies()
            self._sign_in_and_keep(page.email, page.site)
            status = self.open(page.path, page.site)
        for link in page.links:
            with self.tab.expect_navigation() as navigation:
                self.tab.locator(link).first.click()
            status = navigation.value.status
        return status

    def _sign_in_and_keep(self, email: str, site: str) -> None:
        """Sign in once for all the pages a person looks at: the next visitors bring the same cookies."""
        self.sign_in(email, site)
        SIGNED_IN[self.platform.port, email, site] = self.context.cookies()

    def axe(self) -> list[str]:
        """Return what axe-core finds wrong with the page, one line for each rule and element."""
        self.tab.evaluate(AXE.read_text())
        found = self.tab.evaluate(
            "tags => axe.run(document, {runOnly: {type: 'tag', values: tags}, resultTypes: ['violations']})",
            AXE_TAGS,
        )
        return [
            f"{rule['id']}: {rule['help']} {node['target']} {node['html'][:160]}"
            for rule in found["violations"]
            for node in rule["nodes"]
        ]

    def sideways_scroll(self) -> int:
        """Return by how many pixels the page is wider than the window, once a new width has been drawn."""
        return self.tab.evaluate(
            "async () => { await document.fonts.ready;"
            " for (let n = 0; n < 3; n++) await new Promise(drawn => requestAnimationFrame(drawn));"
            " return document.documentElement.scrollWidth - document.documentElement.clientWidth; }"
        )

    def shot(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self.tab.screenshot(path=path, full_page=True)

    def close(self) -> None:
        self.context.close()
