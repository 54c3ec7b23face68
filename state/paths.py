"""Every page's address, known to handlers that send people on and to components that link."""

import re
from urllib.parse import urlencode

HOME = "/"
SIGN_IN = "/sign-in"
SETUP = "/setup"
INVITATION = "/invitation"
AGENTS = "/agents"
LIVE = "/live"
NUMBERS = "/numbers"
INBOX = "/inbox"
AUDIT = "/audit"
MEMBERS = "/members"
ACCOUNT = "/account"

_EDITOR = re.compile(r"/agents/([A-Za-z0-9_-]{1,64})/?")
_LOCAL = re.compile(r"/(?!/)[!-\[\]-~]{0,498}")  # never //host or a backslash: they lead to a stranger's site


def editor(agent_id: str) -> str:
    """Return the address of an agent's editor."""
    return f"{AGENTS}/{agent_id}"


def history(agent_id: str) -> str:
    """Return the address of an agent's history."""
    return f"{AGENTS}/{agent_id}/history"


def version(agent_id: str, content: int | str) -> str:
    """Return the address where a version is looked at; "live" is the one callers hear."""
    return f"{AGENTS}/{agent_id}/versions/{content}"


def sign_in(next_path: str, problem: str = "") -> str:
    """Return the sign-in page's address that leads back to ``next_path`` afterwards."""
    asked = {"problem": problem, "next": "" if next_path == HOME else local(next_path)}
    query = urlencode({name: value for name, value in asked.items() if value})
    return f"{SIGN_IN}?{query}" if query else SIGN_IN


def local(path: str) -> str:
    """Return the path if it leads to a page of ours, else nothing."""
    return path if _LOCAL.fullmatch(path) and path.rstrip("/") != SIGN_IN else ""


def is_editor(path: str) -> bool:
    """Whether this is the address of an agent's editor."""
    return _EDITOR.fullmatch(path) is not None
