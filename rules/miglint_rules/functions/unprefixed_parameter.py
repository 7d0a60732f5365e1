"""unprefixed-parameter."""

from __future__ import annotations

from collections.abc import Iterator

from miglint import Finding, Kind, Rule, Severity, State, joined, option, own_routines


class UnprefixedParameter(Rule):
    """A function's parameter could be taken for a column.

    ## Why
    In `WHERE contact_id = contact_id` PL/pgSQL can't tell the parameter from the column and refuses to run, and plain
    SQL takes the column for both and finds every row. With a prefix, `p_contact_id`, both are what they seem.

    Only input parameters that have a name count. One that begins with an underscore is no column's either.

    ## Bad
    ```sql
    CREATE FUNCTION twice(amount integer) RETURNS integer LANGUAGE sql AS 'SELECT amount * 2';
    ```

    ## Good
    ```sql
    CREATE FUNCTION twice(p_amount integer) RETURNS integer LANGUAGE sql AS 'SELECT p_amount * 2';
    ```

    ## References
    - https://www.postgresql.org/docs/current/plpgsql-implementation.html#PLPGSQL-VAR-SUBST
    """

    kind = Kind.STYLE
    severity = Severity.NOTE
    sources = ("constitution:function-param-prefix",)

    prefix: str = option("p_", "How the names of parameters begin.")

    def check_catalog(self, state: State) -> Iterator[Finding]:
        for routine in own_routines(state):
            told = (self.prefix, "_")
            names = [a.name for a in routine.arguments if a.is_input and a.name and not a.name.startswith(told)]
            if names and routine.schema in state.target.exposed_schemas and (place := routine.place()):
                yield self.finding(
                    f"{joined(names)} of {state.catalog.signature(routine)} could be taken for "
                    f"{'a column' if len(names) == 1 else 'columns'}.",
                    place,
                    help=f"Begin the names of parameters with {self.prefix}.",
                    object=state.catalog.ref(routine),
                )
