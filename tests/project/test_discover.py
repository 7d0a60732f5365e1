"""Paths become histories: which folders, which files, in which order, and which of them are reported on."""

from __future__ import annotations

import subprocess
from pathlib import Path
from typing import Any

import pytest

from miglint.catalog.target import Target
from miglint.config.settings import Settings
from miglint.errors import PathError
from miglint.project.discover import discover
from miglint.rule.history import History

A, B, C = "20250101000000_a.sql", "20250102000000_b.sql", "20250103000000_c.sql"


def write(root: Path, *names: str, text: str = "select 1;\n") -> Path:
    for name in names:
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return root


def project(root: Path, *names: str) -> Path:
    """A project with these files in its migrations folder; returns that folder."""
    folder = root / "supabase" / "migrations"
    write(folder, *names)
    return folder


def found(root: Path, *paths: str | Path, settings: Settings | None = None, **options: Any) -> list[History]:
    return discover(paths, settings or Settings(), cwd=root, **options)


def one(root: Path, *paths: str | Path, **options: Any) -> History:
    (history,) = found(root, *paths, **options)
    return history


def names(history: History) -> list[str]:
    return [migration.name for migration in history.migrations]


def targets(history: History) -> list[str]:
    return [migration.name for migration in history.migrations if history.is_target(migration)]


# ---- which folder


@pytest.mark.parametrize("path", [".", "supabase", "supabase/migrations", "supabase/migrations/"])
def test_root_supabase_and_migrations_mean_the_same(tmp_path: Path, path: str) -> None:
    folder = project(tmp_path, A, B)
    history = one(tmp_path, path)
    assert (history.folder, names(history), history.supabase, history.narrowed) == (folder, [A, B], True, False)


@pytest.mark.parametrize("inside", ["", "src/deep", "supabase", "supabase/migrations"])
def test_no_path_looks_upward_to_the_git_root(tmp_path: Path, inside: str) -> None:
    folder = project(tmp_path, A)
    (tmp_path / ".git").mkdir()
    (tmp_path / inside).mkdir(parents=True, exist_ok=True)
    assert one(tmp_path / inside, git_base=False).folder == folder


def test_no_path_stops_at_the_git_root(tmp_path: Path) -> None:
    project(tmp_path, A)
    (tmp_path / "inner" / ".git").mkdir(parents=True)
    with pytest.raises(PathError, match="no migrations found"):
        found(tmp_path / "inner")


def test_no_path_takes_a_plain_migrations_folder(tmp_path: Path) -> None:
    write(tmp_path, "migrations/0001_a.sql")
    assert one(tmp_path).folder == tmp_path / "migrations"


def test_no_path_takes_supabase_before_plain_migrations(tmp_path: Path) -> None:
    write(tmp_path, "migrations/0001_a.sql")
    assert one(project(tmp_path, A).parent.parent).folder == tmp_path / "supabase" / "migrations"


def test_the_settings_say_where_migrations_are(tmp_path: Path) -> None:
    write(tmp_path / "db" / "changes", A)
    assert one(tmp_path, settings=Settings(migrations=(tmp_path / "db" / "changes",))).folder.name == "changes"


def test_a_root_can_hold_several_supabase_folders(tmp_path: Path) -> None:
    for place in ("apps/web", "apps/api", "node_modules/x", ".hidden/y", ".git/z"):
        project(tmp_path / place, A)
    assert [h.folder.relative_to(tmp_path).parts[1] for h in found(tmp_path, ".")] == ["api", "web"]


def test_from_the_root_of_a_monorepo_the_projects_below_are_found(tmp_path: Path) -> None:
    folder = project(tmp_path / "apps/web", A)
    assert one(tmp_path).folder == folder


def test_any_folder_of_sql_is_a_history(tmp_path: Path) -> None:
    write(tmp_path / "sql", "b.sql", "a.sql", "README.md", "c.down.sql", ".hidden.sql")
    history = one(tmp_path, "sql")
    assert (names(history), history.supabase, history.skipped) == (["a.sql", "b.sql"], False, [])


def test_a_folder_elsewhere_with_supabases_names_is_supabases(tmp_path: Path) -> None:
    write(tmp_path / "copy", A, "2025-01-01-x.sql")
    assert one(tmp_path, "copy").supabase
    assert not one(tmp_path, "copy", settings=Settings(target=Target(platform="postgres"))).supabase


# ---- selection and order


@pytest.mark.parametrize("runner", ["supabase-3", "supabase-2"])
def test_the_cli_sorts_files_by_version_since_3_and_by_name_before(tmp_path: Path, runner: str) -> None:
    project(tmp_path, "20260420010000_b.sql", "20260420_a.sql", "3_.sql", "20260420010000_B.sql", "README.md")
    times = ["20260420010000_B.sql", "20260420010000_b.sql"]
    expected = ["20260420_a.sql", *times] if runner == "supabase-3" else [*times, "20260420_a.sql"]
    assert names(one(tmp_path, settings=Settings(target=Target(runner=runner)))) == [*expected, "3_.sql"]


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("2025-01-01_x.sql", "version"),
        ("20250101-x.sql", "version"),
        ("TEMPLATE.sql", "version"),
        ("20250101000000_x.sql.skip", "`.skip`"),
        ("20250101000000_x.SQL", "lower case"),
        ("20250101000000_x.psql", "only runs `.sql`"),
        ("nested/x.sql", "sub-folders"),
        ("a/b/c/x.sql", "sub-folders"),
    ],
)
def test_what_is_never_applied_is_skipped_with_a_reason(tmp_path: Path, name: str, reason: str) -> None:
    folder = project(tmp_path, A, name)
    (skipped,) = one(tmp_path).skipped
    assert skipped.path == folder / Path(name).parts[0]
    assert reason in skipped.reason
    assert skipped.is_folder == ("/" in name)


@pytest.mark.parametrize(
    "name",
    [
        "archive/x.sql",
        "_archived/a/x.sql",
        "old/archive/x.sql",
        "archived/x.sql",
        "_archive/x.sql",
        "README.md",
        ".DS_Store",
        "meta/snapshot.json",
        ".keep/x.sql",
    ],
)
def test_archives_and_other_things_are_passed_over_in_silence(tmp_path: Path, name: str) -> None:
    project(tmp_path, A, name)
    history = one(tmp_path)
    assert (names(history), history.skipped) == ([A], [])


def test_an_old_init_file_is_skipped_where_it_comes_first(tmp_path: Path) -> None:
    project(tmp_path, "20211208000000_init.sql", A)
    history = one(tmp_path)
    assert names(history) == [A]
    assert history.skipped[0].path.name == "20211208000000_init.sql"


@pytest.mark.parametrize("other", ["20211209000000_init.sql", "10000101000000_first.sql", "0/x.txt"])
def test_an_init_file_that_is_not_first_or_not_old_runs(tmp_path: Path, other: str) -> None:
    init = "20211209000000_init.sql" if "init" in other else "20211208000000_init.sql"
    project(tmp_path, init, other)
    assert init in names(one(tmp_path))


# ---- files narrow what is reported


def test_files_are_targets_and_the_folder_stays_the_context(tmp_path: Path) -> None:
    folder = project(tmp_path, A, B, C)
    history = one(tmp_path, folder / C, folder / A)
    assert (names(history), targets(history)) == ([A, B, C], [A, C])


def test_a_folder_beside_its_file_means_the_folder(tmp_path: Path) -> None:
    folder = project(tmp_path, A, B)
    assert targets(one(tmp_path, folder / A, folder)) == [A, B]


def test_files_of_several_projects_are_several_histories(tmp_path: Path) -> None:
    web, api = project(tmp_path / "web", A, B), project(tmp_path / "api", A)
    assert [targets(h) for h in found(tmp_path, web / B, api / A)] == [[B], [A]]


def test_a_file_anywhere_has_its_folder_as_context(tmp_path: Path) -> None:
    write(tmp_path / "sql", "a.sql", "b.sql")
    history = one(tmp_path, "sql/b.sql")
    assert (names(history), targets(history)) == (["a.sql", "b.sql"], ["b.sql"])


@pytest.mark.parametrize("inner", ["archive/x.sql", "old/x.sql"])
def test_a_file_that_is_never_applied_narrows_to_nothing(tmp_path: Path, inner: str) -> None:
    folder = project(tmp_path, A, inner)
    history = one(tmp_path, folder / inner)
    assert (history.folder, names(history), targets(history)) == (folder, [A], [])
    assert history.targets is not None
    assert {s.path for s in history.skipped} <= history.targets


# ---- what isn't there


def test_a_missing_path_names_the_nearest_one(tmp_path: Path) -> None:
    project(tmp_path, A)
    with pytest.raises(PathError, match="does not exist") as error:
        found(tmp_path, "supabase/migratons")
    assert error.value.hint.endswith(f"`{tmp_path / 'supabase' / 'migrations'}`?")


def test_a_misspelt_folder_in_the_middle_is_named(tmp_path: Path) -> None:
    project(tmp_path, A)
    with pytest.raises(PathError) as error:
        found(tmp_path, "supabse/migrations")
    assert str(tmp_path / "supabase") in error.value.hint


def test_nothing_at_all(tmp_path: Path) -> None:
    with pytest.raises(PathError, match="no migrations found") as error:
        found(tmp_path)
    assert error.value.hint


def test_an_empty_folder(tmp_path: Path) -> None:
    (tmp_path / "supabase" / "migrations").mkdir(parents=True)
    with pytest.raises(PathError, match="no migrations in"):
        found(tmp_path, ".")


def test_a_folder_without_sql_names_those_below_that_have_some(tmp_path: Path) -> None:
    write(tmp_path, "db/changes/a.sql")
    with pytest.raises(PathError) as error:
        found(tmp_path, ".")
    assert str(tmp_path / "db" / "changes") in error.value.hint


def test_what_is_no_sql_is_refused(tmp_path: Path) -> None:
    project(tmp_path, A, "README.md")
    with pytest.raises(PathError, match=r"README\.md isn't an SQL"):
        found(tmp_path, "supabase/migrations/README.md")


# ---- standard input


def test_standard_input_is_the_next_migration(tmp_path: Path) -> None:
    project(tmp_path, A, "20251231235959_z.sql")
    history = one(tmp_path, "-", stdin=b"select 2;")
    assert names(history)[-1] == "20260101000000_stdin.sql"
    assert targets(history) == ["20260101000000_stdin.sql"]
    assert history.migrations[-1].text == "select 2;"


def test_standard_input_can_have_a_name(tmp_path: Path) -> None:
    project(tmp_path, A)
    assert targets(one(tmp_path, "-", stdin=b"", stdin_name=B)) == [B]


def test_standard_input_takes_the_place_of_the_file_that_it_is(tmp_path: Path) -> None:
    project(tmp_path, A, B)
    history = one(tmp_path, "-", stdin=b"select 'edited';", stdin_name=f"supabase/migrations/{A}")
    assert (names(history), targets(history)) == ([A, B], [A])
    assert history.migrations[0].text == "select 'edited';"


def test_standard_input_goes_to_the_folder_that_is_named(tmp_path: Path) -> None:
    project(tmp_path / "web", A)
    project(tmp_path / "api", B)
    history = one(tmp_path, "web/supabase/migrations", "-", stdin=b"")
    assert names(history)[0] == A


def test_standard_input_needs_one_folder(tmp_path: Path) -> None:
    project(tmp_path / "web", A)
    project(tmp_path / "api", B)
    with pytest.raises(PathError, match="several migrations folders"):
        found(tmp_path, "-", stdin=b"")


def test_standard_input_can_be_the_first_migration(tmp_path: Path) -> None:
    (tmp_path / "supabase" / "migrations").mkdir(parents=True)
    assert names(one(tmp_path, "-", stdin=b"select 1;")) == ["00000000000001_stdin.sql"]


# ---- what comes before


def test_roles_come_before_the_first_migration(tmp_path: Path) -> None:
    project(tmp_path, A)
    write(tmp_path, "supabase/roles.sql")
    (before,) = one(tmp_path).before
    assert (before.name, before.role) == ("roles.sql", "roles")


def test_base_files_and_folders_come_first(tmp_path: Path) -> None:
    project(tmp_path, A)
    write(tmp_path, "dump.sql", "old/b.sql", "old/a.sql", "old/notes.txt")
    history = one(tmp_path, settings=Settings(base=(tmp_path / "old", tmp_path / "dump.sql")))
    assert [(m.name, m.role) for m in history.before] == [("a.sql", "base"), ("b.sql", "base"), ("dump.sql", "base")]


def test_a_base_that_is_not_there(tmp_path: Path) -> None:
    project(tmp_path, A)
    write(tmp_path, "dump.sql")
    with pytest.raises(PathError, match="the base") as error:
        found(tmp_path, settings=Settings(base=(tmp_path / "dmp.sql",)))
    assert "dump.sql" in error.value.hint


# ---- git


def git(root: Path, *arguments: str) -> None:
    identity = ["-c", "user.name=a", "-c", "user.email=a@example.org", "-c", "init.defaultBranch=main"]
    subprocess.run(["git", *identity, *arguments], cwd=root, check=True, capture_output=True)


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """A repository whose one commit holds the migration A."""
    project(tmp_path, A)
    git(tmp_path, "init", "-q")
    git(tmp_path, "add", ".")
    git(tmp_path, "commit", "-qm", "first")
    return tmp_path


def test_the_base_is_what_git_has(repository: Path) -> None:
    project(repository, B)
    history = one(repository)
    assert history.base is not None
    assert history.base.names == {A}
    assert not history.narrowed


def test_git_is_not_asked_where_nothing_needs_it(repository: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: Any, **__: Any) -> None:
        raise AssertionError("git was asked")

    monkeypatch.setattr(subprocess, "run", refuse)
    assert one(repository, git_base=False).base is None


def test_since_narrows_to_what_changed(repository: Path) -> None:
    project(repository, B)
    assert targets(one(repository, since="main")) == [B]


def test_since_and_files_narrow_together(repository: Path) -> None:
    folder = project(repository, B, C)
    assert targets(one(repository, folder / A, folder / C, since="main")) == [C]


def test_staged_reads_the_index_not_the_folder(repository: Path) -> None:
    folder = project(repository, B, C)
    (folder / B).write_text("select 'staged';")
    git(repository, "add", f"supabase/migrations/{B}")
    (folder / B).write_text("select 'later';")
    history = one(repository, staged=True)
    assert (names(history), targets(history)) == ([A, B], [B])
    assert history.migrations[1].text == "select 'staged';"


def test_under_pre_commit_untracked_files_are_no_context(repository: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = project(repository, B, C)
    monkeypatch.setenv("PRE_COMMIT", "1")
    assert names(one(repository, folder / A)) == [A]
    assert names(one(repository, folder / C)) == [A, C]


def test_staged_with_nothing_staged_reports_nothing(repository: Path) -> None:
    history = one(repository, staged=True)
    assert (names(history), targets(history)) == ([A], [])


def test_staged_sees_skipped_files_too(repository: Path) -> None:
    folder = project(repository, "sub/x.sql", f"{B}.skip")
    git(repository, "add", ".")
    history = one(repository, staged=True)
    assert {s.path for s in history.skipped} == {folder / "sub", folder / f"{B}.skip"}
    assert history.targets is not None
    assert {s.path for s in history.skipped} <= history.targets


def test_declared_schemas_are_read_by_name_and_have_no_version(tmp_path: Path) -> None:
    project(tmp_path, A)
    write(tmp_path / "supabase" / "schemas", "02_grants.sql", "01_tables.sql", "README.md")
    history = one(tmp_path)
    assert [(file.name, file.role, file.version) for file in history.declared] == [
        ("01_tables.sql", "declaration", None),
        ("02_grants.sql", "declaration", None),
    ]


def test_schema_paths_say_what_is_declared(tmp_path: Path) -> None:
    project(tmp_path, A)
    write(tmp_path / "supabase", "schemas/a.sql", "declared/z.sql", "declared/b.sql")
    write(
        tmp_path / "supabase",
        "config.toml",
        text='[db.migrations]\nschema_paths = ["./declared/z.sql", "./declared/*.sql"]\n',
    )
    assert [file.name for file in one(tmp_path).declared] == ["z.sql", "b.sql"]
