"""duplicate-migration-content."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any

from miglint import Finding, History, Kind, Migration, Rule, Severity, Target

from ._files import named_files

_POSITIONS = frozenset(
    {
        "list_end", "list_start", "location", "name_location", "rexpr_list_end", "rexpr_list_start", "stmt_len",
        "stmt_location",
    }
)  # fmt: skip
"""Fields of a parse tree that hold positions."""
_REPEATED = frozenset({"NotifyStmt", "RefreshMatViewStmt", "SelectStmt", "VacuumStmt", "ReindexStmt"})
"""Statements that are repeated on purpose and have no lasting effect."""


class DuplicateMigrationContent(Rule):
    """Two migrations contain the same statements.

    ## Why
    The same change was written twice, typically once by hand and once by a tool that applied it under another version.
    The second run fails, or, with IF NOT EXISTS everywhere, changes nothing and costs every reader a comparison.

    White space, comments, letter case and empty statements don't count; constants do. A file that only notifies,
    refreshes or calls functions may be repeated.

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
        for kinds, migrations in _grouped(named_files(history), _kinds):
            if history.named is not None and not any(map(history.is_target, migrations)):
                continue  # none of these files is checked in this run
            if not _REPEATED.issuperset(kinds):
                for _, group in _grouped(migrations, _cheap_key):
                    yield from self._same(group)

    def _same(self, group: list[Migration]) -> Iterator[Finding]:
        first: list[Migration] = []
        for migration in group:
            other = next((earlier for earlier in first if _same_statements(earlier, migration)), None)
            if other is None:
                first.append(migration)
                continue
            place, before = migration.place(), other.place("the same statements")
            yield self.finding(
                f"{migration.name} contains the same statements as {other.name}: the second run fails or does nothing.",
                place,
                help="Keep one of them. If both are applied, remove one's record with `supabase migration repair`.",
                related=[before],
                causes=[place, before],
            )


def _grouped(
    migrations: Iterable[Migration], key: Callable[[Migration], tuple[Any, ...]]
) -> Iterator[tuple[tuple[Any, ...], list[Migration]]]:
    """Return the groups of two or more migrations with the same key; files with problems are left out."""
    groups: dict[tuple[Any, ...], list[Migration]] = {}
    for migration in migrations:
        if not migration.problems:
            groups.setdefault(key(migration), []).append(migration)
    return ((shared, group) for shared, group in groups.items() if len(group) > 1)


def _kinds(migration: Migration) -> tuple[str, ...]:
    return tuple(statement.kind for statement in migration.statements)


def _cheap_key(migration: Migration) -> tuple[Any, ...]:
    """Return a cheap key that files with the same statements share, so that few files are compared in full."""
    found: list[object] = []
    for statement in migration.statements:
        for key, value in statement.node.items():
            if isinstance(value, dict):
                found.append(value.get("relname"))
            elif isinstance(value, list):
                found.append(len(value))
            elif key not in _POSITIONS:
                found.append(value)
    return tuple(found)


def _same_statements(one: Migration, other: Migration) -> bool:
    """Return whether two files, whose statements are of the same kinds, contain the same statements."""
    pairs = zip(one.statements, other.statements, strict=True)
    return all(_same_text(a.text, b.text) or _same_tree(a.node, b.node) for a, b in pairs)


def _same_text(one: str, other: str) -> bool:
    """Return whether two texts differ at most in indentation, which is faster than comparing trees.

    Indentation inside strings counts, so texts with a string of several lines are compared as trees.
    """
    if one == other:
        return True
    lines, others = ([line.strip() for line in text.splitlines()] for text in (one, other))
    return lines == others and "$" not in one and not any(line.count("'") % 2 or line.count('"') % 2 for line in lines)


def _same_tree(one: Any, other: Any) -> bool:
    """Return whether two parse trees are equal apart from positions."""
    if isinstance(one, dict) and isinstance(other, dict):
        for key, value in one.items():
            if key not in _POSITIONS and (key not in other or not _same_tree(value, other[key])):
                return False
        return all(key in one or key in _POSITIONS for key in other)
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(map(_same_tree, one, other))
    return bool(one == other)
