"""An ignore comment silences nothing: found by the engine, documented here."""

from __future__ import annotations

from miglint import Kind, Rule, Severity


class UnusedIgnore(Rule):
    """An ignore comment silences nothing.

    ## Why
    An ignore comment that silences nothing misleads: readers believe that there is a known problem, and should
    the problem come back in another shape, the old comment hides it. Usually the SQL was mended and the comment
    stayed, or the comment stands at the wrong statement.

    Files that are applied already are left alone, since nobody may edit them.

    ## Bad
    ```sql
    -- miglint: ignore[missing-grant] the platform grants it
    comment on schema public is 'the API';
    ```

    ## Good
    ```sql
    comment on schema public is 'the API';
    ```
    """

    kind = Kind.ENGINE
    severity = Severity.WARNING
    fixed_by_engine = True
