"""What a snapshot is written with is read again, for every class that may be in it."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from helpers.samples import fields_of, plain, sample

import miglint.catalog
from miglint.catalog.catalog import Catalog, Contents
from miglint.catalog.objects import Expression
from miglint.catalog.privileges import Acl, PrivilegeSource
from miglint.catalog.target import Target
from miglint.judge.snapshot_pickles import KNOWN, OF_STATEMENT, Snapshot, pickled, trees_of, unpickled
from miglint.record import Draft, Record, Value
from miglint.replay import Replay
from miglint.replay.prelude import load_prelude
from miglint.replay.state.savepoint import WHOLE_HISTORY, ReplayContents
from miglint.rule.finding import Fix, Remedy
from miglint.rule.history import History
from miglint.syntax.reading import parse
from miglint.syntax.source import Migration, Node, Span, Statement

FILE = Migration(Path("20250101000000_a.sql"), "create table t (id int);")
parse(FILE)
FILE.trees = partial(trees_of, FILE)
STATEMENT = FILE.statements[0]
INNER = Statement(
    FILE, 0, "CreateStmt", {"relation": {"relname": "x"}}, 0, 24, None, STATEMENT, "create table x ()", True
)
READY = {
    Migration: FILE,
    Statement: STATEMENT,
    Node: {"A_Const": {"ival": {"ival": 1}}},
    Acl: Acl({("anon", "SELECT"): PrivilegeSource.GRANT}),
    Span: Span(0, 6),
    Callable[[], dict[int, Node]]: None,
}
CLASSES = sorted(
    {kind for kind in KNOWN.values() if isinstance(kind, type) and fields_of(kind)}
    - {Migration, Statement, Contents, ReplayContents, Snapshot},
    key=lambda kind: kind.__name__,
)


def there_and_back(value: Any) -> Any:
    """Return what becomes of a value in a snapshot that is written and read."""
    contents = ReplayContents(Catalog().contents(0), {})
    snapshot = Snapshot(contents, {}, [value], 0, [])
    found = unpickled(pickled(snapshot, [FILE]), [FILE])
    assert found is not None
    return found.findings[0]


@pytest.mark.parametrize("kind", CLASSES)
def test_every_class(kind: type) -> None:
    made = sample(kind, READY)
    given = {"given"} if kind in (Fix, Remedy) else set()  # what they return is kept
    again = there_and_back(made)
    assert type(again) is kind
    names = {"node" if name == "tree" else name for name in fields_of(kind)}
    for name in names - given:
        assert plain(getattr(again, name)) == plain(getattr(made, name)), name


def test_fixes_come_with_what_they_edit() -> None:
    for kind, name in ((Fix, "edits"), (Remedy, "statements")):
        made: Any = sample(kind, READY)
        assert plain(getattr(there_and_back(made), name)) == plain(getattr(made, name))


def test_statements() -> None:
    assert {*OF_STATEMENT, "migration", "index", "kind", "tree"} == fields_of(Statement).keys()
    found = there_and_back(INNER)
    assert found.outer.migration is FILE
    for name in fields_of(Statement).keys() - {"outer", "tree"} | {"node"}:
        assert getattr(found, name) == getattr(INNER, name), name


def test_a_tree_that_is_nested_deeply() -> None:
    tree: dict[str, Any] = {"A_Const": {}}
    for _ in range(300):
        tree = {"A_Expr": tree}
    assert there_and_back(Expression(tree)).node == tree


def test_every_row_and_change_is_known() -> None:
    for found in pkgutil.iter_modules(miglint.catalog.__path__, "miglint.catalog."):
        if found.name.rpartition(".")[2] in ("target", "store"):
            continue
        for thing in vars(importlib.import_module(found.name)).values():
            if isinstance(thing, type) and issubclass(thing, (Record, Value, Draft)) and "catalog" in thing.__module__:
                assert KNOWN.get((thing.__module__, thing.__qualname__)) is thing


SQL = """
    create role crm;
    create schema app;
    create extension pg_trgm schema extensions;
    create type app.mood as enum ('fine');
    create domain app.positive as int check (value > 0);
    create type app.pair as (a int, b text);
    create table app.people (id bigint generated always as identity primary key, mood app.mood default 'fine',
      parent bigint references app.people (id) on delete cascade, name text not null, check (name <> ''));
    create table app.parts (id int) partition by range (id);
    insert into app.people (name) values ('Bob');
    create index on app.people (lower(name)) where parent is null;
    alter table app.people enable row level security;
    create policy own on app.people to authenticated using (id = 1) with check (true);
    create function app.f(a int default 1, out b text) returns text language plpgsql as $$ begin b := a::text; end $$;
    create function app.t() returns trigger language plpgsql as $$ begin return new; end $$;
    create trigger t before update of name on app.people for each row when (new.id > 1) execute function app.t();
    create function app.e() returns event_trigger language plpgsql as $$ begin end $$;
    create event trigger watch on ddl_command_end execute function app.e();
    create view app.names as select id, name || '!' as shout from app.people;
    create sequence app.counted owned by app.people.id;
    create publication changes for table app.people;
    comment on column app.people.name is 'called';
    grant select (name), insert on app.people to anon;
    alter default privileges in schema app grant select on tables to anon;
    create statistics app.s (dependencies) on id, parent from app.people;
    create view lost as select a from app.missing;
    prepare later as select 1;
    drop table app.parts;
    drop function public.nowhere();
    insert into app.people (name) values ('Ann');
    alter policy own on app.people to anon;
    create view missing_too as select 1 from app.missing;
    create table app.wrong (id int references app.people (name));
    do $$ begin execute (select query from app.queries); end $$;
"""


def test_a_whole_replay() -> None:
    """Every store and every part is filled here, so that what is forgotten on disk is missed."""
    history = History(Path(), [Migration(Path("20250102000000_all.sql"), SQL)])
    (file,) = history.migrations
    parse(file)
    assert not file.problems
    replay = Replay(Target())
    load_prelude(replay)
    replay.begin_file(file)
    changes = {0: [change for statement in file.statements for change in replay.apply(statement)]}
    contents = replay.contents()
    assert [name for name, rows in contents.catalog.rows.items() if not rows] == []
    assert contents.parts.keys() == set(WHOLE_HISTORY)
    empty = [(part, name) for part, fields in contents.parts.items() for name, value in fields.items() if not value]
    assert empty == [("doubts", "undone"), ("doubts", "absent"), ("doubts", "assumed")]
    file.trees = partial(trees_of, file)
    found = unpickled(pickled(Snapshot(contents, changes, [], 0, [(file.statements, [])]), [file]), [file])
    assert found is not None
    again = Replay(Target())
    again.load(found.replay)
    assert plain(again.contents()) == plain(contents)
    assert plain(found.changes) == plain(changes)
    for name in Catalog.STORES:
        before, now = getattr(replay.start, name), getattr(again.start, name)
        assert [plain(row) for row in now] == [plain(row) for row in before]
        for index in getattr(replay.catalog, name).indexes:
            assert getattr(again.catalog, name).keys(index) == getattr(replay.catalog, name).keys(index)
    assert again.catalog.new_oid() == replay.catalog.new_oid()
