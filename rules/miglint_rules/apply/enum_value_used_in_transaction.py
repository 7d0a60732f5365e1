"""enum-value-used-in-transaction."""

from __future__ import annotations

from collections.abc import Iterator

from miglint import Finding, Kind, Rule, Severity, StatementRefused, Step

from ._refused import refused, rule_of


class EnumValueUsedInTransaction(Rule):
    """A new value of an enum is used in the transaction that adds it.

    ## Why
    ALTER TYPE ADD VALUE makes a value that PostgreSQL accepts only once the transaction is committed: a default, a
    check, a policy or an UPDATE that names it in the same file fails (55P04), because Supabase runs a file as one
    transaction.

    ## Bad
    ```sql
    CREATE TYPE stage AS ENUM ('new', 'won');
    CREATE TABLE deals (id bigint PRIMARY KEY, stage stage);
    ```
    ```sql
    ALTER TYPE stage ADD VALUE 'lost';
    ALTER TABLE deals ALTER COLUMN stage SET DEFAULT 'lost';
    ```

    ## Good
    ```sql
    CREATE TYPE stage AS ENUM ('new', 'won');
    CREATE TABLE deals (id bigint PRIMARY KEY, stage stage);
    ```
    ```sql
    ALTER TYPE stage ADD VALUE 'lost';
    ```
    ```sql
    ALTER TABLE deals ALTER COLUMN stage SET DEFAULT 'lost';
    ```

    ## References
    - [ALTER TYPE](https://www.postgresql.org/docs/current/sql-altertype.html)
    """

    kind = Kind.APPLY
    severity = Severity.ERROR
    sources = ("constitution:enum-add-value-use",)

    def check_change(self, change: StatementRefused, step: Step) -> Iterator[Finding]:
        if rule_of(change) == self.name:
            yield refused(self, change, "Add the value in a migration of its own, and use it in the next one.")
