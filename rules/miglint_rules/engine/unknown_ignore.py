"""unknown-ignore: the engine reports it."""

from __future__ import annotations

from miglint import Kind, Rule, Severity


class UnknownIgnore(Rule):
    """Ignore comment names a rule that doesn't exist.

    ## Why
    The name is misspelled, or the rule was renamed. The comment has no effect, though it looks as if it did.

    Local rules that `--no-local-rules` turns off count as existing.

    ## Bad
    ```sql
    -- miglint: ignore[mising-grant] the platform grants it
    create table public.countries (code text primary key);
    grant select on public.countries to authenticated;
    ```

    ## Good
    ```sql
    create table public.countries (code text primary key);
    grant select on public.countries to authenticated;
    ```

    ## Fix safety
    Safe: only the comment changes, and it silences nothing. A misspelled name is replaced by the closest rule name.
    """

    kind = Kind.ENGINE
    severity = Severity.WARNING
    fixed_by_engine = True
