"""type-change-with-dependents."""

from __future__ import annotations

from ._refused import RefusalRule


class TypeChangeWithDependents(RefusalRule):
    """Column used by a view, policy or trigger changes type.

    ## Why
    PostgreSQL refuses ALTER COLUMN TYPE (0A000) while a view, a policy, a generated column, or the condition or column
    list of a trigger reads the column. Drop those objects before the type change and create them again after it.

    ## Bad
    ```sql
    CREATE TABLE contacts (id bigint PRIMARY KEY, owner text);
    CREATE POLICY own ON contacts FOR SELECT TO authenticated USING (owner = 'me');
    ```
    ```sql
    ALTER TABLE contacts ALTER COLUMN owner TYPE varchar(80);
    ```

    ## Good
    ```sql
    CREATE TABLE contacts (id bigint PRIMARY KEY, owner text);
    CREATE POLICY own ON contacts FOR SELECT TO authenticated USING (owner = 'me');
    ```
    ```sql
    DROP POLICY own ON contacts;
    ALTER TABLE contacts ALTER COLUMN owner TYPE varchar(80);
    CREATE POLICY own ON contacts FOR SELECT TO authenticated USING (owner = 'me');
    ```

    ## References
    - [ALTER TABLE](https://www.postgresql.org/docs/current/sql-altertable.html)
    """

    reason = "type in use"
    advice = "Drop it before the type change and create it again after it, in the same migration."
    sources = ("constitution:type-change-dependents",)
