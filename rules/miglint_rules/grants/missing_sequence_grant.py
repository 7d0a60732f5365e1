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
    option,
    quote_name,
    quote_role,
    renamed_at,
)


class MissingSequenceGrant(Rule):
    """A role may insert rows but not take the next number of their serial column.

    ## Why
    A `serial` column takes its default from a sequence, and `nextval()` needs USAGE or UPDATE on it: without, every
    INSERT that leaves the column out answers `42501 permission denied for sequence`. Identity columns need no such
    grant, so `GENERATED ALWAYS AS IDENTITY` is the better way out.

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
                    f"{to} may insert into {table.qualified}, but not use {sequence.qualified}, which numbers "
                    f"{column.name}.",
                    place,
                    help=grant,
                    remedy=Remedy((grant,), safe=True, behind=renamed_at(sequence, state)),
                    object=state.catalog.ref(sequence),
                )
