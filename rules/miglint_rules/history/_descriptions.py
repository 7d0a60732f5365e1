"""Descriptions of migrations: the part of a file name after the version."""

from __future__ import annotations

from miglint import Migration

GENERATED = ("remote_schema", "remote_commit")
"""Descriptions that Supabase's CLI and its branching generate."""


def description_of(migration: Migration) -> str:
    """Return the part of a file's name between the version and .sql ("add_tags"), or ""."""
    stem = migration.name.removesuffix(".sql")
    version, _, rest = stem.partition("_")
    # A date and a time with an underscore between them are one version: 20250126_143000_add_tags.sql.
    while rest and version.isdecimal():
        first, _, after = rest.partition("_")
        if not first.isdecimal():
            break
        rest = after
    return rest if version.isdecimal() else stem
