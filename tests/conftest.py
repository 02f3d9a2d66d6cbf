"""Fixtures that every test may use; the environment is scrubbed of our own variables."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest
from hypothesis import settings

from tests.world import World

# The same examples in every run; DUBAN_FUZZ=1 looks for new ones.
settings.register_profile("same", derandomize=True, deadline=None)
settings.register_profile("fuzz", max_examples=5000, deadline=None)
settings.load_profile("fuzz" if os.environ.get("DUBAN_FUZZ") else "same")

for name in [name for name in os.environ if name.startswith("DUBAN_")]:
    if name not in ("DUBAN_REQUIRE_BROWSER", "DUBAN_CHROMIUM", "DUBAN_GOLDEN"):
        del os.environ[name]


@pytest.fixture
def world() -> Iterator[World]:
    made = World()
    yield made
    made.close()


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say aloud what was left out: a green run without the browser tests is not the whole suite."""
    left_out = [r for r in terminalreporter.getreports("skipped") if "tests/browser" in r.nodeid]
    if left_out:
        terminalreporter.section("BROWSER TESTS LEFT OUT", red=True)
        terminalreporter.line(
            f"{len(left_out)} tests that drive the page were not run: no Chromium found."
            " Install one (Debian: apt install chromium) or set DUBAN_CHROMIUM."
        )
