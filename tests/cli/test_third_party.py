"""Rules of others, from the package or the folder to the report."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

RULE = '''
from collections.abc import Iterator

from miglint import Finding, Rule, State


class {name}(Rule):
    """A table is there."""

    def check_catalog(self, state: State) -> Iterator[Finding]:
        for table in state.catalog.tables():
            if table.schema == "public":
                yield self.finding(f"{{table.name}} is a table", table.origin.find(table.name))
'''

PYPROJECT = """[build-system]
requires = ["hatchling"]
build-backend = "hatchling.build"

[project]
name = "acme-lint"
version = "1.2"

[project.entry-points."miglint.rules"]
acme = "acme_lint"

[tool.hatch.build.targets.wheel]
packages = ["acme_lint"]
"""


def write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8")


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A repository with one migration and a folder of local rules that its settings name."""
    project = tmp_path / "project"
    (project / ".git").mkdir(parents=True)
    write(
        project / "supabase/migrations/20250101000000_jobs.sql", "create table public.jobs (id bigint primary key);\n"
    )
    write(project / "miglint.toml", 'constitution = "postgres"\nrule-folders = ["rules"]\n')
    write(project / "rules/local_table.py", RULE.format(name="LocalTable"))
    return project


@pytest.fixture
def site(tmp_path: Path) -> Path:
    """A folder into which pip installed a package with a rule."""
    package, site = tmp_path / "package", tmp_path / "site"
    write(package / "pyproject.toml", PYPROJECT)
    write(package / "acme_lint/__init__.py", "")
    write(package / "acme_lint/installed_table.py", RULE.format(name="InstalledTable"))
    pip = [sys.executable, "-m", "pip", "install", "-q", "--no-deps", "--no-build-isolation", "--no-index"]
    subprocess.run([*pip, "--target", str(site), str(package)], check=True, capture_output=True)
    return site


def check(project: Path, site: Path | None, *args: str) -> tuple[int, dict[str, Any]]:
    """The exit status and the JSON report."""
    environment = {**os.environ, "PYTHONPATH": str(site or "")}
    command = [sys.executable, "-m", "miglint", "check", "--format", "json", *args]
    done = subprocess.run(command, cwd=project, env=environment, capture_output=True, text=True, check=False)
    return done.returncode, json.loads(done.stdout)


def found(report: dict[str, Any]) -> set[tuple[str, str, int, int]]:
    return {(each["rule"], each["family"], each["line"], each["column"]) for each in report["findings"]}


def test_both_kinds_find_what_they_look_for(project: Path, site: Path) -> None:
    status, report = check(project, site, "--fail-on", "warning")
    assert status == 1
    place = (1, report["findings"][0]["column"])
    assert found(report) == {("installed-table", "acme_lint", *place), ("local-table", "local", *place)}
    assert report["errors"] == []


def test_no_local_rules_shuts_off_the_folder_and_leaves_the_package(project: Path, site: Path) -> None:
    _, report = check(project, site, "--no-local-rules")
    assert {rule for rule, *_ in found(report)} == {"installed-table"}


def test_local_rules_run_only_where_settings_name_their_folder(project: Path) -> None:
    (project / "miglint.toml").write_text('constitution = "postgres"\n', "utf-8")
    status, report = check(project, None)
    assert (status, found(report)) == (0, set())


def test_a_folder_s_broken_rule_is_fatal_and_named(project: Path) -> None:
    write(project / "rules/local_table.py", "import miglint_nowhere\n")
    status, report = check(project, None, "--fail-on", "never")
    assert status == 2
    assert str(project / "rules/local_table.py") in report["errors"][0]["message"]


def test_a_package_s_broken_rule_is_fatal_and_named(project: Path, site: Path) -> None:
    write(site / "acme_lint/installed_table.py", "import miglint_nowhere\n")
    status, report = check(project, site, "--fail-on", "never")
    assert status == 2
    assert "entry point `acme` of the installed package acme_lint 1.2" in report["errors"][0]["message"]


def test_one_name_twice_is_fatal_and_both_are_named(project: Path, site: Path) -> None:
    write(project / "rules/installed_table.py", RULE.format(name="InstalledTable"))
    status, report = check(project, site)
    assert status == 2
    message = report["errors"][0]["message"]
    assert str(project / "rules/installed_table.py") in message
    assert str(site / "acme_lint/installed_table.py") in message


def test_a_rule_that_crashes_ends_with_2_and_the_others_go_on(project: Path) -> None:
    write(project / "rules/crashing_table.py", RULE.format(name="CrashingTable").replace("{table.name}", "{1 / 0}"))
    status, report = check(project, None, "--fail-on", "never")
    assert status == 2
    assert {rule for rule, *_ in found(report)} == {"local-table", "rule-crash"}
