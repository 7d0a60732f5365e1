"""The files that `miglint new-rule` writes: a rule for each hook and one in SQL, with cases; all of them work."""

from __future__ import annotations

from typing import NamedTuple


class RuleTemplate(NamedTuple):
    """An example rule to start from; `code` is its options and its hook."""

    imports: str
    summary: str
    why: str
    bad: str
    good: str
    kind: str
    code: str
    cases: str


_PYTHON = '''"""{name}."""

from __future__ import annotations

from collections.abc import Iterator

from miglint import {imports}


class {cls}(Rule):
    """{summary}

    ## Why
    {why}

    ## Bad
{bad}

    ## Good
{good}
    """

    kind = Kind.{kind}
    severity = Severity.WARNING
{code}'''

_NOTES = "CREATE TABLE notes (id bigint PRIMARY KEY, body text);"

TEMPLATES = {
    "catalog": RuleTemplate(
        "Finding, Kind, Remedy, Rule, Severity, State, exposed_tables, option, quote_identifier, quote_name",
        "A table has no column created_at.",
        "Without it, a row's age is unknown.",
        "CREATE TABLE notes (id bigint PRIMARY KEY);",
        "CREATE TABLE notes (id bigint PRIMARY KEY, created_at timestamptz NOT NULL DEFAULT now());",
        "DEBT",
        """
    column: str = option("created_at", "The column that every table needs.")

    def check_catalog(self, state: State) -> Iterator[Finding]:
        for table in exposed_tables(state):
            if table.column(self.column) or not state.catalog.knows("columns", table):
                continue
            name, column = quote_name(table.schema, table.name), quote_identifier(self.column)
            add = f"ALTER TABLE {name} ADD COLUMN {column} timestamptz NOT NULL DEFAULT now();"
            yield self.finding(
                f"table {table.qualified} has no column {self.column}.",
                table.place(),
                help=add,
                object=state.catalog.ref(table),
                remedy=Remedy((add,)),
            )
""",
        """## A table without the column

```sql
CREATE TABLE notes (id bigint PRIMARY KEY);  -- error: [{name}]
```

```snapshot
{name} 20250101000000_file.sql:1:14 public.notes
  table public.notes has no column created_at.
  help: ALTER TABLE public.notes ADD COLUMN created_at timestamptz NOT NULL DEFAULT now();
  fix: Add ALTER TABLE public.notes ADD COLUMN created_at timestamptz NOT NULL DEFAULT now();
    +ALTER TABLE public.notes ADD COLUMN created_at timestamptz NOT NULL DEFAULT now();
```

## A later migration adds it

```sql
CREATE TABLE notes (id bigint PRIMARY KEY);
```

```sql
ALTER TABLE notes ADD COLUMN created_at timestamptz NOT NULL DEFAULT now();
```
""",
    ),
    "change": RuleTemplate(
        "ColumnDropped, Finding, Kind, Rule, Severity, Step, option",
        "A column is dropped with its values.",
        "The values are lost, and running code that reads the column fails.",
        _NOTES + "\nALTER TABLE notes DROP COLUMN body;",
        _NOTES + "\nALTER TABLE notes RENAME COLUMN body TO text;",
        "HAZARD",
        """
    prefix: str = option("", "Check only tables whose names begin with this.")

    def check_change(self, change: ColumnDropped, step: Step) -> Iterator[Finding]:
        if not change.table.name.startswith(self.prefix) or change.cascaded:
            return
        yield self.finding(
            f"column {change.column.name} of {change.table.qualified} is dropped.",
            change.find(change.column.name),
            help="Keep it until no code reads it.",
            object=step.before.ref(change.table, change.column),
            related=[change.table.column_place(change.column, "created here")],
        )
""",
        """## A dropped column

```sql
CREATE TABLE notes (id bigint PRIMARY KEY, body text);
ALTER TABLE notes DROP COLUMN body;  -- error: [{name}]
```

## A renamed column

```sql
CREATE TABLE notes (id bigint PRIMARY KEY, body text);
ALTER TABLE notes RENAME COLUMN body TO text;
```
""",
    ),
    "statement": RuleTemplate(
        "Finding, Kind, Rule, Severity, Step, option, range_name",
        "A table is emptied by TRUNCATE.",
        "TRUNCATE takes every row and locks the table.",
        _NOTES + "\nTRUNCATE notes;",
        _NOTES + "\nDELETE FROM notes WHERE body IS NULL;",
        "HAZARD",
        """    statements = ("TruncateStmt",)

    allowed: tuple[str, ...] = option((), "The tables that may be emptied.")

    def check_statement(self, step: Step) -> Iterator[Finding]:
        for each in step.statement.node["relations"]:
            name = range_name(each["RangeVar"]).name
            if name not in self.allowed:
                yield self.finding(
                    f"TRUNCATE takes every row of {name}.",
                    step.statement.find(name),
                    help="Write a DELETE with the rows that are meant.",
                )
""",
        """## A table that is emptied

```sql
CREATE TABLE notes (id bigint PRIMARY KEY, body text);
TRUNCATE notes;  -- error: [{name}]
```

## Some of its rows

```sql
CREATE TABLE notes (id bigint PRIMARY KEY, body text);
DELETE FROM notes WHERE body IS NULL;
```
""",
    ),
    "file": RuleTemplate(
        "FileSteps, Finding, Kind, Rule, Severity, TableCreated, option",
        "A migration creates too many tables at once.",
        "Such a file is hard to review.",
        "CREATE TABLE a (id bigint);\nCREATE TABLE b (id bigint);\nCREATE TABLE c (id bigint);\n"
        "CREATE TABLE d (id bigint);",
        "CREATE TABLE a (id bigint);",
        "STYLE",
        """
    at_most: int = option(3, "How many tables a file may create.")

    def check_file(self, file: FileSteps) -> Iterator[Finding]:
        made = [change for change in file.changes if isinstance(change, TableCreated)]
        if len(made) > self.at_most:
            extra = made[self.at_most]
            yield self.finding(
                f"{file.migration.name} creates {len(made)} tables.",
                extra.find(extra.table.name),
                help="Write one migration per feature.",
                object=file.after.ref(extra.table),
            )
""",
        """## One table too many

```toml
[rules.{name}]
at-most = 1
```

```sql
CREATE TABLE notes (id bigint PRIMARY KEY);
CREATE TABLE tags (id bigint PRIMARY KEY);  -- error: [{name}]
```

## In a second file

```toml
[rules.{name}]
at-most = 1
```

```sql
CREATE TABLE notes (id bigint PRIMARY KEY);
```

```sql
CREATE TABLE tags (id bigint PRIMARY KEY);
```
""",
    ),
    "history": RuleTemplate(
        "Finding, History, Kind, Rule, Severity, Target, option",
        "A migration's file name is too long.",
        "Long names are cut off in lists.",
        "SELECT 1;",
        "SELECT 1;",
        "HISTORY",
        """
    longest: int = option(40, "The most characters that a file name may have.")

    def check_history(self, history: History, target: Target) -> Iterator[Finding]:
        for migration in history.migrations:
            if len(migration.name) > self.longest:
                yield self.finding(
                    f"{migration.name} has {len(migration.name)} characters.",
                    migration.place(),
                    help=f"Name it in {self.longest} characters or less.",
                )
""",
        """## A long name

```sql 20250101000000_a_name_that_no_list_has_room_to_show.sql
SELECT 1;  -- error: [{name}]
```

## A short one

```sql 20250101000000_notes.sql
SELECT 1;
```
""",
    ),
}
"""Hook -> an example rule that uses it."""

SQL = """-- name: {name}
-- severity: warning
-- summary: a table has no column created_at
-- why: without it, a row's age is unknown
-- option column = "created_at": The column that every table needs.
/* bad
CREATE TABLE notes (id bigint PRIMARY KEY);
*/
/* good
CREATE TABLE notes (id bigint PRIMARY KEY, created_at timestamptz NOT NULL DEFAULT now());
*/
select
  t.schema, t.name as relation,
  'table ' || t.schema || '.' || t.name || ' has no column ' || :column || '.' as message
from tables t
where not exists (
  select 1 from columns c where c.schema = t.schema and c."table" = t.name and c.name = :column
)
"""

SQL_CASES = """## A table without the column

```sql
CREATE TABLE notes (id bigint PRIMARY KEY);  -- error: [{name}]
```

## A later migration adds it

```sql
CREATE TABLE notes (id bigint PRIMARY KEY);
```

```sql
ALTER TABLE notes ADD COLUMN created_at timestamptz NOT NULL DEFAULT now();
```
"""


def python_rule(name: str, hook: str) -> str:
    """Return the text of a rule's file."""
    template = TEMPLATES[hook]
    names = {"bad": "20250101000000_a_name_that_no_list_has_room_to_show.sql"} if hook == "history" else {}
    return _PYTHON.format(
        name=name,
        cls="".join(word.capitalize() for word in name.split("-")),
        imports=template.imports,
        summary=template.summary,
        why=template.why,
        bad=_fence(template.bad, names.get("bad", "")),
        good=_fence(template.good, names.get("good", "")),
        kind=template.kind,
        code=template.code,
    )


def cases(name: str, hook: str | None) -> str:
    """Return the text of a rule's case file; None stands for a rule in SQL."""
    text = SQL_CASES if hook is None else TEMPLATES[hook].cases
    return f"# {name}\n\n{text.format(name=name)}"


def _fence(sql: str, name: str) -> str:
    lines = [f"```sql {name}".rstrip(), *sql.splitlines(), "```"]
    return "\n".join(f"    {line}" for line in lines)
