"""dependent-object."""

from __future__ import annotations

from ._refused import RefusalRule


class DependentObject(RefusalRule):
    """Statement drops an object that other objects depend on.

    ## Why
    PostgreSQL refuses to drop a table, column, type or function while a view, policy, trigger, key or function uses it
    (2BP01), and the migration stops. CASCADE would drop all of those too, without naming them: policies and views
    included.

    ## Bad
    ```sql
    CREATE TABLE contacts (id bigint PRIMARY KEY, email text);
    CREATE VIEW mails WITH (security_invoker = true) AS SELECT email FROM contacts;
    ```
    ```sql
    ALTER TABLE contacts DROP COLUMN email;
    ```

    ## Good
    ```sql
    CREATE TABLE contacts (id bigint PRIMARY KEY, email text);
    CREATE VIEW mails WITH (security_invoker = true) AS SELECT email FROM contacts;
    ```
    ```sql
    DROP VIEW mails;
    ALTER TABLE contacts DROP COLUMN email;
    ```

    ## References
    - [Dependency tracking](https://www.postgresql.org/docs/current/ddl-depend.html)
    """

    reason = "dependent"
    advice = "Drop or change what depends on it first, in the same migration."
