"""unprefixed-parameter."""

from __future__ import annotations

from collections.abc import Iterator

from miglint import Finding, Kind, Rule, Severity, State, joined, option, own_routines


class UnprefixedParameter(Rule):
    """Parameter name can be confused with a column.

    ## Why
    In `WHERE contact_id = contact_id` PL/pgSQL can't tell the parameter from the column and fails with 42702. An
    SQL function uses the column for both and finds every row. With a prefix, `p_contact_id`, there is no doubt.

    The rule checks named input parameters. A name that begins with an underscore is accepted too.

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

    prefix: str = option("p_", "The prefix of parameter names.")

    def check_catalog(self, state: State) -> Iterator[Finding]:
        for routine in own_routines(state):
            accepted = (self.prefix, "_")
            names = [a.name for a in routine.arguments if a.is_input and a.name and not a.name.startswith(accepted)]
            if names and routine.schema in state.target.exposed_schemas and (place := routine.place()):
                which = f"{'parameter' if len(names) == 1 else 'parameters'} {joined(names)}"
                yield self.finding(
                    f"{which} of {state.catalog.signature(routine)} can be confused with a column of the same name: "
                    "PL/pgSQL then fails with 42702, and SQL uses the column.",
                    place,
                    help=f"Start parameter names with {self.prefix}: {joined(self.prefix + name for name in names)}.",
                    object=state.catalog.ref(routine),
                )
