"""Makes one frontend build serve on any address: the built bundle would otherwise carry its port."""

import re
from pathlib import Path
from typing import Any

from reflex.plugins import Plugin

_BAKED = re.compile(r"""(["'`])(http|ws)://localhost:\d+(/[^"'`]*)?\1""")


class PortableFrontend(Plugin):
    """Rewrites the addresses in the one chunk that holds them to the page's own origin."""

    def post_build(self, **context: Any) -> None:
        """Patch ``assets/reflex-env-*.js`` of the finished build."""
        for chunk in (Path(context["static_dir"]) / "assets").glob("reflex-env-*.js"):
            text, count = _BAKED.subn(_relative, chunk.read_text())
            if not count:
                raise RuntimeError(f"{chunk.name} carries no address to make portable")
            chunk.write_text(text)


def _relative(match: re.Match[str]) -> str:
    scheme, path = match[2], match[3] or ""
    return f'location.origin.replace(/^http/,"{scheme}")+"{path}"'
