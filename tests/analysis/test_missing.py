"""What an analysis missed: the words, the hints, and how sure a caller must be."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

import pytest

from miglint.analysis.analysis import AbsentColumn, AbsentRelation, Analysis
from miglint.analysis.missing import (
    Certainty,
    Fault,
    Kind,
    Knowledge,
    Taken,
    column_fault,
    missing_call,
    missing_column,
    missing_relation,
    missing_routine,
    outside_path,
)
from miglint.analysis.query import QueryAnalysis
from miglint.catalog import Catalog, Relation
from miglint.catalog.target import Target
from miglint.replay import Replay
from miglint.syntax.parser import parse_statements
from miglint.syntax.reading import parse
from miglint.syntax.source import Migration, Statement
from miglint.syntax.tree import Name

SCHEMA = """create schema public; create schema app;
create table people (id bigint, full_name text);
create table app.members (id bigint);
create function greet(who text, loud boolean default false) returns text language sql as 'select who';
create function count_all(variadic ids bigint[]) returns int language sql as 'select 1';
create type mood as enum ('sad', 'ok');
drop table if exists old_people;
"""


def replayed() -> tuple[Catalog, Statement]:
    """Return the catalog after SCHEMA, and its last statement."""
    replay = Replay(Target(platform="postgres"))
    replay.session.default_path = ("public",)
    replay.session.reset()
    migration = Migration(Path("1_a.sql"), SCHEMA)
    parse(migration)
    for statement in migration.statements:
        replay.apply(statement)
    return replay.catalog, migration.statements[-1]


CATALOG, LAST = replayed()
PEOPLE = CATALOG.named("public", "people")
assert PEOPLE is not None


class Sure(Knowledge):
    """As sure as a test wants; `gone` are names that the last statement took away."""

    def __init__(self, certainty: Certainty, gone: Iterable[str] = (), left_out: str | None = None) -> None:
        super().__init__(CATALOG, ("public",), ("full_nam_e",))
        self.sure = certainty
        self.gone = frozenset(gone)
        self.outside = left_out

    def certainty(self, kind: Kind, name: Name) -> Certainty:
        return self.sure

    def certainty_of_column(self, relations: Sequence[Relation], named: bool) -> Certainty:
        return self.sure

    def taken(self, kind: Kind, name: Name) -> Taken | None:
        return self.take(name.name)

    def taken_column(self, relation: Relation, name: str) -> Taken | None:
        return self.take(name)

    def take(self, name: str) -> Taken | None:
        return Taken(LAST, "renamed to b", "It is called b now.") if name in self.gone else None

    def left_out(self, kind: Kind, name: Name) -> str | None:
        return self.outside

    def may_be_call(self, name: str) -> bool:
        return name == "greet"

    def routine_names(self, schemas: tuple[str, ...]) -> Iterable[str]:
        return (r.name for r in CATALOG.routines if r.schema in schemas)

    def read_from(self, analysis: Analysis) -> list[Relation]:
        return [r for ref in analysis.refs if (r := CATALOG.relation(ref.oid))]


def missed(sql: str, knowledge: Knowledge) -> list[tuple[str, str, str]]:
    """Return SQLSTATE, message and hint of what a query misses."""
    return [(f.sqlstate, f.message, f.hint) for f in faults(sql, knowledge)]


def faults(sql: str, knowledge: Knowledge) -> list[Fault]:
    ((kind, fields),) = parse_statements(sql)
    analysis = QueryAnalysis(CATALOG, ("public",))
    analysis.query({kind: fields})
    found = [
        *(missing_relation(absent, knowledge) for absent in analysis.absent_relations),
        *(missing_column(absent, analysis, knowledge) for absent in analysis.absent_columns),
        *(missing_call(absent, knowledge) for absent in analysis.absent_calls),
    ]
    return [fault for fault in found if fault is not None]


NONE, TAKEN, SLIP, ALL = (Sure(certainty) for certainty in Certainty)
GONE = Sure(Certainty.TAKEN, {"orders", "nick", "wave"})


@pytest.mark.parametrize(
    ("sql", "sqlstate", "message", "hint"),
    [
        ("select 1 from peple", "42P01", 'relation "peple" does not exist', 'Did you mean "people"?'),
        ("select 1 from orders", "42P01", 'relation "orders" does not exist', ""),
        ("select 1 from app.member", "42P01", 'relation "app.member" does not exist', 'Did you mean "members"?'),
        ("select p.nick from people p", "42703", "column p.nick does not exist", ""),
        ("select p.fullname from people p", "42703", "column p.fullname does not exist", 'Did you mean "full_name"?'),
        ("select id, fullname from people", "42703", 'column "fullname" does not exist', 'Did you mean "full_name"?'),
        ("select x.id from people p", "42P01", 'missing FROM-clause entry for table "x"', ""),
        ("select x.greet from people p", "42P01", 'missing FROM-clause entry for table "x"', ""),
        ("select wave()", "42883", "function wave() does not exist", ""),
        ("select gret('a')", "42883", "function gret() does not exist", 'Did you mean "greet"?'),
        ("select app.wave()", "42883", "function app.wave() does not exist", ""),
        (
            "select greet()", "42883", "function greet does not exist with 0 arguments",
            "There is public.greet(text, boolean).",
        ),
        (
            "select greet('a', true, 1)", "42883", "function greet does not exist with 3 arguments",
            "There is public.greet(text, boolean).",
        ),
    ],
)  # fmt: skip
def test_what_is_missing_where_the_catalog_is_all_there_is(sql: str, sqlstate: str, message: str, hint: str) -> None:
    assert missed(sql, ALL) == [(sqlstate, message, hint)]
    assert missed(sql, NONE) == []


@pytest.mark.parametrize(
    ("sql", "said"),
    [
        ("select 1 from peple", True),
        ("select 1 from orders", False),
        ("select gret('a')", True),
        ("select wave()", False),
    ],
)
def test_a_slip_is_sure_where_another_name_is_not(sql: str, said: bool) -> None:
    assert bool(missed(sql, SLIP)) is said
    assert missed(sql, TAKEN) == []


@pytest.mark.parametrize(
    ("sql", "sqlstate", "message"),
    [
        ("select 1 from orders", "42P01", 'relation "orders" does not exist'),
        ("select p.nick from people p", "42703", "column p.nick does not exist"),
        ("select id, nick from people", "42703", 'column "nick" does not exist'),
        ("select wave()", "42883", "function wave() does not exist"),
    ],
)
def test_what_a_statement_took_away_is_missing_for_sure(sql: str, sqlstate: str, message: str) -> None:
    (fault,) = faults(sql, GONE)
    assert (fault.sqlstate, fault.message, fault.hint) == (sqlstate, message, "It is called b now.")
    assert fault.taken is not None
    assert missed(sql, TAKEN) == []
    assert faults(sql, Sure(Certainty.NONE, GONE.gone)) == []


def test_where_a_name_was_taken_away() -> None:
    place = Taken(LAST, "dropped").place("old_people")
    assert place.message == "dropped here"
    assert place.migration.text[slice(*place.span)] == "old_people"


def test_the_message_may_say_the_name_in_full() -> None:
    class InFull(Sure):
        def taken(self, kind: Kind, name: Name) -> Taken | None:
            return Taken(LAST, "dropped", spelled=f'"public.{name.name}"')

    fault = missing_relation(AbsentRelation(Name(None, "orders"), 3), InFull(Certainty.TAKEN))
    assert fault is not None
    assert (fault.message, fault.location, fault.kind) == ('relation "public.orders" does not exist', 3, "relation")


def test_the_search_path_of_a_routine_leaves_a_schema_out() -> None:
    knowledge = Sure(Certainty.TAKEN, left_out="app")
    (fault,) = faults("select 1 from members", knowledge)
    assert (fault.message, fault.left_out) == ('relation "members" does not exist', True)
    assert fault.hint == "Its search_path leaves app out: write app.members."
    assert [f.message for f in faults("select wave()", knowledge)] == ["function wave() does not exist"]
    said = outside_path(Name(None, "members"), "app", 7, whose="The function's")
    assert (said.location, said.hint) == (7, "The function's search_path leaves app out: write app.members.")


@pytest.mark.parametrize(
    "sql",
    [
        "select pg_catalog.lower_case('a')",  # PostgreSQL's own are not all listed
        "select mood('sad')",  # a cast
        "select people('(1,a)')",  # a cast to a row
        "select greet(who => 'a', shout => true)",  # its arguments have names
        "select greet('a')",
        "select count_all(1, 2, 3)",
        "select p.greet from people p",  # greet(p)
        "select p.xmin, ctid from people p",
    ],
)
def test_what_may_be_there(sql: str) -> None:
    assert missed(sql, ALL) == []


def test_others_of_the_name_and_the_table_of_a_column() -> None:
    (greet,) = CATALOG.routines_named("public", "greet")
    assert [f.others for f in faults("select greet()", ALL)] == [(greet.oid,)]
    assert [f.oid for f in faults("select p.nick from people p", ALL)] == [PEOPLE.oid]
    assert [f.oid for f in faults("select nick from people", ALL)] == [0]


def test_a_variable_may_have_been_meant() -> None:
    absent = AbsentColumn(("full_nam_x",), None)
    fault = missing_column(absent, QueryAnalysis(CATALOG, ("public",)), ALL)
    assert fault is not None
    assert fault.hint == 'Did you mean "full_nam_e"?'


def test_a_column_in_the_words_of_the_caller() -> None:
    fault = column_fault('record "new" has no field "id_"', "full_nme", [PEOPLE], 4, ALL)
    assert fault == Fault(
        "42703", 'record "new" has no field "id_"', 4, 'Did you mean "full_name"?', "column", "full_nme"
    )


def test_what_stands_behind_the_name_of_a_function() -> None:
    fault = missing_routine(Name("app", "wave"), 1, ALL, arguments="(text)")
    assert fault is not None
    assert (fault.message, fault.name) == ("function app.wave(text) does not exist", "wave")


def test_names_are_cut_to_63_bytes() -> None:
    fault = missing_relation(AbsentRelation(Name(None, "a" * 70), None), ALL)
    assert fault is not None
    assert fault.message == f'relation "{"a" * 63}" does not exist'
