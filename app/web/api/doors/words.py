"""The words in which the doors of ``/api/v1`` are declared."""

from functools import partial

from app.people.roles import Permission
from app.web.api import told
from app.web.door import Door

API = "/api/v1"
BODY_BYTES = 128 * 1024  # so that a note that is far too long is still told so by name

AGENT = f"{API}/agents/{{agent_id}}"
TICK = f"{AGENT}/checklist/{{line}}/tick"
VERSION = f"{AGENT}/versions/{{number}}"
NUMBER = f"{API}/numbers/{{number_id}}"

get = partial(Door, "GET")
post = partial(Door, "POST", body_limit_bytes=BODY_BYTES)
put = partial(Door, "PUT", body_limit_bytes=BODY_BYTES)
patch = partial(Door, "PATCH", body_limit_bytes=BODY_BYTES)
delete = partial(Door, "DELETE", status=204)
switch = partial(post, needs=Permission.PUBLISH, answer=told.Switched, errors=(409,), has_key=True)

VIEW, EDIT, MANAGE = Permission.VIEW, Permission.EDIT, Permission.MANAGE_AGENTS
ERASE = Permission.ERASE_AGENTS
PUBLISH, AUDIT = Permission.PUBLISH, Permission.MANAGE_MEMBERS
