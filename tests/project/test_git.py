"""What git says of a migrations folder, in real repositories."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from miglint.errors import GitError
from miglint.project.git import changes_since, git_root, index_blobs, read_blobs, tree_blobs
from miglint.project.git_base import base_of, default_branch, departure
from miglint.rule.history import FileChange

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
    with pytest.raises(GitError, match="isn't in a git repository"):
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


def changed(root: Path, ref: str, staged: bool = False) -> dict[str, str]:
    """What changed since the departure from a ref: names with their status."""
    start = departure(folder(root), ref)
    return {change.name: change.status for change in changes_since(folder(root), start, staged=staged)}


def test_changed_are_commits_edits_and_untracked_files(root: Path) -> None:
    git(root, "switch", "-qc", "feature")
    commit(root, B)
    (folder(root) / A).write_text("select 'edited';")
    (folder(root) / C).write_text("select 'new';")
    assert changed(root, "main") == {A: "edited", B: "added", C: "added"}


def test_changes_on_the_other_branch_are_not_ours(root: Path) -> None:
    git(root, "switch", "-qc", "feature")
    git(root, "switch", "-q", "main")
    commit(root, B)
    git(root, "switch", "-q", "feature")
    commit(root, C)
    assert changed(root, "main") == {C: "added"}


def test_removed_files_are_changes(root: Path) -> None:
    (folder(root) / A).unlink()
    assert changed(root, "HEAD") == {A: "deleted"}


def test_a_renamed_file_is_known_by_its_content(root: Path) -> None:
    git(root, "mv", f"supabase/migrations/{A}", f"supabase/migrations/{B}")
    assert changes_since(folder(root), "HEAD") == (FileChange("renamed", B, A),)


def test_a_file_that_is_renamed_and_edited_is_known_by_its_version(root: Path) -> None:
    name = "20250101000000_other.sql"
    (folder(root) / A).unlink()
    (folder(root) / name).write_text("create table quite_another (id bigint);")
    assert changes_since(folder(root), "HEAD") == (FileChange("renamed", name, A),)


def test_names_that_git_would_quote(root: Path) -> None:
    name = '20250104000000_größe "x"\n.sql'
    (folder(root) / name).write_text("select 1;")
    assert changed(root, "HEAD") == {name: "added"}
    git(root, "add", ".")
    assert changed(root, "HEAD", staged=True) == {name: "added"}


def test_a_bad_ref_departs_nowhere(root: Path) -> None:
    assert departure(folder(root), "nowhere") is None


def test_the_files_of_a_commit_have_blobs(root: Path) -> None:
    (folder(root) / "sub").mkdir()
    (folder(root) / "sub" / "x.sql").write_text("select 1;")
    commit(root, B)
    blobs = tree_blobs(folder(root), "HEAD")
    assert set(blobs) == {A, B}
    assert read_blobs(folder(root), [blobs[A]]) == [f"select '{A}';\n".encode()]


def test_staged_files_and_their_blobs(root: Path) -> None:
    name = "20250104000000_größe.sql"
    (folder(root) / name).write_text("select 'staged';")
    git(root, "add", ".")
    (folder(root) / name).write_text("select 'edited';")
    (folder(root) / B).write_text("select 'untracked';")
    blobs = index_blobs(folder(root))
    assert changed(root, "HEAD", staged=True) == {name: "added"}
    assert {p.name for p in blobs} == {A, name}
    assert read_blobs(folder(root), [blobs[folder(root) / name]]) == [b"select 'staged';"]


def test_everything_is_staged_before_the_first_commit(tmp_path: Path) -> None:
    git(tmp_path, "init", "-q")
    (tmp_path / A).write_text("select 1;")
    git(tmp_path, "add", ".")
    assert changes_since(tmp_path, None, staged=True) == (FileChange("added", A),)


def shallow(root: Path, tmp_path: Path, depth: int) -> Path:
    """A clone as CI checks a pull request out: the merge commit of a branch (with C) into main (with A and B)."""
    git(root, "switch", "-qc", "feature")
    commit(root, C)
    git(root, "switch", "-q", "main")
    commit(root, B)
    git(root, "switch", "-qc", "merge")
    git(root, "merge", "-q", "--no-edit", "feature")
    git(tmp_path, "clone", "-q", "--depth", str(depth), "--branch", "merge", f"file://{root}", "clone")
    return tmp_path / "clone"


def test_two_commits_are_enough_for_a_merge(root: Path, tmp_path: Path) -> None:
    clone = shallow(root, tmp_path, 2)
    base = base_of(folder(clone), "auto", {"GITHUB_BASE_REF": "main"})
    assert base is not None
    assert changed(clone, base.ref) == {C: "added"}


def test_one_commit_is_not_and_says_so(root: Path, tmp_path: Path) -> None:
    clone = shallow(root, tmp_path, 1)
    with pytest.raises(GitError, match="no base was found") as error:
        base_of(folder(clone), "auto", {"GITHUB_BASE_REF": "main"})
    assert "fetch-depth: 2" in error.value.hint


def test_a_departure_that_a_shallow_clone_hides(root: Path, tmp_path: Path) -> None:
    clone = shallow(root, tmp_path, 1)
    git(clone, "fetch", "-q", "--depth", "1", "origin", "main:main")
    with pytest.raises(GitError, match="too shallow"):
        departure(folder(clone), "main")
    assert departure(folder(clone), "main", strict=False) is None


def test_auto_finds_no_base_where_no_branch_is_known(root: Path) -> None:
    git(root, "branch", "-m", "trunk")
    with pytest.raises(GitError, match="no base was found"):
        base_of(folder(root), "auto", {})


def test_a_push_is_compared_with_what_was_there_before(root: Path, tmp_path: Path) -> None:
    first = git(root, "rev-parse", "HEAD")
    commit(root, B)
    event = tmp_path / "event.json"
    event.write_text(f'{{"before": "{first}"}}')
    base = base_of(folder(root), "auto", {"GITHUB_EVENT_NAME": "push", "GITHUB_EVENT_PATH": str(event)})
    assert base is not None
    assert base.ref == first


def test_a_merge_queue_is_compared_with_what_it_builds_on(root: Path, tmp_path: Path) -> None:
    first = git(root, "rev-parse", "HEAD")
    commit(root, B)
    event = tmp_path / "event.json"
    event.write_text(f'{{"merge_group": {{"base_sha": "{first}"}}}}')
    base = base_of(folder(root), "auto", {"GITHUB_EVENT_NAME": "merge_group", "GITHUB_EVENT_PATH": str(event)})
    assert base is not None
    assert base.ref == first


def test_a_new_branch_is_compared_with_the_default_branch(root: Path) -> None:
    git(root, "switch", "-qc", "feature")
    commit(root, B)
    base = base_of(folder(root), "auto", {"CI_COMMIT_BEFORE_SHA": "0" * 40})
    assert base is not None
    assert base.names == {A}


def test_a_branchs_own_head_is_not_taken_for_the_pull_requests_merge(root: Path, tmp_path: Path) -> None:
    clone = shallow(root, tmp_path, 2)
    with pytest.raises(GitError, match="no base was found"):
        base_of(folder(clone), "auto", {"GITHUB_BASE_REF": "main", "GITHUB_SHA": "1" * 40})


def test_a_push_whose_beginning_is_not_here(root: Path) -> None:
    with pytest.raises(GitError, match="no base was found"):
        base_of(folder(root), "auto", {"CI_COMMIT_BEFORE_SHA": "1" * 40})


def test_the_default_branch(root: Path, tmp_path: Path) -> None:
    commit_ = git(root, "rev-parse", "HEAD")
    assert default_branch(folder(root)) == ("main", commit_)
    git(tmp_path, "clone", "-q", str(root), "clone")
    assert default_branch(folder(tmp_path / "clone")) == ("origin/main", commit_)
    assert default_branch(tmp_path) is None


def test_a_relative_git_dir_as_hooks_have_it(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(root)
    monkeypatch.setenv("GIT_DIR", ".git")
    assert names(root) == {A}


def test_without_git_installed_there_is_no_base(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    assert base_of(folder(root), None, {}) is None
