"""Names of migration files: versions, times, places."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from datetime import UTC, datetime, timedelta

from miglint import History, Migration

SUPABASE_NAME = re.compile(r"([0-9]+)_(.*)\.sql", re.S)
"""What Supabase's CLI takes for a migration (supabase/cli, pkg/migration/list.go)."""


MANY = 5
"""More files than these that lack the same are told in one finding."""


def is_migrations_folder(history: History) -> bool:
    """Whether the names of the files mean something: Supabase reads them, or the folder says what it is."""
    return history.supabase or history.folder.name == "migrations"


def named_files(history: History) -> list[Migration]:
    """The files whose names mean something; none where they don't."""
    return history.migrations if is_migrations_folder(history) else []


def time_of(version: str) -> datetime | None:
    """The UTC time that a version of 14 digits stands for; None where no calendar has it."""
    if len(version) != 14 or not version.isdecimal():
        return None
    month, day, hour, minute, second = (int(version[at : at + 2]) for at in (4, 6, 8, 10, 12))
    try:
        return datetime(int(version[:4]), month, day, hour, minute, second, tzinfo=UTC)
    except ValueError:
        return None


def proposed_names(names: Iterable[str], fits: Callable[[str], object]) -> dict[str, str]:
    """What files that don't fit were meant to be called: the date as 14 digits, the rest in snake_case. The files stay
    in their order and get versions of their own; one without a date, or for which there is no time, has no proposal."""
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
    """The version and the words that a name was meant to have; None without a date."""
    stem = name.removesuffix(".sql").removesuffix(".sql")
    match = re.match(r"([0-9]{4})-?([0-9]{2})-?([0-9]{2})[-_T]?([0-9]{6}|[0-9]{4})?(?![0-9])", stem)
    if match is None:
        return None
    version = "".join(part or "" for part in match.groups()).ljust(14, "0")
    words = "_".join(re.findall(r"[a-z0-9]+", re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", stem[match.end() :]).lower()))
    return (version, words or "describe_the_change") if time_of(version) else None
