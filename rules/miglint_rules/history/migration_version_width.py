"""migration-version-width."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from miglint import Finding, History, Kind, Rule, Severity, Target

from ._files import named_files


class MigrationVersionWidth(Rule):
    """A version has another length than the others, so that as text it sorts elsewhere than as a number.

    ## Why
    Supabase's CLI has sorted versions as text and as numbers, and changed its mind: `9_x.sql` comes after
    `20250101000000_y.sql` as text and before it as a number, and `20260420_a.sql` falls among the files of its year or
    before them all. `108_x.sql` comes first either way, and is not meant. The finding is at the version whose length
    is the rarer.

    ## Bad
    ```sql 20260420000000_create_tags.sql
    CREATE TABLE tags (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY);
    ```
    ```sql 20260421000000_create_notes.sql
    CREATE TABLE notes (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY);
    ```
    ```sql 9_create_tasks.sql
    CREATE TABLE tasks (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY);
    ```

    ## Good
    ```sql 20260420000000_create_tags.sql
    CREATE TABLE tags (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY);
    ```
    ```sql 20260421000000_create_notes.sql
    CREATE TABLE notes (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY);
    ```
    ```sql 20260422000000_create_tasks.sql
    CREATE TABLE tasks (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY);
    ```

    ## References
    - https://github.com/supabase/cli/blob/develop/pkg/migration/list.go
    """

    kind = Kind.HISTORY
    severity = Severity.WARNING
    sources = ("constitution:migration-version-width",)

    def check_history(self, history: History, target: Target) -> Iterator[Finding]:
        versions = {m: m.version for m in named_files(history) if m.version is not None and m.version.isdecimal()}
        widths = Counter(len(version) for version in versions.values())
        if len(widths) < 2:
            return
        usual = max(widths, key=lambda width: (widths[width], width))
        regular = [(m, version) for m, version in versions.items() if len(version) == usual]
        for migration, version in versions.items():
            if len(version) == usual:
                continue
            other = next((m for m, v in regular if (version < v) != (int(version) < int(v))), None)
            if other is not None:
                yield self.finding(
                    f"{version} has {len(version)} digits where {usual} are usual: it sorts "
                    f"{'before' if version < versions[other] else 'after'} {versions[other]} as text, and the other "
                    "way round as a number.",
                    migration.place(),
                    help=f"Give it a version of {usual} digits before it is applied anywhere.",
                    related=[other.place("in another order")],
                )
