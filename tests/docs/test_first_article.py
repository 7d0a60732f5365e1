"""The README's first article: its commands are run as they stand, and print what the README says."""

from __future__ import annotations

import json
import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")
SECTION = README[README.index("## Your first article") : README.index("## What is not checked")]
FENCES = re.findall(r"^```(sh|text)\n(.*?)^```$", SECTION, re.M | re.S)
COMMANDS = "".join(body for language, body in FENCES if language == "sh")


def bash(script: str, folder: Path) -> str:
    """What a script prints; `miglint` in it is this interpreter's."""
    shim = folder / "bin" / "miglint"
    shim.parent.mkdir(exist_ok=True)
    shim.write_text(f'#!/bin/sh\nexec {shlex.quote(sys.executable)} -m miglint "$@"\n')
    shim.chmod(0o755)
    path = f"{shim.parent}{os.pathsep}{os.environ['PATH']}"
    environ = {**os.environ, "PATH": path, "NO_COLOR": "1", "PYTHONPATH": os.pathsep.join(sys.path)}
    return subprocess.run(
        ["bash", "-c", script], cwd=folder, env=environ, capture_output=True, text=True, check=False
    ).stdout


@pytest.mark.skipif(shutil.which("bash") is None, reason="the README speaks to a shell")
def test_the_commands_print_what_the_readme_shows(tmp_path: Path) -> None:
    shutil.copytree(ROOT / "examples" / "crm", tmp_path / "examples" / "crm")
    printed = bash(COMMANDS, tmp_path)
    shown = [body for language, body in FENCES if language == "text"]
    assert len(shown) == 2
    for each in shown:
        assert each.strip("\n") in printed


def test_the_example_holds_the_same_rule() -> None:
    rule = (ROOT / "examples" / "article" / "rules" / "amount-without-currency.sql").read_text(encoding="utf-8")
    assert rule in COMMANDS


def test_the_example_finds_its_own_article_and_nothing_else() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "miglint", "-f", "json"],
        cwd=ROOT / "examples" / "article",
        capture_output=True,
        text=True,
        check=False,
    )
    found = json.loads(done.stdout)["findings"]
    assert [(f["rule"], f["object"]["relation"], f["object"]["name"]) for f in found] == [
        ("amount-without-currency", "quotes", "total")
    ]


def test_the_cases_of_the_example_hold() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "miglint", "test"],
        cwd=ROOT / "examples" / "article",
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout
