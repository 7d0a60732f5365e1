"""ignore-without-reason: the engine reports it."""

from __future__ import annotations

from miglint import Kind, Rule, Severity


class IgnoreWithoutReason(Rule):
    """Ignore comment doesn't say why.

    ## Why
    People who read the comment a year later need to know why the rule was silenced, and whether the reason is still
    valid. The comment works without a reason; this note only asks for one. Write it after the bracket.

    ## Bad
    ```sql
    -- miglint: ignore[missing-grant]
    create table public.job_queue (id bigint primary key);
    ```

    ## Good
    ```sql
    -- miglint: ignore[missing-grant] only workers read it, as service_role
    create table public.job_queue (id bigint primary key);
    ```
    """

    kind = Kind.ENGINE
    severity = Severity.NOTE
