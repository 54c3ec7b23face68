"""Measures and styles the editor's parts share. Colours are tokens of the theme, so dark and light follow."""

from typing import Any

PHONE = "@media (max-width: 767px)"
NARROW = "@media (max-width: 1199px)"
CALM = "@media (prefers-reduced-motion: reduce)"

TOOLBAR_PIXELS = 48
SHELF_PIXELS = 200
PANEL_PIXELS = 360

# The corner of the panel where its close button lies, and the height of the line it lies in.
PANEL_CLOSE = "36px"
PANEL_HEADING_PIXELS = 52

LINE = "1px solid var(--gray-a5)"
SURFACE = "var(--color-panel-solid)"
MUTED = "var(--gray-11)"

Style = dict[str, Any]

# A panel's first line stays in sight, and what scrolls goes under it. It begins at the panel's very top: a
# padding there would keep it that far from the edge, with content in sight above it.
STAYS: Style = {
    "position": "sticky",
    "top": "0",
    "z_index": "2",
    "flex_shrink": "0",
    "min_height": f"{PANEL_HEADING_PIXELS}px",
    "padding_top": "12px",
    "padding_bottom": "8px",
    "background": SURFACE,
}
UNSEEN: Style = {
    "position": "absolute",
    "width": "1px",
    "height": "1px",
    "overflow": "hidden",
    "clip_path": "inset(50%)",
    "white_space": "nowrap",
}
SPOKEN_ON_PHONE: Style = {PHONE: UNSEEN}
HIDDEN_ON_PHONE: Style = {PHONE: {"display": "none !important"}}
ONLY_ON_PHONE: Style = {"@media (min-width: 768px)": {"display": "none !important"}}
HIDDEN_IF_COMPACT: Style = {"@media (max-width: 1023px)": {"display": "none !important"}}
ONLY_IF_COMPACT: Style = {"@media (min-width: 1200px)": {"display": "none !important"}}
WIDE_ONLY: Style = {NARROW: {"display": "none !important"}}

SCROLLS: Style = {
    "overflow_y": "auto",
    "overflow_x": "hidden",
    "overscroll_behavior": "contain",
    "scrollbar_width": "thin",
}
ELLIPSIS: Style = {
    "overflow": "hidden",
    "text_overflow": "ellipsis",
    "white_space": "nowrap",
    "min_width": "0",
}

# A select of the browser, drawn like the theme's: no arrow of its own, ours painted in the current ink.
NATIVE_SELECT: Style = {
    "appearance": "none",
    "flex": "1",
    "min_width": "0",
    "height": "32px",
    "padding": "0 28px 0 10px",
    "font": "inherit",
    "font_size": "var(--font-size-2)",
    "color": "var(--gray-12)",
    "border_radius": "var(--radius-2)",
    "border": "0",
    "box_shadow": "inset 0 0 0 1px var(--gray-a7)",
    "background_color": "var(--color-surface)",
    "background_image": "linear-gradient(45deg, transparent 50%, var(--gray-11) 50%),"
    " linear-gradient(135deg, var(--gray-11) 50%, transparent 50%)",
    "background_position": "calc(100% - 16px) 14px, calc(100% - 12px) 14px",
    "background_size": "4px 4px",
    "background_repeat": "no-repeat",
    "text_overflow": "ellipsis",
    "&:focus-visible": {"outline": "2px solid var(--focus-8)", "outline_offset": "-1px"},
    "&:disabled": {"opacity": "0.6"},
    "& option": {"color": "var(--gray-12)", "background_color": "var(--color-panel-solid)"},
}
