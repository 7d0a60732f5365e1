"""migration-order."""

from __future__ import annotations

from collections.abc import Iterator

from miglint import (
    Change,
    Finding,
    History,
    Kind,
    Migration,
    Rule,
    SchemaCreated,
    SequenceCreated,
    Severity,
    State,
    TableCreated,
    Target,
    TypeCreated,
    ViewCreated,
    option,
)

from ._files import SUPABASE_NAME, time_of


class MigrationOrder(Rule):
    """Migration sorts before one that it should follow.

    ## Why
    Supabase applies files in the order of their names and records versions. It refuses a new file that sorts before the
    last applied one ("Found local migration files to be inserted before the last migration on remote database"), and on
    an empty database the file runs in an order that was never tested.

    A file is new if the git base doesn't have it: `--since`, the target branch that the CI names, otherwise the
    merge-base with the default branch. Versions up to `applied-until` in the settings count as applied.

    Without git, a file that uses an object which only a later file creates is reported. `max-backdate` also compares
    versions with git's log: a version many days older than the commit that added the file was made up, or the file was
    left lying while others were applied.

    ## Bad
    ```sql 20250126000000_add_email.sql
    ALTER TABLE contacts ADD COLUMN email text;
    ```
    ```sql 20250127000000_create_contacts.sql
    CREATE TABLE contacts (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY);
    ```

    ## Good
    ```sql 20250126000000_create_contacts.sql
    CREATE TABLE contacts (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY);
    ```
    ```sql 20250127000000_add_email.sql
    ALTER TABLE contacts ADD COLUMN email text;
    ```

    ## References
    - https://supabase.com/docs/reference/cli/supabase-migration-up
    """

    kind = Kind.HISTORY
    severity = Severity.ERROR
    sources = ("constitution:migration-order",)

    max_backdate: int = option(0, "How many days a version may be older than its file's first commit; 0 for any.")

    def check_history(self, history: History, target: Target) -> Iterator[Finding]:
        yield from self._inserted(history)
        if self.max_backdate > 0:
            yield from self._backdated(history)

    def _backdated(self, history: History) -> Iterator[Finding]:
        added = history.added()
        for migration in history.migrations:
            made, came = time_of(migration.version or ""), added.get(migration.name)
            if made is None or came is None or (came - made).days <= self.max_backdate:
                continue
            yield self.finding(
                f"{migration.name} was committed on {came:%Y-%m-%d}, {(came - made).days} days after its version: "
                "Supabase refuses it where later files are applied.",
                migration.place(),
                help="Use the current time as the version of a new file; `supabase migration new` does.",
            )

    def _inserted(self, history: History) -> Iterator[Finding]:
        if history.base is None or not history.supabase:
            return
        applied = {match[1]: name for name in history.base.names if (match := SUPABASE_NAME.fullmatch(name))}
        if not applied:
            return
        # Supabase compares versions as text (supabase/cli, pkg/migration/apply.go).
        newest = max(applied)
        last = max(newest, history.applied_until or "")
        there = f"{applied[newest]}"
        if last != newest:
            there = f"{last}, the last applied version"
        here = next((m for m in history.migrations if m.name == applied[newest]), None)
        for migration in history.migrations:
            version = migration.version
            if version is None or version in applied or migration.name in history.base.names or version > last:
                continue
            yield self.finding(
                f"{migration.name} is new but sorts before {there}: `supabase db push` refuses it.",
                migration.place(),
                help=f"Rename it to a version after {last}; `supabase migration new` generates one.",
                related=[here.place("the newest migration before this change")] if here else [],
            )

    def check_catalog(self, state: State) -> Iterator[Finding]:
        created = _created(state)
        seen: set[Migration] = set()
        order = {migration.path: number for number, migration in enumerate(state.migrations)}
        for assumption in sorted(
            state.catalog.assumptions, key=lambda a: (a.statement.migration.name, a.statement.start)
        ):
            user = assumption.statement.visible.migration
            later = created.get(assumption.object)
            if later is None or user.role != "migration" or user in seen:
                continue
            maker = later.statement.visible.migration
            if maker.role != "migration" or order.get(maker.path, 0) <= order.get(user.path, 0):
                continue
            seen.add(user)
            yield self.finding(
                f"{assumption.object} is used here, but {maker.name} creates it later: a new database fails here.",
                assumption.statement.place(assumption.location),
                help=f"Rename this file so that it sorts after {maker.name}, or that file to sort before this one.",
                related=[later.place("created here")],
                causes=[assumption.statement.place(assumption.location), later.place("created here")],
            )


def _created(state: State) -> dict[str, Change]:
    """Return the change that first creates each object, by qualified name."""
    found: dict[str, Change] = {}
    for changes in state.changes.values():
        for change in changes:
            match change:
                case TableCreated(table=made) | ViewCreated(view=made):
                    found.setdefault(made.qualified, change)
                case TypeCreated(type=made):
                    found.setdefault(f"{made.schema}.{made.name}", change)
                case SequenceCreated(sequence=made):
                    found.setdefault(made.qualified, change)
                case SchemaCreated(name=name):
                    found.setdefault(name, change)
    return found
