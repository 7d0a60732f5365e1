"""missing-sequence-grant."""

from __future__ import annotations

from collections.abc import Iterator

from miglint import (
    Finding,
    Kind,
    Remedy,
    Revoked,
    Rule,
    Severity,
    State,
    joined,
    option,
    quote_name,
    quote_role,
    renamed_at,
)


class MissingSequenceGrant(Rule):
    """Role may insert rows but not use the column's sequence.

    ## Why
    The default of a `serial` column is `nextval()` on a sequence, which needs USAGE or UPDATE on it. Without it,
    every INSERT that leaves the column out fails with `42501 permission denied for sequence`. Identity columns need
    no such grant, so prefer `GENERATED ALWAYS AS IDENTITY` for new tables.

    ## Bad
    ```sql
    CREATE TABLE tags (id bigserial PRIMARY KEY, label text);
    GRANT SELECT, INSERT ON tags TO authenticated;
    REVOKE ALL ON SEQUENCE tags_id_seq FROM authenticated;
    ```

    ## Good
    ```sql
    CREATE TABLE tags (id bigserial PRIMARY KEY, label text);
    GRANT SELECT, INSERT ON tags TO authenticated;
    GRANT USAGE ON SEQUENCE tags_id_seq TO authenticated;
    ```

    ## Fix safety
    Safe: the role may already insert, and USAGE on a sequence opens no rows.

    ## References
    - https://www.postgresql.org/docs/current/datatype-numeric.html#DATATYPE-SERIAL
    """

    kind = Kind.DEBT
    severity = Severity.WARNING
    sources = ("constitution:sequence-grant",)

    roles: tuple[str, ...] = option(("authenticated",), "The roles that insert rows.")

    def check_catalog(self, state: State) -> Iterator[Finding]:
        catalog = state.catalog
        for sequence in catalog.sequences():
            if sequence.identity or sequence.owned_by is None or sequence.extension:
                continue
            table = catalog.table(sequence.owned_by.oid)
            column = table.column(sequence.owned_by.attnum) if table else None
            if table is None or column is None or column.default is None:
                continue
            if table.schema not in state.target.exposed_schemas:
                continue
            if all(ref.oid != sequence.oid for ref in column.default.depends):
                continue
            revoked = state.target.revoked
            lacking = [
                role
                for role in self.roles
                if catalog.roles.get(role)
                and "INSERT" in catalog.privileges(table, role, revoked)
                and not catalog.privileges(sequence, role, revoked) & {"USAGE", "UPDATE"}
            ]
            if not lacking or not (catalog.knows("grants", table) and catalog.knows("grants", sequence)):
                continue
            place = table.column_place(column)
            for change in state.changes_of(sequence.oid):
                if isinstance(change, Revoked) and set(lacking) & set(change.roles):
                    place = change.place()
            if place:
                on, to = quote_name(sequence.schema, sequence.name), ", ".join(map(quote_role, lacking))
                grant = f"GRANT USAGE ON SEQUENCE {on} TO {to};"
                yield self.finding(
                    f"{joined(lacking)} {'has' if len(lacking) == 1 else 'have'} INSERT on {table.qualified} but no "
                    f"USAGE on {sequence.qualified}: inserts without {column.name} fail with 42501 permission denied.",
                    place,
                    help=grant,
                    remedy=Remedy((grant,), safe=True, behind=renamed_at(sequence, state)),
                    object=state.catalog.ref(sequence),
                )
