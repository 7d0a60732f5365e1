"""unknown-object."""

from __future__ import annotations

from collections.abc import Iterator

from miglint import Finding, State

from .._complete_history import certainly_missing
from ._refused import RefusalRule

_ADVICE = {
    "42P01": "Check the spelling and the schema, and that the table is created before this statement runs.",
    "42703": "Check the spelling, and that the column is added before this statement runs.",
    "42704": "Check the spelling, and that it is created before this statement runs. IF EXISTS skips what is missing.",
    "42883": "Check the name and the argument types, and that the function is created before this statement runs.",
    "3F000": "Write CREATE SCHEMA before this statement.",
}


class UnknownObject(RefusalRule):
    """Statement names an object that doesn't exist.

    ## Why
    PostgreSQL looks up every name when the migration runs. A table, column, type, function, role or schema that is
    misspelled, was dropped or renamed by an earlier file, or is only created by a later one, stops the file (42P01,
    42703, 42704, 42883, 3F000) and everything after it.

    ## Bad
    ```sql
    CREATE TABLE contacts (id bigint PRIMARY KEY, email text);
    ```
    ```sql
    CREATE INDEX contacts_mail_idx ON contacts (mail);
    ```

    ## Good
    ```sql
    CREATE TABLE contacts (id bigint PRIMARY KEY, email text);
    ```
    ```sql
    CREATE INDEX contacts_email_idx ON contacts (email);
    ```

    ## Limits
    A table that no migration creates, with a name unlike that of any other, is not reported here: the history then
    lacks its beginning, which `incomplete-history` reports once. Where the migrations make all tables that they use,
    a function, type or schema that nothing makes is reported here.

    ## References
    - [PostgreSQL error codes](https://www.postgresql.org/docs/current/errcodes-appendix.html)
    """

    reason = "missing"
    advice_by_sqlstate = _ADVICE
    reported_by = ("migration-order",)

    def check_catalog(self, state: State) -> Iterator[Finding]:
        for assumption in certainly_missing(state):
            place = assumption.statement.place(assumption.location)
            name = assumption.object.removeprefix("public.")
            quoted = f"{name}()" if assumption.kind == "function" else f'"{name}"'
            yield self.finding(
                f"{assumption.kind} {quoted} does not exist ({assumption.sqlstate}): the migration fails here.",
                place,
                help=assumption.hint or self.advice_by_sqlstate[assumption.sqlstate],
                causes=[place],
                sqlstate=assumption.sqlstate,
            )
