"""broken-seed."""

from __future__ import annotations

from collections.abc import Iterator

from miglint import Finding, Kind, Rule, SeedFailed, Severity, Step, replace


class BrokenSeed(Rule):
    """A seed file uses a table or column that the migrations have dropped, renamed or never made.

    ## Why
    `supabase db reset` runs the files of `[db.seed] sql_paths` (seed.sql where config.toml says nothing else) after the
    last migration. A migration that drops or renames a column breaks the INSERTs there, and the next reset on every
    colleague's machine and every preview branch ends in an error (42P01, 42703). The finding lies at the migration that
    took the thing away, where one did, else in the seed.

    Seeds of more than 2 MB are not read.

    ## Bad
    ```sql 20250101000000_people.sql
    CREATE TABLE people (id bigint PRIMARY KEY, name text);
    ```
    ```sql 20250102000000_names.sql
    ALTER TABLE people RENAME COLUMN name TO full_name;
    ```
    ```sql ../seed.sql
    INSERT INTO people (id, name) VALUES (1, 'Ada');
    ```

    ## Good
    ```sql 20250101000000_people.sql
    CREATE TABLE people (id bigint PRIMARY KEY, name text);
    ```
    ```sql 20250102000000_names.sql
    ALTER TABLE people RENAME COLUMN name TO full_name;
    ```
    ```sql ../seed.sql
    INSERT INTO people (id, full_name) VALUES (1, 'Ada');
    ```

    ## References
    - [Seeding your database](https://supabase.com/docs/guides/local-development/seeding-your-database)
    """

    kind = Kind.APPLY
    severity = Severity.ERROR

    def check_change(self, change: SeedFailed, step: Step) -> Iterator[Finding]:
        place = change.place()
        help = f"{change.hint} Change {place.migration.name} along with the migrations.".strip()
        if not change.causes:
            message = f"The seed fails after the last migration: {change.message} ({change.sqlstate})."
            yield self.finding(message, place, help=help, sqlstate=change.sqlstate)
            return
        cause = replace(change.causes[0], message="")
        yield self.finding(
            f"This migration breaks {place.migration.name}:{place.start.line}: {change.message} ({change.sqlstate}).",
            cause,
            help=help,
            related=[replace(place, message="the seed uses it here")],
            sqlstate=change.sqlstate,
        )
