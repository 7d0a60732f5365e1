"""git, asked as rarely as possible: what a folder held at some commit, what has changed since, what is staged."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from pathlib import Path

from .errors import GitError
from .history import FileChange, GitBase
from .read import version_of

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


def git_root(path: Path) -> Path | None:
    """The root of the working tree that `path` lies in, found without asking git; None outside of one."""
    for folder in (path, *path.parents):
        if (folder / ".git").exists():
            return folder
    return None


def base_of(folder: Path, since: str | None, environ: Mapping[str, str]) -> GitBase | None:
    """What the base of the change holds of a folder.

    The base is `since` ("auto": as without it, but it must be found), else what the CI names, else the merge-base with
    the default branch; on the default branch itself that is HEAD, so that files not committed yet are new. None
    without git or commits. Raises GitError for a `since` that git doesn't know.
    """
    root = git_root(folder)
    if root is None:
        if since is not None:
            raise GitError(f"--since {since}: {folder} is in no git repository")
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
    """The commit where the change left `ref`. Raises GitError where a shallow clone hides it; None if not `strict`."""
    root = _root(folder)
    if start := _ask(root, "merge-base", ref, "HEAD"):
        return start
    if not _is_shallow(root):
        return _commit(root, ref)  # no common ancestor, or no commit yet
    if strict:
        raise GitError(
            f"this clone is too shallow to tell what the change adds to {ref}",
            "Fetch more of it: `fetch-depth: 0` in CI, or `git fetch --unshallow`.",
        )
    return None


def head(folder: Path) -> str | None:
    """The commit that is checked out; None before the first one."""
    return _commit(_root(folder), "HEAD")


def changes_since(folder: Path, start: str | None, *, staged: bool = False) -> tuple[FileChange, ...]:
    """How the files of a folder (or, `staged`, of the index) differ from a commit, untracked files included.

    A file that vanished and one that came are one renamed file where the content is the same, or the version.
    """
    root = _root(folder)
    within = _relative(root, folder)
    how = ["--cached"] if staged else []
    commit = [start] if start else []
    listing = _ask(root, "diff", "--name-status", "-z", "-M100%", "--no-ext-diff", *how, *commit, "--", within)
    if listing is None:
        raise GitError(f"git can't compare {folder} with {start or 'HEAD'}", "`git fsck` tells whether it is sound.")
    words = iter(listing.split("\0"))
    found: list[FileChange] = []
    names = _names_from(root, folder)
    for status in words:
        match status[:1]:
            case "":
                continue
            case "R" | "C":
                before, name = names(next(words)), names(next(words))
                found.append(FileChange("renamed", name, before) if status[0] == "R" else FileChange("added", name))
            case "A":
                found.append(FileChange("added", names(next(words))))
            case "D":
                found.append(FileChange("deleted", name := names(next(words)), name))
            case _:
                found.append(FileChange("edited", name := names(next(words)), name))
    if not staged:
        untracked = _ask(root, "ls-files", "-z", "--others", "--exclude-standard", "--", within) or ""
        found += [FileChange("added", names(name)) for name in untracked.split("\0") if name]
    return tuple(_paired(found))


def _names_from(root: Path, folder: Path) -> Callable[[str], str]:
    prefix = _relative(root, folder) + "/"
    return lambda name: name.removeprefix(prefix)


def _paired(changes: list[FileChange]) -> list[FileChange]:
    """A deleted and an added file of one version are one renamed file."""
    added = {version: c for c in changes if c.status == "added" and (version := version_of(c.name))}
    renamed = {
        c.name: FileChange("renamed", new.name, c.name)
        for c in changes
        if c.status == "deleted" and (version := version_of(c.name)) and (new := added.get(version))
    }
    again = {change.name for change in renamed.values()}
    return [renamed.get(c.name, c) if c.status == "deleted" else c for c in changes if c.name not in again]


def added_at(folder: Path) -> dict[str, datetime]:
    """When the commit was made that first had each file of a folder, by the file's name; files that were renamed begin
    with their new name. {} outside of git, and in a shallow clone, where the first commits are not there."""
    root = git_root(folder)
    if root is None or _is_shallow(root):
        return {}
    log = (
        "-c",
        "core.quotePath=off",
        "log",
        "--reverse",
        "--no-renames",
        "--diff-filter=A",
        "--format=%x00%at",
        "--name-only",
        "--",
    )
    found: dict[str, datetime] = {}
    name_of = _names_from(root, folder)
    for entry in (_ask(root, *log, _relative(root, folder)) or "").split("\0")[1:]:
        when, *names = entry.split("\n")
        for name in filter(None, names):
            found.setdefault(name_of(name), datetime.fromtimestamp(int(when), UTC))
    return found


def tree_blobs(folder: Path, commit: str) -> dict[str, str]:
    """The files that lay directly in a folder at a commit, each with the name of its blob."""
    root = _root(folder)
    within = _relative(root, folder)
    listing = _ask(root, "ls-tree", "-z", f"{commit}:" if within == "." else f"{commit}:{within}") or ""
    blobs: dict[str, str] = {}
    for line in listing.split("\0"):
        about, _, name = line.partition("\t")
        if name and about.split()[1] == "blob":
            blobs[name] = about.split()[2]
    return blobs


def index_blobs(folder: Path) -> dict[Path, str]:
    """The files of a folder (at any depth) in the index, each with the name of its blob."""
    root = _root(folder)
    listing = _ask(root, "ls-files", "-z", "-s", "--", _relative(root, folder)) or ""
    blobs: dict[Path, str] = {}
    for line in listing.split("\0"):
        about, _, name = line.partition("\t")
        if name:
            blobs[root / name] = about.split()[1]
    return blobs


def read_blobs(folder: Path, blobs: list[str]) -> list[bytes]:
    """The contents of blobs, in order, by one call."""
    if not blobs:
        return []
    answer = _run(_root(folder), ["cat-file", "--batch"], "\n".join(blobs).encode() + b"\n")
    contents: list[bytes] = []
    at = 0
    while answer is not None and len(contents) < len(blobs):
        line = answer.find(b"\n", at)
        header = answer[at:line].split()
        if line < 0 or len(header) < 3:
            break
        size = int(header[2])
        contents.append(answer[line + 1 : line + 1 + size])
        at = line + 1 + size + 1
    if len(contents) < len(blobs):
        raise GitError("git could not read its own files", "`git fsck` tells whether the repository is sound.")
    return contents


# ---- the base


def _given(root: Path, since: str | None) -> str:
    ref = since or ""
    if ref.startswith("-") or _commit(root, ref) is None:
        raise _bad_ref(root, ref)
    return ref


def _bad_ref(root: Path, ref: str) -> GitError:
    hint = "Fetch it first, or name another commit or branch."
    if _is_shallow(root):
        hint = "This clone is shallow: fetch more of it (`git fetch --unshallow`, or `fetch-depth: 0` in CI)."
    elif "/" not in ref and ref and not ref.startswith("-") and _commit(root, f"origin/{ref}"):
        hint = f"Did you mean origin/{ref}?"
    return GitError(f"git knows no commit or branch {ref!r}", hint)


def _from_ci(root: Path, environ: Mapping[str, str], auto: bool) -> str | None:
    """The commit that the CI's variables name; None where they name none, "" where it isn't here."""
    for name in _BASE_COMMIT:
        if (value := environ.get(name)) and not value.startswith("-") and _commit(root, value):
            return value
    for name in _TARGET_BRANCH:
        if branch := environ.get(name, "").removeprefix("refs/heads/"):
            if commit := _commit(root, f"refs/remotes/origin/{branch}"):
                return commit
            # A shallow checkout of a pull request is one merge commit, whose first parent is the target branch. Where
            # the branch's own head was checked out instead, its parents say nothing of the target.
            merge = environ.get("GITHUB_SHA") in (None, "", _commit(root, "HEAD")) and _is_merge(root)
            return (_commit(root, "HEAD^1") or "") if merge else ""
    if auto and (pushed := _before_push(environ)):
        return _commit(root, pushed) or ""
    return None


def _before_push(environ: Mapping[str, str]) -> str | None:
    """What the branch was before a push, or what a merge queue builds on, as GitLab's variable or GitHub's event says;
    None for a new branch."""
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
    """Whether HEAD's commit names two parents, fetched or not."""
    text = _ask(root, "cat-file", "-p", "HEAD") or ""
    return text.split("\n\n", 1)[0].count("\nparent ") == 2


def default_branch(folder: Path) -> tuple[str, str] | None:
    """The default branch's name and commit: origin's, else main or master; None where none is known."""
    root = git_root(folder)
    return None if root is None else _default_branch(root)


def _default_branch(root: Path) -> tuple[str, str] | None:
    listing = _ask(
        root, "for-each-ref", "--format=%(refname) %(symref) %(objectname)", "refs/remotes/origin/HEAD", *_BRANCHES
    )
    known: dict[str, tuple[str, str]] = {}
    for line in (listing or "").splitlines():
        name, symref, commit = line.split(" ")
        known["default" if symref else name] = ((symref or name).split("/", 2)[2], commit)
    return known.get("default") or next((known[b] for b in _BRANCHES if b in known), None)


def _default(root: Path, auto: bool) -> str | None:
    """The merge-base with the default branch; where no such branch is known HEAD itself, which says nothing of a
    change that is committed, and so not under `auto`."""
    best = _default_branch(root)
    if best is not None and (base := _ask(root, "merge-base", "HEAD", best[1])):
        return base
    return None if auto else _commit(root, "HEAD")


def _is_shallow(root: Path) -> bool:
    return _ask(root, "rev-parse", "--is-shallow-repository") == "true"


def _commit(root: Path, ref: str) -> str | None:
    return _ask(root, "rev-parse", "--verify", "--quiet", "--end-of-options", ref + "^{commit}") or None


def _names_at(root: Path, ref: str, folder: Path) -> frozenset[str]:
    within = _relative(root, folder)
    tree = f"{ref}:" if within == "." else f"{ref}:{within}"
    listing = _ask(root, "ls-tree", "-z", "--name-only", tree)
    # A folder that the base doesn't have yet is an empty one.
    return frozenset(name for name in (listing or "").split("\0") if name)


# ---- calling git


def _root(folder: Path) -> Path:
    root = git_root(folder)
    if root is None:
        raise GitError(f"{folder} is in no git repository", "--staged and --since compare with what git has.")
    return root


def _relative(root: Path, folder: Path) -> str:
    return folder.relative_to(root).as_posix()


def _ask(root: Path, *arguments: str) -> str | None:
    answer = _run(root, list(arguments))
    return None if answer is None else os.fsdecode(answer).rstrip("\n")


def _run(root: Path, arguments: list[str], given: bytes = b"") -> bytes | None:
    """git's answer; None where it refuses. Run at the root, where a relative GIT_DIR, as hooks have it, holds."""
    import subprocess

    environ = {**os.environ, "LC_ALL": "C", "GIT_OPTIONAL_LOCKS": "0", "GIT_LITERAL_PATHSPECS": "1"}
    try:
        done = subprocess.run(["git", *arguments], cwd=root, input=given, capture_output=True, env=environ, check=False)
    except OSError:
        return None
    return done.stdout if done.returncode == 0 else None
