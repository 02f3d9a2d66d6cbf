"""Fixtures that every test may use; the environment is scrubbed of our own variables."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest

from tests.world import World

for name in [name for name in os.environ if name.startswith("DUBAN_")]:
    if name not in ("DUBAN_REQUIRE_BROWSER", "DUBAN_CHROMIUM", "DUBAN_GOLDEN"):
        del os.environ[name]


@pytest.fixture
def world() -> Iterator[World]:
    made = World()
    yield made
    made.close()
