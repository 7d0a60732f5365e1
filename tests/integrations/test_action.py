"""The GitHub Action: its steps are run as the runner runs them."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest
import yaml
from helpers.repository import Repository, migration

ROOT = Path(__file__).parents[2]
ACTION = yaml.safe_load((ROOT / "action.yml").read_text(encoding="utf-8"))


@dataclass
class Done:
    status: int
    log: str
    outputs: dict[str, str]
    summary: str


class Runner:
    """As much of GitHub's runner as a composite action needs."""

    def __init__(self, workspace: Path, temporary: Path) -> None:
        self.workspace = workspace
        self.temporary = temporary
        self.github: dict[str, str] = {}

    def run(self, **inputs: str) -> Done:
        names = {name.replace("-", "_"): name for name in ACTION["inputs"]}
        unknown = inputs.keys() - names.keys()
        assert not unknown, f"no such input: {unknown}"
        given = {name: spec.get("default", "") for name, spec in ACTION["inputs"].items()}
        given |= {names[key]: value for key, value in inputs.items()}
        output, summary = self.temporary / "output", self.temporary / "summary"
        output.write_text("")
        summary.write_text("")
        log, status = "", 0
        for step in ACTION["runs"]["steps"]:
            assert "${{" not in step["run"]
            environment = {
                key: re.sub(r"\$\{\{ inputs\.([\w-]+) \}\}", lambda m: given[m[1]], value)
                for key, value in step.get("env", {}).items()
            }
            done = subprocess.run(
                ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", step["run"]],
                cwd=self.workspace,
                env={k: v for k, v in os.environ.items() if not k.startswith(("GITHUB_", "GIT_"))}
                | environment
                | self.github
                | {
                    "GITHUB_ACTION_PATH": str(ROOT),
                    "GITHUB_ACTIONS": "true",
                    "GITHUB_OUTPUT": str(output),
                    "GITHUB_STEP_SUMMARY": str(summary),
                    "RUNNER_TEMP": str(self.temporary),
                },
                capture_output=True,
                text=True,
                check=False,
            )
            log += done.stdout + done.stderr
            status = status or done.returncode
        pairs = dict(line.split("=", 1) for line in output.read_text().splitlines())
        return Done(status, log, pairs, summary.read_text())


@pytest.fixture(scope="module")
def temporary(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """RUNNER_TEMP, with this very miglint in the place where the action would install it."""
    folder = tmp_path_factory.mktemp("runner")
    home = folder / "miglint-action" / "bin"
    home.mkdir(parents=True)
    for name, arguments in (("miglint", "-m miglint"), ("python", "")):
        script = home / name
        script.write_text(f'#!/bin/sh\nexec "{sys.executable}" {arguments} "$@"\n')
        script.chmod(0o755)
    return folder


@pytest.fixture
def runner(tmp_path: Path, temporary: Path) -> Runner:
    migrations = tmp_path / "supabase" / "migrations"
    migrations.mkdir(parents=True)
    (migrations / "20250101000000_create_tags.sql").write_text("create table public.tags (id bigint primary key);\n")
    return Runner(tmp_path, temporary)


def test_findings_fail_the_step_and_are_annotated(runner: Runner) -> None:
    done = runner.run(constitution="supabase")
    assert done.status == 1, done.log
    assert re.search(r"^::error .*file=supabase/migrations/20250101000000_create_tags\.sql", done.log, re.M)
    assert done.outputs["errors"] == "1"
    assert "missing-grant" in done.summary


def test_never_failing_still_reports(runner: Runner) -> None:
    done = runner.run(constitution="supabase", fail_on="never", sarif_file="out.sarif")
    assert done.status == 0, done.log
    assert (runner.workspace / "out.sarif").read_text().startswith("{")
    assert done.outputs["sarif-file"] == "out.sarif"


def test_inputs_are_never_shell_code(runner: Runner) -> None:
    done = runner.run(paths="$(touch pwned)\n`touch pwned`; touch pwned")
    assert done.status == 2
    assert not (runner.workspace / "pwned").exists()


def test_a_wrong_setting_is_one_clear_line(runner: Runner) -> None:
    done = runner.run(constitution="atomik")
    assert done.status == 2
    assert "::error title=miglint::" in done.log
    assert "Traceback" not in done.log


def test_the_action_installs_the_code_of_its_own_tag() -> None:
    script = (ROOT / "action" / "run.sh").read_text(encoding="utf-8")
    assert "${MIGLINT_VERSION:-$GITHUB_ACTION_PATH}" in script


@pytest.fixture
def pull_request(tmp_path: Path) -> Repository:
    """A table without grants on main; a branch adds another, in a file of its own."""
    project = Repository(tmp_path / "project")
    project.settings()
    project.commit(notes1="create table notes (id bigint primary key);\n")
    project.git("switch", "-qc", "feature")
    project.commit(tags2="-- tags\ncreate table tags (id bigint primary key);\n")
    project.git("switch", "-q", "main")
    project.git("switch", "-qc", "merge")
    project.git("merge", "-q", "--no-ff", "--no-edit", "feature")
    return project


def checked_out(project: Repository, temporary: Path, depth: int) -> Runner:
    """The pull request as actions/checkout leaves it: GitHub's merge commit, and no branch."""
    clone = project.root.parent / "clone"
    project.git("clone", "-q", "--depth", str(depth), "--branch", "merge", f"file://{project.root}", str(clone))
    checkout = Repository(clone, init=False)
    checkout.git("checkout", "-q", "--detach")
    checkout.git("update-ref", "-d", "refs/remotes/origin/merge")
    runner = Runner(clone, temporary)
    head = checkout.git("rev-parse", "HEAD")
    runner.github = {"GITHUB_BASE_REF": "main", "GITHUB_EVENT_NAME": "pull_request", "GITHUB_SHA": head}
    return runner


def test_a_pull_request_is_told_what_it_adds_on_its_own_lines(pull_request: Repository, temporary: Path) -> None:
    done = checked_out(pull_request, temporary, 2).run(since="auto", sarif_file="out.sarif")
    assert done.status == 1, done.log
    annotated = re.findall(r"^::error .*file=([^,]+),line=(\d+)", done.log, re.M)
    assert annotated == [(f"supabase/migrations/{migration('tags2')}", "2")]
    assert done.outputs["findings"] == "1"
    assert "1 not new since the base" in done.log
    assert "public.notes" not in done.summary
    sarif = (pull_request.root.parent / "clone" / "out.sarif").read_text()
    assert f"supabase/migrations/{migration('tags2')}" in sarif


def test_a_checkout_that_is_too_shallow_is_told_what_to_do(pull_request: Repository, temporary: Path) -> None:
    done = checked_out(pull_request, temporary, 1).run(since="auto")
    assert done.status == 2
    assert "fetch-depth: 2" in done.log
