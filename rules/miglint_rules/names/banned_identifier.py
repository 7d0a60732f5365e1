"""banned-identifier."""

from __future__ import annotations

from collections.abc import Iterator

from miglint import Finding, Kind, Rule, Severity, State, matches_glob, option

from ._objects import named_objects


class BannedIdentifier(Rule):
    """Name is on the list of banned names.

    ## Why
    When `deals` became `opportunities`, every new `deal_id` brought the old word back, and readers ask which of the two
    is meant. `names` lists banned names as globs; by default, temporary names.

    ## Bad
    ```sql
    CREATE TABLE tmp_contacts (id bigint PRIMARY KEY);
    ```

    ## Good
    ```sql
    CREATE TABLE imported_contacts (id bigint PRIMARY KEY);
    ```

    ## References
    - https://www.postgresql.org/docs/current/sql-syntax-lexical.html#SQL-SYNTAX-IDENTIFIERS
    """

    kind = Kind.STYLE
    severity = Severity.WARNING
    sources = ("constitution:banned-identifier",)

    names: tuple[str, ...] = option(("tmp_*", "temp_*", "foo", "foo_*"), "Globs of the banned names.")

    def check_catalog(self, state: State) -> Iterator[Finding]:
        if not self.names:
            return
        for named in named_objects(state):
            glob = next((glob for glob in self.names if matches_glob(named.name, glob)), None)
            if glob is not None and (place := named.place()):
                ref = named.ref(state)
                yield self.finding(
                    f"the {ref.kind} {ref.label} has a banned name (`{glob}`).",
                    place,
                    help="Choose another name.",
                    object=ref,
                )
