"""What Reflex needs to know to build and serve the pages."""

import os

import reflex as rx

from app.settings import DEFAULT_PORT, load
from components.portable import PortableFrontend
from components.theme import radix_theme

port = int(os.environ.get("PORT") or DEFAULT_PORT)

config = rx.Config(
    app_name="app",
    frontend_port=port,
    backend_port=port,
    cors_allowed_origins=list(load().origins(port)),
    state_manager_mode=rx.constants.StateManagerMode.MEMORY,
    telemetry_enabled=False,
    show_built_with_reflex=False,
    plugins=[rx.plugins.RadixThemesPlugin(theme=radix_theme()), PortableFrontend()],
    disable_plugins=[rx.plugins.SitemapPlugin],
)
