"""Names of migration files: versions, times, places."""

from __future__ import annotations

import re
from datetime import datetime

from miglint import History, Migration, Place, Span

SUPABASE_NAME = re.compile(r"([0-9]+)_(.*)\.sql", re.S)
"""What Supabase's CLI takes for a migration (supabase/cli, pkg/migration/list.go)."""


def start_of(migration: Migration, message: str = "") -> Place:
    """The beginning of a file, for findings about the file as a whole."""
    return Place(migration, Span(0, 0), message)


def is_migrations_folder(history: History) -> bool:
    """Whether the names of the files mean something: Supabase reads them, or the folder says what it is."""
    return history.supabase or history.folder.name == "migrations"


def time_of(version: str) -> datetime | None:
    """The UTC time that a version of 14 digits stands for; None where no calendar has it."""
    if len(version) != 14:
        return None
    try:
        return datetime.strptime(version + "+0000", "%Y%m%d%H%M%S%z")
    except ValueError:
        return None


def proposed_name(name: str) -> str | None:
    """The name that a file was meant to have: its date as 14 digits, the rest in snake_case; None without a date."""
    stem = name.removesuffix(".sql")
    match = re.match(r"([0-9]{4})-?([0-9]{2})-?([0-9]{2})[-_T]?([0-9]{6}|[0-9]{4})?(?![0-9])", stem)
    if match is None:
        return None
    version = "".join(part or "" for part in match.groups()).ljust(14, "0")
    words = "_".join(re.findall(r"[a-z0-9]+", re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", stem[match.end() :]).lower()))
    return f"{version}_{words or 'describe_the_change'}.sql" if time_of(version) else None
