"""What a server says of a history, as a result: severity, order, and what silences it, as for all findings."""

from __future__ import annotations

from pathlib import Path

import pytest
from helpers.repository import Repository, migration

from miglint.errors import MiglintError
from miglint.judge.request import Project, Request, open_project
from miglint.judge.result import Result
from miglint.judge.verify_run import verified_result, verify_project
from miglint.replay.prelude import replayed
from miglint.verify import Applied, Verified
from miglint.verify.apply_files import Refusal


@pytest.fixture
def project(tmp_path: Path) -> Repository:
    return Repository(tmp_path)


def _project(repository: Repository, settings: str = "", *paths: str) -> Project:
    repository.settings(settings)
    repository.write(migration("a1"), "CREATE TABLE a (id int);\n")
    repository.write(migration("b2"), "CREATE TABLE b (id int);\n")
    return open_project(Request(repository.root, paths or (str(repository.folder),)))


def _refused(project: Project) -> Result:
    """The result where a server refused the first statement of both files, the last one first."""
    history = project.the_history()
    refused = [Refusal(m, m.statements[0], "55000", "not today") for m in reversed(history.migrations)]
    lists: dict[str, list[dict[str, object]]] = {}
    replay = replayed((), project.settings.target)
    return verified_result(Verified(Applied(refused), lists, replay, 17), project)


def test_refusals_come_in_the_order_of_the_files(project: Repository) -> None:
    result = _refused(_project(project))
    assert [each.migration.name for each in result.findings] == [migration("a1"), migration("b2")]
    assert {each.finding.rule for each in result.shown} == {"refused-by-server"}
    assert (result.files, result.postgres_version) == (2, 17)


def test_the_settings_say_how_much_it_matters(project: Repository) -> None:
    result = _refused(_project(project, '[rules]\nrefused-by-server = "note"\n'))
    assert {each.severity.value for each in result.findings} == {"note"}


def test_an_exception_silences_it(project: Repository) -> None:
    exception = '[[exceptions]]\nrule = "refused-by-server"\nfile = "*_a.sql"\nreason = "PostGIS"\n'
    result = _refused(_project(project, exception))
    assert [each.held_by for each in result.findings] == ["an exception (PostGIS)", ""]


def test_files_that_were_not_named_ran_too(project: Repository) -> None:
    opened = _project(project, "", str(project.folder / migration("a1")))
    assert len(list(_refused(opened).shown)) == 2


def test_applied_files_count(project: Repository) -> None:
    result = _refused(_project(project, 'applied-until = "20250101000002"\n'))
    assert len(list(result.shown)) == 2


def test_without_migrations_no_server_is_started(project: Repository) -> None:
    project.write("supabase/migrations/notes.sql", "select 1;")
    opened = open_project(Request(project.root, (str(project.folder),)))
    with pytest.raises(MiglintError, match="no migrations to verify"):
        verify_project(opened, None, pytest.fail, lambda *_: None)
