"""The looks in which every page is drawn into .screenshots/; in each of them axe must find nothing."""

from collections.abc import Awaitable, Callable
from typing import Any, NamedTuple

import pytest
from playwright.async_api import expect

from tests.harness.axe import assert_accessible
from tests.harness.browser import Person
from tests.harness.tools import ROOT

FOLDER = ROOT / ".screenshots"
LOADING = ".cw-bone, .rt-Skeleton"


class Look(NamedTuple):
    """What a browser is like: its colours and its size in pixels."""

    scheme: str
    width: int
    height: int
    forced_colors: str = "none"

    @property
    def name(self) -> str:
        """``light-1440``, or ``forced-1440`` where the system chooses the colours."""
        return f"{'forced' if self.forced_colors == 'active' else self.scheme}-{self.width}"

    @property
    def options(self) -> dict[str, Any]:
        """What a browser context is made with."""
        viewport = {"width": self.width, "height": self.height}
        return {"color_scheme": self.scheme, "forced_colors": self.forced_colors, "viewport": viewport}


SIZES = (1440, 900), (1024, 768), (390, 844)
LOOKS = (
    *(Look(scheme, *size) for size in SIZES for scheme in ("light", "dark")),
    Look("light", 360, 640),
    Look("dark", 1440, 900, "active"),
)
Draw = Callable[[str], Awaitable[None]]

in_every_look = pytest.mark.parametrize("look", LOOKS, ids=[look.name for look in LOOKS])


def drawer(person: Person, look: Look) -> Draw:
    """Return what draws the page in front under a name, once nothing on it is still loading, and asks axe."""

    async def draw(name: str) -> None:
        FOLDER.mkdir(exist_ok=True)
        await expect(person.page.locator(LOADING).filter(visible=True)).to_have_count(0)
        await person.page.screenshot(path=FOLDER / f"{name}-{look.name}.png")
        await assert_accessible(person.page, f"{name} ({look.name})")

    return draw
