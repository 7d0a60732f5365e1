"""mutable-search-path."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from miglint import (
    Change,
    Finding,
    Kind,
    Place,
    Remedy,
    Routine,
    RoutineAltered,
    RoutineCreated,
    RoutineReplaced,
    Rule,
    Severity,
    State,
    became,
    option,
    own_routines,
    quote_routine,
)

from ._paths import as_setting, needed_schemas
from ._routines import written_at


class MutableSearchPath(Rule):
    """SECURITY DEFINER function doesn't set search_path.

    ## Why
    The function runs with its owner's rights, and without `SET search_path` it resolves a name such as `contacts`
    by the caller's search_path. A caller who can create a table or function in an earlier schema makes the owner
    use that one. `SET search_path = ''` with qualified names in the body is safest. A list of schemas is safe if no
    other role may create objects in them.

    `CREATE OR REPLACE FUNCTION` without SET removes an earlier one.

    ## Bad
    ```sql
    CREATE FUNCTION sign_off() RETURNS void LANGUAGE sql SECURITY DEFINER AS 'SELECT 1';
    ```

    ## Good
    ```sql
    CREATE FUNCTION sign_off() RETURNS void LANGUAGE sql SECURITY DEFINER SET search_path = public AS 'SELECT 1';
    ```

    ## Fix safety
    Unsafe: names inside dynamic SQL (EXECUTE) can't be checked, so the function may not find them any more. Nothing
    is offered if the body can't be parsed.

    ## References
    - https://www.postgresql.org/docs/current/sql-createfunction.html#SQL-CREATEFUNCTION-SECURITY
    - https://supabase.com/docs/guides/database/database-linter?lint=0011_function_search_path_mutable; that lint
      also checks functions that run as their caller, as `invokers = true` does
    """

    kind = Kind.DEBT
    severity = Severity.ERROR
    sources = ("constitution:security-definer-search-path", "splinter:function_search_path_mutable")

    invokers: bool = option(False, "Check functions that run with their caller's rights too.")
    allowed: tuple[str, ...] = option(
        (), 'The search paths that are allowed ("" is the empty one); any if the list is empty.'
    )

    def check_catalog(self, state: State) -> Iterator[Finding]:
        for routine in own_routines(state):
            if self._fits(routine):
                continue
            if cause := became(state.changes_of(routine.oid), self._spoils):
                yield self._finding(routine, cause.find(_name_then(cause)), state)

    def _spoils(self, change: Change) -> bool | None:
        """Return whether the routine breaks the rule after a change; None if the change can't affect that."""
        match change:
            case RoutineCreated(routine=now) | RoutineReplaced(after=now) | RoutineAltered(after=now):
                return not self._fits(now)
        return None

    def _fits(self, routine: Routine) -> bool:
        if not routine.security_definer and not self.invokers:
            return True
        path = _search_path(routine)
        if path is None:
            return False
        return not self.allowed or path in self.allowed

    def _finding(self, routine: Routine, place: Place, state: State) -> Finding:
        signature = state.catalog.signature(routine)
        path = _search_path(routine)
        rights = "its owner's rights" if routine.security_definer else "its caller's rights"
        effect = (
            "a caller can make its owner run other tables and functions"
            if routine.security_definer
            else "its names resolve differently for each caller"
        )
        if path is None:
            message = f"{routine.kind} {signature} runs with {rights} but doesn't set search_path: {effect}."
        else:
            now = path or "''"
            message = f"{routine.kind} {signature} sets search_path = {now}, which isn't an allowed value."
        wanted = (self.allowed[0] if self.allowed else "") or "''"
        alter = f"ALTER {routine.kind.upper()} {quote_routine(routine, state.catalog)} SET search_path = "
        return self.finding(
            message,
            place,
            help=f"{alter}{wanted};",
            remedy=Remedy(partial(self._altered, alter, routine, state), behind=written_at(routine, state)),
            object=state.catalog.ref(routine),
        )

    def _altered(self, alter: str, routine: Routine, state: State) -> tuple[str, ...]:
        """Return the ALTER with a path that resolves all names of the body; () if that is unknown or not allowed."""
        schemas = needed_schemas(routine, state.catalog)
        if not self.allowed:
            return () if schemas is None else (f"{alter}{as_setting(schemas)};",)
        for path in self.allowed:
            if schemas is not None and set(schemas) <= {part.strip(' "') for part in path.split(",")}:
                value = path or "''"
                return (f"{alter}{value};",)
        return ()


def _name_then(change: Change) -> str:
    """Return the routine's name after a change; it may have been renamed since."""
    return change.subject.name if isinstance(change.subject, Routine) else ""


def _search_path(routine: Routine) -> str | None:
    """Return the search_path that the function sets; None if it sets none."""
    for setting in routine.config:
        name, _, value = setting.partition("=")
        if name == "search_path":
            return "" if value in ('""', "''") else value
    return None
