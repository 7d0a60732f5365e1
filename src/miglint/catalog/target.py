"""Facts about the database that migrations are for: settings, never opinions."""

from __future__ import annotations

from datetime import datetime
from fnmatch import fnmatchcase
from typing import NamedTuple

from ..record import Value

RUNNERS = ("supabase-3", "supabase-2", "psql", "transaction")
PROFILES = ("shared", "owner", "tenant", "reference", "junction", "system")


class Profile(NamedTuple):
    """The purpose of a table; settings assign it to tables by a glob on their names.

    "shared": all signed-in users work with its rows; "owner" and "tenant": a row belongs to the user or tenant in
    `column`; "reference": a list that people only read; "junction": pairs of other tables' rows; "system": not for the
    API.
    """

    kind: str
    tables: str = "*"
    column: str | None = None


SHARED = Profile("shared")


class Target(Value):
    """Facts about the database that the migrations are for: settings, never opinions."""

    postgres_version: int = 17
    exposed_schemas: tuple[str, ...] = ("public", "graphql_public")
    default_privileges: str = "revoked"
    platform: str = "supabase"
    runner: str = "supabase-3"
    """The program that runs the files: Supabase's CLI 3 or 2, psql, or one that runs each file in a transaction."""
    now: datetime | None = None
    profiles: tuple[Profile, ...] = ()

    def profile(self, schema: str, name: str) -> Profile:
        """Return what a table is to its team: the profile that names it, else the first whose glob matches, else
        shared."""
        if not self.profiles:
            return SHARED
        names = (name, f"{schema}.{name}")
        named = (p for p in self.profiles if p.tables in names)
        matching = (p for p in self.profiles if any(fnmatchcase(each, p.tables) for each in names))
        return next(named, None) or next(matching, SHARED)

    @property
    def revoked(self) -> bool:
        """Return whether new tables get no privileges by themselves (Supabase since 2026)."""
        return self.default_privileges == "revoked"
