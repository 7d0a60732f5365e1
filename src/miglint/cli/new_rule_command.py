"""`miglint new-rule`: create a rule with its cases."""

from __future__ import annotations

import re
from pathlib import Path

import click

from ..errors import PathError, UsageError

PYTHON = '''"""{name}."""

from __future__ import annotations

from collections.abc import Iterator

from miglint import Finding, Kind, ObjectRef, Rule, Severity, State, option


class {cls}(Rule):
    """A table has no column created_at.

    ## Why
    Without it, a row's age is unknown.

    ## Bad
    ```sql
    CREATE TABLE notes (id bigint PRIMARY KEY);
    ```

    ## Good
    ```sql
    CREATE TABLE notes (id bigint PRIMARY KEY, created_at timestamptz NOT NULL DEFAULT now());
    ```
    """

    kind = Kind.DEBT
    severity = Severity.WARNING

    column: str = option("created_at", "The column that every table needs.")

    def check_catalog(self, state: State) -> Iterator[Finding]:
        for table in state.catalog.tables():
            if table.origin is None or not state.catalog.knows("columns", table) or table.column(self.column):
                continue
            yield self.finding(
                f"table {{table.qualified}} has no column {{self.column}}.",
                table.origin.place(table.location),
                help=f"ALTER TABLE {{table.qualified}} ADD COLUMN {{self.column}} timestamptz NOT NULL DEFAULT now();",
                object=ObjectRef(table.kind, table.schema, table.name, table.name),
            )
'''

SQL = """-- name: {name}
-- severity: warning
-- summary: a table has no column created_at
-- why: without it, a row's age is unknown
select t.schema, t.name as relation, 'table ' || t.schema || '.' || t.name || ' has no column created_at.' as message
from tables t
where not exists (
  select 1 from columns c where c.schema = t.schema and c."table" = t.name and c.name = 'created_at'
)
"""

CASES = """# {name}

## A table without the column

```sql 20250101000000_notes.sql
CREATE TABLE notes (id bigint PRIMARY KEY);
```

```findings
{name} 20250101000000_notes.sql:1:14 public.notes
```

## A later migration adds it

```sql 20250101000000_notes.sql
CREATE TABLE notes (id bigint PRIMARY KEY);
```

```sql 20250102000000_created_at.sql
ALTER TABLE notes ADD COLUMN created_at timestamptz NOT NULL DEFAULT now();
```

```findings
```
"""


@click.command("new-rule")
@click.argument("name")
@click.option(
    "--folder",
    type=click.Path(path_type=Path),
    default=Path("rules"),
    show_default=True,
    help="The folder to write to.",
)
@click.option("--sql", "as_sql", is_flag=True, help="Write the rule in SQL instead of Python.")
def command(name: str, folder: Path, as_sql: bool) -> None:
    """Create a rule called NAME with its cases, both working, as a start for your own.

    NAME is a noun for the bad thing, lower-case words joined by hyphens. Existing files are not overwritten. Change
    rule and cases step by step, and run `miglint test` after each.

    \b
    Examples:
      miglint new-rule table-without-owner
      miglint new-rule amount-without-currency --sql
    """
    if not re.fullmatch(r"[a-z][a-z0-9]*(-[a-z0-9]+)*", name):
        raise UsageError(
            f"`{name}` isn't a valid rule name", "lower-case words joined by hyphens, like table-without-owner"
        )
    stem = name if as_sql else name.replace("-", "_")
    cls = "".join(word.capitalize() for word in name.split("-"))
    written = {
        folder / f"{stem}.{'sql' if as_sql else 'py'}": (SQL if as_sql else PYTHON).format(name=name, cls=cls),
        folder / f"{stem}.md": CASES.format(name=name),
    }
    for path in written:
        if path.exists():
            raise PathError(f"{path} already exists", "choose another name")
    folder.mkdir(parents=True, exist_ok=True)
    for path, text in written.items():
        path.write_text(text, encoding="utf-8")
        click.echo(f"wrote {path}")
    line = f'rule-folders = ["{folder.as_posix()}"]'
    named = _switch_on(line)
    if named is None:
        click.echo(f"next: {line} in miglint.toml, then: miglint test {folder.as_posix()}")
    else:
        if named:
            click.echo(f"miglint.toml: {line}")
        click.echo(f"next: miglint test {folder.as_posix()}")


def _switch_on(line: str) -> bool | None:
    """Uncomment the line that `miglint init` wrote, and return True.

    Returns False if the settings name the folder already, None if there is no such line to uncomment.
    """
    settings = Path("miglint.toml")
    if not settings.is_file():
        return None
    text = settings.read_text(encoding="utf-8")
    if f"\n{line}" in text:
        return False
    if f"\n# {line}" not in text:
        return None
    settings.write_text(text.replace(f"\n# {line}", f"\n{line}", 1), encoding="utf-8")
    return True
