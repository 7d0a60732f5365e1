"""broken-seed."""

from __future__ import annotations

from collections.abc import Iterator

from miglint import Finding, Kind, Rule, SeedFailed, Severity, Step, replace


class BrokenSeed(Rule):
    """Seed file doesn't fit the tables that the migrations make.

    ## Why
    `supabase db reset` runs the files of `[db.seed] sql_paths` (seed.sql by default) after the last migration. If a
    migration drops or renames a column that a seed uses, the next reset fails (42P01, 42703) on every developer's
    machine and on every preview branch. The same happens if a seed leaves out a column that is NOT NULL (23502),
    writes a column that PostgreSQL fills (428C9), writes a value that the column's type doesn't have (22P02), or names
    columns without a unique key in ON CONFLICT (42P10).

    The finding is placed at the migration that dropped or renamed the object, otherwise in the seed.

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

    ## Limits
    Seeds larger than 2 MB are not read.

    ## References
    - [Seeding your database](https://supabase.com/docs/guides/local-development/seeding-your-database)
    """

    kind = Kind.APPLY
    severity = Severity.ERROR

    def check_change(self, change: SeedFailed, step: Step) -> Iterator[Finding]:
        place = change.place()
        help = f"{change.hint} Change {place.migration.name} to match the migrations.".strip()
        if not change.causes:
            message = f"the seed fails after the last migration: {change.message} ({change.sqlstate})."
            yield self.finding(message, place, help=help, sqlstate=change.sqlstate)
            return
        cause = replace(change.causes[0], message="")
        yield self.finding(
            f"this migration breaks {place.migration.name}:{place.start.line}: {change.message} ({change.sqlstate}).",
            cause,
            help=help,
            related=[replace(place, message="the seed uses it here")],
            sqlstate=change.sqlstate,
        )
