"""The tokens: both looks are designed, and every text can be read in both."""

import re
import struct
from itertools import product

import pytest

from components import theme
from tests.harness.tools import ROOT

CSS = (ROOT / "assets/theme.css").read_text()
TOKEN = re.compile(r"--(cw-[a-z-]+): (#[0-9a-f]{6});")
READABLE = 4.5  # WCAG AA for text of this size
TEXTS = ("cw-text", "cw-muted", "cw-faint")
GROUNDS = ("cw-ground", "cw-surface", "cw-raised", "cw-hover")


def _block(selector: str) -> dict[str, str]:
    """The hexadecimal tokens of the first rule with this selector."""
    return dict(TOKEN.findall(CSS[CSS.index(selector) :].split("}")[0]))


LIGHT = _block(":root {")
DARK = LIGHT | _block(".dark,")


def _luminance(colour: str) -> float:
    channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def _contrast(one: str, other: str) -> float:
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def test_black_on_white_is_twenty_one() -> None:
    assert _contrast("#000000", "#ffffff") == pytest.approx(21)


def test_dark_says_every_colour_of_its_own() -> None:
    assert sorted(set(LIGHT) - set(_block(".dark,"))) == []


@pytest.mark.parametrize("look", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize(("text", "ground"), list(product(TEXTS, GROUNDS)), ids=lambda pair: str(pair))
def test_text_can_be_read(look: dict[str, str], text: str, ground: str) -> None:
    assert _contrast(look[text], look[ground]) >= READABLE


def test_measures_sit_on_the_grid() -> None:
    steps = dict(re.findall(r"--cw-(\d+): (\d+)px;", CSS))
    assert steps
    assert all(int(pixels) == 4 * int(step) for step, pixels in steps.items())


def test_no_token_is_used_that_nobody_made() -> None:
    sheets = "".join((ROOT / f"assets{name}").read_text() for name in theme.STYLESHEETS)
    made = set(re.findall(r"(--cw-[a-z0-9-]+):", sheets)) | {"--cw-tint"}  # the tint comes with each person
    assert sorted(set(re.findall(r"var\((--cw-[a-z0-9-]+)", sheets)) - made) == []


def test_nothing_moves_for_who_asked_for_calm() -> None:
    assert "prefers-reduced-motion: reduce" in CSS


def test_the_icon_is_an_icon() -> None:
    data = (ROOT / "assets/favicon.ico").read_bytes()
    reserved, kind, count = struct.unpack("<HHH", data[:6])
    assert (reserved, kind) == (0, 1)
    sizes = [data[6 + 16 * n] for n in range(count)]
    assert sizes == [16, 32, 48]


def test_the_browsers_bars_have_the_colour_of_the_ground() -> None:
    head = "".join(str(part) for part in theme.head())
    assert LIGHT["cw-ground"] in head
    assert DARK["cw-ground"] in head
