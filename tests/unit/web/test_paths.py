"""Where a browser may be sent."""

from urllib.parse import urljoin, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.web.paths import HOME, local_path

SITE = "http://localhost:3000/sign-in"


@pytest.mark.parametrize("path", ["/", "/agents", "/agents/ag_1?tab=x#y", "/a//b", "/%2f%2fevil"])
def test_our_own_paths_are_kept(path: str) -> None:
    assert local_path(path) == path


@pytest.mark.parametrize(
    "path",
    [
        None,
        "",
        "agents",
        "//evil.example",
        "///evil.example",
        "/\\evil.example",
        "\\\\evil.example",
        "/a\\..\\b",
        "/\t/evil.example",
        "/\n/evil.example",
        "/\x00",
        "/é",
        "https://evil.example",
        "javascript:alert(1)",
        " /agents",
        "/" + "a" * 500,
    ],
)
def test_anything_else_leads_home(path: str | None) -> None:
    assert local_path(path) == HOME


@given(st.text(alphabet=st.sampled_from("/\\:.@ \t\nabehv?#%"), max_size=12))
def test_no_text_leads_to_another_site(text: str) -> None:
    seen_by_a_browser = local_path(text).replace("\\", "/").replace("\t", "").replace("\n", "")
    assert urlsplit(urljoin(SITE, seen_by_a_browser)).netloc == "localhost:3000"
