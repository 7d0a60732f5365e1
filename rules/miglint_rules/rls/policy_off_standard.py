"""policy-off-standard."""

from __future__ import annotations

from collections.abc import Iterator

from miglint import (
    PUBLIC,
    Finding,
    Kind,
    Name,
    Node,
    Place,
    Policy,
    Profile,
    Rule,
    Severity,
    State,
    Table,
    conjuncts,
    exposed_policies,
    is_true,
    joined,
    list_name,
    normal_form,
    option,
    parse_expression,
    strings,
    walk,
)

from ._policies import clauses, policy_place

_SESSION = (Name("auth", "uid"), Name("auth", "role"))


class PolicyOffStandard(Rule):
    """Policy condition differs from the standard of its table profile.

    ## Why
    If all shared tables have the same policy, a reader checks one at a glance, and a policy that differs stands
    out. What the standard is depends on what a table is for, so the table's profile (`[profiles]`) decides:

    - `shared` (every table without a profile) and `junction`: one of `canonical`
    - `reference`: one of `canonical` or true for SELECT; any condition for other commands
    - `owner` and `tenant`: any condition that reads the profile's column
    - `system`: any condition

    Conditions are compared as PostgreSQL parses them: casts, `(select auth.role())` around a call and the order
    around `=`, AND and OR make no difference, and an additional `deleted_at IS NULL` is ignored. The rule checks
    permissive policies that name the role; those for PUBLIC are reported by `policy-to-public`. With an empty
    `canonical` it skips shared tables.

    The policies of a table are reported together: in one finding those that also check only for a signed-in user
    but in other words, in another those that are stricter. A table with stricter policies may be right and only
    lack its profile.

    ## Bad
    ```sql
    CREATE TABLE contacts (id bigint PRIMARY KEY);
    ALTER TABLE contacts ENABLE ROW LEVEL SECURITY;
    CREATE POLICY "read contacts" ON contacts FOR SELECT TO authenticated USING (auth.uid() IS NOT NULL);
    ```

    ## Good
    ```sql
    CREATE TABLE contacts (id bigint PRIMARY KEY);
    ALTER TABLE contacts ENABLE ROW LEVEL SECURITY;
    CREATE POLICY "read contacts" ON contacts FOR SELECT TO authenticated USING (auth.role() = 'authenticated');
    ```

    ## References
    - https://supabase.com/docs/guides/database/postgres/row-level-security; Supabase calls `auth.role()` deprecated
      and writes `TO authenticated USING (true)`: put that, or `(select auth.uid()) is not null`, into `canonical`.
    """

    kind = Kind.DEBT
    severity = Severity.WARNING
    sources = (
        "constitution:policy-predicate-standard",
        "constitution:policy-owner-predicate",
        "constitution:policy-tenant-column",
    )

    canonical: tuple[str, ...] = option(
        ("auth.role() = 'authenticated'",), "The standard conditions of policies on shared tables."
    )
    role: str = option("authenticated", "The role whose policies are checked.")
    soft_delete: str = option("deleted_at", "The column whose IS NULL test may be added to the condition.")

    def check_catalog(self, state: State) -> Iterator[Finding]:
        canonical = [normal_form(parse_expression(text)) for text in self.canonical]
        found: dict[tuple[int, bool], list[tuple[Policy, Place]]] = {}
        for policy, table in exposed_policies(state):
            if not policy.permissive or self.role not in policy.roles or PUBLIC in policy.roles:
                continue
            profile = state.target.profile(table.schema, table.name)
            if self._fits(policy, profile, canonical):
                continue
            place = policy_place(policy, state, lambda now: not self._fits(now, profile, canonical))  # noqa: B023
            if place:
                narrow = profile.column is None and any(self._narrows(clause.node) for _, clause in clauses(policy))
                found.setdefault((table.oid, narrow), []).append((policy, place))
        for (oid, narrow), policies in found.items():
            if (on := state.catalog.table(oid)) is not None:
                yield self._finding(on, policies, narrow, state)

    def _finding(self, table: Table, found: list[tuple[Policy, Place]], narrow: bool, state: State) -> Finding:
        """Return one finding for the policies of a table that differ in the same way (stricter, or not)."""
        names = [f'"{policy.name}"' for policy, _ in found]
        shown = joined(names[:3] + ([f"{len(names) - 3} more"] if len(names) > 3 else []))
        many = len(names) > 1
        policy, place = found[0]
        profile = state.target.profile(table.schema, table.name)
        return self.finding(
            f"{'policies' if many else 'policy'} {shown} on {table.qualified} {self._defect(profile, narrow, many)}.",
            place,
            help=self._help(table, profile, narrow),
            object=state.catalog.ref(table) if many else state.catalog.ref(policy),
            related=[Place(other.migration, other.span, f'"{each.name}"') for each, other in found[1:]],
            causes=[each for _, each in found],
        )

    def _fits(self, policy: Policy, profile: Profile, canonical: list[object]) -> bool:
        nodes = [clause.node for _, clause in clauses(policy)]
        match profile.kind:
            case "system":
                return True
            case "owner" | "tenant":
                return all(_mentions(node, profile.column or "") for node in nodes)
            case "reference" if policy.command != "SELECT" or all(map(is_true, nodes)):
                return True
        return not canonical or all(self._is_canonical(node, canonical) for node in nodes)

    def _is_canonical(self, node: Node, canonical: list[object]) -> bool:
        if normal_form(node) in canonical:
            return True
        parts = [part for part in conjuncts(node) if not _is_null_test(part, self.soft_delete)]
        return len(parts) == 1 and normal_form(parts[0]) in canonical

    def _narrows(self, node: Node) -> bool:
        """Return whether a condition depends on more than the session: it reads a column or calls another function."""
        for kind, fields in walk(node, ("ColumnRef", "FuncCall")):
            match kind, fields:
                case "ColumnRef", {"fields": parts} if strings(parts)[-1] != self.soft_delete:
                    return True
                case "FuncCall", {"funcname": parts} if list_name(parts) not in _SESSION:
                    return True
        return False

    def _defect(self, profile: Profile, narrow: bool, many: bool) -> str:
        not_do = "don't" if many else "doesn't"
        if profile.column is not None:
            return f"{not_do} test {profile.column}: rows of every {profile.kind} are allowed"
        if narrow:
            return (
                f"{'are' if many else 'is'} stricter than the standard of {profile.kind} tables, {self.canonical[0]}: "
                "some users or rows are excluded"
            )
        return (
            f"{not_do} use the standard condition of {profile.kind} tables: each reader has to work out who is let in"
        )

    def _help(self, table: Table, profile: Profile, narrow: bool) -> str:
        if profile.column is not None:
            whom = "the current user" if profile.kind == "owner" else f"the current user's {profile.kind}"
            return f"Compare {profile.column} with {whom} in USING and WITH CHECK."
        if narrow:
            return (
                f"If {table.name} is meant to be stricter, set its profile under [profiles]: "
                f'owner = {{ {table.name} = "..." }}, or system.'
            )
        return f"Write {' or '.join(self.canonical)}, or set the table's profile under [profiles]."


def _mentions(node: Node, column: str) -> bool:
    """Return whether an expression reads a column of this name."""
    return any(kind == "ColumnRef" and strings(fields["fields"])[-1] == column for kind, fields in walk(node))


def _is_null_test(node: Node, column: str) -> bool:
    match node:
        case {"NullTest": {"nulltesttype": "IS_NULL", "arg": {"ColumnRef": {"fields": parts}}}}:
            return strings(parts)[-1] == column
    return False
