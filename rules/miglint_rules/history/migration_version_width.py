"""migration-version-width."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from miglint import Finding, History, Kind, Rule, Severity, Target

from ._files import named_files


class MigrationVersionWidth(Rule):
    """Version has fewer or more digits than the others.

    ## Why
    Supabase's CLI 3 sorts versions as text, CLI 2 sorts file names, and `migration list` sorts numbers. `9_x.sql` comes
    after `20250101000000_y.sql` as text and before it as a number; `20260420_a.sql` comes among the files of its year,
    or before all of them. `108_x.sql` comes first either way and isn't reported.

    The finding is at the version with the less common number of digits.

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
                as_text, as_number = ("before", "after") if version < versions[other] else ("after", "before")
                yield self.finding(
                    f"version {version} has {len(version)} digits, most have {usual}: it sorts {as_text} "
                    f"{versions[other]} as text, but {as_number} it as a number.",
                    migration.place(),
                    help=f"Rename it to a version of {usual} digits before it is applied anywhere.",
                    related=[other.place("their order isn't certain")],
                )
