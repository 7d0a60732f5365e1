"""The base that a change is compared with: named by the command line or CI, else the default branch."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from ..errors import GitError
from ..rule.history import GitBase
from .git import ask, commit_of, git_root, is_shallow, root_of, within

_BRANCHES = ("refs/remotes/origin/main", "refs/remotes/origin/master", "refs/heads/main", "refs/heads/master")

# The branch that a change is to be merged into, as CI systems name it.
_TARGET_BRANCH = (
    "GITHUB_BASE_REF",
    "CI_MERGE_REQUEST_TARGET_BRANCH_NAME",
    "BITBUCKET_PR_DESTINATION_BRANCH",
    "BUILDKITE_PULL_REQUEST_BASE_BRANCH",
    "SYSTEM_PULLREQUEST_TARGETBRANCH",
    "CHANGE_TARGET",
)
_AUTO_HINT = (
    "Name one (--since origin/main). In CI fetch more than one commit: `fetch-depth: 2` on a pull request, else 0."
)
_BASE_COMMIT = ("PRE_COMMIT_FROM_REF", "CI_MERGE_REQUEST_DIFF_BASE_SHA")


def base_of(folder: Path, since: str | None, environ: Mapping[str, str]) -> GitBase | None:
    """Return what the base of the change has in a folder; None without git or commits.

    The base is `since` ("auto" means: as without it, but it must be found), else what CI names, else the merge-base
    with the default branch. On the default branch itself that is HEAD, so that uncommitted files are new. Raises
    GitError for a `since` that git doesn't know.
    """
    root = git_root(folder)
    if root is None:
        if since is not None:
            raise GitError(f"--since {since}: {folder} isn't in a git repository")
        return None
    ref: str | None
    left: str | None = None
    if since is not None and since != "auto":
        ref = _given(root, since)
    elif (named := _from_ci(root, environ, since == "auto")) is not None:
        ref = named or None
    else:
        ref = left = _default(root, since == "auto")
    if ref is None:
        if since == "auto":
            raise GitError("--since auto: no base was found", _AUTO_HINT)
        return None
    return GitBase(ref, _names_at(root, ref, folder), left=left)


def departure(folder: Path, ref: str, *, strict: bool = True) -> str | None:
    """Return the commit where the change left `ref`. If a shallow clone lacks it: GitError, or None if not `strict`."""
    root = root_of(folder)
    if start := ask(root, "merge-base", ref, "HEAD"):
        return start
    if not is_shallow(root):
        return commit_of(root, ref)  # no common ancestor, or no commit yet
    if strict:
        raise GitError(
            f"this clone is too shallow: it lacks the commit where the change left {ref}",
            "Fetch more of it: `fetch-depth: 0` in CI, or `git fetch --unshallow`.",
        )
    return None


def _given(root: Path, since: str | None) -> str:
    ref = since or ""
    if ref.startswith("-") or commit_of(root, ref) is None:
        raise _bad_ref(root, ref)
    return ref


def _bad_ref(root: Path, ref: str) -> GitError:
    hint = "Fetch it first, or name another commit or branch."
    if is_shallow(root):
        hint = "This clone is shallow: fetch more of it (`git fetch --unshallow`, or `fetch-depth: 0` in CI)."
    elif "/" not in ref and ref and not ref.startswith("-") and commit_of(root, f"origin/{ref}"):
        hint = f"Did you mean origin/{ref}?"
    return GitError(f"no commit or branch {ref!r} in this repository", hint)


def _from_ci(root: Path, environ: Mapping[str, str], auto: bool) -> str | None:
    """Return the commit that the CI's variables name; None where they name none, "" where it isn't here."""
    for name in _BASE_COMMIT:
        if (value := environ.get(name)) and not value.startswith("-") and commit_of(root, value):
            return value
    for name in _TARGET_BRANCH:
        if branch := environ.get(name, "").removeprefix("refs/heads/"):
            if commit := commit_of(root, f"refs/remotes/origin/{branch}"):
                return commit
            # A shallow checkout of a pull request is one merge commit, whose first parent is the target branch. Where
            # the branch's own head was checked out instead, its parents don't include the target.
            merge = environ.get("GITHUB_SHA") in (None, "", commit_of(root, "HEAD")) and _is_merge(root)
            return (commit_of(root, "HEAD^1") or "") if merge else ""
    if auto and (pushed := _before_push(environ)):
        return commit_of(root, pushed) or ""
    return None


def _before_push(environ: Mapping[str, str]) -> str | None:
    """Return the commit before a push, or the one that a merge queue builds on; None for a new branch.

    GitLab has it in a variable, GitHub in the event's file.
    """
    commit = environ.get("CI_COMMIT_BEFORE_SHA")
    if environ.get("GITHUB_EVENT_NAME") in ("push", "merge_group") and (path := environ.get("GITHUB_EVENT_PATH")):
        import json

        try:
            with open(path, encoding="utf-8") as file:
                event = json.load(file)
            commit = event.get("before") or event.get("merge_group", {}).get("base_sha")
        except (OSError, ValueError, AttributeError):
            commit = None
    return commit if isinstance(commit, str) and commit.strip("0") and not commit.startswith("-") else None


def _is_merge(root: Path) -> bool:
    """Return whether HEAD's commit names two parents, fetched or not."""
    text = ask(root, "cat-file", "-p", "HEAD") or ""
    return text.split("\n\n", 1)[0].count("\nparent ") == 2


def default_branch(folder: Path) -> tuple[str, str] | None:
    """Return the default branch's name and commit: origin's, else main or master; None where none is known."""
    root = git_root(folder)
    return None if root is None else _default_branch(root)


def _default_branch(root: Path) -> tuple[str, str] | None:
    listing = ask(
        root, "for-each-ref", "--format=%(refname) %(symref) %(objectname)", "refs/remotes/origin/HEAD", *_BRANCHES
    )
    known: dict[str, tuple[str, str]] = {}
    for line in (listing or "").splitlines():
        name, symref, commit = line.split(" ")
        known["default" if symref else name] = ((symref or name).split("/", 2)[2], commit)
    return known.get("default") or next((known[b] for b in _BRANCHES if b in known), None)


def _default(root: Path, auto: bool) -> str | None:
    """Return the merge-base with the default branch.

    Without a default branch that is HEAD, but not with `auto`: compared with HEAD, committed changes are not new.
    """
    best = _default_branch(root)
    if best is not None and (base := ask(root, "merge-base", "HEAD", best[1])):
        return base
    return None if auto else commit_of(root, "HEAD")


def _names_at(root: Path, ref: str, folder: Path) -> frozenset[str]:
    inside = within(root, folder)
    tree = f"{ref}:" if inside == "." else f"{ref}:{inside}"
    listing = ask(root, "ls-tree", "-z", "--name-only", tree)
    # A folder that the base doesn't have yet is an empty one.
    return frozenset(name for name in (listing or "").split("\0") if name)
