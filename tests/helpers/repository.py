"""A real git repository with a Supabase project in it, and miglint run in it, for the tests of adoption."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path
from typing import Any

from click.testing import CliRunner, Result

from miglint.cli import main

IDENTITY = ["-c", "user.name=t", "-c", "user.email=t@example.org", "-c", "protocol.file.allow=always"]
CI = ("GITHUB_", "CI_", "PRE_COMMIT", "BITBUCKET_", "BUILDKITE_", "SYSTEM_", "CHANGE_TARGET", "GIT_", "FORCE_COLOR")


TEAM = """\
summary = "a few rules, whatever the presets have"

[rules]
missing-grant = "error"
view-security-invoker = "error"
type-change-discards-data = "warning"
migration-order = "error"
migration-filename = "error"
migration-duplicate-version = "error"
migration-skipped = "error"
applied-migration-changed = "error"
jsonb-without-gin = "off"
"""


class Repository:
    """A repository at `root` with the branch main checked out, nothing committed yet."""

    def __init__(self, root: Path, *, init: bool = True) -> None:
        self.root = root
        self.folder = root / "supabase" / "migrations"
        self.folder.mkdir(parents=True, exist_ok=True)
        if init:
            self.git("init", "-q", "-b", "main")

    def git(self, *arguments: str) -> str:
        environ = {name: value for name, value in os.environ.items() if not name.startswith(CI)}
        command = ["git", *IDENTITY, *arguments]
        done = subprocess.run(command, cwd=self.root, check=True, capture_output=True, text=True, env=environ)
        return done.stdout.strip()

    def write(self, name: str, text: str) -> Path:
        """A migration, or with a slash in its name any other file."""
        path = (self.root if "/" in name or not name.endswith(".sql") else self.folder) / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        return path

    def settings(self, text: str = "") -> None:
        """miglint.toml, with the constitution TEAM."""
        self.write("./team.toml", TEAM)
        self.write("./miglint.toml", f'constitution = "team.toml"\n{text}')

    def commit(self, **files: str) -> str:
        """Commit everything, with these migrations (`t1="..."`: 20250101000001_t.sql) added first."""
        for name, text in files.items():
            self.write(migration(name), text)
        self.git("add", "-A")
        self.git("commit", "-qm", "change", "--allow-empty")
        return self.git("rev-parse", "HEAD")

    def run(self, *arguments: str, env: dict[str, str] | None = None, stdin: str | None = None) -> Result:
        """miglint in the repository's root."""
        here = Path.cwd()
        environ: dict[str, str | None] = {name: None for name in os.environ if name.startswith(CI)}
        os.chdir(self.root)
        try:
            return CliRunner(env={**environ, **(env or {})}).invoke(main, arguments, input=stdin)
        finally:
            os.chdir(here)

    def check(self, *arguments: str, env: dict[str, str] | None = None) -> dict[str, Any]:
        """What `miglint check --format json` says; a failure is an error of the test."""
        result = self.run("check", "--format", "json", "--now", "2026-01-01", *arguments, env=env)
        assert result.exit_code in (0, 1), result.output
        said: dict[str, Any] = json.loads(result.stdout)
        return said

    def found(self, *arguments: str, env: dict[str, str] | None = None) -> list[str]:
        """The findings that are not silenced, as "rule file:line"."""
        findings = self.check(*arguments, env=env)["findings"]
        return [f"{f['rule']} {Path(f['file']).name}:{f['line']}" for f in findings if not f["suppressed"]]

    def held_back(self, *arguments: str) -> dict[str, int]:
        said: dict[str, int] = self.check(*arguments)["summary"]["held_back"]
        return said


def migration(name: str) -> str:
    """t12 -> 20250101000012_t.sql"""
    word = name.rstrip("0123456789")
    return f"202501010000{int(name[len(word) :]):02}_{word}.sql"
