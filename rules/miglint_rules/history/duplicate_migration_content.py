"""duplicate-migration-content."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from miglint import Finding, History, Kind, Migration, Rule, Severity, Target

from ._files import is_migrations_folder, start_of

_PLACES = frozenset({"location", "stmt_location", "stmt_len", "name_location", "rexpr_list_start", "rexpr_list_end"})
"""Fields of a parse tree that say where something stands, not what it is."""
_REPEATED = frozenset({"NotifyStmt", "RefreshMatViewStmt", "SelectStmt", "VacuumStmt", "ReindexStmt"})
"""What is done again on purpose, and comes to the same."""


class DuplicateMigrationContent(Rule):
    """Two migrations hold the same statements.

    ## Why
    The same change under two versions was written down twice: once by hand and once by a tool that applied it and took
    a time of its own. What runs twice fails the second time, or, with IF NOT EXISTS everywhere, is noise that the next
    reader compares line by line. White space, comments, capitals and empty statements don't count; constants do. A file
    that only notifies, refreshes or calls functions may well come again.

    ## Bad
    ```sql 20250126143000_add_tags.sql
    CREATE TABLE IF NOT EXISTS tags (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY);
    ```
    ```sql 20250126150112_tags_table.sql
    -- Words that people put on contacts.
    create table if not exists tags (id bigint generated always as identity primary key);
    ```

    ## Good
    ```sql 20250126143000_add_tags.sql
    CREATE TABLE IF NOT EXISTS tags (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY);
    ```

    ## References
    - https://supabase.com/docs/reference/cli/supabase-migration-repair
    """

    kind = Kind.HISTORY
    severity = Severity.WARNING
    sources = ("constitution:migration-duplicate-content",)

    def check_history(self, history: History, target: Target) -> Iterator[Finding]:
        if not is_migrations_folder(history):
            return
        alike: dict[tuple[object, ...], list[Migration]] = {}
        for migration in history.migrations:
            kinds = {statement.kind for statement in migration.statements}
            if not migration.problems and not _REPEATED.issuperset(kinds):
                alike.setdefault(_gist(migration), []).append(migration)
        for group in alike.values():
            if len(group) > 1:
                yield from self._same(group)

    def _same(self, group: list[Migration]) -> Iterator[Finding]:
        first: list[Migration] = []
        for migration in group:
            other = next((earlier for earlier in first if _alike(_trees(earlier), _trees(migration))), None)
            if other is None:
                first.append(migration)
                continue
            place, before = start_of(migration), start_of(other, "the same statements")
            yield self.finding(
                f"{migration.name} holds the same statements as {other.name}.",
                place,
                help="Keep one of them; where both are applied already, `supabase migration repair` forgets one.",
                related=[before],
                causes=[place, before],
            )


def _gist(migration: Migration) -> tuple[object, ...]:
    """What files of the same statements have in common at the least: few share it, so little is compared."""
    found: list[object] = []
    for statement in migration.statements:
        found.append(statement.kind)
        for key, value in statement.node.items():
            if isinstance(value, dict):
                found.append(value.get("relname"))
            elif isinstance(value, list):
                found.append(len(value))
            elif key not in _PLACES:
                found.append(value)
    return tuple(found)


def _trees(migration: Migration) -> list[Any]:
    return [statement.node for statement in migration.statements]


def _alike(one: Any, other: Any) -> bool:
    """Whether two parse trees are the same but for the places where their parts stand; most differ at once."""
    if isinstance(one, dict) and isinstance(other, dict):
        keys = one.keys() - _PLACES
        return keys == other.keys() - _PLACES and all(_alike(one[key], other[key]) for key in keys)
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(map(_alike, one, other))
    return bool(one == other)
