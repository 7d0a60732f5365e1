"""person-reference."""

from __future__ import annotations

from collections.abc import Iterator
from fnmatch import fnmatchcase

from miglint import Constraint, Finding, Kind, Rule, Severity, State, Table, option

from ._keys import columns_of, foreign_keys, key_place, key_ref


class PersonReference(Rule):
    """A foreign key points at auth.users instead of the table of people.

    ## Why
    People are rows of the application's own table, which has their names, survives a deleted login, and can be read
    through the API; `auth.users` can't. One key leads from there to the login (`allowed`), all others to that table.

    ## Bad
    ```sql
    CREATE TABLE sales (id bigint PRIMARY KEY, user_id uuid REFERENCES auth.users (id));
    CREATE TABLE tasks (id bigint PRIMARY KEY, created_by uuid REFERENCES auth.users (id));
    ```

    ## Good
    ```sql
    CREATE TABLE sales (id bigint PRIMARY KEY, user_id uuid REFERENCES auth.users (id));
    CREATE TABLE tasks (id bigint PRIMARY KEY, created_by bigint REFERENCES sales (id));
    ```

    ## References
    - https://supabase.com/docs/guides/auth/managing-user-data
    """

    kind = Kind.DEBT
    severity = Severity.WARNING
    sources = ("constitution:person-reference",)

    allowed: tuple[str, ...] = option(
        ("sales.user_id",), "Globs of columns that may point at logins, as table.column or schema.table.column."
    )

    def check_catalog(self, state: State) -> Iterator[Finding]:
        users = state.catalog.named("auth", "users")
        for table, key in foreign_keys(state):
            if users is None or key.ref_relation != users.oid or self._allows(table, key):
                continue
            target = state.catalog.table(users.oid)
            # A key to another column than the id is what foreign-key-to-login is about.
            if target is not None and target.names(key.ref_columns) not in ([], ["id"]):
                continue
            if place := key_place(table, key, state):
                yield self.finding(
                    f"{table.qualified}.{columns_of(table, key)} points at auth.users.",
                    place,
                    help=f"Point it at the table of people, which points at the login: {', '.join(self.allowed)}.",
                    object=key_ref(table, key),
                )

    def _allows(self, table: Table, key: Constraint) -> bool:
        names = [
            f"{prefix}.{column}" for prefix in (table.name, table.qualified) for column in table.names(key.columns)
        ]
        return any(fnmatchcase(name, glob) for glob in self.allowed for name in names)
