"""invoker-policy-function."""

from __future__ import annotations

from collections.abc import Iterator

from miglint import (
    Catalog,
    Finding,
    Kind,
    Routine,
    RoutineAltered,
    Rule,
    Severity,
    State,
    Table,
    body_statements,
    exposed_policies,
    own_routines,
    range_name,
    walk,
)


class InvokerPolicyFunction(Rule):
    """Policy function reads a protected table as its caller.

    ## Why
    A helper such as `is_admin()` is called for every query. If it runs as its caller, the policies of the tables
    that it reads apply to it too: it returns false for rows that the caller can't see, and if those policies call
    it again, the query fails with "stack depth limit exceeded". Write SECURITY DEFINER with a fixed search_path for
    helpers of this kind.

    ## Bad
    ```sql
    CREATE TABLE staff (user_id uuid PRIMARY KEY, role text);
    ALTER TABLE staff ENABLE ROW LEVEL SECURITY;
    CREATE FUNCTION is_admin() RETURNS boolean LANGUAGE sql STABLE AS $$
      SELECT EXISTS (SELECT FROM public.staff WHERE user_id = auth.uid() AND role = 'admin')
    $$;
    CREATE POLICY "read staff" ON staff FOR SELECT TO authenticated USING (is_admin());
    ```

    ## Good
    ```sql
    CREATE TABLE staff (user_id uuid PRIMARY KEY, role text);
    ALTER TABLE staff ENABLE ROW LEVEL SECURITY;
    CREATE FUNCTION is_admin() RETURNS boolean LANGUAGE sql STABLE SECURITY DEFINER SET search_path = '' AS $$
      SELECT EXISTS (SELECT FROM public.staff WHERE user_id = auth.uid() AND role = 'admin')
    $$;
    CREATE POLICY "read staff" ON staff FOR SELECT TO authenticated USING (is_admin());
    ```

    ## References
    - https://supabase.com/docs/guides/database/postgres/row-level-security#use-security-definer-functions
    """

    kind = Kind.DEBT
    severity = Severity.WARNING
    sources = ("constitution:rls-helper-shape",)

    def check_catalog(self, state: State) -> Iterator[Finding]:
        invokers = {r.oid: r for r in own_routines(state) if not r.security_definer and r.kind == "function"}
        called: dict[int, str] = {}
        for policy, table in exposed_policies(state) if invokers else ():
            for ref in policy.depends:
                if ref.oid in invokers:
                    called.setdefault(ref.oid, f'"{policy.name}" on {table.qualified}')
        for oid, caller in called.items():
            routine = invokers[oid]
            protected = _reads_protected(routine, state.catalog)
            changes = [c for c in state.changes_of(oid) if isinstance(c, RoutineAltered)]
            altered = next((c.find(routine.name) for c in reversed(changes) if c.before.security_definer), None)
            if protected is not None and (place := altered or routine.place()):
                signature = state.catalog.signature(routine)
                yield self.finding(
                    f"policy {caller} calls {signature}, which reads {protected.qualified} as its caller: "
                    "the policies there apply too, so it can return a wrong answer or recurse.",
                    place,
                    help="Qualify the names in its body, then: "
                    f"ALTER FUNCTION {signature} SECURITY DEFINER SET search_path = '';",
                    object=state.catalog.ref(routine),
                )


def _reads_protected(routine: Routine, catalog: Catalog) -> Table | None:
    """Return a table with row-level security that a routine's body reads; None if there is none."""
    if "from" not in (routine.body or "from").lower():
        return None
    for node in body_statements(routine):
        for _, fields in walk(node, ("RangeVar",)):
            name = range_name(fields)
            found = catalog.named(name.schema or "public", name.name)
            if isinstance(found, Table) and found.rls_enabled:
                return found
    return None
