"""For every test: skips are told loudly, and on a build machine (CI=true) they fail the run."""

import os

import pytest
from hypothesis import settings

# A busy machine is no failure.
settings.register_profile("patient", deadline=None)
settings.load_profile("patient")

_ON_BUILD_MACHINE = os.environ.get("CI", "").lower() in ("1", "true", "yes")
_skipped: dict[str, str] = {}


def _reason(report: pytest.TestReport | pytest.CollectReport) -> str:
    told = report.longrepr
    return str(told[2] if isinstance(told, tuple) else told).removeprefix("Skipped: ")


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    if report.skipped and not hasattr(report, "wasxfail"):
        _skipped[report.nodeid] = _reason(report)


def pytest_collectreport(report: pytest.CollectReport) -> None:
    if report.skipped:
        _skipped[report.nodeid] = _reason(report)


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session: pytest.Session) -> None:
    if _skipped and _ON_BUILD_MACHINE and session.exitstatus == pytest.ExitCode.OK:
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    if not _skipped:
        return
    judgement = "a failure here, where CI is set" if _ON_BUILD_MACHINE else "NOT shown by this run"
    terminalreporter.section(f"{len(_skipped)} skipped: {judgement}", sep="!", red=True, bold=True)
    for test, reason in sorted(_skipped.items()):
        terminalreporter.line(f"{test}: {reason}", yellow=True)


@pytest.fixture(autouse=True)
def _own_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    """No test is changed by what the person who runs it has set for the product."""
    for name in list(os.environ):
        if name.startswith("CALLWEAVE_") and name not in ("CALLWEAVE_NODE_MODULES",):
            monkeypatch.delenv(name)
