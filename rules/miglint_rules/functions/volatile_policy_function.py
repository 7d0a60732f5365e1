"""volatile-policy-function."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from miglint import (
    Finding,
    Kind,
    Remedy,
    Routine,
    Rule,
    Severity,
    State,
    body_statements,
    exposed_policies,
    joined,
    own_routines,
    quote_routine,
    walk,
)

from ._routines import written_at

WRITES = frozenset(
    {"InsertStmt", "UpdateStmt", "DeleteStmt", "MergeStmt", "TruncateStmt", "CreateStmt", "LockingClause"}
)


class VolatilePolicyFunction(Rule):
    """Policy calls a VOLATILE function.

    ## Why
    VOLATILE is the default of a function and means that each call may return another result. So PostgreSQL calls it
    for every row, and can't use an index for the comparison. A helper that only looks up the current user is
    STABLE.

    ## Bad
    ```sql
    CREATE FUNCTION is_admin() RETURNS boolean LANGUAGE sql AS 'SELECT true';
    CREATE TABLE contacts (id bigint PRIMARY KEY);
    ALTER TABLE contacts ENABLE ROW LEVEL SECURITY;
    CREATE POLICY "read contacts" ON contacts FOR SELECT TO authenticated USING (is_admin());
    ```

    ## Good
    ```sql
    CREATE FUNCTION is_admin() RETURNS boolean LANGUAGE sql STABLE AS 'SELECT true';
    CREATE TABLE contacts (id bigint PRIMARY KEY);
    ALTER TABLE contacts ENABLE ROW LEVEL SECURITY;
    CREATE POLICY "read contacts" ON contacts FOR SELECT TO authenticated USING (is_admin());
    ```

    ## Fix safety
    Unsafe: a STABLE function must not write. Nothing is offered if the body has a statement that writes, or is in
    another language than SQL and PL/pgSQL; functions that it calls are not checked.

    ## References
    - https://www.postgresql.org/docs/current/xfunc-volatility.html
    """

    kind = Kind.DEBT
    severity = Severity.WARNING
    sources = ("constitution:rls-helper-shape",)

    def check_catalog(self, state: State) -> Iterator[Finding]:
        volatile = {r.oid: r for r in own_routines(state) if r.volatility == "volatile" and r.kind == "function"}
        callers: dict[int, list[str]] = {}
        for policy, table in exposed_policies(state) if volatile else ():
            for oid in {ref.oid for ref in policy.depends} & volatile.keys():
                callers.setdefault(oid, []).append(f'"{policy.name}" on {table.qualified}')
        for oid, names in callers.items():
            signature = state.catalog.signature(volatile[oid])
            shown = joined(names[:2] + ([f"{len(names) - 2} more"] if len(names) > 2 else []))
            alter = f"ALTER FUNCTION {quote_routine(volatile[oid], state.catalog)} STABLE;"
            yield self.finding(
                f"function {signature} is VOLATILE, but {'policy' if len(names) == 1 else 'policies'} {shown} "
                f"{'calls' if len(names) == 1 else 'call'} it: PostgreSQL runs it for every row.",
                volatile[oid].place(),
                help=alter,
                object=state.catalog.ref(volatile[oid]),
                remedy=Remedy(
                    partial(_unless_it_writes, volatile[oid], alter), behind=written_at(volatile[oid], state)
                ),
            )


def _unless_it_writes(routine: Routine, alter: str) -> tuple[str, ...]:
    """Return the ALTER; () if the body writes, which STABLE forbids (PostgreSQL docs, 36.7), or can't be parsed."""
    if routine.language not in ("sql", "plpgsql"):
        return ()
    return () if any(kind in WRITES for node in body_statements(routine) for kind, _ in walk(node)) else (alter,)
