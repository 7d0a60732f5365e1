"""The rules about the files themselves, where git or the named paths decide."""

from __future__ import annotations

from pathlib import Path

import pytest
from helpers.judging import REGISTRY, shown

from miglint.rule.finding import Finding
from miglint.rule.history import GitBase, History, SkippedFile
from miglint.syntax.reading import parse
from miglint.syntax.source import Migration

FOLDER = Path("/project/supabase/migrations")


def judge(
    rule: str, names: list[str], base: list[str] | None = None, targets: list[str] | None = None
) -> list[Finding]:
    migrations = [Migration(FOLDER / name, "select 1;", version=name.split("_")[0]) for name in names]
    for migration in migrations:
        parse(migration)
    history = History(FOLDER, migrations)
    history.base = None if base is None else GitBase("main", frozenset(base))
    history.targets = None if targets is None else frozenset(FOLDER / name for name in targets)
    return shown(history, [REGISTRY.rule(rule)()])


def flagged(rule: str, names: list[str], **options: list[str]) -> list[str]:
    return [finding.place.migration.name for finding in judge(rule, names, **options)]


OLD, NEW, LATE = "20250101000000_a.sql", "20250201000000_b.sql", "20250115000000_late.sql"


def test_a_new_file_before_the_newest_of_the_base_is_out_of_order() -> None:
    assert flagged("migration-order", [OLD, LATE, NEW], base=[OLD, NEW]) == [LATE]


def test_a_base_that_is_ahead_of_the_branch_counts() -> None:
    assert flagged("migration-order", [OLD, LATE], base=[OLD, NEW]) == [LATE]


def test_a_new_file_after_the_newest_is_in_order() -> None:
    assert flagged("migration-order", [OLD, NEW], base=[OLD]) == []


def test_files_of_the_base_are_in_order_whatever_they_are() -> None:
    assert flagged("migration-order", [OLD, LATE, NEW], base=[OLD, LATE, NEW]) == []


def test_a_renamed_file_keeps_its_version_and_is_not_new() -> None:
    assert flagged("migration-order", ["20250101000000_renamed.sql", NEW], base=[OLD, NEW]) == []


def test_names_that_are_never_applied_are_no_versions() -> None:
    assert flagged("migration-order", [OLD], base=["99999999999999.sql", "README.md"]) == []


def test_without_a_base_nothing_is_new() -> None:
    assert flagged("migration-order", [OLD, LATE, NEW]) == []


def test_a_finding_about_a_file_has_its_version_and_no_object() -> None:
    (finding,) = judge("migration-order", [OLD, LATE, NEW], base=[OLD, NEW])
    assert finding.object is None
    assert finding.place.migration.version == "20250115000000"
    assert (finding.place.start.line, finding.place.start.column) == (1, 1)


@pytest.mark.parametrize("target", ["20250101000000_a.sql", "20250101000000_b.sql"])
def test_either_of_two_equal_versions_can_be_the_new_one(target: str) -> None:
    names = ["20250101000000_a.sql", "20250101000000_b.sql"]
    assert flagged("migration-duplicate-version", names, targets=[target]) == [target]


def test_a_skipped_file_is_reported_only_where_it_was_named() -> None:
    skipped = FOLDER / "20250101000000_a.sql.skip"
    history = History(FOLDER, [], skipped=[SkippedFile(skipped, "`.skip` keeps it from running")])
    rules = [REGISTRY.rule("migration-skipped")()]
    assert [f.place.migration.path for f in shown(history, rules)] == [skipped]
    history.targets = frozenset([FOLDER / OLD])
    assert shown(history, rules) == []


def test_names_of_other_tools_mean_nothing_to_us() -> None:
    history = History(Path("/project/sql"), [Migration(Path("/project/sql/views.sql"), "")], supabase=False)
    rules = [REGISTRY.rule("migration-filename")()]
    assert shown(history, rules) == []
