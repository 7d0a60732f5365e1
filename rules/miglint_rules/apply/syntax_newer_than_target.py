"""syntax-newer-than-target."""

from __future__ import annotations

from collections.abc import Iterator

from miglint import FileSteps, Finding, Kind, Rule, Severity

from ._versions import newer_syntax


class SyntaxNewerThanTarget(Rule):
    """Syntax is newer than the target's PostgreSQL version.

    ## Why
    miglint reads the grammar of PostgreSQL 18. Syntax from a newer version is a syntax error in an older one (42601):
    the statement works on a new local server and fails on the project's. The target's version is `[db] major_version`
    in supabase/config.toml, or `postgres-version` in miglint's settings.

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
                f"PostgreSQL {version} doesn't support {feature.what}, new in version {feature.since} (42601): the "
                "migration fails here.",
                statement.place(feature.location),
                help=feature.instead or f"Avoid this syntax, or set postgres-version to {feature.since} or later.",
                sqlstate="42601",
            )
