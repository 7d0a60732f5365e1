"""syntax-newer-than-target."""

from __future__ import annotations

from collections.abc import Iterator

from miglint import FileSteps, Finding, Kind, Rule, Severity

from ._versions import newer_syntax


class SyntaxNewerThanTarget(Rule):
    """A statement uses syntax that the target's PostgreSQL does not know yet.

    ## Why
    miglint reads the grammar of PostgreSQL 18. What a newer version brought is a syntax error in an older one (42601):
    the statement passes on a new local server and fails on the project's. The target's version comes from
    `[db] major_version` in supabase/config.toml, or from `postgres-version`.

    ## Bad
    ```sql
    CREATE TABLE people (
      first text, last text,
      name text GENERATED ALWAYS AS (first || ' ' || last) VIRTUAL
    );
    ```

    ## Good
    ```sql
    CREATE TABLE people (
      first text, last text,
      name text GENERATED ALWAYS AS (first || ' ' || last) STORED
    );
    ```

    ## References
    - [PostgreSQL feature matrix](https://www.postgresql.org/about/featurematrix/)
    """

    kind = Kind.APPLY
    severity = Severity.ERROR

    def check_file(self, file: FileSteps) -> Iterator[Finding]:
        version = file.target.postgres_version
        for statement, feature in newer_syntax(file.migration, version):
            yield self.finding(
                f"PostgreSQL {version} does not know {feature.what}: it came with {feature.since} (42601).",
                statement.place(feature.location),
                help=feature.instead or f"Write it another way, or set postgres-version to {feature.since} or later.",
                sqlstate="42601",
            )
