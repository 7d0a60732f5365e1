"""Savepoints know all that a replay carries from statement to statement, and bring it back."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from miglint.catalog.target import Target
from miglint.replay import Replay
from miglint.replay.prelude import load_prelude
from miglint.replay.state.savepoint import PARTS, PER_FILE, WHOLE_HISTORY
from miglint.syntax.reading import parse
from miglint.syntax.source import Migration

NO_STATE = {
    "target": "facts that no statement changes",
    "handlers": "a table of functions",
    "in_prelude": "only while the prelude is replayed",
    "prelude_mark": "set once, behind the prelude",
    "depth": "0 between two statements",
    "compiles": "chosen by who replays a file",
}
"""Attributes of a replay that are no part of its state, with the reason."""

FIXED = {
    "session": {"login", "default_path", "resolved"},
    "transactions": {"catalog", "session", "fresh_labels", "runner", "version", "sending"},
    "fresh_labels": {"version"},
}
"""Fields of parts that statements don't change, or that are derived from others."""

FIRST = "create type mood as enum ('fine');"
EARLIER = """
    create table people (id int, m mood);
    create table gone (id int);
    drop table gone;
    begin;
    alter type mood add value 'good';
    savepoint first;
    prepare earlier as select 1;
    insert into people values (1, 'fine');
    set local search_path = public;
    set role anon;
    set statement_timeout = 0;
    create view early as table missing;
    create table people (id int);
"""
LATER = """
    savepoint second;
    prepare later as select 1;
    set role authenticated;
    create schema extra;
    set search_path = extra;
    reset statement_timeout;
    create table more (id int);
    insert into more values (1);
    drop table public.people cascade;
    update extra.more set id = 1;
    create trigger t before insert on extra.more for each row execute function public.f();
    insert into extra.more values (1);
    create view late as table nowhere;
    commit;
    create table extra.more (id int);
    drop table extra.more;
    create table public.missing (id int);
"""


def replayed(text: str, platform: str = "postgres") -> Replay:
    """Return a replay behind the prelude and two files."""
    runner = "supabase-3" if platform == "supabase" else "psql"
    replay = Replay(Target(platform=platform, runner=runner))
    load_prelude(replay)
    replay_file(replay, FIRST)
    replay_file(replay, text)
    return replay


def replay_file(replay: Replay, text: str, begins: bool = True) -> None:
    migration = Migration(Path("1.sql"), text)
    parse(migration)
    assert not migration.problems
    if begins:
        replay.begin_file(migration)
    for statement in migration.statements:
        replay.apply(statement)


def fields(part: object) -> dict[str, Any]:
    """Return what an object holds, by name."""
    names = getattr(part, "__struct_fields__", None) or vars(part)
    return {name: getattr(part, name) for name in names}


def picture(value: Any) -> Any:
    """Return a copy of containers, whatever they lie in; what isn't one stands for itself."""
    match value:
        case dict():
            return {key: picture(each) for key, each in value.items()}
        case set() | frozenset():
            return {picture(each) for each in value} if isinstance(value, set) else value
        case list() | tuple():
            return [picture(each) for each in value]
    return value


def state(replay: Replay) -> dict[str, Any]:
    """Return everything that a replay holds, but for what is no state of it, found without the list of parts."""
    found: dict[str, Any] = {}
    for name, part in vars(replay).items():
        if name == "catalog":
            found[name] = {store: dict(getattr(part, store).rows) for store in part.STORES}
        elif name not in NO_STATE:
            found[name] = {k: picture(v) for k, v in fields(part).items() if k not in FIXED.get(name, ())}
    return found


def test_every_attribute_of_a_replay_is_a_part_or_no_state() -> None:
    names = vars(Replay(Target())).keys()
    assert names == {"catalog", *PARTS, *NO_STATE}, "a new attribute belongs in PARTS, or in NO_STATE with the reason"


@pytest.mark.parametrize("part", PARTS)
def test_every_field_of_a_part_is_saved_or_fixed(part: str) -> None:
    names = fields(getattr(replayed(EARLIER), part)).keys()
    assert names == {*PARTS[part], *FIXED.get(part, ())}


def test_the_way_back() -> None:
    replay = replayed(EARLIER)
    before, savepoint = state(replay), replay.savepoint()
    for _ in range(2):
        replay_file(replay, LATER, begins=False)
        after = state(replay)
        same = {(part, name) for part in PARTS for name in PARTS[part] if after[part][name] == before[part][name]}
        assert same == {("doubts", "absent"), ("doubts", "assumed"), ("doubts", "undone"), ("transactions", "sent")}, (
            "LATER is to change everything"
        )
        savepoint.restore()
        assert state(replay) == before


def test_the_way_back_within_a_statement() -> None:
    """What is set while a statement runs is empty between two."""
    replay = replayed(EARLIER)
    savepoint = replay.savepoint()
    replay.doubts.absent.add("x")
    replay.doubts.assumed = True
    savepoint.restore()
    assert not replay.doubts.absent
    assert not replay.doubts.assumed


def test_some_parts_only() -> None:
    replay = replayed(EARLIER)
    before, savepoint = state(replay), replay.savepoint()
    replay_file(replay, LATER, begins=False)
    after = state(replay)
    savepoint.restore(["session"])
    now = state(replay)
    assert (now["catalog"], now["session"]) == (before["catalog"], before["session"])
    assert now["filled"] == after["filled"]


@pytest.mark.parametrize("platform", ["postgres", "supabase"])
def test_a_file_begins_without_the_parts_of_the_last_one(platform: str) -> None:
    replay = replayed(EARLIER, platform)
    replay_file(replay, "")
    fresh = replayed("", platform)
    for part in PER_FILE:
        left, new = ({name: getattr(getattr(each, part), name) for name in PARTS[part]} for each in (replay, fresh))
        if part == "transactions":
            starts = left.pop("start"), new.pop("start")
            assert [start and start.mark for start in starts] == [
                each.catalog.mark() if platform == "supabase" else None for each in (replay, fresh)
            ]
        assert left == new


def test_parts_outlive_their_file_or_not() -> None:
    assert sorted(PARTS) == sorted((*PER_FILE, *WHOLE_HISTORY))


def test_a_branch_that_is_only_tried_leaves_set_local_alone() -> None:
    """A SET in a branch that may not run doesn't make SET LOCAL last beyond its transaction."""
    replay = replayed("""
        create table t (a boolean);
        insert into t values (true);
        begin;
        set local search_path = extra;
        do $$ begin if (select a from t) then set search_path = other; end if; end $$;
        commit;
    """)
    assert replay.session.path == replay.session.default_path
