"""swallowed-error."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from miglint import Finding, Kind, Rule, Severity, State, body_tree, own_routines, walk


class SwallowedError(Rule):
    """Function catches every error without reporting it.

    ## Why
    `EXCEPTION WHEN OTHERS THEN NULL` hides the error that you expect and all others: a missing column after the
    next migration, a denied permission, a full disk. Catch the condition that you expect (`WHEN unique_violation`),
    or at least report what happened (`RAISE WARNING '%', SQLERRM`).

    ## Bad
    ```sql
    CREATE FUNCTION count_up() RETURNS void LANGUAGE plpgsql AS $$
    BEGIN
      PERFORM 1 / 0;
    EXCEPTION WHEN OTHERS THEN
      NULL;
    END;
    $$;
    ```

    ## Good
    ```sql
    CREATE FUNCTION count_up() RETURNS void LANGUAGE plpgsql AS $$
    BEGIN
      PERFORM 1 / 0;
    EXCEPTION WHEN division_by_zero THEN
      NULL;
    END;
    $$;
    ```

    ## References
    - https://www.postgresql.org/docs/current/plpgsql-control-structures.html#PLPGSQL-ERROR-TRAPPING
    """

    kind = Kind.DEBT
    severity = Severity.WARNING
    sources = ("constitution:error-swallowed",)

    def check_catalog(self, state: State) -> Iterator[Finding]:
        for routine in own_routines(state):
            if "others" not in (routine.body or "").lower() or not _swallows(body_tree(routine)):
                continue
            yield self.finding(
                f"{routine.kind} {state.catalog.signature(routine)} catches every error (WHEN OTHERS) and does "
                "nothing: a failure looks like success.",
                routine.place(),
                help="Catch only the condition that you expect, or report it: RAISE WARNING '%', SQLERRM;",
                object=state.catalog.ref(routine),
            )


def _swallows(tree: Any) -> bool:
    """Return whether a handler for OTHERS does nothing; the parser omits NULL statements."""
    return any(
        each.get("PLpgSQL_condition", {}).get("condname") == "others"
        for _, handler in walk(tree, ("PLpgSQL_exception",))
        if not handler.get("action")
        for each in handler.get("conditions", ())
    )
