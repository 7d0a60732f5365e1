"""How sure a refusal is: what follows from an earlier one, and what hangs on something that nothing made."""

from __future__ import annotations

from collections.abc import Iterable

from ...catalog import Assumption, Catalog, Routine, Sequence, Table, Type, View
from ...catalog.changes import Change, ColumnAdded, ColumnDropped, Renamed, StatementRefused
from ...record import replace
from ...syntax.source import Statement
from .statement_names import Names, defined_names, mentioned
from .vacated import Vacated, vacated_by

# Refusals because something already exists, or still exists. They are only right if it was really created.
_IN_THE_WAY = frozenset({"42P07", "42710", "42701", "42723", "42P06", "2BP01", "0A000", "42P16", "42P13", "42P17"})


class Doubts:
    """Objects whose existence is doubtful.

    PostgreSQL undoes a refused statement (Supabase: its whole file), so everything it would have created is missing in
    later statements: those failures follow from the first and are not reported again. And if a history is incomplete,
    objects that its statements created from assumed ones may not exist on an empty database.
    """

    def __init__(self) -> None:
        self.lost: Names = set()
        """The names that refused statements would have created, dropped or renamed."""
        self.undone: Names = set()
        """Those of the current statement, if it is a block that is undone as a whole."""
        self.shaky: Names = set()
        """The names created by statements that used something assumed."""
        self.absent: set[str] = set()
        """Names that the current statement is refused for; later uses of them are not reported again."""
        self.assumed = False
        """Whether the current statement used something assumed."""
        self.gone: Vacated = {}
        self.awaited: dict[str, Assumption] = {}
        """Objects that are used but not created yet."""

    def is_lost(self, name: str) -> bool:
        """Return whether a refused statement would have made something of this name."""
        return frozenset({name}) in self.lost

    def gone_from(self, kind: str, schemas: Iterable[str], name: str) -> tuple[Statement, str] | None:
        """Return the statement that took a name away from one of these schemas, and what it did."""
        return next((found for schema in schemas if (found := self.gone.get((kind, schema, name)))), None)

    def lose(self, changes: Iterable[Change]) -> None:
        """Note changes that are undone because a later one in the same block is refused.

        That refusal itself doesn't follow from them."""
        self.undone |= _made(changes)

    def sift(self, changes: tuple[Change, ...], catalog: Catalog) -> tuple[Change, ...]:
        """Return the changes without refusals that only follow from others, and with those of earlier statements that
        used what is only made now."""
        if StatementRefused in map(type, changes):
            kept = [c for c in changes if not isinstance(c, StatementRefused) or self._is_sure(c)]
            for change in changes:
                if isinstance(change, StatementRefused):
                    self.lost |= _lost(change)
            changes = tuple(kept)
            self.lost |= {frozenset({name}) for name in self.absent} | self.undone
            self.absent.clear()
        self.undone.clear()
        if self.assumed:
            self.shaky |= _made(changes)
            self.assumed = False
        elif changes:
            self.gone.update(vacated_by(changes, catalog))
        if self.awaited:
            changes += tuple([late for change in changes if (late := self._too_late(change, catalog))])
        return changes

    def _too_late(self, change: Change, catalog: Catalog) -> StatementRefused | None:
        """Return the refusal of an earlier statement that used what this change makes. What is made only IF NOT EXISTS
        was made elsewhere before: then the history lacks its beginning."""
        row = change.subject
        if change.effect != "made" or not isinstance(row, (Table, View, Sequence, Type, Routine)):
            return None
        if change.statement.node.get("if_not_exists"):
            return None
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
            reason="missing",
            hint=f"It is created only later, {'in this file' if same else f'in {where}'}: move one of the two.",
            names=(name,),
            related=(change.place(f"{row.name} is created here"),),
        )

    def _is_sure(self, refused: StatementRefused) -> bool:
        lost, shaky = self.lost, self.shaky
        if not lost and not shaky:
            return True
        statement = refused.statement
        said = mentioned(statement.node) | refused.obstacles
        if refused.sqlstate not in _IN_THE_WAY:
            # Created again: then it isn't a use of the lost object.
            own = defined_names(statement.kind, statement.node)
            return not any(words <= said for words in lost - own)
        if any(words <= said for words in lost):
            return False
        in_the_way = refused.obstacles.union(refused.names)
        return not any(words <= in_the_way for words in shaky)


def _lost(refused: StatementRefused) -> Names:
    """Return what a refused statement would have made. What exists already is not among it, but the columns of a second
    CREATE TABLE are."""
    statement = refused.statement
    names = defined_names(statement.kind, statement.node)
    if refused.reason == "duplicate":
        names = {words for words in names if words.isdisjoint(refused.names)}
        if statement.kind == "CreateStmt":
            table = statement.node["relation"]["relname"]
            elements = statement.node.get("tableElts", ())
            names |= {frozenset({table, e["ColumnDef"]["colname"]}) for e in elements if "ColumnDef" in e}
    return names


def _made(changes: Iterable[Change]) -> Names:
    """Return the names of what changes made, took away or renamed."""
    found: Names = set()
    for change in changes:
        if change.effect in (None, "altered") or (subject := change.subject) is None:
            continue
        name = subject if isinstance(subject, str) else subject.name
        table = [change.table.name] if isinstance(change, (ColumnAdded, ColumnDropped)) else []
        found.add(frozenset({name, *table}))
        if isinstance(change, Renamed):
            found.add(frozenset({change.before}))
    return found
