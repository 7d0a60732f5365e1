"""foreign-key-without-index."""

from __future__ import annotations

from collections.abc import Iterator

from miglint import NOWHERE, Finding, IndexDropped, Kind, Place, Remedy, Rule, Severity, State, Table, renamed_at

from ..keys._keys import columns_of, foreign_keys, key_place, target_of
from ._serving import index_for, serves


class ForeignKeyWithoutIndex(Rule):
    """Foreign key has no index.

    ## Why
    PostgreSQL indexes the referenced columns, but not the columns of the foreign key itself. Without an index, every
    DELETE and every key change in the referenced table reads this whole table while holding a lock, and so does every
    join along the key.

    An index serves the key if the key's columns come first in it, in any order. A partial index counts if it only
    leaves out NULLs or deleted rows.

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

    ## Fix safety
    Safe: the index changes no data and no query result. CREATE INDEX blocks writes to the table while it is built.

    ## References
    - https://www.postgresql.org/docs/current/ddl-constraints.html#DDL-CONSTRAINTS-FK
    - https://supabase.com/docs/guides/database/database-linter?lint=0001_unindexed_foreign_keys; that lint also accepts
      BRIN indexes, partial indexes with any condition, and INCLUDE columns, and it requires the key's columns in the
      key's order, which a lookup by all of them doesn't need.
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
                f"{target_of(key, state)} has no index: each DELETE there scans {table.qualified}.",
                place,
                help=create,
                remedy=Remedy((create,), safe=True, behind=renamed_at(table, state)),
                object=state.catalog.ref(key),
                causes=[place] if place == written else [place, written],
            )


def _dropped(table: Table, wanted: set[int], state: State) -> Place:
    """Return the place of the DROP INDEX that dropped the last index for the key, or NOWHERE."""
    for change in reversed(state.changes_of(table.oid)):
        if isinstance(change, IndexDropped) and not change.cascaded and serves(change.index, wanted, table):
            return change.find(change.index.name)
    return NOWHERE
