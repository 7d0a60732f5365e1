"""broken-routine-body."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby

from miglint import Broken, Finding, Kind, Place, Rule, Severity, State, broken_routines

_SHOWN = 9


class BrokenRoutineBody(Rule):
    """Function body uses something missing and fails when it runs.

    ## Why
    PostgreSQL checks the SQL in a PL/pgSQL body only when it runs, and that in an SQL body only when the function
    is created. So a migration that drops or renames a column succeeds, and the functions that use it fail at their
    next call (42P01, 42703, 42883). The same happens with a body that was wrong from the start: a mistyped column,
    a table that `SET search_path = ''` can't find, `NEW.updated_at` on a table without the column, a variable with
    the name of a column (42702), `ON CONFLICT` on columns without a unique constraint (42P10).

    ## Bad
    ```sql
    CREATE TABLE contacts (id bigint PRIMARY KEY, name text);
    CREATE FUNCTION name_of(p_id bigint) RETURNS text LANGUAGE plpgsql AS $$
    BEGIN
      RETURN (SELECT name FROM contacts WHERE id = p_id);
    END;
    $$;
    ```
    ```sql
    ALTER TABLE contacts RENAME COLUMN name TO full_name;
    ```

    ## Good
    ```sql
    CREATE TABLE contacts (id bigint PRIMARY KEY, name text);
    CREATE FUNCTION name_of(p_id bigint) RETURNS text LANGUAGE plpgsql AS $$
    BEGIN
      RETURN (SELECT name FROM contacts WHERE id = p_id);
    END;
    $$;
    ```
    ```sql
    ALTER TABLE contacts RENAME COLUMN name TO full_name;
    CREATE OR REPLACE FUNCTION name_of(p_id bigint) RETURNS text LANGUAGE plpgsql AS $$
    BEGIN
      RETURN (SELECT full_name FROM contacts WHERE id = p_id);
    END;
    $$;
    ```

    ## Limits
    The rule checks the bodies after the last migration. It skips queries that are built at run time (EXECUTE), code
    whose errors are caught, bodies that query the system catalogs first or set the search_path themselves,
    temporary tables, and schemas that the migrations don't own. If the beginning of the history is missing, it
    reports only objects that a migration removed and names that the function's own search_path can't find.

    ## References
    - https://www.postgresql.org/docs/current/plpgsql-implementation.html#PLPGSQL-PLAN-CACHING
    - https://www.postgresql.org/docs/current/sql-createfunction.html
    """

    kind = Kind.DEBT
    severity = Severity.WARNING
    sources = ("plpgsql_check:plpgsql_check_function", "constitution:security-definer-search-path")

    def check_catalog(self, state: State) -> Iterator[Finding]:
        for _, found in groupby(broken_routines(state), lambda broken: broken.routine.oid):
            yield self._finding(list(found), state)

    def _finding(self, found: list[Broken], state: State) -> Finding:
        first, *others = found
        routine = first.routine
        more = f", and {len(others)} more" if others else ""
        gone = list(dict.fromkeys(place for broken in found for place in broken.gone))
        also = [Place(b.place.migration, b.place.span, f"{b.message} ({b.sqlstate})") for b in others[:_SHOWN]]
        return self.finding(
            f"{routine.kind} {state.catalog.signature(routine)} fails when it runs: {first.message} "
            f"({first.sqlstate}){more}.",
            first.place,
            help=first.hint or f"Fix its body with CREATE OR REPLACE {routine.kind.upper()}, or drop it.",
            object=state.catalog.ref(routine),
            related=[*gone, *also],
            causes=[first.place, *gone],
        )
