"""incomplete-history."""

from __future__ import annotations

from collections.abc import Iterator

from miglint import Assumption, Finding, Kind, Rule, Severity, State, joined, listed, plural, replace

from .._complete_history import certainly_missing, never_made

SHOWN = 6
"""How many names a message lists before it counts the rest."""
PLURALS = {"index": "indices"}


class IncompleteHistory(Rule):
    """Migrations use objects that no migration creates.

    ## Why
    The tables were created in the dashboard, or the first migrations were removed. On an empty database (a preview
    branch, a developer's machine, `supabase db reset`) the first such statement fails. miglint can't check these
    objects either: it doesn't know their columns, keys, policies and grants.

    One finding per history names them, and on Supabase another one the roles. On other platforms roles are usually made
    outside the migrations. To give miglint their definition, set `base = ["schema.sql"]` in the settings or
    pass `--schema`, with a dump (`supabase db dump -f schema.sql`) or the folder of the older migrations. The base is
    replayed first.

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

    kind = Kind.ENGINE
    severity = Severity.WARNING
    sources = ("constitution:migration-baseline-missing",)
    judges_applied = True

    def check_catalog(self, state: State) -> Iterator[Finding]:
        missing = never_made(state)
        if state.target.platform == "supabase":
            yield from self._roles([a for a in missing if a.kind == "role"])
        missing = [a for a in missing if a.kind != "role"]
        if not missing or certainly_missing(state):
            return
        order = {migration.path: number for number, migration in enumerate(state.migrations)}
        missing.sort(key=lambda a: (order.get(a.statement.migration.path, 0), a.statement.start))
        first: dict[str, Assumption] = {}
        for assumption in missing:
            first.setdefault(assumption.object, assumption)
        places = [a.statement.place(a.location, f"first use of {name}") for name, a in first.items()]
        kinds: dict[str, list[str]] = {}
        for name, assumption in first.items():
            kinds.setdefault("table" if assumption.kind == "relation" else assumption.kind, []).append(name)
        what = joined(
            f"{plural(len(names), kind, PLURALS.get(kind, ''))} ({listed(names, SHOWN)})"
            for kind, names in kinds.items()
        )
        yield self.finding(
            f"the history is incomplete: it uses {what} that no migration creates. "
            "Their grants, policies, indexes and keys are not checked.",
            replace(places[0], message=""),
            help="Add the base schema: `supabase db dump --linked -f supabase/base.sql`, "
            'then base = ["supabase/base.sql"] in miglint.toml (or --schema supabase/base.sql).',
            related=places[1:],
            causes=places,
            sqlstate=missing[0].sqlstate,
        )

    def _roles(self, missing: list[Assumption]) -> Iterator[Finding]:
        """Report roles apart: they belong to the whole server, and a file beside the migrations can create them."""
        if not missing:
            return
        places = [a.statement.place(a.location, f"first use of {a.object}") for a in missing]
        names = [a.object for a in missing]
        yield self.finding(
            f"the history is incomplete: it uses {plural(len(names), 'role')} ({listed(names, SHOWN)}) that neither a "
            "migration nor supabase/roles.sql creates. On a new server the statement fails.",
            replace(places[0], message=""),
            help=f"Create the {'role' if len(names) == 1 else 'roles'} in supabase/roles.sql, which runs first.",
            related=places[1:],
            causes=places,
            sqlstate=missing[0].sqlstate,
        )
