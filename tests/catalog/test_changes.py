"""Changes: each says what it is about, which aspect it touches and what becomes of it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from helpers.replays import postgres

from miglint.catalog.changes import (
    Change,
    DefaultPrivilegesChanged,
    Granted,
    ObjectAssumed,
    OwnerChanged,
    ReplayFailed,
    Revoked,
    RunAgainRefused,
    SeedFailed,
    SqlNotFollowed,
    StatementRefused,
)

BY_OID = {
    Granted: "the object that `oid` means",
    Revoked: "the object that `oid` means",
    OwnerChanged: "the object that `oid` means",
    DefaultPrivilegesChanged: "about no object",
}
"""The changes without a subject, and what their docstrings say about that."""

NOTHING_CHANGED = {
    ObjectAssumed: "changed nothing",
    StatementRefused: "changed nothing",
    RunAgainRefused: "PostgreSQL refuses what was committed",
    SeedFailed: "isn't there",
    SqlNotFollowed: "could not decide",
    ReplayFailed: "counts as not run",
}
"""The changes without aspect and effect, and what their docstrings say about that."""

EVERY = """
CREATE SCHEMA app;
CREATE TABLE app.deals (id int PRIMARY KEY, owner int, company text, CHECK (id > 0) NOT VALID);
ALTER TABLE app.deals ADD COLUMN stage text;
ALTER TABLE app.deals ALTER COLUMN stage TYPE varchar(9);
ALTER TABLE app.deals ALTER COLUMN stage SET NOT NULL;
ALTER TABLE app.deals VALIDATE CONSTRAINT deals_id_check;
ALTER TABLE app.deals ENABLE ROW LEVEL SECURITY;
CREATE INDEX deals_owner ON app.deals (owner);
DROP INDEX app.deals_owner;
CREATE VIEW app.open AS SELECT id FROM app.deals;
CREATE OR REPLACE VIEW app.open AS SELECT id, owner FROM app.deals;
ALTER VIEW app.open SET (security_invoker = on);
DROP VIEW app.open;
CREATE SEQUENCE app.numbers;
DROP SEQUENCE app.numbers;
CREATE FUNCTION app.moved() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN new; END';
CREATE OR REPLACE FUNCTION app.moved() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN old; END';
ALTER FUNCTION app.moved() SECURITY DEFINER;
CREATE TRIGGER moves BEFORE UPDATE ON app.deals FOR EACH ROW EXECUTE FUNCTION app.moved();
ALTER TABLE app.deals DISABLE TRIGGER moves;
DROP TRIGGER moves ON app.deals;
DROP FUNCTION app.moved();
CREATE POLICY read ON app.deals USING (true);
ALTER POLICY read ON app.deals USING (false);
DROP POLICY read ON app.deals;
CREATE TYPE app.mood AS ENUM ('sad');
ALTER TYPE app.mood ADD VALUE 'glad';
DROP TYPE app.mood;
GRANT SELECT ON app.deals TO PUBLIC;
REVOKE SELECT ON app.deals FROM PUBLIC;
ALTER DEFAULT PRIVILEGES GRANT SELECT ON TABLES TO PUBLIC;
ALTER TABLE app.deals OWNER TO pg_monitor;
ALTER TABLE app.deals RENAME COLUMN stage TO step;
ALTER TABLE app.deals DROP COLUMN company;
ALTER TABLE app.deals DROP CONSTRAINT deals_id_check;
DROP TABLE app.deals;
DROP SCHEMA app;
"""

SAID = """
SchemaCreated: schemas made app
TableCreated: existence made deals of deals
ConstraintAdded: constraints made deals_id_check of deals
ConstraintAdded: constraints made deals_pkey of deals
ColumnAdded: columns made stage of deals
ColumnTypeChanged: columns altered stage of deals
ColumnChanged: columns altered stage of deals
ConstraintValidated: constraints altered deals_id_check of deals
RowSecurityChanged: rls altered deals of deals
IndexCreated: indexes made deals_owner
IndexDropped: indexes dropped deals_owner
ViewCreated: existence made open of open
ViewReplaced: options replaced open of open
ViewOptionsChanged: options altered open of open
ViewDropped: existence dropped open of open
SequenceCreated: existence made numbers of numbers
SequenceDropped: existence dropped numbers of numbers
RoutineCreated: routines made moved of moved
RoutineReplaced: routines replaced moved of moved
RoutineAltered: routines altered moved of moved
TriggerCreated: triggers made moves
TriggerAltered: triggers altered moves
TriggerDropped: triggers dropped moves
RoutineDropped: routines dropped moved of moved
PolicyCreated: policies made read
PolicyAltered: policies altered read
PolicyDropped: policies dropped read
TypeCreated: types made mood of mood
EnumValueAdded: types made glad of mood
TypeDropped: types dropped mood of mood
Granted: grants altered
Revoked: grants altered
DefaultPrivilegesChanged: default privileges altered
OwnerChanged: owner altered
Renamed: existence renamed step
ColumnDropped: columns dropped company of deals
ConstraintDropped: constraints dropped deals_id_check of deals
IndexDropped: indexes dropped deals_pkey
ConstraintDropped: constraints dropped deals_pkey of deals
TableDropped: existence dropped deals of deals
SchemaDropped: schemas dropped app
"""


def kinds(base: type[Change] = Change) -> Iterator[type[Change]]:
    """Yield the classes of changes that statements are given; those with subclasses are only bases."""
    for kind in base.__subclasses__():
        yield from kinds(kind) if kind.__subclasses__() else (kind,)


def said(change: Change) -> str:
    """Return a change as one line: aspect, effect, subject, and the object that holds the subject."""
    subject, whole = change.subject, change.whole
    words = [f"{type(change).__name__}: {change.aspect} {change.effect}"]
    words += [subject if isinstance(subject, str) else subject.name] if subject is not None else []
    words += [f"of {whole.name}"] if whole is not None else []
    return " ".join(words)


@pytest.fixture(scope="module")
def every() -> list[Change]:
    return postgres(EVERY).changes


@pytest.mark.parametrize("kind", sorted(kinds(), key=lambda kind: kind.__name__), ids=lambda kind: kind.__name__)
def test_each_kind_says_what_it_is_about_or_why_not(kind: type[Change]) -> None:
    doc = " ".join((kind.__doc__ or "").split())
    if kind in NOTHING_CHANGED:
        assert kind.aspect is None
        assert kind.effect is None
        assert NOTHING_CHANGED[kind] in doc
        return
    assert kind.aspect
    assert kind.effect
    if kind in BY_OID:
        assert kind.subject is Change.subject
        assert BY_OID[kind] in doc
    else:
        assert kind.subject is not Change.subject


def test_subjects_are_the_rows_and_names_that_statements_name(every: list[Change]) -> None:
    assert sorted(map(said, every)) == sorted(SAID.strip().splitlines())


def test_no_kind_is_left_out(every: list[Change]) -> None:
    assert {type(change) for change in every} == set(kinds()) - NOTHING_CHANGED.keys()


def test_a_change_has_the_subject_as_it_is_afterwards(every: list[Change]) -> None:
    held = {type(c).__name__: c.subject for c in every}
    assert getattr(held["TriggerAltered"], "enabled", True) is False
    assert getattr(held["RowSecurityChanged"], "rls_enabled", False) is True


def test_cascaded_is_what_was_not_named_itself() -> None:
    done = postgres("create table a (); create view v as select from a; drop table a cascade")
    gone = [(said(change), change.cascaded) for change in done.changes if change.effect == "dropped"]
    assert gone == [
        ("ViewDropped: existence dropped v of v", True),
        ("TableDropped: existence dropped a of a", False),
    ]
    assert not any(change.cascaded for change in done.changes if change.effect != "dropped")
