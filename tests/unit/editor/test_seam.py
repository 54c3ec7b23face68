"""The seam between the Python of the panels and the JavaScript beneath them."""

import re

import pytest
import reflex as rx

from app.flows.nodes import client_spec
from components.canvas import client
from components.canvas.client import PACKAGES, SPEC, Client, act, module, ui
from components.editor.inspector import inspector
from components.editor.page import editor
from components.editor.settings_panel import settings_panel
from tests.unit.editor.rendered import CANVAS, page, source

ACTION_FILES = (
    "actions.js",
    "document_actions.js",
    "entrance_actions.js",
    "finding_actions.js",
    "live_actions.js",
)
HOOK_FILES = ("clockwork.js", "fields.js", "panels.js", "problems.js", "store.js")


def actions() -> set[str]:
    """The names of the functions in the objects that actions.js merges."""
    text = "\n".join(source(name) for name in ACTION_FILES)
    return set(re.findall(r"^  (?:async )?([a-z_]+)(?:\(.*\) \{|: \(?.*=>)", text, re.MULTILINE))


def test_every_action_a_button_asks_for_exists() -> None:
    asked = set(re.findall(r'act\("([a-z_]+)"', page()))
    asked |= set(re.findall(r'act\("run", "([a-z_]+)"', page()))
    assert asked
    assert asked <= actions()


def test_every_hook_the_panels_call_is_exported_where_they_look_for_it() -> None:
    called = {name for line in _hooks() for name in re.findall(r"^const v_\w+ = (use\w+)\(", line)}
    text = "\n".join(source(name) for name in HOOK_FILES)
    exported = set(re.findall(r"^export (?:function|const) (use[A-Za-z]+)", text, re.MULTILINE))
    assert {"useField", "useNumber", "useItems", "useExits", "useUi"} <= called
    assert called <= exported


def test_every_key_of_the_store_the_panels_read_is_there_from_the_beginning() -> None:
    read = set(re.findall(r'useUi\("([a-z_]+)"\)', "\n".join(_hooks())))
    declared = set(
        re.findall(r"\b([a-z_]+): ", source("ui.js") + source("actions.js") + source("switching.js"))
    )
    assert {"save_text", "connection", "dialog"} <= read
    assert read <= declared


def test_no_field_speaks_to_the_server() -> None:
    assert "ReflexEvent(" not in str(inspector())
    assert "ReflexEvent(" not in str(settings_panel())


def test_every_javascript_file_is_registered() -> None:
    files = {path.name for path in CANVAS.iterdir() if path.suffix in {".js", ".jsx"}}
    assert {module(name).rsplit("/", 1)[1] for name in files} == files


def test_modules_are_imported_without_a_version_or_they_would_be_there_twice() -> None:
    assert module("store.js").startswith("$/public/external/")
    assert "?" not in module("store.js")


def test_an_unknown_file_is_refused() -> None:
    with pytest.raises(KeyError):
        module("nothing.js")


def test_every_package_has_one_exact_version() -> None:
    names = [package.rpartition("@")[0] for package in PACKAGES]
    assert len(set(names)) == len(names)
    assert all(re.fullmatch(r"\d+\.\d+\.\d+", package.rpartition("@")[2]) for package in PACKAGES)
    assert client.CMDK in PACKAGES


def test_the_browser_reads_the_same_table() -> None:
    assert client_spec() == SPEC


def test_the_same_call_of_a_hook_is_one_line() -> None:
    lines = {*_lines(Client("useOutline", source="panels.js").value("steps"))}
    lines |= {*_lines(Client("useOutline", source="panels.js").value("open"))}
    assert len(lines) == 1


def test_arguments_of_an_action_that_are_values_of_the_page_stay_so() -> None:
    handler = act("jump", ui("id"))
    assert re.fullmatch(r'act\("jump", v_[0-9a-f]{10}\)', str(handler))
    assert _lines(handler)


def _lines(var: object) -> tuple[str, ...]:
    data = var._get_all_var_data()  # pyright: ignore
    return data.hooks if data else ()


def _hooks() -> list[str]:
    return list(editor(rx.fragment())._get_all_hooks())  # pyright: ignore[reportPrivateUsage]
