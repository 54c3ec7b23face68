"""Asks axe-core, the usual checker of accessibility, about the page in front."""

from functools import cache
from typing import Any

from playwright.async_api import Page

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
