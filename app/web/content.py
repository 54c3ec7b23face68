"""Which content of an agent a path names."""

from app.errors import NotFound
from app.flows.history.answers import Content
from app.web.guard import Visit

MAX_NUMBER = 2**31 - 1


def content_of(visit: Visit) -> Content:
    """Return the content that the path names. Raises NotFound for what is none."""
    match visit.request.path_params["number"]:
        case "live":
            return "live"
        case "draft":
            return "draft"
        case named:
            return _number(named)


def number_of(visit: Visit) -> int:
    """Return the version number that the path names. Raises NotFound for what is none."""
    return _number(visit.request.path_params["number"])


def _number(text: str) -> int:
    number = int(text) if text.isdecimal() and len(text) <= len(str(MAX_NUMBER)) else 0
    if not 1 <= number <= MAX_NUMBER:
        raise NotFound("There is no such version.")
    return number
