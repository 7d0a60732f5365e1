"""missing-policy."""

from __future__ import annotations

from collections.abc import Iterator

from miglint import (
    PUBLIC,
    Finding,
    Kind,
    Place,
    Policy,
    PolicyAltered,
    PolicyCreated,
    PolicyDropped,
    RowSecurityChanged,
    Rule,
    Severity,
    State,
    Table,
    exposed_tables,
    joined,
    option,
)

COMMANDS = ("SELECT", "INSERT", "UPDATE", "DELETE")


class MissingPolicy(Rule):
    """A table lacks a policy of its own for one of the four commands.

    ## Why
    Row-level security lets nothing through that no policy speaks of, and it does so in silence: an UPDATE without a
    policy changes no rows and reports success. One policy for each of SELECT, INSERT, UPDATE and DELETE says at a
    glance what is allowed; `FOR ALL` hides it, so it does not count here (`for_all` makes it).

    Permissive policies count whose roles include the role or PUBLIC. A table of the profile `reference` needs the one
    for SELECT only, one of the profile `system` none. Tables without any policy are what `rls-without-policy` is about.

    ## Bad
    ```sql
    CREATE TABLE contacts (id bigint PRIMARY KEY);
    ALTER TABLE contacts ENABLE ROW LEVEL SECURITY;
    CREATE POLICY "use contacts" ON contacts FOR ALL TO authenticated USING (auth.role() = 'authenticated');
    ```

    ## Good
    ```sql
    CREATE TABLE contacts (id bigint PRIMARY KEY);
    ALTER TABLE contacts ENABLE ROW LEVEL SECURITY;
    CREATE POLICY "read contacts" ON contacts FOR SELECT TO authenticated USING (auth.role() = 'authenticated');
    CREATE POLICY "add contacts" ON contacts FOR INSERT TO authenticated WITH CHECK (auth.role() = 'authenticated');
    CREATE POLICY "edit contacts" ON contacts FOR UPDATE TO authenticated
      USING (auth.role() = 'authenticated') WITH CHECK (auth.role() = 'authenticated');
    CREATE POLICY "drop contacts" ON contacts FOR DELETE TO authenticated USING (auth.role() = 'authenticated');
    ```

    ## References
    - https://www.postgresql.org/docs/current/sql-createpolicy.html
    """

    kind = Kind.DEBT
    severity = Severity.WARNING
    sources = ("constitution:policy-per-command",)

    role: str = option("authenticated", "The role that needs the policies.")
    for_all: bool = option(False, "Let a policy FOR ALL count for the four.")

    def check_catalog(self, state: State) -> Iterator[Finding]:
        if not state.catalog.roles.get(self.role):
            return
        for table in exposed_tables(state):
            policies = state.catalog.policies_of(table.oid)
            if not table.rls_enabled or not policies:
                continue
            profile = state.target.profile(table.schema, table.name).kind
            needed = {"system": (), "reference": ("SELECT",)}.get(profile, COMMANDS)
            commands = {policy.command for policy in policies if self._counts(policy)}
            if self.for_all and "ALL" in commands:
                continue
            lacking = [command for command in needed if command not in commands]
            if not lacking or not (state.catalog.knows("policies", table) and state.catalog.knows("rls", table)):
                continue
            places = list(_places(table, state, lacking))
            yield self.finding(
                self._message(table, policies, lacking),
                places[0],
                help="Write one policy for each command, or name the table under [profiles].",
                object=state.catalog.ref(table),
                causes=places,
            )

    def _counts(self, policy: Policy) -> bool:
        return policy.permissive and not {self.role, PUBLIC}.isdisjoint(policy.roles)

    def _message(self, table: Table, policies: list[Policy], lacking: list[str]) -> str:
        text = f"{table.qualified} has no policy for {joined(lacking, 'or')} that lets {self.role} in"
        together = [policy.name for policy in policies if policy.command == "ALL" and self._counts(policy)]
        if together:
            return f'{text} by itself: "{together[0]}" is FOR ALL, which hides what is allowed.'
        return text + "; such a command finds no rows, or is refused."


def _places(table: Table, state: State, lacking: list[str]) -> Iterator[Place]:
    """The last DROP POLICY that took one away, where the table is made, then all that decided about its policies."""
    for change in reversed(state.changes_of(table.oid)):
        if isinstance(change, PolicyDropped) and change.policy.command in lacking and not change.cascaded:
            yield change.find(change.policy.name)
            break
    yield table.place()
    for change in state.changes_of(table.oid):
        match change:
            case PolicyCreated(policy=policy) | PolicyAltered(after=policy) | PolicyDropped(policy=policy):
                yield change.find(policy.name)
            case RowSecurityChanged():
                yield change.find(table.name)
