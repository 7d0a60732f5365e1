"""policy-off-standard."""

from __future__ import annotations

from collections.abc import Iterator

from miglint import (
    PUBLIC,
    Finding,
    Kind,
    Node,
    Policy,
    Profile,
    Rule,
    Severity,
    State,
    conjuncts,
    is_true,
    normal_form,
    option,
    parse_expression,
    strings,
    walk,
)

from ._policies import clauses, exposed_policies, policy_place, policy_ref


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
        for policy, table in exposed_policies(state):
            if not policy.permissive or self.role not in policy.roles or PUBLIC in policy.roles:
                continue
            profile = state.target.profile(table.schema, table.name)
            if self._fits(policy, profile, canonical):
                continue
            place = policy_place(policy, state, lambda now: not self._fits(now, profile, canonical))  # noqa: B023
            if place:
                yield self.finding(
                    f'policy "{policy.name}" on {table.qualified} {self._says(profile)}.',
                    place,
                    help=self._help(profile),
                    object=policy_ref(policy, table),
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

    def _says(self, profile: Profile) -> str:
        if profile.kind in ("owner", "tenant"):
            return f"does not ask for {profile.column}, which says whose a row is"
        return f"has another condition than the {profile.kind} tables' own"

    def _help(self, profile: Profile) -> str:
        if profile.kind in ("owner", "tenant"):
            return f"Compare {profile.column} with the user in USING and WITH CHECK."
        return f"Write {' or '.join(self.canonical)}, or give the table its profile under [profiles]."


def _mentions(node: Node, column: str) -> bool:
    """Whether an expression reads a column of this name."""
    return any(kind == "ColumnRef" and strings(fields["fields"])[-1] == column for kind, fields in walk(node))


def _is_null_test(node: Node, column: str) -> bool:
    match node:
        case {"NullTest": {"nulltesttype": "IS_NULL", "arg": {"ColumnRef": {"fields": parts}}}}:
            return strings(parts)[-1] == column
    return False
