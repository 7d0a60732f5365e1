"""Names of migration files: versions, times, places."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from datetime import UTC, datetime, timedelta

from miglint import History, Migration

SUPABASE_NAME = re.compile(r"([0-9]+)_(.*)\.sql", re.S)
"""The file names that Supabase's CLI applies (supabase/cli, pkg/migration/list.go)."""


MANY = 5
"""If more files than this lack the same thing, one finding reports them all."""


def is_migrations_folder(history: History) -> bool:
    """Return whether file names are checked: Supabase applies the files, or the folder is called migrations."""
    return history.supabase or history.folder.name == "migrations"


def named_files(history: History) -> list[Migration]:
    """Return the migrations if their names are checked, otherwise []."""
    return history.migrations if is_migrations_folder(history) else []


def time_of(version: str) -> datetime | None:
    """Return the UTC time of a version of 14 digits, or None if it isn't a real time."""
    if len(version) != 14 or not version.isdecimal():
        return None
    month, day, hour, minute, second = (int(version[at : at + 2]) for at in (4, 6, 8, 10, 12))
    try:
        return datetime(int(version[:4]), month, day, hour, minute, second, tzinfo=UTC)
    except ValueError:
        return None


def proposed_names(names: Iterable[str], fits: Callable[[str], object]) -> dict[str, str]:
    """Return new names for files whose names don't fit: the date as 14 digits, the rest in snake_case.

    The files keep their order and get unique versions. A file without a date, or without a free second between its
    neighbours, has no proposal.
    """
    ordered = sorted(names, key=str.encode)
    ceilings, ceiling = [], "9"
    for name in reversed(ordered):
        ceiling = name[:14] if fits(name) and time_of(name[:14]) else ceiling
        ceilings.append(ceiling)
    found: dict[str, str] = {}
    last, taken = "", {name[:14] for name in ordered}
    for name, ceiling in zip(ordered, reversed(ceilings), strict=True):
        if fits(name):
            last = name[:14] if time_of(name[:14]) else last
        elif dated := _dated(name):
            version, words = dated
            while not name.startswith(version) and (version <= last or version in taken):
                version = format(_LATER + max(_time(version), _time(last)), "%Y%m%d%H%M%S")
            if version < ceiling or name.startswith(version):
                found[name] = f"{version}_{words}.sql"
                last = version
                taken.add(version)
    return found


_LATER = timedelta(seconds=1)


def _time(version: str) -> datetime:
    return time_of(version) or datetime.min.replace(tzinfo=UTC)


def _dated(name: str) -> tuple[str, str] | None:
    """Return the version and the snake_case words that a name probably stands for, or None without a date."""
    stem = name.removesuffix(".sql").removesuffix(".sql")
    match = re.match(r"([0-9]{4})-?([0-9]{2})-?([0-9]{2})[-_T]?([0-9]{6}|[0-9]{4})?(?![0-9])", stem)
    if match is None:
        return None
    version = "".join(part or "" for part in match.groups()).ljust(14, "0")
    words = "_".join(re.findall(r"[a-z0-9]+", re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", stem[match.end() :]).lower()))
    return (version, words or "describe_the_change") if time_of(version) else None
