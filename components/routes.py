"""The pages' routes as Reflex wants them, and the addresses components link to."""

from typing import Any

import reflex as rx

from state import paths

HOME = paths.HOME
SIGN_IN = paths.SIGN_IN
SETUP = paths.SETUP
INVITATION = f"{paths.INVITATION}/[invitation]"
AGENTS = paths.AGENTS
EDITOR = f"{paths.AGENTS}/[agent_id]"
HISTORY = f"{EDITOR}/history"
VERSION = f"{EDITOR}/versions/[number]"
LIVE = paths.LIVE
NUMBERS = paths.NUMBERS
INBOX = paths.INBOX
AUDIT = paths.AUDIT
MEMBERS = paths.MEMBERS
ACCOUNT = paths.ACCOUNT
NOT_FOUND = "404"

# The web doors that plain HTML forms post to.
POST_SIGN_IN = "/auth/sign-in"
POST_SIGN_OUT = "/auth/sign-out"
POST_SETUP = "/auth/setup"
POST_INVITATION = "/auth/invitation"
POST_PASSWORD = "/auth/password"
POST_IMPORT = "/agents/import"


def editor_path(agent_id: Any) -> rx.Var[str]:
    """Return the address of an agent's editor, for an id that is a Var."""
    return rx.Var.create(f"{AGENTS}/{agent_id}")


def for_agent(path: str, agent_id: Any) -> rx.Var[str]:
    """Return a page's address that remembers which agent it was opened for."""
    return rx.Var.create(f"{path}?agent={agent_id}")


def history_path(agent_id: Any) -> rx.Var[str]:
    """Return the address of an agent's history, for an id that is a Var."""
    return rx.Var.create(f"{AGENTS}/{agent_id}/history")


def version_path(agent_id: Any, content: Any) -> rx.Var[str]:
    """Return where a version is looked at; both may be Vars, and "live" is the one callers hear."""
    return rx.Var.create(f"{AGENTS}/{agent_id}/versions/{content}")


def export_path(agent_id: Any) -> rx.Var[str]:
    """Return where an agent's file is downloaded from."""
    return rx.Var.create(f"{AGENTS}/{agent_id}/export.json")
