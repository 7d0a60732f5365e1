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
    """A SECURITY DEFINER function leaves it to its caller where names are looked up.

    ## Why
    Such a function runs with its owner's rights, and without `SET search_path` it finds `contacts` wherever the
    caller's search_path leads: who can create a table or function in a schema before yours lets the owner run theirs.
    `SET search_path = ''`, with qualified names in the body, is the safest; a fixed list is safe where nobody else may
    create in its schemas.

    `CREATE OR REPLACE FUNCTION` without SET takes an earlier one away.

    ## Bad
    ```sql
    CREATE FUNCTION sign_off() RETURNS void LANGUAGE sql SECURITY DEFINER AS 'SELECT 1';
    ```

    ## Good
    ```sql
    CREATE FUNCTION sign_off() RETURNS void LANGUAGE sql SECURITY DEFINER SET search_path = public AS 'SELECT 1';
    ```

    ## References
    - https://www.postgresql.org/docs/current/sql-createfunction.html#SQL-CREATEFUNCTION-SECURITY
    - https://supabase.com/docs/guides/database/database-linter?lint=0011_function_search_path_mutable; that lint is
      about functions that run as their caller too: `invokers = true`
    """

    kind = Kind.DEBT
    severity = Severity.ERROR
    sources = ("constitution:security-definer-search-path", "splinter:function_search_path_mutable")

    invokers: bool = option(False, "Judge functions too that run with their caller's rights.")
    allowed: tuple[str, ...] = option((), 'The only search paths that will do, "" for the empty one; () for any.')

    def check_catalog(self, state: State) -> Iterator[Finding]:
        for routine in own_routines(state):
            if self._fits(routine):
                continue
            if cause := became(state.changes_of(routine.oid), self._spoils):
                yield self._finding(routine, cause.find(_name_then(cause)), state)

    def _spoils(self, change: Change) -> bool | None:
        """Return whether a change leaves the routine unfit; None where it says nothing of that."""
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
        if path is None:
            message = f"{routine.kind} {signature} runs with {rights} but without a search_path of its own."
        else:
            said = path or "''"
            message = f"{routine.kind} {signature} says search_path = {said}, which is not one of those allowed."
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
        """The ALTER with a path on which the body finds all that it uses; none where that isn't known, or allowed."""
        schemas = needed_schemas(routine, state.catalog)
        if not self.allowed:
            return () if schemas is None else (f"{alter}{as_setting(schemas)};",)
        for path in self.allowed:
            if schemas is not None and set(schemas) <= {part.strip(' "') for part in path.split(",")}:
                said = path or "''"
                return (f"{alter}{said};",)
        return ()


def _name_then(change: Change) -> str:
    """Return the name that the routine had after a change; it may be called something else by now."""
    return change.subject.name if isinstance(change.subject, Routine) else ""


def _search_path(routine: Routine) -> str | None:
    """The function's own search_path, None where it has none."""
    for setting in routine.config:
        name, _, value = setting.partition("=")
        if name == "search_path":
            return "" if value in ('""', "''") else value
    return None
