"""A first visit over a line of 128 kbit/s, as the browser itself sees it."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from playwright.sync_api import Browser, Page

KILOBITS = 128
LATENCY_MS = 300
_BYTES_A_SECOND = KILOBITS * 1000 // 8
_READ = """async () => {
  const seen = await new Promise((found) => {
    const look = (list) => list.getEntriesByName("first-contentful-paint").forEach(found);
    new PerformanceObserver(look).observe({ type: "paint", buffered: true });
  });
  const [page] = performance.getEntriesByType("navigation");
  const parts = performance.getEntriesByType("resource");
  return {
    usable: Math.max(page.domContentLoadedEventEnd, seen.startTime),
    size: [page, ...parts].reduce((sum, part) => sum + part.transferSize, 0),
  };
}"""


@dataclass(frozen=True)
class Visit:
    """When a page was painted and its scripts had run, and what had come by then."""

    usable_seconds: float
    size: int


def visit(browser: Browser, address: str, path: str, token: str = "") -> Visit:
    """Open a page in a browser that has never been here; `token` is that of a session."""
    with _slow_page(browser, address, token) as page:
        page.goto(path, wait_until="domcontentloaded")
        seen = page.evaluate(_READ)
    return Visit(seen["usable"] / 1000, int(seen["size"]))


@contextmanager
def _slow_page(browser: Browser, address: str, token: str) -> Iterator[Page]:
    context = browser.new_context(base_url=address, locale="ru-RU")
    context.set_default_timeout(60_000)
    if token:
        context.add_cookies([{"name": "sid", "value": token, "url": address}])
    page = context.new_page()
    line = context.new_cdp_session(page)
    line.send("Network.enable")
    line.send(
        "Network.emulateNetworkConditions",
        {
            "offline": False,
            "latency": LATENCY_MS,
            "downloadThroughput": _BYTES_A_SECOND,
            "uploadThroughput": _BYTES_A_SECOND,
        },
    )
    try:
        yield page
    finally:
        context.close()
