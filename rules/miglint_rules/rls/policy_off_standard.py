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
    """A policy's condition is not the one that the constitution writes for such a table.

    ## Why
    Where every shared table says the same, a reader checks a policy at a glance, and the one that differs stands out.
    What the same is depends on what a table is to the team, so the table's profile (`[profiles]`) decides:

    - `shared` (every table without a profile) and `junction`: one of `canonical`
    - `reference`: one of `canonical` or true for SELECT; other commands as they like
    - `owner` and `tenant`: any condition that asks for the profile's column
    - `system`: anything

    Conditions are compared as PostgreSQL reads them: casts, `(select auth.role())` around a call and the order around
    `=`, AND and OR make no difference, and `deleted_at IS NULL` beside it is no other condition. Judged are permissive
    policies that name the role; those for PUBLIC are what `policy-to-public` is about. An empty `canonical` leaves
    shared tables alone.

    The policies of a table are told together: those that ask only whether somebody is signed in, in other words, and
    those that are narrower. A table with narrower ones may be right and only lack its profile.

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
        ("auth.role() = 'authenticated'",), "The conditions that a shared table's policies may have."
    )
    role: str = option("authenticated", "The role whose policies are judged.")
    soft_delete: str = option("deleted_at", "The column whose IS NULL may stand beside the condition.")

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
        """One finding for the policies of a table that differ in the same way: they are narrower, or they are not."""
        names = [f'"{policy.name}"' for policy, _ in found]
        shown = joined(names[:3] + ([f"{len(names) - 3} more"] if len(names) > 3 else []))
        many = len(names) > 1
        policy, place = found[0]
        profile = state.target.profile(table.schema, table.name)
        return self.finding(
            f"{'the policies' if many else 'policy'} {shown} on {table.qualified} {self._says(profile, narrow, many)}.",
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
        """Whether a condition lets only some rows or some people through: it reads a column, or asks a function or
        table that knows more than who is signed in."""
        for kind, fields in walk(node, ("ColumnRef", "FuncCall")):
            match kind, fields:
                case "ColumnRef", {"fields": parts} if strings(parts)[-1] != self.soft_delete:
                    return True
                case "FuncCall", {"funcname": parts} if list_name(parts) not in _SESSION:
                    return True
        return False

    def _says(self, profile: Profile, narrow: bool, many: bool) -> str:
        if profile.column is not None:
            return f"{'do' if many else 'does'} not ask for {profile.column}, which says whose a row is"
        verb = "ask" if many else "asks"
        if narrow:
            return f"{verb} for more than {self.canonical[0]}, as if it were no {profile.kind} table"
        return f"{verb} otherwise than the {profile.kind} tables' own"

    def _help(self, table: Table, profile: Profile, narrow: bool) -> str:
        if profile.column is not None:
            return f"Compare {profile.column} with the user in USING and WITH CHECK."
        if narrow:
            return f'Say what {table.name} is under [profiles]: owner = {{ {table.name} = "..." }}, or system.'
        return f"Write {' or '.join(self.canonical)}, or give the table its profile under [profiles]."


def _mentions(node: Node, column: str) -> bool:
    """Whether an expression reads a column of this name."""
    return any(kind == "ColumnRef" and strings(fields["fields"])[-1] == column for kind, fields in walk(node))


def _is_null_test(node: Node, column: str) -> bool:
    match node:
        case {"NullTest": {"nulltesttype": "IS_NULL", "arg": {"ColumnRef": {"fields": parts}}}}:
            return strings(parts)[-1] == column
    return False
