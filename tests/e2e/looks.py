"""The four looks in which every page is drawn into .screenshots/."""

from collections.abc import Awaitable, Callable

import pytest
from playwright.async_api import expect

from tests.harness.browser import Person
from tests.harness.tools import ROOT

FOLDER = ROOT / ".screenshots"
SIZES = {"wide": {"width": 1440, "height": 900}, "phone": {"width": 390, "height": 844}}
LOADING = ".cw-bone, .rt-Skeleton"
SCHEMES = ("light", "dark")

Draw = Callable[[str], Awaitable[None]]
Look = pytest.mark.parametrize("size", SIZES), pytest.mark.parametrize("scheme", SCHEMES)


def in_every_look(test: Callable[..., object]) -> Callable[..., object]:
    """Run a test light and dark, wide and narrow."""
    for look in Look:
        test = look(test)
    return test


def options(scheme: str, size: str) -> dict[str, object]:
    """Return what a browser context is made with."""
    return {"color_scheme": scheme, "viewport": SIZES[size]}


def drawer(person: Person, scheme: str, size: str) -> Draw:
    """Return what draws the page in front under a name, once nothing on it is still loading."""

    async def draw(name: str) -> None:
        FOLDER.mkdir(exist_ok=True)
        await expect(person.page.locator(LOADING).filter(visible=True)).to_have_count(0)
        await person.page.screenshot(path=FOLDER / f"{name}-{scheme}-{size}.png")

    return draw
