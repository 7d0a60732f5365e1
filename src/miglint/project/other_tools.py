"""How other tools than Supabase's CLI name, order and divide migrations.

Flyway: V1__name.sql by version, then R__name.sql by name; U1__name.sql takes V1 back. Prisma, Hasura and Diesel: a
folder for each migration, with migration.sql or up.sql. dbmate, goose and sql-migrate: the way back is in the same
file, below a comment.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable

INNER_NAMES = ("migration.sql", "up.sql")
"""The file that is run, in the folder of a migration."""
_FLYWAY = re.compile(r"V([0-9]+(?:[._][0-9]+)*)__.*\.sql", re.S)
_REPEATABLE = re.compile(r"R__.*\.sql", re.S)
_UNDO = re.compile(r"U[0-9]+(?:[._][0-9]+)*__.*\.sql", re.S)
_DOWN = re.compile(r"^[ \t]*--[ \t]*(?:migrate:down|\+(?:goose|migrate)[ \t]+down)\b.*$", re.I | re.M)
"""The first line of the part that takes a migration back: to these tools it is a line, wherever it stands."""


def in_order(names: Iterable[str]) -> list[str]:
    """Return the names of the files that a tool runs, in its order: those of Flyway if they are named for it."""
    given = list(names)
    if not any(map(_FLYWAY.fullmatch, given)):
        return given
    versioned = sorted((_version(match[1]), name) for name in given if (match := _FLYWAY.fullmatch(name)))
    repeatable = sorted(name for name in given if _REPEATABLE.fullmatch(name))
    others = (n for n in given if not (_FLYWAY.fullmatch(n) or _REPEATABLE.fullmatch(n) or _UNDO.fullmatch(n)))
    return [*others, *(name for _, name in versioned), *repeatable]


def _version(text: str) -> tuple[int, ...]:
    return tuple(map(int, re.split(r"[._]", text)))


def inner_files(folders: Iterable[str], there: Callable[[str], bool]) -> list[str]:
    """Return the files in the folders of migrations: "20250101_add/migration.sql". `there` says what is a file."""
    return [inner for folder in folders for name in INNER_NAMES if there(inner := f"{folder}/{name}")]


def end_of_run(text: str) -> int | None:
    """Return where the part of a file begins that takes the migration back; None if it has none."""
    found = _DOWN.search(text)
    return found.start() if found else None
