"""The rooms of the house import downwards only."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]


def test_imports_go_downwards() -> None:
    done = subprocess.run(
        [sys.executable, "-c", "from importlinter.cli import lint_imports_command; lint_imports_command()"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_the_engine_names_the_built_in_pack_once() -> None:
    naming = [p for p in (ROOT / "src").rglob("*.py") if "miglint_rules" in p.read_text(encoding="utf-8")]
    assert [p.name for p in naming] == ["registry.py"]
