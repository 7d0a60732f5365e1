"""unusual-foreign-key-name."""

from __future__ import annotations

from collections.abc import Iterator

from miglint import (
    Finding,
    Kind,
    Remedy,
    Rule,
    Severity,
    State,
    matches_glob,
    option,
    quote_identifier,
    quote_name,
    renamed_at,
)

from ..keys._keys import columns_of, foreign_keys, key_place

WILD = frozenset("*?[")


class UnusualForeignKeyName(Rule):
    """Foreign key name doesn't follow the project's pattern.

    ## Why
    A migration that changes a key first drops it by name, and `DROP CONSTRAINT IF EXISTS` with a wrong name does
    nothing. PostgreSQL's default names, like `contacts_organization_id_fkey`, can be guessed.

    ## Bad
    ```sql
    CREATE TABLE organizations (id bigint PRIMARY KEY);
    CREATE TABLE contacts (
      id bigint PRIMARY KEY,
      organization_id bigint CONSTRAINT belongs_to REFERENCES organizations (id)
    );
    ```

    ## Good
    ```sql
    CREATE TABLE organizations (id bigint PRIMARY KEY);
    CREATE TABLE contacts (id bigint PRIMARY KEY, organization_id bigint REFERENCES organizations (id));
    ```

    ## Fix safety
    Unsafe: it renames the constraint, so code and migrations that use the old name fail.

    ## References
    - https://www.postgresql.org/docs/current/sql-createtable.html
    """

    kind = Kind.STYLE
    severity = Severity.NOTE
    sources = ("constitution:fk-naming",)

    patterns: tuple[str, ...] = option(
        ("{table}_{columns}_fkey", "{table}_{columns}_fkey[0-9]*"),
        "Globs of the accepted names; {table} is the table's name, {columns} the names of the columns with _ between.",
    )

    def check_catalog(self, state: State) -> Iterator[Finding]:
        for table, key in foreign_keys(state):
            names = "_".join(table.names(key.columns))
            if "?" in names:
                continue
            globs = [pattern.replace("{table}", table.name).replace("{columns}", names) for pattern in self.patterns]
            # PostgreSQL shortens what would be longer than 63 bytes.
            if any(len(glob.encode()) > 63 or matches_glob(key.name, glob) for glob in globs):
                continue
            if place := key_place(table, key, state):
                taken = {constraint.name for constraint in state.catalog.constraints_of(table.oid)}
                name = next((glob for glob in globs if WILD.isdisjoint(glob) and glob not in taken), None)
                on = quote_name(table.schema, table.name)
                rename = f"RENAME CONSTRAINT {quote_identifier(key.name)} TO {quote_identifier(name)};" if name else ""
                rename = f"ALTER TABLE {on} {rename}" if rename else ""
                yield self.finding(
                    f"the foreign key {key.name} of {table.qualified} ({columns_of(table, key)}) doesn't follow the "
                    "project's naming pattern.",
                    place,
                    help=rename or f"Rename it to match {globs[0]}.",
                    object=state.catalog.ref(key),
                    remedy=Remedy((rename,), behind=renamed_at(table, state)) if rename else None,
                )
