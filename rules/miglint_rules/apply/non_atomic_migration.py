"""non-atomic-migration."""

from __future__ import annotations

from collections.abc import Iterator

from miglint import Finding, Kind, Rule, RunAgainRefused, Severity, Step, option


class NonAtomicMigration(Rule):
    """Migration commits in steps and can't be run again.

    ## Why
    Supabase's CLI 3 (and 2 since 2.109) runs a file as one transaction, but takes CREATE INDEX CONCURRENTLY, DROP INDEX
    CONCURRENTLY, REINDEX TABLE CONCURRENTLY, VACUUM, ALTER SYSTEM and CLUSTER out of it: what stands before is
    committed first. If the index then can't be built (a timeout, a deadlock, duplicate values), what was committed
    stays, and the file isn't recorded as applied. The next `supabase db push` runs it again from its first line and
    fails at once, because the column is there already.

    A file with several BEGIN ... COMMIT, or with the first line `-- pg-delta: transaction=false`, fails in the same
    way, but says so itself; `explicit = true` reports it too.

    The file is replayed a second time on what its earlier steps leave behind: a file whose statements can all be
    repeated (IF NOT EXISTS, OR REPLACE, DROP ... IF EXISTS before CREATE) isn't reported.

    ## Bad
    ```sql
    CREATE TABLE notes (id bigint PRIMARY KEY, title text);
    ```
    ```sql
    ALTER TABLE notes ADD COLUMN slug text;
    CREATE INDEX CONCURRENTLY notes_slug_idx ON notes (slug);
    ```

    ## Good
    ```sql
    CREATE TABLE notes (id bigint PRIMARY KEY, title text);
    ```
    ```sql
    ALTER TABLE notes ADD COLUMN slug text;
    ```
    ```sql
    CREATE INDEX CONCURRENTLY notes_slug_idx ON notes (slug);
    ```

    ## References
    - [CREATE INDEX CONCURRENTLY](https://www.postgresql.org/docs/current/sql-createindex.html#SQL-CREATEINDEX-CONCURRENTLY)
    """

    kind = Kind.HAZARD
    severity = Severity.WARNING

    explicit: bool = option(False, "Whether files that commit by BEGIN and COMMIT or by a directive are reported too.")

    def check_change(self, change: RunAgainRefused, step: Step) -> Iterator[Finding]:
        if change.cut is None and not self.explicit:
            return
        again = change.refusal.place("the second run fails here")
        why, advice = "the file has several transactions", "Put each transaction into its own migration file"
        if change.cut is not None:
            why = f"{change.command} runs alone, which ends the file's transaction"
            advice = "Move it to a migration file that contains nothing else"
        yield self.finding(
            f"{why}: if the file fails from here on, what ran before stays but isn't recorded, and the next run fails "
            f"in line {again.start.line}: {change.refusal.message} ({change.refusal.sqlstate}).",
            (change.cut or change.statement).place(),
            help=f"{advice}, or write what can be repeated (IF NOT EXISTS, OR REPLACE).",
            related=(again,),
        )
