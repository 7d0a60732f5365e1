"""junction-without-unique."""

from __future__ import annotations

from collections.abc import Iterator

from miglint import (
    Finding,
    Kind,
    Remedy,
    Rule,
    Severity,
    State,
    Table,
    exposed_tables,
    free_name,
    joined,
    quote_identifier,
    quote_name,
    renamed_at,
)

from .._junctions import is_junction, named_after, pair
from ..deletes._soft import COLUMN


class JunctionWithoutUnique(Rule):
    """Junction table allows the same pair twice.

    ## Why
    Without a primary key or unique index on the pair, a double click inserts two rows, and counts and joins return
    duplicates. A unique index that leaves out deleted rows counts.

    A table is a junction if its profile is `junction`, or if it has little more than two NOT NULL foreign keys and is
    named after both: `contact_tags` with `contact_id` and `tag_id`.

    ## Bad
    ```sql
    CREATE TABLE contacts (id bigint PRIMARY KEY);
    CREATE TABLE tags (id bigint PRIMARY KEY);
    CREATE TABLE contact_tags (
      id bigint PRIMARY KEY,
      contact_id bigint NOT NULL REFERENCES contacts (id),
      tag_id bigint NOT NULL REFERENCES tags (id)
    );
    ```

    ## Good
    ```sql
    CREATE TABLE contacts (id bigint PRIMARY KEY);
    CREATE TABLE tags (id bigint PRIMARY KEY);
    CREATE TABLE contact_tags (
      id bigint PRIMARY KEY,
      contact_id bigint NOT NULL REFERENCES contacts (id),
      tag_id bigint NOT NULL REFERENCES tags (id),
      UNIQUE (contact_id, tag_id)
    );
    ```

    ## Fix safety
    Unsafe: creating the index fails if the table already contains duplicates, and duplicate inserts fail from then on.

    ## References
    - https://www.postgresql.org/docs/current/indexes-unique.html
    """

    kind = Kind.DEBT
    severity = Severity.WARNING
    sources = ("constitution:junction-unique",)

    def check_catalog(self, state: State) -> Iterator[Finding]:
        for table in exposed_tables(state):
            keys = pair(table, state.catalog)
            if len(keys) < 2 or not is_junction(table, state):
                continue
            if state.target.profile(table.schema, table.name).kind != "junction" and not named_after(table, keys):
                continue
            columns = {key.columns[0] for key in keys}
            unique = [{key.attnum for key in i.keys} for i in state.catalog.indexes(table.oid) if i.unique]
            # Any unique index over two foreign keys counts: a table may pair three things two by two.
            if any(len(attnums & columns) >= 2 for attnums in unique):
                continue
            if not state.catalog.knows("indexes", table):
                continue
            names = table.names(tuple(dict.fromkeys(key.columns[0] for key in keys)))
            create = _unique(table, names, state)
            yield self.finding(
                f"{table.qualified} allows the same {joined(names)} twice: counts and joins return duplicates.",
                table.place(),
                help=create,
                object=state.catalog.ref(table),
                remedy=Remedy((create,), behind=renamed_at(table, state)),
            )


def _unique(table: Table, names: list[str], state: State) -> str:
    """Return the CREATE UNIQUE INDEX. With soft deletes, a deleted pair may be added again."""
    name = quote_identifier(free_name(f"idx_{table.name}_pair", table.schema, state.catalog))
    where = f" WHERE {quote_identifier(COLUMN)} IS NULL" if table.column(COLUMN) else ""
    columns = ", ".join(map(quote_identifier, names))
    return f"CREATE UNIQUE INDEX {name} ON {quote_name(table.schema, table.name)} ({columns}){where};"
