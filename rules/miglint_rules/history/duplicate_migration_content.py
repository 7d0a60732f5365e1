"""duplicate-migration-content."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any

from miglint import Finding, History, Kind, Migration, Rule, Severity, Target

from ._files import named_files

_PLACES = frozenset(
    {
        "list_end", "list_start", "location", "name_location", "rexpr_list_end", "rexpr_list_start", "stmt_len",
        "stmt_location",
    }
)  # fmt: skip
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
        for kinds, migrations in _grouped(named_files(history), _kinds):
            if history.named is not None and not any(map(history.is_target, migrations)):
                continue  # nobody asked about any of these
            if not _REPEATED.issuperset(kinds):
                for _, group in _grouped(migrations, _gist):
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
                f"{migration.name} holds the same statements as {other.name}.",
                place,
                help="Keep one of them; where both are applied already, `supabase migration repair` forgets one.",
                related=[before],
                causes=[place, before],
            )


def _grouped(
    migrations: Iterable[Migration], key: Callable[[Migration], tuple[Any, ...]]
) -> Iterator[tuple[tuple[Any, ...], list[Migration]]]:
    """Those that share a key, where more than one does; what can't be read as a whole shares none."""
    groups: dict[tuple[Any, ...], list[Migration]] = {}
    for migration in migrations:
        if not migration.problems:
            groups.setdefault(key(migration), []).append(migration)
    return ((shared, group) for shared, group in groups.items() if len(group) > 1)


def _kinds(migration: Migration) -> tuple[str, ...]:
    return tuple(statement.kind for statement in migration.statements)


def _gist(migration: Migration) -> tuple[Any, ...]:
    """What files of the same statements have in common at the least: few share it, so little is compared."""
    found: list[object] = []
    for statement in migration.statements:
        for key, value in statement.node.items():
            if isinstance(value, dict):
                found.append(value.get("relname"))
            elif isinstance(value, list):
                found.append(len(value))
            elif key not in _PLACES:
                found.append(value)
    return tuple(found)


def _same_statements(one: Migration, other: Migration) -> bool:
    """Whether two files, of statements of the same kinds, hold the same ones."""
    pairs = zip(one.statements, other.statements, strict=True)
    return all(_same_text(a.text, b.text) or _alike(a.node, b.node) for a, b in pairs)


def _same_text(one: str, other: str) -> bool:
    """Whether two texts differ at the most in how far their lines are set in, as do most that are the same. Inside
    strings that counts, and so there may be none of several lines."""
    if one == other:
        return True
    lines, others = ([line.strip() for line in text.splitlines()] for text in (one, other))
    return lines == others and "$" not in one and not any(line.count("'") % 2 or line.count('"') % 2 for line in lines)


def _alike(one: Any, other: Any) -> bool:
    """Whether two parse trees are the same but for the places where their parts stand; most differ at once."""
    if isinstance(one, dict) and isinstance(other, dict):
        for key, value in one.items():
            if key not in _PLACES and (key not in other or not _alike(value, other[key])):
                return False
        return all(key in one or key in _PLACES for key in other)
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(map(_alike, one, other))
    return bool(one == other)
