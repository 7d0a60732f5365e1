"""What git says of a migrations folder, in real repositories."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from miglint.errors import GitError
from miglint.git import base_of, changed_files, git_root, index_blobs, read_blobs, staged_files

A, B, C = "20250101000000_a.sql", "20250102000000_b.sql", "20250103000000_c.sql"


def git(root: Path, *arguments: str) -> str:
    identity = ["-c", "user.name=a", "-c", "user.email=a@example.org", "-c", "protocol.file.allow=always"]
    done = subprocess.run(["git", *identity, *arguments], cwd=root, check=True, capture_output=True, text=True)
    return done.stdout.strip()


def commit(root: Path, *names: str) -> str:
    for name in names:
        path = root / "supabase" / "migrations" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f"select '{name}';\n")
    git(root, "add", ".")
    git(root, "commit", "-qm", " ".join(names) or "empty", "--allow-empty")
    return git(root, "rev-parse", "HEAD")


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A repository with A on main."""
    root = tmp_path / "work"
    root.mkdir()
    git(root, "init", "-q", "-b", "main")
    commit(root, A)
    return root


def folder(root: Path) -> Path:
    return root / "supabase" / "migrations"


def names(root: Path, since: str | None = None, **environ: str) -> set[str]:
    base = base_of(folder(root), since, environ)
    assert base is not None
    return set(base.names)


def test_the_root_is_found_without_git(root: Path) -> None:
    assert git_root(folder(root)) == root


def test_outside_of_git_there_is_no_base(tmp_path: Path) -> None:
    assert base_of(tmp_path, None, {}) is None


def test_a_ref_outside_of_git_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(GitError, match="no git repository"):
        base_of(tmp_path, "main", {})


def test_a_repository_without_commits_has_no_base(tmp_path: Path) -> None:
    git(tmp_path, "init", "-q")
    assert base_of(tmp_path, None, {}) is None


def test_on_the_default_branch_the_base_is_head(root: Path) -> None:
    commit(root, B)
    assert names(root) == {A, B}


def test_on_a_branch_the_base_is_where_it_left_main(root: Path) -> None:
    git(root, "switch", "-qc", "feature")
    commit(root, C)
    git(root, "switch", "-q", "main")
    commit(root, B)
    git(root, "switch", "-q", "feature")
    assert names(root) == {A}


def test_a_ref_is_taken_at_its_tip(root: Path) -> None:
    git(root, "switch", "-qc", "feature")
    git(root, "switch", "-q", "main")
    commit(root, B)
    git(root, "switch", "-q", "feature")
    assert names(root, "main") == {A, B}


def test_origins_default_branch_wins(root: Path, tmp_path: Path) -> None:
    git(root, "branch", "-m", "trunk")
    git(tmp_path, "clone", "-q", str(root), "clone")
    commit(tmp_path / "clone", B)
    assert names(tmp_path / "clone") == {A}


@pytest.mark.parametrize(
    "variable", ["GITHUB_BASE_REF", "CI_MERGE_REQUEST_TARGET_BRANCH_NAME", "SYSTEM_PULLREQUEST_TARGETBRANCH"]
)
def test_the_ci_names_the_target_branch(root: Path, tmp_path: Path, variable: str) -> None:
    git(root, "switch", "-qc", "release")
    commit(root, B)
    git(root, "switch", "-q", "main")
    git(tmp_path, "clone", "-q", str(root), "clone")
    assert names(tmp_path / "clone", None, **{variable: "release"}) == {A, B}


@pytest.mark.parametrize("variable", ["PRE_COMMIT_FROM_REF", "CI_MERGE_REQUEST_DIFF_BASE_SHA"])
def test_the_ci_names_a_commit(root: Path, variable: str) -> None:
    first = git(root, "rev-parse", "HEAD")
    commit(root, B)
    assert names(root, None, **{variable: first}) == {A}


def test_a_shallow_merge_has_the_target_as_its_first_parent(root: Path, tmp_path: Path) -> None:
    git(root, "switch", "-qc", "feature")
    commit(root, C)
    git(root, "switch", "-q", "main")
    commit(root, B)
    git(root, "switch", "-qc", "merge")
    git(root, "merge", "-q", "--no-edit", "feature")
    git(tmp_path, "clone", "-q", "--depth", "2", "--branch", "merge", f"file://{root}", "clone")
    assert names(tmp_path / "clone", None, GITHUB_BASE_REF="main") == {A, B}


def test_a_bad_ref_is_an_error_with_advice(root: Path) -> None:
    with pytest.raises(GitError, match="'nowhere'") as error:
        base_of(folder(root), "nowhere", {})
    assert error.value.hint


def test_an_option_is_no_ref(root: Path) -> None:
    with pytest.raises(GitError):
        base_of(folder(root), "--output=x", {})


def test_a_ref_that_only_origin_has_is_suggested(root: Path, tmp_path: Path) -> None:
    git(root, "branch", "release")
    git(tmp_path, "clone", "-q", str(root), "clone")
    with pytest.raises(GitError) as error:
        base_of(folder(tmp_path / "clone"), "release", {})
    assert "origin/release" in error.value.hint


def test_a_shallow_clone_is_told_to_fetch(root: Path, tmp_path: Path) -> None:
    first = git(root, "rev-parse", "HEAD")
    commit(root, B)
    git(tmp_path, "clone", "-q", "--depth", "1", f"file://{root}", "clone")
    with pytest.raises(GitError) as error:
        base_of(folder(tmp_path / "clone"), first, {})
    assert "shallow" in error.value.hint


def test_a_folder_that_the_base_lacks_is_empty_there(root: Path) -> None:
    (root / "other").mkdir()
    base = base_of(root / "other", None, {})
    assert base is not None
    assert base.names == frozenset()


def test_changed_are_commits_edits_and_untracked_files(root: Path) -> None:
    git(root, "switch", "-qc", "feature")
    commit(root, B)
    (folder(root) / A).write_text("select 'edited';")
    (folder(root) / C).write_text("select 'new';")
    assert {p.name for p in changed_files(folder(root), "main")} == {A, B, C}


def test_changes_on_the_other_branch_are_not_ours(root: Path) -> None:
    git(root, "switch", "-qc", "feature")
    git(root, "switch", "-q", "main")
    commit(root, B)
    git(root, "switch", "-q", "feature")
    commit(root, C)
    assert {p.name for p in changed_files(folder(root), "main")} == {C}


def test_removed_files_are_not_among_the_changed(root: Path) -> None:
    (folder(root) / A).unlink()
    assert changed_files(folder(root), "HEAD") == frozenset()


def test_changed_since_a_bad_ref_is_an_error(root: Path) -> None:
    with pytest.raises(GitError):
        changed_files(folder(root), "nowhere")


def test_staged_files_and_their_blobs(root: Path) -> None:
    name = "20250104000000_größe.sql"
    (folder(root) / name).write_text("select 'staged';")
    git(root, "add", ".")
    (folder(root) / name).write_text("select 'edited';")
    (folder(root) / B).write_text("select 'untracked';")
    blobs = index_blobs(folder(root))
    assert {p.name for p in staged_files(folder(root))} == {name}
    assert {p.name for p in blobs} == {A, name}
    assert read_blobs(folder(root), [blobs[folder(root) / name]]) == [b"select 'staged';"]


def test_everything_is_staged_before_the_first_commit(tmp_path: Path) -> None:
    git(tmp_path, "init", "-q")
    (tmp_path / A).write_text("select 1;")
    git(tmp_path, "add", ".")
    assert {p.name for p in staged_files(tmp_path)} == {A}


def test_a_relative_git_dir_as_hooks_have_it(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(root)
    monkeypatch.setenv("GIT_DIR", ".git")
    assert names(root) == {A}


def test_without_git_installed_there_is_no_base(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    assert base_of(folder(root), None, {}) is None
