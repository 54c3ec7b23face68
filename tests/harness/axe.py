"""Asks axe-core, the usual checker of accessibility, about the page in front."""

from functools import cache
from typing import Any

from playwright.async_api import Locator, Page

from tests.harness.tools import node_modules

_RUN = """async () => {
  const { violations } = await axe.run(document, { resultTypes: ["violations"] });
  return violations.flatMap(({ id, nodes }) => nodes.map(({ target, failureSummary, html }) => ({
    rule: id,
    target: target.join(" "),
    why: failureSummary.split("\\n").slice(1).join(" ").trim(),
    html: html.slice(0, 160),
  })));
}"""


@cache
def _source() -> str:
    return (node_modules() / "axe-core/axe.min.js").read_text()


async def violations(page: Page) -> list[dict[str, Any]]:
    """Return what is wrong with the page for somebody, by axe's own rules: one entry for each element."""
    await page.evaluate(_source())
    return list(await page.evaluate(_RUN))


async def assert_accessible(page: Page, what: str) -> None:
    """Fail with what axe found."""
    found = await violations(page)
    lines = [f"{one['rule']}: {one['target']}\n    {one['why']}\n    {one['html']}" for one in found]
    assert not found, f"{what} has {len(found)} violations:\n" + "\n".join(lines)


_CONTRAST = """(one, property) => {
  const brush = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
  const painted = (...colours) => {
    for (const colour of colours) {
      brush.fillStyle = colour;
      brush.fillRect(0, 0, 1, 1);
    }
    return [...brush.getImageData(0, 0, 1, 1).data.slice(0, 3)];
  };
  const light = (colour) => colour
    .map((part) => part / 255)
    .map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4))
    .reduce((sum, part, at) => sum + part * [0.2126, 0.7152, 0.0722][at], 0);
  const grounds = [];
  for (let each = one; each; each = each.parentElement) grounds.unshift(getComputedStyle(each).backgroundColor);
  const own = property === "color" ? grounds : grounds.slice(0, -1);
  const [a, b] = [light(painted(...own)), light(painted(...own, getComputedStyle(one)[property]))];
  return (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
}"""


async def contrast(place: Locator, property: str) -> float:
    """Return how much a colour of an element, as ``outlineColor``, differs from what lies behind it (WCAG, 1 to 21)."""
    return float(await place.evaluate(_CONTRAST, property))
