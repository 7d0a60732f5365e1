"""applied-migration-changed."""

from __future__ import annotations

from collections.abc import Iterator

from miglint import FileChange, Finding, History, Kind, Migration, Rule, Severity, Target

from ._files import SUPABASE_NAME


class AppliedMigrationChanged(Rule):
    """A migration that is applied already was edited, renamed or deleted.

    ## Why
    Databases that have run the file never run it again, and those that are made from now on (a preview branch, a
    colleague's machine, the next project) run another text: the two drift apart, and nothing tells anybody. Supabase
    remembers versions: a version that is recorded and has no file ends `supabase db push` ("Remote migration versions
    not found in local migrations directory"), and a file under a new version runs a second time. Tools that keep check
    sums refuse the edit itself.

    Applied are the files up to `applied-until` in the settings that the git base has (`--since`, the target branch
    that the CI names, else the merge-base with the default branch). Without that setting, or without git, the rule is
    silent. What must change goes into a new migration.

    ## Bad
    ```toml
    applied-until = "20250126000000"
    ```
    What git's base has, and what the change makes of it:
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
            return f"{change.name} is applied already, and this change deletes it."
        case "renamed":
            return f"{change.before} is applied already, and this change renames it to {change.name}."
    return f"{change.name} is applied already, and this change edits it."


def _help(change: FileChange, version: str) -> str:
    if change.status == "edited":
        return f"Take the edit back, and put what must change into a new migration, after {version}."
    return "Put it back. If that is on purpose (a squash), repair the recorded versions: `supabase migration repair`."
