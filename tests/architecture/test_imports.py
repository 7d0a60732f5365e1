"""A run imports what it needs: each module here costs a start of its own, and none of them serves `miglint check`."""

import subprocess
import sys
from pathlib import Path

import pytest

SPARED = (
    "asyncio", "concurrent", "difflib", "email", "http", "importlib.metadata", "jsonschema", "logging",
    "multiprocessing", "psycopg", "rich", "socket", "sqlfluff", "subprocess", "tempfile", "unittest", "xml",
    "miglint.cli.catalog_command", "miglint.cli.explain_command", "miglint.syntax.printer",
    "miglint.report.sarif_report", "miglint.verify",
    "pglast.enums.nodes", "pglast.printers", "pglast.stream", "pglast.visitors",
)  # fmt: skip

MIGRATION = """
create table public.notes (id bigint primary key, owner uuid, tags jsonb);
create view public.mine as select id from public.notes;
create policy "own" on public.notes for select using (auth.uid() = owner);
do $$ begin
  if not exists (select 1 from pg_policies where tablename = 'notes' and policyname = 'other') then
    create policy "other" on public.notes for insert with check (true);
  end if;
end $$;
"""

SCRIPT = """
import sys
from miglint.cli import main
sys.argv = ["miglint", "check", "supabase/migrations"]
try:
    main.main()
except SystemExit:
    pass
print(*sys.modules, file=sys.stderr)
"""


@pytest.fixture(scope="module")
def imported(tmp_path_factory: pytest.TempPathFactory) -> frozenset[str]:
    """The modules of a run that judges tables, views, policies and a block, and reports findings as text."""
    project = tmp_path_factory.mktemp("project")
    folder = project / "supabase" / "migrations"
    folder.mkdir(parents=True)
    (folder / "20250101000000_notes.sql").write_text(MIGRATION)
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT], cwd=project, capture_output=True, text=True, check=True, timeout=60
    )
    assert "public.notes" in done.stdout
    return frozenset(done.stderr.split())


def test_the_run_was_one(imported: frozenset[str]) -> None:
    assert {
        "miglint.judge.check",
        "miglint.report.text_report",
        "miglint.replay.catalog_queries.catalog_query",
    } <= imported


@pytest.mark.parametrize("module", SPARED)
def test_spared(module: str, imported: frozenset[str]) -> None:
    assert not [name for name in imported if name == module or name.startswith(module + ".")]


PARSER = """
import sys
from miglint.syntax.libpg_query import ParseError, parse_sql_json
assert '"SelectStmt"' in parse_sql_json("select 1")
try:
    parse_sql_json("selec 1")
except ParseError as error:
    assert error.args == ('syntax error at or near "selec"', 0)
assert "pglast.enums.nodes" not in sys.modules
import pglast
from pglast import ast, enums
from pglast.stream import RawStream
assert isinstance(pglast.parse_sql("select 1")[0].stmt, ast.SelectStmt)
assert pglast.ast is ast and pglast.enums is enums and ast.__name__ == "pglast.ast"
assert enums.SetOperation.SETOP_UNION.name == "SETOP_UNION"
print(RawStream()("select  1"))
"""


def test_the_parser_without_classes_of_trees() -> None:
    """pglast's classes of syntax trees are loaded by who asks for one, and are then what they always were."""
    done = subprocess.run([sys.executable, "-c", PARSER], capture_output=True, text=True, check=True, timeout=60)
    assert done.stdout == "SELECT 1\n"


def test_leaving_loses_nothing(tmp_path: Path) -> None:
    """The process leaves without taking its trees apart; what was registered to run at exit runs, output is whole."""
    script = "import atexit, sys\natexit.register(lambda: print('bye'))\nfrom miglint.cli import main\nmain()\n"
    done = subprocess.run(
        [sys.executable, "-c", script, "rules"], cwd=tmp_path, capture_output=True, text=True, check=False, timeout=60
    )
    assert done.returncode == 0
    assert "missing-grant" in done.stdout
    assert done.stdout.endswith("bye\n")
