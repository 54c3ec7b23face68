"""Sizes as people read them: 1.2 GB, 12 MB."""

_UNITS = (("GB", 1_000_000_000), ("MB", 1_000_000), ("KB", 1_000))


def shown(size_bytes: int) -> str:
    """Return a size in its unit, as "1.2 GB"."""
    unit, scale = _unit(size_bytes)
    return f"{_number(size_bytes, scale)} {unit}"


def of(used_bytes: int, whole_bytes: int) -> str:
    """Return how much of something is used, both in the unit of the whole: "1.2 of 2 GB"."""
    unit, scale = _unit(whole_bytes)
    return f"{_number(used_bytes, scale)} of {_number(whole_bytes, scale)} {unit}"


def _unit(size_bytes: int) -> tuple[str, int]:
    return next(((unit, scale) for unit, scale in _UNITS if size_bytes >= scale), ("KB", 1_000))


def _number(size_bytes: int, scale: int) -> str:
    value = size_bytes / scale
    if 0 < value < 0.1:
        return "less than 0.1"
    return f"{value:,.1f}".removesuffix(".0") if value < 100 else f"{value:,.0f}"
