"""applied-migration-changed."""

from __future__ import annotations

from collections.abc import Iterator

from miglint import FileChange, Finding, History, Kind, Migration, Rule, Severity, Target

from ._files import SUPABASE_NAME


class AppliedMigrationChanged(Rule):
    """Applied migration was edited, renamed or deleted.

    ## Why
    Databases that have run the file never run it again, and new ones (a preview branch, a developer's machine, the next
    project) run a different text: the two drift apart without an error.

    Supabase records versions. If a recorded version has no file, `supabase db push` stops ("Remote migration versions
    not found in local migrations directory"), and a file under a new version runs a second time. Tools that compare
    checksums refuse the edit itself. Write the change as a new migration.

    Files up to `applied-until` count as applied, as it is set in the git base (`--since`, the target branch that the CI
    names, otherwise the merge-base with the default branch).

    ## Bad
    ```toml
    applied-until = "20250126000000"
    ```
    The file in the git base, and after the change:
    ```base 20250126000000_create_contacts.sql
    CREATE TABLE contacts (id bigint PRIMARY KEY);
    ```
    ```sql 20250126000000_create_contacts.sql
    CREATE TABLE contacts (id bigint PRIMARY KEY, email text);
    ```

    ## Good
    ```toml
    applied-until = "20250126000000"
    ```
    ```base 20250126000000_create_contacts.sql
    CREATE TABLE contacts (id bigint PRIMARY KEY);
    ```
    ```sql 20250126000000_create_contacts.sql
    CREATE TABLE contacts (id bigint PRIMARY KEY);
    ```
    ```sql 20250127000000_add_email.sql
    ALTER TABLE contacts ADD COLUMN email text;
    ```

    ## Limits
    Without `applied-until`, or without git, nothing is reported.

    ## References
    - https://supabase.com/docs/guides/deployment/database-migrations
    - https://supabase.com/docs/reference/cli/supabase-migration-repair
    """

    kind = Kind.HISTORY
    severity = Severity.ERROR
    sources = ("constitution:migration-edited",)
    judges_applied = True

    def check_history(self, history: History, target: Target) -> Iterator[Finding]:
        if history.base is None or history.applied_until is None:
            return
        here = {migration.name: migration for migration in history.migrations}
        for change in history.base.changes:
            version = _version(change.before)
            if version is None or int(version) > int(history.applied_until):
                continue
            migration = here.get(change.name) or Migration(history.folder / change.name, "", version=version)
            yield self.finding(_message(change), migration.place(), help=_help(change, version))


def _version(name: str | None) -> str | None:
    match = SUPABASE_NAME.fullmatch(name or "")
    return match[1] if match and "/" not in match[0] else None


def _message(change: FileChange) -> str:
    match change.status:
        case "deleted":
            return f"{change.name} is already applied, but this change deletes it: new databases are built without it."
        case "renamed":
            return f"{change.before} is already applied, but this change renames it to {change.name}: it may run again."
    return f"{change.name} is already applied, but this change edits it: databases that ran it don't get the edit."


def _help(change: FileChange, version: str) -> str:
    if change.status == "edited":
        return f"Undo the edit, and write the change as a new migration after {version}."
    return "Restore it. If this is intended (a squash), run `supabase migration repair` for the recorded versions."
