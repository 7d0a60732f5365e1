"""An ignore comment does not say why: found by the engine, documented here."""

from __future__ import annotations

from miglint import Kind, Rule, Severity


class IgnoreWithoutReason(Rule):
    """An ignore comment does not say why.

    ## Why
    Whoever reads the comment in a year needs to know why the rule was silenced, and whether the reason still
    holds. The comment silences without a reason too; this note only asks for the missing words. They go behind
    the bracket.

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
