"""What the names of migrations say besides their version."""

from __future__ import annotations

from miglint import Migration

GENERATED = ("remote_schema", "remote_commit")
"""What Supabase's CLI and its branching call the files that they write themselves."""


def description_of(migration: Migration) -> str:
    """The part of a file's name between the version and .sql: add_tags; "" where there is none."""
    stem = migration.name.removesuffix(".sql")
    version, _, rest = stem.partition("_")
    # A date and a time apart are one version: 20250126_143000_add_tags.sql.
    while rest and version.isdecimal():
        first, _, after = rest.partition("_")
        if not first.isdecimal():
            break
        rest = after
    return rest if version.isdecimal() else stem
