"""The look of everything: the one accent, and the style sheets that hold the design tokens."""

import reflex as rx

ACCENT = "iris"
GRAY = "slate"
STYLESHEETS = [
    "/theme.css",
    "/forms.css",
    "/frame.css",
    "/lists.css",
    "/live.css",
    "/history.css",
    "/canvas.css",
    "/nodes.css",
    "/findings.css",
    "/prose.css",
    "/access.css",
]
_GROUND = {"light": "#f6f6f8", "dark": "#0e0f12"}  # --cw-ground of theme.css, for the browser's own bars


def radix_theme() -> rx.Component:
    """Return the theme for ``rx.plugins.RadixThemesPlugin(theme=…)``."""
    return rx.theme(accent_color=ACCENT, gray_color=GRAY, radius="large", panel_background="solid")


def head() -> list[rx.Component]:
    """Return what stands in the head of every page: icons, and the colour of the browser's bars."""
    bars = [
        rx.el.meta(name="theme-color", content=colour, media=f"(prefers-color-scheme: {mode})")
        for mode, colour in _GROUND.items()
    ]
    return [
        rx.el.script(src="/address.js", custom_attrs={"async": True}),
        rx.el.link(rel="icon", href="/favicon.ico", sizes="32x32"),
        rx.el.link(rel="icon", href="/logo.svg", type="image/svg+xml"),
        *bars,
    ]
