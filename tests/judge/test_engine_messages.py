"""The messages of engine rules that no case file can produce: unreadable files, crashes, stale entries, servers."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from helpers.repository import Repository, migration

from miglint.judge.accepted import FILE
from miglint.judge.request import Request, open_project
from miglint.judge.verify_run import verified_result
from miglint.replay.prelude import replayed
from miglint.urls import REPOSITORY
from miglint.verify import Applied, Verified
from miglint.verify.apply_files import Refusal

TABLE = "CREATE TABLE a (id bigint PRIMARY KEY);\nGRANT SELECT ON a TO authenticated, service_role;\n"
CRASHING = '''
from miglint import Finding, Kind, Rule, State


class CrashingTable(Rule):
    """Table crashes."""

    kind = Kind.DEBT

    def check_catalog(self, state: State) -> list[Finding]:
        raise KeyError("id")
'''


@pytest.fixture
def project(tmp_path: Path) -> Repository:
    project = Repository(tmp_path)
    project.settings()
    return project


def _messages(project: Repository, rule: str) -> list[str]:
    """Return what the JSON report says of a rule: each message with its help behind it."""
    report = json.loads(project.run("check", "-f", "json").stdout)
    return [each["message"] for each in report["findings"] if each["rule"] == rule]


def test_unreadable_file(project: Repository) -> None:
    project.write(migration("a1"), "")
    (project.folder / migration("a1")).write_bytes(b"SELECT '\xe9';\n")
    assert _messages(project, "unreadable-file") == [
        'this is not UTF-8: byte 0xE9 here. PostgreSQL refuses it: invalid byte sequence for encoding "UTF8". '
        "Save the file as UTF-8: in an editor, or with `iconv -f WINDOWS-1252 -t UTF-8`.",
    ]


def test_stale_accepted(project: Repository) -> None:
    project.write(migration("a1"), TABLE)
    project.write(FILE, '{"rule": "missing-grant", "object": "table:public.a"}\n')
    assert _messages(project, "stale-accepted") == [
        "missing-grant has no finding about table:public.a any more, but the accepted list still has it. "
        "Run `miglint accept --prune`.",
    ]


def test_rule_crash(project: Repository) -> None:
    project.settings('rule-folders = ["rules"]\n')
    (project.root / "rules").mkdir()
    (project.root / "rules/crashing_table.py").write_text(CRASHING, "utf-8")
    project.write(migration("a1"), TABLE)
    assert _messages(project, "rule-crash") == [
        "the rule crashing-table failed here: KeyError: 'id' (rules/crashing_table.py:11). Its findings may be "
        "missing. "
        'Fix the rule (--traceback shows the calls), or set crashing-table = "off" in the settings until it is '
        "fixed.",
    ]


def _verified(project: Repository, refused: bool, **lists: list[dict[str, object]]) -> list[tuple[str, str]]:
    project.write(migration("a1"), TABLE)
    opened = open_project(Request(project.root, (str(project.folder),)))
    file = opened.the_history().migrations[0]
    refusals = [Refusal(file, file.statements[0], "55000", "not today", hint="Try tomorrow.")] if refused else []
    replay = replayed((), opened.settings.target)
    result = verified_result(Verified(Applied(refusals), lists, replay, 17), opened)
    return [(each.finding.message, each.finding.help) for each in result.shown]


def test_refused_by_server(project: Repository) -> None:
    assert _verified(project, refused=True) == [("PostgreSQL 17 refuses this: not today (55000).", "Try tomorrow.")]


def test_catalog_drift(project: Repository) -> None:
    found = _verified(project, refused=False, extensions=[{"name": "citext", "schema": "extensions"}])
    assert found == [
        (
            "PostgreSQL 17 and miglint differ: PostgreSQL has extension citext, the replay doesn't.",
            f"PostgreSQL is right: please report the statement at {REPOSITORY}/issues.",
        )
    ]
