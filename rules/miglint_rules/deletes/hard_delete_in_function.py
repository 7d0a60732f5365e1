"""hard-delete-in-function."""

from __future__ import annotations

from collections.abc import Iterator

from miglint import Finding, Kind, Rule, Severity, State, body_statements, matches_glob, option, own_routines

from .._junctions import is_junction
from ._soft import COLUMN, hard_deletes

_WORDS = ("delete", "truncate")


class HardDeleteInFunction(Rule):
    """A function deletes rows for good from a table whose rows are only ever hidden.

    ## Why
    The API calls it, so what a table with `deleted_at` promises, that nothing is ever lost, ends there. Tables that
    only pair rows are left alone (delete and insert is how pairs are set), and so is a DELETE that asks for
    `deleted_at`: it purges what is hidden already. Queries that a function puts together at run time can't be read.

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

    ## References
    - https://www.postgresql.org/docs/current/sql-delete.html
    """

    kind = Kind.DEBT
    severity = Severity.WARNING
    sources = ("constitution:hard-delete",)

    column: str = option(COLUMN, "The column that marks a deleted row.")
    exempt: tuple[str, ...] = option(("*cleanup*", "*purge*", "*test*"), "Globs of functions that may delete, by name.")

    def check_catalog(self, state: State) -> Iterator[Finding]:
        for routine in own_routines(state):
            # Reading a body costs a parse, and most of them delete nothing.
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
                    f"{state.catalog.signature(routine)} deletes rows of {names} for good, where {self.column} hides "
                    "them.",
                    routine.place(),
                    help=f"UPDATE ... SET {self.column} = now() instead.",
                    object=state.catalog.ref(routine),
                )
