"""A real browser with the network shut, for every page of the product.

``phone`` and ``desktop`` each answer a page; a request that leaves localhost or the file system
fails the test, and so does an error on the page's console.
"""

import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page, Route, sync_playwright

AXE = Path(__file__).with_name("vendor") / "axe.min.js"

BROWSERS = ("chromium", "chromium-browser", "google-chrome")

FLAGS = (
    "--no-sandbox",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)

PHONE = {"width": 390, "height": 844}
DESKTOP = {"width": 1280, "height": 900}

HERE = ("localhost", "127.0.0.1", "[::1]", "::1")

WCAG = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "best-practice")


@dataclass
class Guard:
    """What a page did that it may not: it asked an outside host, or it failed in its console."""

    outside: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)

    def watch(self, page: Page) -> None:
        """Stop every request that leaves this machine, and note it; note errors too."""
        page.context.route("**/*", self._judge)
        page.on("pageerror", lambda error: self.errors.append(str(error)))
        page.on("console", self._listen)

    def _judge(self, route: Route) -> None:
        address = urlsplit(route.request.url)
        if address.scheme in {"file", "data", "blob", "about"} or address.hostname in HERE:
            route.continue_()
            return
        self.outside.append(route.request.url)
        route.abort()

    def _listen(self, message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"}:
            self.errors.append(f"{message.text} {message.location.get('url', '')}")


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Open the system's Chromium once."""
    found = next((path for name in BROWSERS if (path := shutil.which(name))), None)
    assert found, "chromium is missing: run `make tools`"
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=found, args=list(FLAGS))
        yield opened
        opened.close()


@pytest.fixture
def guard() -> Iterator[Guard]:
    """Fail a test whose pages asked an outside host or wrote an error."""
    watching = Guard()
    yield watching
    assert watching.outside == [], "the page asked an outside host"
    assert watching.errors == [], "the page wrote errors to its console"


@pytest.fixture
def new_page(browser: Browser, guard: Guard) -> Iterator[Callable[..., Page]]:
    """Answer a maker of pages under guard: ``new_page(PHONE, locale="ar")``."""
    contexts = []

    def make(viewport: dict[str, int], **options: Any) -> Page:
        context = browser.new_context(**{"viewport": viewport, "locale": "da-DK", **options})
        contexts.append(context)
        page = context.new_page()
        guard.watch(page)
        return page

    yield make
    for context in contexts:
        context.close()


@pytest.fixture
def phone(new_page: Callable[..., Page]) -> Page:
    """Answer a page as a phone shows it, 390 × 844 with touch."""
    return new_page(PHONE, has_touch=True)


@pytest.fixture
def desktop(new_page: Callable[..., Page]) -> Page:
    """Answer a page as an office screen shows it, 1280 × 900."""
    return new_page(DESKTOP)


@pytest.fixture(scope="session")
def axe() -> Callable[[Page], list[str]]:
    """Answer what axe-core finds against WCAG 2.1 AA: one line per rule and element."""
    source = AXE.read_text("utf-8")

    def run(page: Page) -> list[str]:
        page.evaluate(source)
        script = "tags => axe.run(document, { runOnly: { type: 'tag', values: tags } })"
        report = page.evaluate(script, list(WCAG))
        return [
            f"{rule['id']}: {node['html'][:160]}"
            for rule in report["violations"]
            for node in rule["nodes"]
        ]

    return run
