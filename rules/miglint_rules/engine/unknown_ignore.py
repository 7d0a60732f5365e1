"""An ignore comment names a rule that does not exist: found by the engine, documented here."""

from __future__ import annotations

from miglint import Kind, Rule, Severity


class UnknownIgnore(Rule):
    """An ignore comment names a rule that does not exist.

    ## Why
    An ignore comment names a rule that doesn't exist: it is misspelt, or the rule was renamed. The comment has
    no effect, though it looks as if it had one.

    A local rule that `--no-local-rules` shuts off counts as known.

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
    """

    kind = Kind.ENGINE
    severity = Severity.WARNING
    fixed_by_engine = True
