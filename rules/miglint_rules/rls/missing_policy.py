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
    """Table has no policy for one of the four commands.

    ## Why
    Row-level security refuses everything that no policy allows, and mostly without an error: an UPDATE without a
    policy changes no rows and reports success. With one policy each for SELECT, INSERT, UPDATE and DELETE a reader
    sees what is allowed. A `FOR ALL` policy hides that, so it doesn't count here unless `for_all` is set.

    Permissive policies count if they name the role or PUBLIC. A table with the profile `reference` needs a policy
    for SELECT only, one with the profile `system` none. Tables without any policy are reported by
    `rls-without-policy`.

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
    for_all: bool = option(False, "A policy FOR ALL counts for all four commands.")

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
                help="Create one policy for each of these commands, or set the table's profile under [profiles].",
                object=state.catalog.ref(table),
                causes=places,
            )

    def _counts(self, policy: Policy) -> bool:
        return policy.permissive and not {self.role, PUBLIC}.isdisjoint(policy.roles)

    def _message(self, table: Table, policies: list[Policy], lacking: list[str]) -> str:
        together = [policy.name for policy in policies if policy.command == "ALL" and self._counts(policy)]
        if together:
            return (
                f"{table.qualified} has no separate policy for {joined(lacking, 'or')} by {self.role}: "
                f'the FOR ALL policy "{together[0]}" hides which commands are meant.'
            )
        return f"{table.qualified} has no policy for {joined(lacking, 'or')} by {self.role}: {_effect(lacking)}."


def _effect(lacking: list[str]) -> str:
    """Return what a user sees of commands without a policy."""
    silent = [command for command in lacking if command != "INSERT"]
    effects = [f"{joined(silent)} silently {'matches' if len(silent) == 1 else 'match'} no rows"] if silent else []
    if "INSERT" in lacking:
        effects.append("INSERT fails with 42501")
    return ", and ".join(effects)


def _places(table: Table, state: State, lacking: list[str]) -> Iterator[Place]:
    """Yield the last DROP POLICY of a lacking command, the CREATE TABLE, then all statements about its policies."""
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
