"""unusual-index-name."""

from __future__ import annotations

from collections.abc import Iterator

from miglint import (
    Catalog,
    Finding,
    Index,
    IndexKey,
    Kind,
    Place,
    Remedy,
    Rule,
    Severity,
    State,
    Table,
    exposed_tables,
    free_name,
    joined,
    matches_glob,
    option,
    quote_identifier,
    quote_name,
    renamed_at,
)


class UnusualIndexName(Rule):
    """Index name doesn't follow the project's pattern.

    ## Why
    Query plans and error messages show only the name of an index. `idx_contacts_email` tells its table, and if two
    people add the same index under the same name, the second one fails instead of building a duplicate.

    Indexes of constraints and indexes with PostgreSQL's default names are skipped. The indexes of a table are reported
    together.

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

    ## Fix safety
    Unsafe: it renames the index, so migrations that use the old name fail.

    ## References
    - https://www.postgresql.org/docs/current/sql-createindex.html
    """

    kind = Kind.STYLE
    severity = Severity.NOTE
    sources = ("constitution:index-naming",)

    patterns: tuple[str, ...] = option(("idx_{table}_*",), "Globs of the accepted names; {table} is the table's name.")

    def check_catalog(self, state: State) -> Iterator[Finding]:
        taken: set[tuple[str, str]] = set()
        for table in exposed_tables(state):
            found: list[tuple[Index, str]] = []
            for index in state.catalog.indexes(table.oid):
                if index.constraint or index.origin is None or index.parent:
                    continue
                globs = [pattern.replace("{table}", table.name) for pattern in self.patterns]
                # A long table name doesn't fit into the 63 bytes of an index's name.
                if len(index.name.encode()) >= 63 or any(matches_glob(index.name, glob) for glob in globs):
                    continue
                # A name that isn't in the statement is PostgreSQL's default.
                if index.origin.kind == "IndexStmt" and index.name.lower() not in index.origin.text.lower():
                    continue
                found.append((index, _rename(index, table, globs[0], state.catalog, taken)))
            if found:
                yield self._finding(table, found, state)

    def _finding(self, table: Table, found: list[tuple[Index, str]], state: State) -> Finding:
        """Return one finding for the indexes of a table."""
        names = [index.name for index, _ in found]
        shown = joined(names[:3] + ([f"{len(names) - 3} more"] if len(names) > 3 else []))
        many = len(names) > 1
        places = [index.place() for index, _ in found]
        renames = tuple(rename for _, rename in found if rename)
        behind = (*renamed_at(table, state), *(place for index, _ in found for place in renamed_at(index, state)))
        return self.finding(
            f"the {'indexes' if many else 'index'} {shown} on {table.qualified} {'do' if many else 'does'}n't follow "
            "the project's naming pattern.",
            places[0],
            help=found[0][1] or f"Rename it to match {' or '.join(self.patterns).replace('{table}', table.name)}.",
            object=state.catalog.ref(table) if many else state.catalog.ref(found[0][0]),
            related=[Place(each.migration, each.span, "and this one") for each in places[1:5]],
            causes=places,
            remedy=Remedy(renames, behind=behind) if renames and len(renames) == len(found) else None,
        )


def _rename(index: Index, table: Table, glob: str, catalog: Catalog, taken: set[tuple[str, str]]) -> str:
    """Return the RENAME to a glob with the column names for its `*`; "" for globs of other kinds."""
    columns = "_".join(table.names(tuple(dict.fromkeys(filter(None, map(_attnum, index.keys))))))
    if glob.count("*") != 1 or "?" in glob or "[" in glob or not columns:
        return ""
    head, _, tail = glob.partition("*")
    name = free_name(head + columns, index.schema, catalog, tail, taken)
    if not matches_glob(name, glob):
        return ""
    taken.add((index.schema, name))
    return f"ALTER INDEX {quote_name(index.schema, index.name)} RENAME TO {quote_identifier(name)};"


def _attnum(key: IndexKey) -> int:
    """Return a key's column, or the first column that its expression reads; 0 if it reads none."""
    if key.expression is None:
        return key.attnum
    return min((ref.attnum for ref in key.expression.depends), default=0)
