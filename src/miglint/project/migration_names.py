"""Names of new migrations: a version after all others, and words in snake_case."""

from __future__ import annotations

import os
import re
import unicodedata
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from pathlib import Path

from ..catalog.target import Target
from ..errors import UsageError
from ..rule.history import History
from ..rule.rule import Rule, hooks
from ..syntax.reading import parse
from ..syntax.source import Migration
from .decoding import version_of
from .selection import by_bytes

LONGEST = 80
"""How many characters of a name are kept; file systems take 255 bytes."""


def snake_case(name: str) -> str:
    """Return the words of a name in snake_case, without accents. Raises UsageError if nothing is left."""
    name = name.removesuffix(".sql")
    if version_of(name + ".sql"):
        name = name.partition("_")[2]
    plain = unicodedata.normalize("NFKD", name.replace("ß", "ss")).encode("ascii", "ignore").decode()
    parted = re.sub(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", "_", plain)
    words = re.findall(r"[a-z0-9]+", parted.replace("'", "").lower())
    if not words:
        raise UsageError(
            f"{name!r} has no letter or digit that a file name could keep", "Use ASCII letters, for example add_tags."
        )
    return "_".join(words)[:LONGEST].rstrip("_")


def known_names(folder: Path) -> set[str]:
    """Return the names of all files that a new one must sort after: in the folder, on git's base and default branch."""
    from .git import git_root, tree_blobs
    from .git_base import base_of, default_branch

    names = set(os.listdir(folder)) if folder.is_dir() else set()
    if git_root(folder) is not None:
        if base := base_of(folder, None, os.environ):
            names |= base.names
        if branch := default_branch(folder):
            names.update(tree_blobs(folder, branch[1]))
    return names


def next_version(names: Iterable[str], now: datetime) -> str:
    """Return the version of a new migration: the UTC time, or one second after the last version if that is later.

    If the last version isn't a time (0007), the next number of the same width.
    """
    present = now.astimezone(UTC).strftime("%Y%m%d%H%M%S")
    after = following(names)
    return present if after is None or (len(after) == 14 and present >= after) else after


def following(names: Iterable[str]) -> str | None:
    """Return the version after that of the last file; None if no name has a version.

    That is one second later or, if the team numbers its files (0007), the next number of the same width.
    """
    versions = [version for name in names if (version := version_of(name))]
    if not versions:
        return None
    last = max(versions, key=lambda version: (int(version), version))
    if _is_day(last):
        last += "235959"  # by name, a time of the same day comes before the day: 2026013112... < 20260131_
    if len(last) != 14:
        # A time would sort behind 0007 too, but a team that numbers its files keeps numbering them.
        return f"{int(last) + 1:0{len(last)}d}" if len(last) < 14 else f"{int(last) + 1}"
    try:
        return (datetime.strptime(last, "%Y%m%d%H%M%S") + timedelta(seconds=1)).strftime("%Y%m%d%H%M%S")
    except (ValueError, OverflowError):
        return f"{int(last) + 1:014d}"


def _is_day(version: str) -> bool:
    """Return whether a version is a date alone (20260131)."""
    try:
        return bool(datetime.strptime(version, "%Y%m%d")) if len(version) == 8 else False
    except ValueError:
        return False


def new_path(folder: Path, name: str, now: datetime, rules: Iterable[Rule] = ()) -> Path:
    """Return the path of a new migration called `name` in a folder; nothing is written.

    A team that numbers its files gets the next number, unless a rule in force asks for a time.
    """
    names, words = known_names(folder), snake_case(name)
    counted = folder / f"{next_version(names, now)}_{words}.sql"
    timed = folder / f"{next_version((n for n in names if len(version_of(n) or '') == 14), now)}_{words}.sql"
    if timed == counted or any(version_of(n) and by_bytes(timed.name) < by_bytes(n) for n in names):
        return counted
    asked = [rule for rule in rules if "check_history" in hooks(type(rule))]
    return min(
        (counted, timed), key=lambda path: sum(1 for rule in asked for _ in rule.check_history(_alone(path), Target()))
    )


def _alone(path: Path) -> History:
    """Return a history of this one file, which doesn't exist yet."""
    migration = Migration(path, "SELECT 1;\n", version=version_of(path.name))
    parse(migration)
    return History(path.parent, [migration])


def header(rules: Iterable[Rule], purpose: str, now: datetime, why: str = "") -> list[str]:
    """Return the comment lines that the rules in force ask for at the start of a new migration."""
    day = f"{now.astimezone(UTC):%Y-%m-%d}"
    return list(dict.fromkeys(f"-- {line}" for rule in rules for line in rule.header(purpose, why, day)))
