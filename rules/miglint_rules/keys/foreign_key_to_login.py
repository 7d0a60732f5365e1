"""foreign-key-to-login."""

from __future__ import annotations

from collections.abc import Iterator

from miglint import Finding, Kind, Rule, Severity, State, joined

from ._keys import columns_of, foreign_keys, key_place


class ForeignKeyToLogin(Rule):
    """Foreign key references a non-primary-key column in auth.

    ## Why
    Supabase only guarantees the primary keys of the schema `auth`. A key to another unique column, such as `auth.users
    (phone)`, depends on an index that Supabase may drop or change in any release: the key then blocks that release, or
    is dropped with the index.

    ## Bad
    ```sql
    CREATE TABLE profiles (id bigint PRIMARY KEY, phone text REFERENCES auth.users (phone));
    ```

    ## Good
    ```sql
    CREATE TABLE profiles (id bigint PRIMARY KEY, user_id uuid REFERENCES auth.users (id));
    ```

    ## References
    - https://supabase.com/docs/guides/database/database-linter?lint=0021_fkey_to_auth_unique
    """

    kind = Kind.DEBT
    severity = Severity.ERROR
    sources = ("constitution:fk-to-auth", "splinter:fkey_to_auth_unique")

    def check_catalog(self, state: State) -> Iterator[Finding]:
        for table, key in foreign_keys(state):
            target = state.catalog.table(key.ref_relation or 0)
            if target is None or target.schema != "auth" or target.assumed or not key.ref_columns:
                continue
            primary = [c for c in state.catalog.constraints_of(target.oid) if c.kind == "primary key"]
            if not primary or set(key.ref_columns) == set(primary[0].columns):
                continue
            if place := key_place(table, key, state):
                yield self.finding(
                    f"{table.qualified}.{columns_of(table, key)} references {target.qualified} "
                    f"({joined(target.names(key.ref_columns))}), not its primary key: a Supabase release may break it.",
                    place,
                    help=f"Reference {target.qualified} ({joined(target.names(primary[0].columns))}) instead.",
                    object=state.catalog.ref(key),
                )
