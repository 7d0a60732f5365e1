"""Questions to git, as few as possible: a folder's files at a commit, the changes since, the staged files."""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from ..errors import GitError
from ..rule.history import FileChange
from .decoding import version_of


def git_root(path: Path) -> Path | None:
    """Return the root of the working tree around `path`, found without running git; None outside one."""
    for folder in (path, *path.parents):
        if (folder / ".git").exists():
            return folder
    return None


def head(folder: Path) -> str | None:
    """Return the commit that is checked out; None before the first one."""
    return commit_of(root_of(folder), "HEAD")


def changes_since(folder: Path, start: str | None, *, staged: bool = False) -> tuple[FileChange, ...]:
    """Return how the files of a folder (with `staged`: of the index) differ from a commit, untracked files included.

    A deleted and an added file count as one renamed file if they have the same content or the same version.
    """
    root = root_of(folder)
    inside = within(root, folder)
    how = ["--cached"] if staged else []
    commit = [start] if start else []
    listing = ask(root, "diff", "--name-status", "-z", "-M100%", "--no-ext-diff", *how, *commit, "--", inside)
    if listing is None:
        raise GitError(f"git can't compare {folder} with {start or 'HEAD'}", "`git fsck` checks the repository.")
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
        untracked = ask(root, "ls-files", "-z", "--others", "--exclude-standard", "--", inside) or ""
        found += [FileChange("added", names(name)) for name in untracked.split("\0") if name]
    return tuple(_paired(found))


def _names_from(root: Path, folder: Path) -> Callable[[str], str]:
    prefix = within(root, folder) + "/"
    return lambda name: name.removeprefix(prefix)


def _paired(changes: list[FileChange]) -> list[FileChange]:
    """Return a deleted and an added file of one version are one renamed file."""
    added = {version: c for c in changes if c.status == "added" and (version := version_of(c.name))}
    renamed = {
        c.name: FileChange("renamed", new.name, c.name)
        for c in changes
        if c.status == "deleted" and (version := version_of(c.name)) and (new := added.get(version))
    }
    again = {change.name for change in renamed.values()}
    return [renamed.get(c.name, c) if c.status == "deleted" else c for c in changes if c.name not in again]


def added_at(folder: Path) -> dict[str, datetime]:
    """Return the time of the commit that added each file of a folder, by file name.

    A renamed file begins with its new name. Returns {} outside git, and in a shallow clone, which lacks old commits.
    """
    root = git_root(folder)
    if root is None or is_shallow(root):
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
    for entry in (ask(root, *log, within(root, folder)) or "").split("\0")[1:]:
        when, *names = entry.split("\n")
        for name in filter(None, names):
            found.setdefault(name_of(name), datetime.fromtimestamp(int(when), UTC))
    return found


def tree_blobs(folder: Path, commit: str, deep: bool = False) -> dict[str, str]:
    """Return the files that lay in a folder at a commit, each with the name of its blob: those directly in it, or
    (`deep`) all, by their path from it."""
    root = root_of(folder)
    inside = within(root, folder)
    how = ["-r"] if deep else []
    listing = ask(root, "ls-tree", "-z", *how, f"{commit}:" if inside == "." else f"{commit}:{inside}") or ""
    blobs: dict[str, str] = {}
    for line in listing.split("\0"):
        about, _, name = line.partition("\t")
        if name and about.split()[1] == "blob":
            blobs[name] = about.split()[2]
    return blobs


def index_blobs(folder: Path) -> dict[Path, str]:
    """Return the files of a folder (at any depth) in the index, each with the name of its blob."""
    root = root_of(folder)
    listing = ask(root, "ls-files", "-z", "-s", "--", within(root, folder)) or ""
    blobs: dict[Path, str] = {}
    for line in listing.split("\0"):
        about, _, name = line.partition("\t")
        if name:
            blobs[root / name] = about.split()[1]
    return blobs


def read_blobs(folder: Path, blobs: list[str]) -> list[bytes]:
    """Return the contents of blobs, in order, by one call."""
    if not blobs:
        return []
    answer = run_git(root_of(folder), ["cat-file", "--batch"], "\n".join(blobs).encode() + b"\n")
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
        raise GitError("git could not read its own files", "`git fsck` checks the repository.")
    return contents


# ---- calling git


def root_of(folder: Path) -> Path:
    """Return the root of the working tree; raises GitError outside of one."""
    root = git_root(folder)
    if root is None:
        raise GitError(f"{folder} isn't in a git repository", "--staged and --since need one.")
    return root


def within(root: Path, folder: Path) -> str:
    """Return a folder as git names it, from the root."""
    return folder.relative_to(root).as_posix()


def ask(root: Path, *arguments: str) -> str | None:
    """git's answer as text, without its last line end; None where it refuses."""
    answer = run_git(root, list(arguments))
    return None if answer is None else os.fsdecode(answer).rstrip("\n")


def run_git(root: Path, arguments: list[str], given: bytes = b"") -> bytes | None:
    """git's answer; None where it refuses. Run at the root, where a relative GIT_DIR, as hooks have it, holds."""
    import subprocess

    environ = {**os.environ, "LC_ALL": "C", "GIT_OPTIONAL_LOCKS": "0", "GIT_LITERAL_PATHSPECS": "1"}
    try:
        done = subprocess.run(["git", *arguments], cwd=root, input=given, capture_output=True, env=environ, check=False)
    except OSError:
        return None
    return done.stdout if done.returncode == 0 else None


def is_shallow(root: Path) -> bool:
    """Return whether the clone lacks the older commits."""
    return ask(root, "rev-parse", "--is-shallow-repository") == "true"


def commit_of(root: Path, ref: str) -> str | None:
    """Return the commit that a name means; None where there is none."""
    return ask(root, "rev-parse", "--verify", "--quiet", "--end-of-options", ref + "^{commit}") or None
