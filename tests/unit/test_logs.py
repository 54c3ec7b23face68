"""Logs: one event a line, no secrets, nothing that forges a line or colours a terminal."""

import io
import json
import logging
from collections.abc import Callable, Iterator
from typing import Any, Literal

import pytest
import structlog

from app import logs
from app.log_limits import MOST_A_WINDOW, WINDOW_SECONDS, Often

Start = Callable[[Literal["text", "json"]], io.StringIO]
NASTY = "a\nFORGED line\r\x1b[31mred\x00\u2028b"


@pytest.fixture
def start() -> Iterator[Start]:
    root, alembic = logging.getLogger(), logging.getLogger("alembic")
    before = (list(root.handlers), root.level, alembic.level)

    def begin(log_format: Literal["text", "json"]) -> io.StringIO:
        stream = io.StringIO()
        logs.configure(log_format, stream)
        return stream

    yield begin
    root.handlers[:], root.level, alembic.level = before
    structlog.reset_defaults()


def test_text_is_one_line_an_event(start: Start) -> None:
    stream = start("text")
    logs.logger("app.test").info("signed in", user_id="us_1", name=NASTY, seconds=1.5)
    (line,) = stream.getvalue().splitlines()
    assert "info" in line
    assert "app.test: signed in user_id=us_1 name=a\\nFORGED" in line
    assert line.isprintable()


def test_json_is_one_object_an_event(start: Start) -> None:
    stream = start("json")
    logs.logger("app.test").warning(NASTY, user_id="us_1", seconds=1.5, nothing=None)
    (line,) = stream.getvalue().splitlines()
    told = json.loads(line)
    assert told["event"] == NASTY
    assert (told["level"], told["user_id"], told["seconds"]) == ("warning", "us_1", 1.5)
    assert told["nothing"] is None
    assert told["timestamp"].endswith("Z")


@pytest.mark.parametrize("log_format", ["text", "json"])
@pytest.mark.parametrize(
    ("facts", "secret"),
    [
        ({"password": "hunter22"}, "hunter22"),
        ({"old_password": "hunter22"}, "hunter22"),
        ({"token_hash": "abcdef123456"}, "abcdef123456"),
        ({"headers": {"Authorization": "Bearer cw_abcdefghijkl"}}, "abcdefghijkl"),
        ({"several": [{"cookie": "hunter22"}]}, "hunter22"),
        ({"path": "/setup?token=abcdefghijkl"}, "abcdefghijkl"),
        ({"path": "/invitation/abcdefghijkl"}, "abcdefghijkl"),
        ({"note": "it was cw_abcdefghijkl, I think"}, "abcdefghijkl"),
        ({"raw": "callweave_session=abcdefghijkl; x=1"}, "abcdefghijkl"),
        ({"error": "oops [SQL: INSERT] [parameters: ('x', 'hunter22')] (more)"}, "hunter22"),
        ({"raw": b"Authorization: Bearer abcdefghijkl"}, "abcdefghijkl"),
    ],
)
def test_secrets_are_hidden(
    start: Start, log_format: Literal["text", "json"], facts: dict[str, Any], secret: str
) -> None:
    stream = start(log_format)
    logs.logger("app.test").info("looked", **facts)
    assert secret not in stream.getvalue()
    assert "[hidden]" in stream.getvalue()


@pytest.mark.parametrize("log_format", ["text", "json"])
def test_what_is_no_secret_stays(start: Start, log_format: Literal["text", "json"]) -> None:
    stream = start(log_format)
    logs.logger("app.test").info("ended", session_id="se_1", token_id="tk_1", tokens=3)
    for fact in ("se_1", "tk_1", "3"):
        assert fact in stream.getvalue()
    assert "[hidden]" not in stream.getvalue()


def test_a_trace_is_marked_line_by_line(start: Start) -> None:
    stream = start("text")
    try:
        raise ValueError(NASTY)
    except ValueError as error:
        logs.logger("app.test").error("broke", exc_info=error)
    first, *trace = stream.getvalue().splitlines()
    assert "broke" in first
    assert all(line.startswith("    | ") for line in trace)
    assert any("ValueError" in line for line in trace)
    assert "\x1b" not in stream.getvalue()


def test_libraries_speak_the_same_way(start: Start) -> None:
    stream = start("json")
    logging.getLogger("uvicorn.error").info("GET %s", "/setup?token=abcdefghijkl")
    told = json.loads(stream.getvalue())
    assert told["logger"] == "uvicorn.error"
    assert told["event"] == "GET /setup?token=[hidden]"


def test_a_logger_made_before_the_start_obeys_it(start: Start) -> None:
    early = logs.logger("app.early")
    stream = start("json")
    early.info("late words")
    assert json.loads(stream.getvalue())["event"] == "late words"


@pytest.mark.parametrize("log_format", ["text", "json"])
def test_a_line_is_bounded_whatever_was_logged(start: Start, log_format: Literal["text", "json"]) -> None:
    stream = start(log_format)
    logging.getLogger("reflex").error("Event data: %s", [[]] * 320_000)
    logs.logger("app.test").error("x" * 10**6, rows=list(range(10**5)), deep={"of": ["y" * 10**6]})
    try:
        raise ValueError("the cause" + "z" * 10**6 + "the end")
    except ValueError as error:
        logs.logger("app.test").error("unexpected", exc_info=error)
    assert len(stream.getvalue()) < 20_000
    assert "the end" in stream.getvalue()


def test_what_is_said_over_and_over_is_counted_instead_of_written(start: Start) -> None:
    stream = start("text")
    for number in range(500):
        logging.getLogger("uvicorn.error").warning("Invalid HTTP request received. %s", number)
        logs.logger("app.test").warning("refused", number=number)
    logs.logger("app.test").warning("another thing")
    lines = stream.getvalue().splitlines()
    assert len(lines) == 2 * MOST_A_WINDOW + 1
    assert "another thing" in lines[-1]


def test_the_next_minute_says_how_much_was_left_out() -> None:
    now = [0.0]
    often = Often(lambda: now[0])
    for _ in range(MOST_A_WINDOW + 7):
        often.filter(logging.LogRecord("a", 30, "", 5, "said", None, None))
    now[0] = WINDOW_SECONDS + 1
    record = logging.LogRecord("a", 30, "", 5, "said", None, None)
    assert often.filter(record)
    assert record.getMessage() == "said (7 more like this in the minute before)"


def test_no_tab_token_gets_into_the_log(start: Start) -> None:
    stream = start("text")
    logging.getLogger("uvicorn.error").info('127.0.0.1 - "WebSocket /_event/?EIO=4&token=a-tab" [accepted]')
    logging.getLogger("reflex").warning("Attempting to send delta to disconnected client 'tab_0123456789'")
    assert "a-tab" not in stream.getvalue()
    assert "0123456789" not in stream.getvalue()
