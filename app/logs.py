"""Structured logs, one event a line, as text or JSON: no secrets, and nothing that forges a line."""

import logging
import re
import sys
from collections.abc import Mapping, MutableMapping
from typing import Any, Literal, TextIO

import structlog
from structlog.typing import FilteringBoundLogger, Processor

from app.log_limits import Often, shortened, shortened_trace

_SECRET_KEY = re.compile(
    r"(\w+[_-])?(password|secret|token|cookie|authorization|api_key)(_hash)?", re.IGNORECASE
)
_HIDDEN = "[hidden]"
_MOST_FACTS = 40  # of one line, or in one list of it
# Secrets that travel inside other text: bearer tokens, cookies, one-time links, bound SQL values.
_SECRETS = (
    re.compile(r"(cw_|/invitation/|callweave_session=|callweave_device=|[Bb]earer )[\w\-.~+/%]{8,}=*"),
    re.compile(r"(token=|tab_|disconnected client ')[\w\-.~+/%]+=*"),
    re.compile(r"(\[parameters: ).*?(?=\]\s|\]$|\Z)", re.DOTALL),
)
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")


def configure(log_format: Literal["text", "json"], stream: TextIO | None = None) -> None:
    """Send every log, ours and the libraries', to ``stream`` (standard error) in this format."""
    ours: list[Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.format_exc_info,
    ]
    structlog.configure(
        processors=[*ours, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
        cache_logger_on_first_use=False,
    )
    render: Processor = structlog.processors.JSONRenderer() if log_format == "json" else _as_text
    formatter = structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=ours,
        processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, hide_secrets, render],
    )
    handler = logging.StreamHandler(stream or sys.stderr)
    handler.setFormatter(formatter)
    handler.addFilter(Often())
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(logging.INFO)
    logging.getLogger("alembic").setLevel(
        logging.WARNING
    )  # it speaks at every start, also with nothing to do


def logger(name: str) -> FilteringBoundLogger:
    """Return the logger of a module; pass facts as keywords: ``log.info("signed in", user_id=…)``."""
    bound: FilteringBoundLogger = structlog.get_logger(name)
    return bound


def hide_secrets(_logger: Any, _method: str, event: MutableMapping[str, Any]) -> Mapping[str, Any]:
    """Replace what must not be written down, by its key or by its look, however deep it lies."""
    return {str(key): _hidden(str(key), value) for key, value in list(event.items())[:_MOST_FACTS]}


def _hidden(key: str, value: Any) -> Any:
    if _SECRET_KEY.fullmatch(key):
        return _HIDDEN
    if isinstance(value, Mapping):
        inner: Mapping[Any, Any] = value  # pyright: ignore[reportUnknownVariableType]  # keys are whatever was logged
        return {str(name): _hidden(str(name), one) for name, one in list(inner.items())[:_MOST_FACTS]}
    if isinstance(value, list | tuple):
        several: tuple[Any, ...] = tuple(value)  # pyright: ignore[reportUnknownArgumentType, reportUnknownVariableType]  # values are whatever was logged
        return [_hidden(key, one) for one in several[:_MOST_FACTS]]
    if value is None or isinstance(value, bool | int | float):
        return value
    text = shortened_trace(str(value)) if key == "exception" else shortened(str(value))
    for pattern in _SECRETS:
        text = pattern.sub(lambda found: found.group(1) + _HIDDEN, text)
    return text


def _as_text(_logger: Any, _method: str, event: MutableMapping[str, Any]) -> str:
    at, level = event.pop("timestamp", ""), str(event.pop("level", "info"))
    name, said = event.pop("logger", ""), event.pop("event", "")
    trace = event.pop("exception", None)
    facts = "".join(f" {key}={_one_line(str(value))}" for key, value in event.items())
    line = f"{at} {level:<8} {_one_line(str(name))}: {_one_line(str(said))}{facts}"
    if trace is None:
        return line
    return "\n".join([line, *(f"    | {_one_line(part)}" for part in str(trace).split("\n"))])


def _one_line(text: str) -> str:
    """Write control characters out, so that no text can begin a line or colour a terminal."""
    return _CONTROL.sub(lambda found: found.group().encode("unicode_escape").decode(), text)
