"""`--help` of each command: a sentence, then examples that run as they stand on the example project."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import pytest
from click.testing import CliRunner

from miglint.cli import COMMANDS, main

EXAMPLE = Path(__file__).parents[2] / "examples" / "crm"
BEFORE = {"test": "miglint new-rule table-without-owner"}
"""What the examples of a command need to be done first."""


def help_of(name: str) -> str:
    return CliRunner().invoke(main, [name, "--help"], terminal_width=1000).stdout


def examples(name: str) -> str:
    """Return the lines below "Examples:" as a script of the shell."""
    found = re.search(r"^  Examples?:\n((?:    .*\n)+)", help_of(name), re.M)
    assert found is not None
    return found[1]


@pytest.mark.parametrize("name", COMMANDS)
def test_help_begins_with_one_sentence(name: str) -> None:
    usage, _, text = help_of(name).partition("\n\n")
    assert usage.startswith("Usage: ")
    first = text.split("\n\n")[0].strip()
    assert re.fullmatch(r"[A-Z][^.]*(?:\.toml[^.]*)?\.", first), first


@pytest.mark.skipif(shutil.which("bash") is None, reason="the examples are for a shell")
@pytest.mark.parametrize("name", COMMANDS)
def test_examples_run(name: str, tmp_path: Path) -> None:
    if name == "verify" and find_spec("psycopg") is None:
        pytest.skip("the extra `verify` is not installed")
    project = shutil.copytree(EXAMPLE, tmp_path / "crm")
    shim = tmp_path / "bin" / "miglint"
    shim.parent.mkdir()
    shim.write_text(f'#!/bin/sh\nexec {shlex.quote(sys.executable)} -m miglint "$@"\n')
    shim.chmod(0o755)
    path = f"{shim.parent}{os.pathsep}{os.environ['PATH']}"
    environ = {**os.environ, "PATH": path, "PYTHONPATH": os.pathsep.join(sys.path)}
    begin = "git init -q -b main && git add . && git -c user.name=a -c user.email=a@b commit -qm begin\n"
    # 1 means findings; a pipe has the status of its last command.
    script = "".join(
        f"{line} || [ $? = 1 ] || exit 9\n" for line in examples(name).replace("\\\n", "").strip().splitlines()
    )
    done = subprocess.run(
        ["bash", "-c", f"{begin}{BEFORE.get(name, '')}\n{script}"],
        cwd=project,
        env=environ,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
