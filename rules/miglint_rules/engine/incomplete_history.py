"""The migrations use objects that none of them creates: found by the engine, documented here."""

from __future__ import annotations

from miglint import Kind, Rule, Severity


class IncompleteHistory(Rule):
    """The migrations use objects that none of them creates.

    ## Why
    The migrations use objects that none of them creates: tables that were made in the dashboard, or a beginning
    that was squashed away. On an empty database (a preview branch, a colleague's machine, `supabase db reset`)
    the first such statement fails. And miglint is blind for these objects: it doesn't know their columns, keys,
    policies and grants.

    One finding per history names them. Give miglint their definition: `base = ["schema.sql"]` in the settings
    or `--schema` on the command line, with a dump (`supabase db dump -f schema.sql`) or the folder of the older
    migrations. It is replayed first.

    ## Bad
    ```sql
    alter table public.invoices add column paid_at timestamptz;
    ```

    ## Good
    ```sql
    create table public.invoices (id bigint primary key);
    alter table public.invoices add column paid_at timestamptz;
    ```

    ## References
    - [ERROR 42P01, undefined_table](https://www.postgresql.org/docs/current/errcodes-appendix.html)
    - [supabase db dump](https://supabase.com/docs/reference/cli/supabase-db-dump)
    """

    kind = Kind.HISTORY
    severity = Severity.WARNING
    sources = ("constitution:migration-baseline-missing",)
    judges_applied = True
