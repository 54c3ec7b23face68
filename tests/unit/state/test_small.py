"""The small pure things of the state's modules."""

from datetime import UTC, datetime

import pytest

from app.errors import Invalid
from app.web.paths import local_path
from state import paths
from state.browsers import browser_name
from state.forms import text
from state.problems import sentence_of
from state.times import iso

AGENTS = {
    "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/537.36 Chrome/130.0 Safari/537.36": "Chrome on macOS",
    "Mozilla/5.0 (Windows NT 10.0; Win64) AppleWebKit/537.36 Chrome/130.0 Safari/537.36 Edg/130.0": "Edge on Windows",
    "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Version/18.0 Mobile Safari/604.1": "Safari on iPhone",
    "Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 Chrome/130.0 Mobile Safari/537.36": "Chrome on Android",
    "curl/8.5.0": "Unknown browser",
    "": "Unknown browser",
}
OURS = ["/agents", "/agents/ag_1?x=1", "/members/"]
STRANGERS = [
    "",
    "agents",
    "//evil.example",
    "/\\evil.example",
    "https://evil.example",
    "/a b",
    "/ü",
    "/" + "a" * 600,
    "/\t/evil",
    "/sign-in",
]


@pytest.mark.parametrize("user_agent", AGENTS)
def test_a_browser_is_recognised(user_agent: str) -> None:
    assert browser_name(user_agent) == AGENTS[user_agent]


@pytest.mark.parametrize("path", OURS)
def test_a_page_of_ours_is_led_back_to(path: str) -> None:
    assert paths.local(path) == path


@pytest.mark.parametrize("path", STRANGERS)
def test_nobody_is_led_away(path: str) -> None:
    assert paths.local(path) == ""


@pytest.mark.parametrize("path", [*OURS, *STRANGERS])
def test_the_page_trusts_no_path_that_the_door_would_not(path: str) -> None:
    assert paths.local(path) in ("", local_path(path))


@pytest.mark.parametrize(
    ("path", "problem", "address"),
    [
        ("/agents", "", "/sign-in?next=%2Fagents"),
        ("/agents/ag_1", "signed_out", "/sign-in?problem=signed_out&next=%2Fagents%2Fag_1"),
        ("/", "", "/sign-in"),
        ("/sign-in/", "", "/sign-in"),
        ("//evil.example", "", "/sign-in"),
    ],
)
def test_the_way_to_sign_in_leads_back(path: str, problem: str, address: str) -> None:
    assert paths.sign_in(path, problem) == address


@pytest.mark.parametrize(
    ("path", "is_editor"),
    [
        ("/agents/ag_1", True),
        ("/agents/ag_1/", True),
        ("/agents", False),
        ("/agents/", False),
        ("/members", False),
    ],
)
def test_only_an_agents_page_is_an_editor(path: str, is_editor: bool) -> None:
    assert paths.is_editor(path) is is_editor


def test_text_is_trimmed_and_a_missing_field_is_empty() -> None:
    assert text({"name": "  Ada "}, "name") == "Ada"
    assert text({}, "name") == ""


@pytest.mark.parametrize("value", [None, 1, ["a"], {"a": 1}, "x" * 1_001])
def test_what_is_no_short_text_is_refused(value: object) -> None:
    with pytest.raises(Invalid):
        text({"name": value}, "name")


def test_no_problem_has_no_sentence() -> None:
    assert sentence_of("") == ""
    assert sentence_of("wrong_password")


def test_times_keep_their_zone() -> None:
    assert iso(datetime(2026, 11, 22, 17, 4, tzinfo=UTC)) == "2026-11-22T17:04:00+00:00"
    assert iso(None) == ""
