"""What PostgreSQL would refuse, how sure that is, and where the objects in the way were made."""

from __future__ import annotations

from collections.abc import Iterable

from ...catalog import Assumption, Catalog
from ...catalog.changes import (
    Change,
    ColumnAdded,
    ConstraintAdded,
    EnumValueAdded,
    IndexCreated,
    PolicyCreated,
    PolicyDropped,
    Renamed,
    RoutineCreated,
    RoutineDropped,
    RoutineReplaced,
    SequenceCreated,
    StatementRefused,
    TableCreated,
    TableDropped,
    TriggerCreated,
    TriggerDropped,
    TypeCreated,
    ViewCreated,
    ViewDropped,
    ViewReplaced,
)
from ...catalog.object_refs import named_at
from ...catalog.objects import Object
from ...record import replace
from ...syntax.source import Place, Statement
from .refused import Refused
from .statement_names import Names, defined_names, mentioned

# The field that holds what a change made or took away: an object, or its name.
_MADE: dict[type[Change], str] = {
    ColumnAdded: "column",
    ConstraintAdded: "constraint",
    EnumValueAdded: "value",
    IndexCreated: "index",
    PolicyCreated: "policy",
    PolicyDropped: "policy",
    Renamed: "after",
    RoutineCreated: "routine",
    RoutineDropped: "routine",
    RoutineReplaced: "after",
    SequenceCreated: "sequence",
    TableCreated: "table",
    TableDropped: "table",
    TriggerCreated: "trigger",
    TriggerDropped: "trigger",
    TypeCreated: "type",
    ViewCreated: "view",
    ViewDropped: "view",
    ViewReplaced: "after",
}

_GONE = {
    TableDropped: ("table", "relation", "dropped"),
    ViewDropped: ("view", "relation", "dropped"),
    RoutineDropped: ("routine", "function", "dropped"),
}
_AWAITED = {
    TableCreated: "table",
    ViewCreated: "view",
    SequenceCreated: "sequence",
    TypeCreated: "type",
    RoutineCreated: "routine",
}

# Refusals that say: something is there already, or still there. They hold only if it was really made.
_IN_THE_WAY = frozenset({"42P07", "42710", "42701", "42723", "42P06", "2BP01", "0A000", "42P16", "42P13", "42P17"})


def refusal(statement: Statement, refused: Refused, catalog: Catalog) -> StatementRefused:
    """A refusal as a change, with the places where the objects were made that stand in the way."""
    oids = dict.fromkeys([*refused.others, refused.oid])
    places = [place for oid in oids if oid and (place := made_at(catalog, oid))]
    return StatementRefused(
        statement=refused.statement or statement,
        oid=refused.oid,
        location=refused.location,
        sqlstate=refused.sqlstate,
        message=refused.message,
        hint=refused.hint,
        subject=refused.subject,
        names=frozenset(n for oid in oids if (n := _name(catalog, oid))),
        related=(*refused.related, *places),
    )


def made_at(catalog: Catalog, oid: int) -> Place | None:
    """Where an object was made: the token that names it, with a word on what it is. None for the prelude's."""
    row = _row(catalog, oid)
    if row is None or not row.made_here:
        return None
    kind = getattr(row, "kind", type(row).__name__.lower())
    return named_at(row.origin, row.location, row.name, f"{kind} {row.name} is made here")


def _row(catalog: Catalog, oid: int) -> Object | None:
    stores = (
        catalog.relations, catalog.constraints, catalog.routines, catalog.types, catalog.policies, catalog.triggers,
    )  # fmt: skip
    for store in stores:
        if (row := store.get(oid)) is not None:
            return row
    return None


def _name(catalog: Catalog, oid: int) -> str:
    return getattr(_row(catalog, oid), "name", "")


class Doubts:
    """What stands on uncertain ground.

    PostgreSQL undoes a refused statement (Supabase: its whole file), so whatever it would have made is missing in every
    later statement: those failures follow from the first and are not said again. And where a history begins in the
    middle, what its statements made of assumed objects may not be there on an empty database.
    """

    def __init__(self) -> None:
        self.lost: Names = set()
        """What refused statements would have made, dropped or renamed."""
        self.shaky: Names = set()
        """What was made by statements that used something assumed."""
        self.absent: set[str] = set()
        """Names that the statement at hand is refused for; later uses of them say nothing new."""
        self.assumed = False
        """Whether the statement at hand used something assumed."""
        self.gone: dict[tuple[str, str, str], tuple[Statement, str]] = {}
        """What was dropped or renamed, by kind, schema and name: the statement, and what it did."""
        self.awaited: dict[str, Assumption] = {}
        """What is used but not made yet."""

    def is_lost(self, name: str) -> bool:
        """Whether a refused statement would have made something of this name."""
        return frozenset({name}) in self.lost

    def lose(self, changes: Iterable[Change]) -> None:
        """Changes that are undone because a later one in the same block was refused."""
        self.lost |= _made(changes)

    def sift(self, changes: tuple[Change, ...], catalog: Catalog) -> tuple[Change, ...]:
        """The changes without refusals that only follow from others, and with those of earlier statements that used
        what is only made now."""
        if StatementRefused in map(type, changes):
            kept = [c for c in changes if not isinstance(c, StatementRefused) or self._is_sure(c)]
            for change in changes:
                if isinstance(change, StatementRefused):
                    self.lost |= _lost(change)
            changes = tuple(kept)
            self.lost |= {frozenset({name}) for name in self.absent}
            self.absent.clear()
        if self.assumed:
            self.shaky |= _made(changes)
            self.assumed = False
        else:
            for change in changes:
                if gone := _GONE.get(type(change)):
                    field, kind, what = gone
                    row = getattr(change, field)
                    self.gone[(kind, row.schema, row.name)] = (change.statement, what)
        if self.awaited:
            late = [r for change in changes if type(change) in _AWAITED and (r := self._too_late(change, catalog))]
            if late:
                changes = (*changes, *late)
        return changes

    def _too_late(self, change: Change, catalog: Catalog) -> StatementRefused | None:
        """The refusal of an earlier statement that used what this change makes. What is made only IF NOT EXISTS was
        made elsewhere before: then the history lacks its beginning."""
        field = _AWAITED.get(type(change))
        if field is None or change.statement.node.get("if_not_exists"):
            return None
        row = getattr(change, field)
        name = f"{row.schema}.{row.name}"
        assumption = self.awaited.pop(name, None)
        if assumption is None or assumption.statement.migration.role != "migration":
            return None
        catalog.assumptions.put(f"{assumption.kind} {name}", replace(assumption, made_later=True))
        where = change.statement.migration.name
        same = change.statement.migration is assumption.statement.migration
        return StatementRefused(
            statement=assumption.statement,
            oid=0,
            location=assumption.location,
            sqlstate=assumption.sqlstate,
            message=f'{assumption.kind} "{name}" does not exist',
            hint=f"It is made only later, {'in this file' if same else f'in {where}'}: move one of the two.",
            related=(change.place(f"{row.name} is made here"),),
        )

    def _is_sure(self, refused: StatementRefused) -> bool:
        lost, shaky = self.lost, self.shaky
        if not lost and not shaky:
            return True
        statement = refused.statement
        said = mentioned(statement.node) | refused.names
        if refused.sqlstate not in _IN_THE_WAY:
            # Made anew: then it is no use of what was lost.
            own = defined_names(statement.kind, statement.node)
            return not any(words <= said for words in lost - own)
        if any(words <= said for words in lost):
            return False
        in_the_way = refused.names | set(refused.message.split('"')[1::2])
        return not any(words <= in_the_way for words in shaky)


_DUPLICATE = frozenset({"42P07", "42710", "42701", "42723", "42P06"})


def _lost(refused: StatementRefused) -> Names:
    """What a refused statement would have made. What exists already is not among it, but the columns of a second CREATE
    TABLE are."""
    statement = refused.statement
    names = defined_names(statement.kind, statement.node)
    if refused.sqlstate in _DUPLICATE:
        there = set(refused.message.split('"')[1::2])
        names = {words for words in names if not words & there}
        if statement.kind == "CreateStmt":
            table = statement.node["relation"]["relname"]
            elements = statement.node.get("tableElts", ())
            names |= {frozenset({table, e["ColumnDef"]["colname"]}) for e in elements if "ColumnDef" in e}
    return names


def _made(changes: Iterable[Change]) -> Names:
    """The names of what changes made, took away or renamed."""
    found: Names = set()
    for change in changes:
        if field := _MADE.get(type(change)):
            made = getattr(change, field)
            name = made if isinstance(made, str) else made.name
            table = [change.table.name] if isinstance(change, ColumnAdded) else []
            found.add(frozenset({name, *table}))
            if isinstance(change, Renamed):
                found.add(frozenset({change.before}))
    return found
