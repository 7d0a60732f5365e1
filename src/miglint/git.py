"""git, asked as rarely as possible: what a folder held at some commit, what has changed since, what is staged."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

from .errors import GitError
from .history import GitBase

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
    ref = _given(root, since) if since not in (None, "auto") else _from_environment(root, environ) or _default(root)
    if ref is None:
        if since == "auto":
            raise GitError(
                "--since auto: no base was found",
                "Name one (--since origin/main). In CI fetch more than one commit: `fetch-depth: 2`, or 0.",
            )
        return None
    return GitBase(ref, _names_at(root, ref, folder))


def changed_files(folder: Path, ref: str) -> frozenset[Path]:
    """The files of a folder that differ from where the change left `ref`, new and untracked ones included.

    Raises GitError where git doesn't know the ref.
    """
    root = _root(folder)
    within = _relative(root, folder)
    start = _ask(root, "merge-base", ref, "HEAD")
    changed = _ask(root, "diff", "--name-only", "-z", "--no-renames", "--diff-filter=d", start or ref, "--", within)
    if changed is None:
        raise _bad_ref(root, ref)
    untracked = _ask(root, "ls-files", "-z", "--others", "--exclude-standard", "--", within) or ""
    return frozenset(root / name for name in (changed + untracked).split("\0") if name)


def staged_files(folder: Path) -> frozenset[Path]:
    """The files of a folder whose staged content differs from HEAD, removed ones left out."""
    root = _root(folder)
    names = _ask(
        root, "diff", "--cached", "--name-only", "-z", "--no-renames", "--diff-filter=d", "--", _relative(root, folder)
    )
    return frozenset(root / name for name in (names or "").split("\0") if name)


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
        raise GitError("git could not read the staged files", "`git fsck` tells whether the repository is sound.")
    return contents


# ---- the base


def _given(root: Path, since: str | None) -> str:
    ref = since or ""
    if ref.startswith("-") or _commit(root, ref) is None:
        raise _bad_ref(root, ref)
    return ref


def _bad_ref(root: Path, ref: str) -> GitError:
    hint = "Fetch it first, or name another commit or branch."
    if (root / ".git" / "shallow").exists():
        hint = "This clone is shallow: fetch more of it (`git fetch --unshallow`, or `fetch-depth: 0` in CI)."
    elif "/" not in ref and ref and not ref.startswith("-") and _commit(root, f"origin/{ref}"):
        hint = f"Did you mean origin/{ref}?"
    return GitError(f"git knows no commit or branch {ref!r}", hint)


def _from_environment(root: Path, environ: Mapping[str, str]) -> str | None:
    for name in _BASE_COMMIT:
        if (value := environ.get(name)) and not value.startswith("-") and _commit(root, value):
            return value
    for name in _TARGET_BRANCH:
        if branch := environ.get(name, "").removeprefix("refs/heads/"):
            if commit := _commit(root, f"refs/remotes/origin/{branch}"):
                return commit
            # A shallow checkout of a pull request is one merge commit, whose first parent is the target branch.
            return _commit(root, "HEAD^1") if _commit(root, "HEAD^2") or _is_shallow_merge(root) else None
    return None


def _is_shallow_merge(root: Path) -> bool:
    """Whether HEAD's commit names two parents, fetched or not."""
    text = _ask(root, "cat-file", "-p", "HEAD") or ""
    return text.split("\n\n", 1)[0].count("\nparent ") == 2


def _default(root: Path) -> str | None:
    """The merge-base with the default branch; HEAD itself where no such branch is known."""
    listing = _ask(
        root, "for-each-ref", "--format=%(refname) %(symref) %(objectname)", "refs/remotes/origin/HEAD", *_BRANCHES
    )
    known: dict[str, str] = {}
    for line in (listing or "").splitlines():
        name, symref, commit = line.split(" ")
        known[name] = commit
        if symref:
            known["default"] = commit
    best = known.get("default") or next((known[b] for b in _BRANCHES if b in known), None)
    if best is not None and (base := _ask(root, "merge-base", "HEAD", best)):
        return base
    return _commit(root, "HEAD")


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
