"""view-columns-changed."""

from __future__ import annotations

from ._refused import RefusalRule


class ViewColumnsChanged(RefusalRule):
    """CREATE OR REPLACE VIEW drops, renames or reorders columns.

    ## Why
    OR REPLACE can only add columns at the end: the existing ones must keep their order, names and types (42P16). A
    column that is inserted in the middle renames all columns after it.

    ## Bad
    ```sql
    CREATE TABLE contacts (id bigint PRIMARY KEY, email text);
    CREATE VIEW mails WITH (security_invoker = true) AS SELECT id, email FROM contacts;
    ```
    ```sql
    CREATE OR REPLACE VIEW mails WITH (security_invoker = true) AS SELECT email FROM contacts;
    ```

    ## Good
    ```sql
    CREATE TABLE contacts (id bigint PRIMARY KEY, email text);
    CREATE VIEW mails WITH (security_invoker = true) AS SELECT id, email FROM contacts;
    ```
    ```sql
    DROP VIEW mails;
    CREATE VIEW mails WITH (security_invoker = true) AS SELECT email FROM contacts;
    ```

    ## References
    - [CREATE VIEW](https://www.postgresql.org/docs/current/sql-createview.html)
    """

    reason = "view columns"
    advice = "Add new columns at the end, or drop the view first and grant its privileges again."
