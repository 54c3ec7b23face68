"""Where to send a browser: only ever to our own pages."""

HOME = "/agents"


def local_path(wanted: str | None) -> str:
    """Return the wanted path if it is one of this site, else the agents page.

    Browsers read a backslash as a slash and skip tabs and line breaks: ``/\\evil`` leads away.
    """
    if not wanted or not wanted.startswith("/") or wanted.startswith("//") or len(wanted) > 500:
        return HOME
    if "\\" in wanted or not wanted.isascii() or not wanted.isprintable():
        return HOME
    return wanted
