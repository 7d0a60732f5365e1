"""Fixtures of the report tests: snapshots that MIGLINT_UPDATE_SNAPSHOTS=1 writes anew."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import settings

SNAPSHOTS = Path(__file__).parent / "snapshots"

settings.register_profile("no-deadline", deadline=None)
settings.load_profile("no-deadline")


@pytest.fixture
def snapshot() -> Callable[[str, str], None]:
    """snapshot(name, text): the text equals the file of that name, byte for byte."""

    def compare(name: str, text: str) -> None:
        path = SNAPSHOTS / name
        if os.environ.get("MIGLINT_UPDATE_SNAPSHOTS"):
            path.write_text(text, encoding="utf-8")
        assert text == path.read_text(encoding="utf-8")

    return compare
