"""person-reference."""

from __future__ import annotations

from collections.abc import Iterator
from fnmatch import fnmatchcase

from miglint import Constraint, Finding, Kind, Rule, Severity, State, Table, option

from ._keys import columns_of, foreign_keys, key_place


class PersonReference(Rule):
    """Foreign key references auth.users instead of the people table.

    ## Why
    The application's table of people has their names, keeps them after a login is deleted, and can be read through the
    API; `auth.users` can't. One key of that table references the login (`allowed`); all other keys should reference
    that table.

    If no key of `allowed` exists, a table with one row per login counts as the table of people.

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
        ("sales.user_id",), "Globs of columns that may reference logins, as table.column or schema.table.column."
    )

    def check_catalog(self, state: State) -> Iterator[Finding]:
        users = state.catalog.table(found.oid) if (found := state.catalog.named("auth", "users")) else None
        if users is None:
            return
        # foreign-key-to-login reports keys to another column than the id.
        keys = [(table, key) for table, key in foreign_keys(state) if key.ref_relation == users.oid]
        keys = [(table, key) for table, key in keys if users.names(key.ref_columns) in ([], ["id"])]
        people = [(table, key) for table, key in keys if self._allows(table, key)]
        others = [(table, key) for table, key in keys if not self._allows(table, key)]
        if not people:
            # A table with one row per login is the table of people, whatever its name.
            people = [(table, key) for table, key in others if _is_one_to_one(table, key, state)]
            others = [each for each in others if each not in people]
        for table, key in others:
            if place := key_place(table, key, state):
                leads = ", ".join(f"{t.name}.{columns_of(t, k)}" for t, k in people[:2]) or ", ".join(self.allowed)
                yield self.finding(
                    f"{table.qualified}.{columns_of(table, key)} references auth.users, which the API can't read.",
                    place,
                    help=f"Reference the table of people instead, the one whose key references the login: {leads}.",
                    object=state.catalog.ref(key),
                )

    def _allows(self, table: Table, key: Constraint) -> bool:
        names = [
            f"{prefix}.{column}" for prefix in (table.name, table.qualified) for column in table.names(key.columns)
        ]
        return any(fnmatchcase(name, glob) for glob in self.allowed for name in names)


def _is_one_to_one(table: Table, key: Constraint, state: State) -> bool:
    """Return whether a table has at most one row per login."""
    return any(
        index.unique and [k.attnum for k in index.keys] == list(key.columns)
        for index in state.catalog.indexes(table.oid)
    )
