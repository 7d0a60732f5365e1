"""hard-delete-in-function."""

from __future__ import annotations

from collections.abc import Iterator

from miglint import Finding, Kind, Rule, Severity, State, body_statements, matches_glob, option, own_routines

from .._junctions import is_junction
from ._soft import COLUMN, hard_deletes

_WORDS = ("delete", "truncate")


class HardDeleteInFunction(Rule):
    """Function deletes rows from a table with soft deletes.

    ## Why
    Users of a table with `deleted_at` expect that deleted rows can be restored. A function that deletes them, called
    through the API or by a job, removes them for good.

    Junction tables are skipped (their pairs are set by delete and insert), and so is a DELETE whose WHERE reads
    `deleted_at`: it removes rows that are marked as deleted already.

    ## Bad
    ```sql
    CREATE TABLE contacts (id bigint PRIMARY KEY, name text, deleted_at timestamptz);
    CREATE FUNCTION drop_contact(p_id bigint) RETURNS void LANGUAGE sql AS $$
      DELETE FROM contacts WHERE id = p_id;
    $$;
    ```

    ## Good
    ```sql
    CREATE TABLE contacts (id bigint PRIMARY KEY, name text, deleted_at timestamptz);
    CREATE FUNCTION drop_contact(p_id bigint) RETURNS void LANGUAGE sql AS $$
      UPDATE contacts SET deleted_at = now() WHERE id = p_id;
    $$;
    ```

    ## Limits
    Queries that a function builds at run time are not read.

    ## References
    - https://www.postgresql.org/docs/current/sql-delete.html
    """

    kind = Kind.DEBT
    severity = Severity.WARNING
    sources = ("constitution:hard-delete",)

    column: str = option(COLUMN, "The column that marks a row as deleted.")
    exempt: tuple[str, ...] = option(("*cleanup*", "*purge*", "*test*"), "Globs of the functions that may delete rows.")

    def check_catalog(self, state: State) -> Iterator[Finding]:
        for routine in own_routines(state):
            # Parsing a body is slow, and most bodies delete nothing.
            body = (routine.body or "").lower().replace("deleted", "")
            if routine.body_tree is None and not any(word in body for word in _WORDS):
                continue
            if any(matches_glob(routine.name, glob) for glob in self.exempt):
                continue
            tables = {
                table.oid: table
                for node in body_statements(routine, _WORDS)
                for table in hard_deletes(node, state.catalog, state.target.exposed_schemas, self.column)
                if not is_junction(table, state)
            }
            if tables:
                names = ", ".join(table.qualified for table in tables.values())
                yield self.finding(
                    f"{state.catalog.signature(routine)} removes rows of {names} instead of setting {self.column}: "
                    "they can't be restored.",
                    routine.place(),
                    help=f"Write UPDATE ... SET {self.column} = now() instead.",
                    object=state.catalog.ref(routine),
                )
