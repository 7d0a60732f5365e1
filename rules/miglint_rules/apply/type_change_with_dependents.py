"""type-change-with-dependents."""

from __future__ import annotations

from ._refused import RefusalRule


class TypeChangeWithDependents(RefusalRule):
    """A column changes its type while a view, policy, trigger or generated column reads it.

    ## Why
    ALTER COLUMN TYPE is refused (0A000) while a view, a policy, a trigger's column list or condition, or a
    generated column reads the column: PostgreSQL would have to rewrite those, and does not. They have to be dropped
    before and made again after.

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
    advice = "Drop it before the change and make it again after, in the same migration."
    sources = ("constitution:type-change-dependents",)
