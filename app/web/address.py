"""Which address people open: asked by every page at its first load, and a page for those who came by another."""

import re
from html import escape
from string import Template
from typing import Final

from starlette.responses import HTMLResponse, JSONResponse, Response

from app.services import services
from app.web.forms import wants_json
from app.web.guard import Visit
from app.web.paths import local_path

_ORIGIN = re.compile(r"https?://[A-Za-z0-9.:\[\]-]{1,253}")
_PAGE: Final = Template("""<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Another address · Callweave</title>
<link rel="stylesheet" href="/plain.css">
</head>
<body>
<main>
<img src="/logo.svg" alt="Callweave">
<h1>Callweave is at another address</h1>
<p>Open <a href="$there">$address</a>.</p>
<p>You came by <code>$at</code>. Callweave answers pages of its own address only, so that no other site can act in
your name.</p>
<p>If people should use this address, set <code>CALLWEAVE_PUBLIC_URL=$at</code> where the server is started, and start
it again.</p>
</main>
</body>
</html>
""")


async def address(visit: Visit) -> Response:
    """Answer the address and the origins that may use it; a browser that was sent here gets the page."""
    known = services()
    if wants_json(visit.request):
        return JSONResponse({"address": known.address, "origins": list(known.origins)})
    asked = visit.request.query_params
    at = asked.get("at", "")
    if not _ORIGIN.fullmatch(at):
        at = str(visit.request.base_url).rstrip("/")
    values = {"address": known.address, "at": at, "there": known.address + local_path(asked.get("next"))}
    return HTMLResponse(_PAGE.substitute({name: escape(value) for name, value in values.items()}))
