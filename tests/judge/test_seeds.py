"""Large seeds are read without most of their rows."""

from __future__ import annotations

from pathlib import Path

from miglint.judge.seeds import read_seed
from miglint.syntax.reading import parse
from miglint.syntax.source import Migration
from miglint.syntax.tree import walk

ROWS = ",\n".join(f"({number}, 'Käse (''{number}''), fein', -1.5, NULL, '[]'::jsonb)" for number in range(2000))
CALL = "(1, lower(missing.name), 2, NULL, '[]')"


def both(text: str) -> tuple[Migration, Migration]:
    whole, short = Migration(Path("seed.sql"), text, role="seed"), Migration(Path("seed.sql"), text, role="seed")
    parse(whole)
    read_seed(short)
    return whole, short


def test_statements_keep_their_places() -> None:
    whole, short = both(f"INSERT INTO a VALUES\n{ROWS};\nINSERT INTO b (x) SELECT ü FROM (VALUES {ROWS}) AS v (ü);\n")
    assert [(s.migration, s.kind, s.text) for s in short.statements] == [
        (short, s.kind, s.text) for s in whole.statements
    ]
    columns = [[n["location"] for _, n in walk(m.statements[1].node, ("ColumnRef",))] for m in (whole, short)]
    assert columns[0] == columns[1] != []


def test_most_rows_of_constants_are_left_out() -> None:
    _, short = both(f"INSERT INTO a VALUES\n{ROWS};")
    assert len(list(walk(short.statements[0].node, ("List",)))) == 1


def test_rows_that_name_something_stay() -> None:
    _, short = both(f"INSERT INTO a VALUES\n{ROWS},\n{CALL},\n{ROWS};")
    assert len(list(walk(short.statements[0].node, ("FuncCall",)))) == 1


def test_a_large_seed_that_does_not_parse_is_told_as_it_stands() -> None:
    whole, short = both(f"INSERT INTO a VALUES\n{ROWS};\nINSERT INTO;")
    assert [p.span for p in short.problems] == [p.span for p in whole.problems] != []


def test_buckets_are_read_whole() -> None:
    whole, short = both(f"INSERT INTO storage.buckets VALUES\n{ROWS};")
    assert short.statements[0].node == whole.statements[0].node
