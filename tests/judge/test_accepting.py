"""The first accepted list of a project: the debt of its applied files."""

from __future__ import annotations

from pathlib import Path

import pytest
from helpers.repository import Repository, migration

from miglint.judge.accepting import FirstList, first_list
from miglint.judge.request import Request, open_project

TABLE = "CREATE TABLE {} (id bigint PRIMARY KEY);\n"


@pytest.fixture
def project(tmp_path: Path) -> Repository:
    return Repository(tmp_path)


def _first(project: Repository) -> FirstList | None:
    return first_list(open_project(Request(project.root, (str(project.folder),), use_accepted=False)))


def test_the_debt_of_applied_files_is_on_it(project: Repository) -> None:
    project.settings('applied-until = "20250101000001"\n')
    project.write(migration("a1"), TABLE.format("a"))
    project.write(migration("b2"), TABLE.format("b"))
    first = _first(project)
    assert first is not None
    assert first.path == project.root / "miglint-accepted.json"
    assert list(first.entries) == ["missing-grant:table:public.a"]
    assert (first.left, first.failure) == (1, "")


def test_nothing_is_on_it_while_nothing_is_applied(project: Repository) -> None:
    project.settings()
    project.write(migration("a1"), TABLE.format("a"))
    first = _first(project)
    assert first is not None
    assert (dict(first.entries), first.left) == ({}, 1)


def test_a_project_that_has_a_list_keeps_it(project: Repository) -> None:
    project.settings()
    project.write(migration("a1"), TABLE.format("a"))
    project.write("./miglint-accepted.json", "")
    assert _first(project) is None


def test_where_a_rule_fails_there_is_none(project: Repository) -> None:
    project.settings('rule-folders = ["rules"]\n')
    project.write("rules/broken_rule.py", BROKEN)
    project.write("./team.toml", '[rules]\nbroken-rule = "error"\n')
    project.write(migration("a1"), TABLE.format("a"))
    first = _first(project)
    assert first is not None
    assert "KeyError" in first.failure


BROKEN = '''
from miglint import Rule


class BrokenRule(Rule):
    """It fails.

    ## Why
    To see.
    """

    def check_catalog(self, state):
        raise KeyError("x")
'''
