"""unused-ignore: the engine reports it."""

from __future__ import annotations

from miglint import Kind, Rule, Severity


class UnusedIgnore(Rule):
    """Ignore comment silences nothing.

    ## Why
    Readers assume that there is a known problem, and if a similar problem comes back, the old comment hides it. Usually
    the SQL was fixed and the comment stayed, or the comment is at the wrong statement.

    Comments in applied files are not reported, because these files must not be edited.

    ## Bad
    ```sql
    -- miglint: ignore[missing-grant] the platform grants it
    comment on schema public is 'the API';
    ```

    ## Good
    ```sql
    comment on schema public is 'the API';
    ```

    ## Fix safety
    Safe: only the comment is removed, and it silences nothing.
    """

    kind = Kind.ENGINE
    severity = Severity.WARNING
    fixed_by_engine = True
