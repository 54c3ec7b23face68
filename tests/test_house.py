"""The rules of the house that no linter knows: sizes, who commits, where SQL stands, what nothing may name."""

import ast
import re
import subprocess
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from alembic.script import ScriptDirectory

from app.settings import Settings

ROOT = Path(__file__).resolve().parent.parent
PRODUCT = ("app", "components", "state")
TOP_LEVEL = {
    "README.md",
    "LICENSE",
    "Makefile",
    "pyproject.toml",
    "rxconfig.py",
    "app",
    "assets",
    "components",
    "reflex.lock",
    "state",
    "tests",
}
MOST_FILE_LINES = 400
MOST_FUNCTION_LINES = 60
MOST_STATE_LINES = 150
MOST_HANDLER_LINES = 12
SQL_WORDS = {"select", "insert", "update", "delete", "text", "func"}
# What only JavaScript looks like; a client Var may name a hook in one short line.
JAVASCRIPT = re.compile(r"=>|\bfunction\s*\(|\b(const|let|var) \w+ ?=|\bdocument\.|\bwindow\.|\bawait \w+\(")
LONGEST_HOOK_LINE = 200
RULE = re.compile(r"^- \*\*([A-Z]+\d+)\*\*", re.MULTILINE)
CITATION = re.compile(r"\b([A-Z]+\d+)\b(?!\.\d)")
CITATION_IN_NAME = re.compile(r"(?<=_)([a-z]{1,2}\d+)(?=_)")
# In pieces, so that this file does not name them itself.
FORBIDDEN_WORDS = [
    "registry." + "npmjs", "registry." + "yarnpkg", "npm" + "mirror", "pypi" + ".org", "pythonhosted" + ".org",
    "deb." + "debian", "/" + "work/", "/" + "root/", "/" + "tmp/cw", "/" + "home/",
]  # fmt: skip


def _files(*folders: str, ends: tuple[str, ...] = (".py",)) -> list[Path]:
    return [
        path
        for folder in folders
        for path in sorted((ROOT / folder).rglob("*"))
        if path.suffix in ends and "__pycache__" not in path.parts and "node_modules" not in path.parts
    ]


def _name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


@cache
def _tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(), str(path))


@cache
def _kept_files() -> list[Path]:
    """Every file that is, or would be, in the repository."""
    listing = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    listed = subprocess.run(listing, cwd=ROOT, capture_output=True, check=False)
    if listed.returncode:
        pytest.skip("this is no git checkout: what belongs to it cannot be told")
    return [path for name in listed.stdout.decode().split("\0") if name and (path := ROOT / name).is_file()]


def _functions(path: Path) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    return (n for n in ast.walk(_tree(path)) if isinstance(n, ast.FunctionDef | ast.AsyncFunctionDef))


def _docstrings(path: Path) -> set[int]:
    """The ids of the constants that are docstrings."""
    owners = (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)
    found = (n.body[0] for n in ast.walk(_tree(path)) if isinstance(n, owners) and n.body)
    return {id(first.value) for first in found if isinstance(first, ast.Expr)}


def _texts(path: Path) -> Iterator[tuple[int, str]]:
    """Line and text of every string that is no docstring; the pieces of an f-string count as one."""
    docs = _docstrings(path)
    parts: set[int] = set()
    for node in ast.walk(_tree(path)):
        if isinstance(node, ast.JoinedStr):
            pieces = [p for p in node.values if isinstance(p, ast.Constant)]
            parts.update(id(p) for p in pieces)
            yield node.lineno, "…".join(str(p.value) for p in pieces)
        elif isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in docs | parts:
            yield node.lineno, node.value


def _body_lines(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """Lines of a function without decorators, signature and docstring."""
    body = function.body
    if isinstance(body[0], ast.Expr) and isinstance(body[0].value, ast.Constant):
        body = body[1:]
    return (body[-1].end_lineno or 0) - body[0].lineno + 1 if body else 0


def _decorators(function: ast.FunctionDef | ast.AsyncFunctionDef) -> set[str]:
    named = (d.func if isinstance(d, ast.Call) else d for d in function.decorator_list)
    return {ast.unparse(d) for d in named}


def _none(findings: list[str], rule: str) -> None:
    assert not findings, f"{rule}:\n  " + "\n  ".join(findings)


def test_no_file_is_longer_than_a_reader_can_hold() -> None:
    files = _files(*PRODUCT, "tests", ends=(".py", ".js", ".jsx", ".mjs"))
    long = [(len(path.read_text().splitlines()), _name(path)) for path in files]
    _none(
        [f"{name}: {n} lines" for n, name in long if n > MOST_FILE_LINES], f"at most {MOST_FILE_LINES} lines"
    )


def test_no_function_is_longer_than_a_screen() -> None:
    findings = [
        f"{_name(path)}:{f.lineno} {f.name}: {f.end_lineno - f.lineno + 1} lines"
        for path in _files(*PRODUCT)
        if "migrations" not in path.parts  # a migration is a record, written once
        for f in _functions(path)
        if f.end_lineno and f.end_lineno - f.lineno >= MOST_FUNCTION_LINES
    ]
    _none(findings, f"at most {MOST_FUNCTION_LINES} lines a function")


def test_states_are_small_and_their_handlers_thin() -> None:
    findings: list[str] = []
    for path in _files("state"):
        for node in ast.walk(_tree(path)):
            if isinstance(node, ast.ClassDef) and any("State" in ast.unparse(base) for base in node.bases):
                lines = (node.end_lineno or 0) - node.lineno + 1
                findings += [f"{_name(path)} {node.name}: {lines} lines"] if lines > MOST_STATE_LINES else []
        for f in _functions(path):
            is_handler = _decorators(f) & {"rx.event", "door", "speaks"}
            if is_handler and _body_lines(f) > MOST_HANDLER_LINES:
                findings.append(f"{_name(path)}:{f.lineno} {f.name}: {_body_lines(f)} lines")
    _none(findings, f"states ≤ {MOST_STATE_LINES} lines, handlers ≤ {MOST_HANDLER_LINES}")


def test_no_javascript_inside_python_strings() -> None:
    findings = [
        f"{_name(path)}:{line}: {text[:80]!r}"
        for path in _files(*PRODUCT)
        for line, text in _texts(path)
        if JAVASCRIPT.search(text) and ("\n" in text.strip() or len(text) > LONGEST_HOOK_LINE)
    ]
    _none(findings, "JavaScript lives in components/canvas/*.js")


def test_only_the_database_package_commits() -> None:
    findings = [
        f"{_name(path)}:{node.lineno}"
        for path in _files(*PRODUCT)
        if not _name(path).startswith("app/db/")
        for node in ast.walk(_tree(path))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "commit"
    ]
    _none(findings, ".commit() stands in app/db")


def test_migrations_follow_each_other_in_one_line() -> None:
    heads = ScriptDirectory(str(ROOT / "app/db/migrations")).get_heads()
    assert len(heads) == 1, f"two follow the same one: have yours follow the other of {heads}"


def test_sql_stands_in_queries_only() -> None:
    def may_speak_sql(path: Path) -> bool:
        return (
            path.stem.startswith("queries") or path.stem.endswith("_sql") or _name(path).startswith("app/db/")
        )

    def words_of(path: Path) -> set[str]:
        return SQL_WORDS - {"text"} if path.stem == "tables" else SQL_WORDS  # text() also words an index

    findings = [
        f"{_name(path)}:{node.lineno} imports {sorted(words)}"
        for path in _files(*PRODUCT)
        if not may_speak_sql(path)
        for node in ast.walk(_tree(path))
        if isinstance(node, ast.ImportFrom)
        and (node.module or "").split(".")[0] in ("sqlalchemy", "sqlmodel")
        if (words := words_of(path) & {alias.name for alias in node.names})
    ]
    _none(findings, "SQL stands in queries.py, *_sql.py and app/db")


def test_the_words_of_the_product_are_the_words_on_the_screen() -> None:
    wrong = re.compile(r"\blog(ged|ging)?[ -]?(in|out)\b", re.IGNORECASE)
    findings = [
        f"{_name(path)}:{line}: {text[:80]!r}"
        for path in _files(*PRODUCT)
        for line, text in _texts(path)
        if wrong.search(text)
    ]
    _none(findings, "people sign in and sign out")


@pytest.mark.parametrize(
    "spec", [pytest.param(p, id=p.parent.name) for p in sorted((ROOT / "app").rglob("SPEC.md"))]
)
def test_every_rule_is_cited_by_a_test_and_every_cited_rule_exists(spec: Path) -> None:
    rules = RULE.findall(spec.read_text())
    assert rules, f"{_name(spec)} has no rule of the form '- **X1** …'"
    assert len(rules) == len(set(rules)), f"{_name(spec)} gives an id twice"
    prefixes = {rule.rstrip("0123456789") for rule in rules}
    tests = [p for p in _files("tests", ends=(".py", ".mjs")) if p != Path(__file__)]
    near = [p for p in tests if spec.parent.name in p.parts]
    cited = {c for p in tests for c in CITATION.findall(p.read_text())}
    cited |= {c.upper() for p in tests for c in CITATION_IN_NAME.findall(p.read_text())}
    cited_near = {
        c for p in near for c in CITATION.findall(p.read_text()) if c.rstrip("0123456789") in prefixes
    }
    _none(sorted(set(rules) - cited), f"rules of {_name(spec)} that no test cites")
    _none(sorted(cited_near - set(rules)), f"rules that tests cite and {_name(spec)} does not have")


def test_no_file_names_a_registry_or_a_place_on_some_machine() -> None:
    findings: list[str] = []
    for path in _kept_files():
        try:
            lines = path.read_text().splitlines()
        except UnicodeDecodeError:
            continue
        findings += [
            f"{_name(path)}:{number}: {word}"
            for number, line in enumerate(lines, 1)
            for word in FORBIDDEN_WORDS
            if word in line
        ]
    _none(findings, "a checkout works anywhere, so it names no registry and no machine's folders")


def test_the_top_level_holds_only_what_it_may() -> None:
    tops = {path.relative_to(ROOT).parts[0] for path in _kept_files()}
    _none(sorted(top for top in tops - TOP_LEVEL if not top.startswith(".")), "the top level is fixed")


def test_every_setting_stands_in_the_readme() -> None:
    readme = (ROOT / "README.md").read_text()
    settings = {f"CALLWEAVE_{name.upper()}" for name in Settings.model_fields} | {"PORT", "HOST"}
    spoken = {
        w for p in _files(*PRODUCT) for _, t in _texts(p) for w in re.findall(r"\bCALLWEAVE_[A-Z_]+[A-Z]", t)
    }
    _none(
        sorted(name for name in settings | spoken if f"`{name}`" not in readme),
        "settings the README leaves out",
    )


def test_tests_wait_for_the_thing_itself() -> None:
    waiting = {"tests/harness/wait.py", "tests/harness/proxy.py", "tests/harness/bystander.py"}
    findings = [
        f"{_name(path)}:{node.lineno}: {ast.unparse(node)}"
        for path in _files("tests")
        if _name(path) not in waiting and "benchmarks" not in path.parts  # a load keeps its own pace
        for node in ast.walk(_tree(path))
        if isinstance(node, ast.Call)
        and ast.unparse(node.func) in ("time.sleep", "asyncio.sleep", "sleep", "page.wait_for_timeout")
        and ast.unparse(node.args[0]) != "0"
    ]
    _none(findings, "no sleeps: tests.harness.wait waits for the thing itself")
