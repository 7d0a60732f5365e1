"""invalid-policy-clause."""

from __future__ import annotations

from ._refused import RefusalRule


class InvalidPolicyClause(RefusalRule):
    """Policy has a clause that its command doesn't allow.

    ## Why
    INSERT reads no existing rows, so its policy has no USING. SELECT and DELETE write no rows, so their policies have
    no WITH CHECK (42601).

    ## Bad
    ```sql
    CREATE TABLE notes (id bigint PRIMARY KEY);
    CREATE POLICY add ON notes FOR INSERT TO authenticated USING (true);
    ```

    ## Good
    ```sql
    CREATE TABLE notes (id bigint PRIMARY KEY);
    CREATE POLICY add ON notes FOR INSERT TO authenticated WITH CHECK (true);
    ```

    ## References
    - [CREATE POLICY](https://www.postgresql.org/docs/current/sql-createpolicy.html)
    """

    reason = "policy clause"
    advice = "Write WITH CHECK for INSERT, USING for SELECT and DELETE, both for UPDATE."
