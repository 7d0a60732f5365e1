"""unusual-index-name."""

from __future__ import annotations

from collections.abc import Iterator

from miglint import Finding, Kind, ObjectRef, Rule, Severity, State, option

from .._globs import matches
from .._tables import exposed_tables


class UnusualIndexName(Rule):
    """An index's name does not follow the team's pattern.

    ## Why
    Plans and error messages show an index by its name alone. `idx_contacts_email` says at once which table it is of;
    two people who add the same index under the same name find out. Indexes of constraints have their own names.

    ## Bad
    ```sql
    CREATE TABLE contacts (id bigint PRIMARY KEY, email text);
    CREATE INDEX by_mail ON contacts (email);
    ```

    ## Good
    ```sql
    CREATE TABLE contacts (id bigint PRIMARY KEY, email text);
    CREATE INDEX idx_contacts_email ON contacts (email);
    ```

    ## References
    - https://www.postgresql.org/docs/current/sql-createindex.html
    """

    kind = Kind.STYLE
    severity = Severity.NOTE
    sources = ("constitution:index-naming",)

    patterns: tuple[str, ...] = option(("idx_{table}_*",), "Globs of the names that will do; {table} is the table's.")

    def check_catalog(self, state: State) -> Iterator[Finding]:
        for table in exposed_tables(state):
            for index in state.catalog.indexes(table.oid):
                if index.constraint or index.origin is None or index.parent:
                    continue
                globs = [pattern.replace("{table}", table.name) for pattern in self.patterns]
                # A long table name leaves no room for itself in the 63 bytes of an index's name.
                if len(index.name.encode()) >= 63 or any(matches(index.name, glob) for glob in globs):
                    continue
                yield self.finding(
                    f"the index {index.name} on {table.qualified} is not called as indexes are here.",
                    index.origin.find(index.name),
                    help=f"Rename it; here indexes are called {' or '.join(globs)}.",
                    object=ObjectRef("index", table.schema, index.name, table.name),
                )
