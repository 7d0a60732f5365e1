"""unknown-object."""

from __future__ import annotations

from ._refused import RefusalRule

_ADVICE = {
    "42P01": "Check the spelling and the schema, and that the table is made before this statement runs.",
    "42703": "Check the spelling, and that the column is added before this statement runs.",
    "42704": "Check the spelling, and that it is made before this statement runs; IF EXISTS forgives what may be gone.",
    "42883": "Check the name and the argument types, and that the function is made before this statement runs.",
    "3F000": "Write CREATE SCHEMA before this statement.",
}


class UnknownObject(RefusalRule):
    """A statement names a table, column, type, function, role or schema that is not there.

    ## Why
    PostgreSQL looks every name up when the migration runs. One that was mistyped, dropped or renamed by an earlier
    file, or is only made by a later one, stops the file (42P01, 42703, 42704, 42883, 3F000), and with it everything
    after it.

    A table that no migration ever made, and that is called like none of those there are, is not reported here: the
    history then lacks its beginning, which `incomplete-history` says once.

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

    ## References
    - [PostgreSQL error codes](https://www.postgresql.org/docs/current/errcodes-appendix.html)
    """

    reason = "missing"
    advice_by_sqlstate = _ADVICE
    reported_by = ("migration-order",)
