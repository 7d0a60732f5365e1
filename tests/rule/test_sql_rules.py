"""Rules in SQL: header, objects and places, mistakes in one clear line, and the same tables for `miglint sql`."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from miglint.cli import main

MIGRATIONS = {
    "20250101000000_start.sql": """create table public.notes (id bigint primary key, body text default 'x');
create table public.tags (id bigint primary key, created_at timestamptz not null default now());
alter table public.notes enable row level security;
create policy "read notes" on public.notes for select to authenticated using (auth.role() = 'authenticated');
create function public.f(a int) returns int language sql as $$ select a $$;
""",
    "20250102000000_more.sql": "create view public.v as select id from public.notes;\n",
}
HEADER = """-- name: {name}
-- severity: warning
-- summary: every table carries created_at
-- why: support reads it first
"""
NO_CREATED_AT = """select t.schema, t.name as relation, 'no created_at on ' || t.name as message
from tables t
where not exists (select 1 from columns c where c.schema = t.schema and c."table" = t.name and c.name = 'created_at')
"""


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "supabase" / "migrations"
    folder.mkdir(parents=True)
    for name, text in MIGRATIONS.items():
        (folder / name).write_text(text)
    (tmp_path / "miglint.toml").write_text('constitution = "postgres"\nrule-folders = ["rules"]\n')
    (tmp_path / "rules").mkdir()
    monkeypatch.chdir(tmp_path)
    return tmp_path


def run(*arguments: str) -> Result:
    return CliRunner().invoke(main, list(arguments))


def findings(rule: str) -> list[dict[str, object]]:
    done = run("check", "--select", rule, "--format", "json")
    assert done.exit_code in (0, 1), done.output
    return list(json.loads(done.stdout)["findings"])


def rule(project: Path, query: str, name: str = "table-without-created-at") -> None:
    (project / "rules" / "mine.sql").write_text(HEADER.format(name=name) + query)


def test_each_row_is_a_finding_at_its_object(project: Path) -> None:
    rule(project, NO_CREATED_AT)
    (finding,) = findings("table-without-created-at")
    assert finding["message"] == "no created_at on notes"
    assert finding["severity"] == "warning"
    assert (finding["file"], finding["line"], finding["column"]) == (
        "supabase/migrations/20250101000000_start.sql",
        1,
        14,
    )
    assert finding["object"] == {"kind": "table", "schema": "public", "relation": "notes", "name": "notes"}


@pytest.mark.parametrize(
    ("query", "kind", "line"),
    [
        ("select schema, \"table\" as relation, name, 'x' as message from policies", "policy", 4),
        ("select schema, \"table\" as relation, name, 'column' as kind, 'x' as message from columns "
         "where name = 'body'", "column", 1),
        ("select schema, name, kind, 'x' as message from functions", "function", 5),
        ("select schema, name as relation, 'x' as message from views", "view", 1),
        ("select file, line, text as message from statements where kind = 'AlterTableStmt'", None, 3),
    ],
)  # fmt: skip
def test_objects_of_every_kind_are_placed(project: Path, query: str, kind: str | None, line: int) -> None:
    rule(project, query)
    (finding,) = findings("table-without-created-at")
    assert finding["line"] == line
    assert (finding["object"] or {"kind": None})["kind"] == kind  # type: ignore[index]


def test_queries_see_the_text_of_expressions(project: Path) -> None:
    rule(
        project,
        """select schema, "table" as relation, name, "using" as message
        from policies where "using" like '%auth.role()%'""",
    )
    (finding,) = findings("table-without-created-at")
    assert finding["message"] == "auth.role() = 'authenticated'"
    done = run("sql", "select \"default\" from columns where name = 'body'", "--format", "json")
    assert json.loads(done.stdout) == [{"default": "'x'"}]


def test_the_prelude_is_no_row(project: Path) -> None:
    done = run("sql", "select distinct schema from tables", "--format", "json")
    assert json.loads(done.stdout) == [{"schema": "public"}]


@pytest.mark.parametrize(
    ("query", "says"),
    [
        ("select mesage from tables", "no such column: mesage"),
        ("select 'x' as message from tabels", "no such table: tabels"),
        ("select name from tables", "no column `message`"),
        ("delete from tables", "mine.sql"),
        ("select 'a' as message; select 'b' as message", "one statement"),
        ("selec 'x'", "syntax error"),
        ("select table as message from columns", 'double quotes: "table"'),
        ("select :limit as message", "nothing gives `:limit` a value"),
        ("select name as message, 'x' as hlep from tables", "did you mean `help`?"),
        ('select name as message, "table" from columns', "a column `table`, which says nothing of a finding"),
        ("select name || null as message from tables", "`message` is NULL"),
    ],
)
def test_a_mistake_is_one_line_that_names_the_file(project: Path, query: str, says: str) -> None:
    rule(project, query)
    done = run("check")
    assert done.exit_code == 2
    first, *hint = done.stderr.splitlines()
    assert "mine.sql" in first
    assert says in " ".join([first, *hint])


def test_a_query_that_never_ends_is_stopped(project: Path) -> None:
    done = run("sql", "with recursive n(i) as (select 1 union all select i + 1 from n) select count(*) from n")
    assert done.exit_code == 2
    assert "takes too long" in done.stderr


@pytest.mark.parametrize("missing", ["summary", "why"])
def test_the_header_is_needed(project: Path, missing: str) -> None:
    text = "".join(line for line in HEADER.format(name="x").splitlines(keepends=True) if missing not in line)
    (project / "rules" / "mine.sql").write_text(text + "select 'x' as message")
    done = run("check")
    assert done.exit_code == 2
    assert f"lacks `{missing}`" in done.stderr


def test_rules_in_sql_are_listed_explained_switched_and_silenced(project: Path) -> None:
    rule(project, NO_CREATED_AT)
    listed = {row["name"]: row for row in json.loads(run("rules", "--format", "json").stdout)}
    assert listed["table-without-created-at"]["summary"] == "every table carries created_at"
    assert "support reads it first" in run("explain", "table-without-created-at").stdout
    (project / "miglint.toml").write_text(
        'constitution = "postgres"\nrule-folders = ["rules"]\n[rules]\ntable-without-created-at = "error"\n'
    )
    assert run("check").exit_code == 1
    assert run("check", "--no-local-rules").exit_code == 0
    start = project / "supabase" / "migrations" / "20250101000000_start.sql"
    start.write_text("-- miglint: ignore[table-without-created-at] written by a machine\n" + start.read_text())
    assert run("check").exit_code == 0


def test_a_changed_file_brings_its_findings(project: Path) -> None:
    rule(project, NO_CREATED_AT)
    done = run("check", "supabase/migrations/20250102000000_more.sql", "--format", "json")
    assert json.loads(done.stdout)["findings"] == []


def test_options_are_names_in_the_query(project: Path) -> None:
    header = HEADER.format(name="table-with-few-columns") + "-- option at-least = 3: How many columns a table needs.\n"
    query = """select t.schema, t.name as relation, t.name || ' has too few columns.' as message from tables t
where (select count(*) from columns c where c.schema = t.schema and c."table" = t.name) < :at_least
"""
    (project / "rules" / "mine.sql").write_text(header + query)
    assert [finding["message"] for finding in findings("table-with-few-columns")] == [
        "notes has too few columns.",
        "tags has too few columns.",
    ]
    (project / "miglint.toml").write_text(
        'constitution = "postgres"\nrule-folders = ["rules"]\n[rules.table-with-few-columns]\nat-least = 2\n'
    )
    assert findings("table-with-few-columns") == []
    assert "How many columns a table needs." in run("explain", "table-with-few-columns").output


def test_an_option_with_a_default_that_is_none_is_refused(project: Path) -> None:
    path = project / "rules" / "mine.sql"
    path.write_text(HEADER.format(name="x-y") + "-- option at-least = many: How many.\n" + NO_CREATED_AT)
    done = run("check")
    assert done.exit_code == 2
    assert "the default many of option `at-least` can't be read" in done.output


@pytest.mark.parametrize(
    ("option", "says"),
    [
        ("at-least 3: How many.", "mine.sql:5: this is no option"),
        ("at-least = 3", "mine.sql:5: this is no option"),
        ("at-leest = 3: How many.", "did you mean `at_leest`?"),
    ],
)
def test_an_option_that_is_none_is_told(project: Path, option: str, says: str) -> None:
    (project / "rules" / "mine.sql").write_text(
        HEADER.format(name="x-y") + f"-- option {option}\nselect name as message from tables where 3 < :at_least\n"
    )
    done = run("check")
    assert done.exit_code == 2
    assert says in done.stderr


def test_an_option_s_name_in_the_query_has_no_hyphen(project: Path) -> None:
    (project / "rules" / "mine.sql").write_text(
        HEADER.format(name="x-y") + "-- option at-least = 3: How many.\nselect 'x' as message where 3 < :at-least\n"
    )
    assert "option `at-least` is `:at_least` in the query" in run("check").stderr


def test_a_list_is_an_option_and_unfolds(project: Path) -> None:
    option = '-- option columns = ["id", "a: b"]: The columns: those that are listed.\n'
    query = """select t.schema, t.name as relation, each.value || ' in ' || t.name as message
from tables t, json_each(:columns) as each
where t.name = 'tags'
"""
    (project / "rules" / "mine.sql").write_text(HEADER.format(name="x-y") + option + query)
    assert [finding["message"] for finding in findings("x-y")] == ["a: b in tags", "id in tags"]
    keys = "select value from indexes, json_each(indexes.columns) where indexes.name = 'notes_pkey'"
    assert json.loads(run("sql", keys, "--format", "json").stdout) == [{"value": "id"}]


EXAMPLES = """/* bad
create table public.notes (id bigint primary key);
*/
/* good
create table public.notes (id bigint primary key, created_at timestamptz);
*/
"""


def test_examples_are_tested_and_explained(project: Path) -> None:
    rule(project, EXAMPLES + NO_CREATED_AT)
    (project / "rules" / "mine.md").write_text(
        "## A\n```sql\ncreate table a (id int);  -- error: [table-without-created-at]\n```\n"
        "## B\n```sql\nselect 1;\n```\n"
    )
    assert run("test").exit_code == 0, run("test").output
    assert "created_at timestamptz" in run("explain", "table-without-created-at").output
    rule(project, EXAMPLES.replace(", created_at timestamptz", "") + NO_CREATED_AT)
    assert "the Good example is flagged" in run("test").output


def test_a_key_s_target_and_an_index_s_rest_are_columns(project: Path) -> None:
    path = project / "supabase" / "migrations" / "20250103000000_index.sql"
    path.write_text(
        "alter table tags add column note bigint references notes;\n"
        "create index on tags (note) include (created_at) where note > 1;\n"
    )
    asked = "select ref_schema, ref_name from constraints where kind = 'foreign key'"
    assert json.loads(run("sql", asked, "-f", "json").output) == [{"ref_schema": "public", "ref_name": "notes"}]
    asked = "select included, predicate from indexes where partial"
    assert json.loads(run("sql", asked, "-f", "json").output) == [
        {"included": '["created_at"]', "predicate": "note > 1"}
    ]


def test_tables_and_columns_can_be_listed(project: Path) -> None:
    asked = "select * from query_columns where \"table\" = 'sequences'"
    columns = [row["column"] for row in json.loads(run("sql", asked, "-f", "json").output)]
    assert columns == ["schema", "name", "owned_by"]
