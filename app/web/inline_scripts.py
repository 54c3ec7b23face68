"""The scripts that the built pages carry inline, by their hashes: a browser runs these and no other inline script."""

import hashlib
from base64 import b64encode
from html.parser import HTMLParser
from pathlib import Path


class _Scripts(HTMLParser):
    """Collects the text of every script without an address."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=False)
        self.found: set[str] = set()
        self._is_inline = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Notice where an inline script begins."""
        self._is_inline = tag == "script" and "src" not in dict(attrs)

    def handle_data(self, data: str) -> None:
        """Keep what stands in it."""
        if self._is_inline:
            self.found.add(data)

    def handle_endtag(self, tag: str) -> None:
        """Notice where it ends."""
        self._is_inline = False


def hashes_of(pages: Path) -> tuple[str, ...]:
    """Return ``'sha256-…'`` of every inline script of the pages in this folder, none where there is no page."""
    parser = _Scripts()
    for page in sorted(pages.rglob("*.html")):
        parser.feed(page.read_text(encoding="utf-8"))
    digests = (hashlib.sha256(script.encode()).digest() for script in sorted(parser.found))
    return tuple(f"'sha256-{b64encode(digest).decode()}'" for digest in digests)
