"""foreign-key-without-index."""

from __future__ import annotations

from collections.abc import Iterator

from miglint import NOWHERE, Finding, IndexDropped, Kind, Place, Remedy, Rule, Severity, State, Table, renamed_at

from ..keys._keys import columns_of, foreign_keys, key_place, target_of
from ._serving import index_for, serves


class ForeignKeyWithoutIndex(Rule):
    """No index serves a foreign key.

    ## Why
    PostgreSQL indexes what a key points at, never the column that points. Without an index of your own every DELETE and
    key change in the other table reads this one from end to end, under a lock, and so does every join along the key.

    An index serves the key if the key's columns come first in it, in any order. A partial index serves if it leaves
    out only NULLs or deleted rows.

    ## Bad
    ```sql
    CREATE TABLE organizations (id bigint PRIMARY KEY);
    CREATE TABLE contacts (id bigint PRIMARY KEY, organization_id bigint REFERENCES organizations (id));
    ```

    ## Good
    ```sql
    CREATE TABLE organizations (id bigint PRIMARY KEY);
    CREATE TABLE contacts (id bigint PRIMARY KEY, organization_id bigint REFERENCES organizations (id));
    CREATE INDEX idx_contacts_organization_id ON contacts (organization_id);
    ```

    ## References
    - https://www.postgresql.org/docs/current/ddl-constraints.html#DDL-CONSTRAINTS-FK
    - https://supabase.com/docs/guides/database/database-linter?lint=0001_unindexed_foreign_keys; that lint also takes
      BRIN indexes, partial ones on whatever condition, and INCLUDE columns for an index on the key, and it wants the
      key's columns in the key's order, which a lookup by all of them does not need.
    """

    kind = Kind.DEBT
    severity = Severity.WARNING
    sources = ("constitution:fk-indexed", "splinter:unindexed_foreign_keys")

    def check_catalog(self, state: State) -> Iterator[Finding]:
        for table, key in foreign_keys(state):
            wanted = set(key.columns)
            if any(serves(index, wanted, table) for index in state.catalog.indexes(table.oid)):
                continue
            if not state.catalog.knows("indexes", table):
                continue
            written = key_place(table, key, state)
            if not written:
                continue
            place = _dropped(table, wanted, state) or written
            create = index_for(table, key.columns, state.catalog)
            yield self.finding(
                f"the foreign key {table.qualified} ({columns_of(table, key)}) to "
                f"{target_of(key, state)} has no index.",
                place,
                help=create,
                remedy=Remedy((create,), safe=True, behind=renamed_at(table, state)),
                object=state.catalog.ref(key),
                causes=[place] if place == written else [place, written],
            )


def _dropped(table: Table, wanted: set[int], state: State) -> Place:
    """The DROP INDEX that took the last one away, if it came after the key."""
    for change in reversed(state.changes_of(table.oid)):
        if isinstance(change, IndexDropped) and not change.cascaded and serves(change.index, wanted, table):
            return change.find(change.index.name)
    return NOWHERE
