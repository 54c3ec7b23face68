"""The scripts that the built pages carry inline, by their hashes: a browser runs these and no other inline script."""

import hashlib
import re
from base64 import b64encode
from pathlib import Path

# Of pages that we built ourselves: a parser of any HTML takes fifty milliseconds of the start.
_INLINE = re.compile(r"<script(?![^>]*\ssrc=)[^>]*>(.*?)</script>", re.DOTALL)


def hashes_of(pages: Path) -> tuple[str, ...]:
    """Return ``'sha256-…'`` of every inline script of the pages in this folder, none where there is no page."""
    scripts: set[str] = set()
    for page in pages.rglob("*.html"):
        scripts.update(_INLINE.findall(page.read_text(encoding="utf-8")))
    digests = (hashlib.sha256(script.encode()).digest() for script in sorted(scripts))
    return tuple(f"'sha256-{b64encode(digest).decode()}'" for digest in digests)
