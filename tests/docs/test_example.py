"""The example project that the README runs."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]


def miglint(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "miglint", *arguments], cwd=ROOT, capture_output=True, text=True, check=False
    )


def test_every_mistake_in_the_example_is_found_and_nothing_else() -> None:
    done = miglint("check", "examples/crm", "--format", "json")
    assert done.returncode == 1, done.stderr
    found = {(f["rule"], Path(f["file"]).name[:14], f["line"]) for f in json.loads(done.stdout)["findings"]}
    assert found == {
        ("jsonb-without-gin", "20260105091500", 18),
        ("policy-public-auth-uid", "20260112140000", 17),
        ("missing-grant", "20260112140000", 21),
        ("type-change-discards-data", "20260202083000", 4),
        ("type-change-with-foreign-key", "20260202083000", 9),
        ("view-option-lost", "20260209113000", 3),
        ("view-security-invoker", "20260209113000", 3),
        ("migration-filename", "2026-02-16-add", 1),
    }


def test_the_same_input_gives_the_same_bytes() -> None:
    for format_ in ("text", "json", "sarif", "github", "gitlab", "markdown"):
        assert miglint("examples/crm", "-f", format_).stdout == miglint("examples/crm", "-f", format_).stdout
