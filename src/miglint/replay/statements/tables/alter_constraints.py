"""ALTER TABLE on constraints: ADD, DROP, VALIDATE and ALTER CONSTRAINT."""

from __future__ import annotations

from ....catalog import Constraint, Table
from ....catalog.changes import ConstraintValidated
from ....record import replace
from ....syntax.source import Node
from ....syntax.tree import clip, strings
from ..common.dependents import DropTarget
from ..common.drop_objects import drop
from .alter_not_null import add_not_null, alter_not_null, drop_named_not_null, refuse_not_null_name
from .alter_passes import Work
from .column_definitions import INDEX_KINDS
from .constraints import add_check
from .foreign_keys import add_foreign_key
from .key_constraints import add_index_constraint
from .not_null_constraints import may_be_not_null


def add_constraint(work: Work, command: Node) -> None:
    """ADD CONSTRAINT; the command may name the column in whose definition the constraint is."""
    node = command["def"]["Constraint"]
    column = command.get("column")
    kind = node["contype"]
    if kind != "CONSTR_NOTNULL":
        refuse_not_null_name(work, node.get("conname", ""))
    if kind == "CONSTR_CHECK":
        add_check(work.context, work.table, node, to_children=work.recurse)
    elif kind == "CONSTR_FOREIGN":
        add_foreign_key(work.context, work.table, node, column)
    elif kind in INDEX_KINDS:
        add_index_constraint(work.context, work.table, node, column, work.recurse)
    elif kind == "CONSTR_NOTNULL":
        add_not_null(work, strings(node["keys"])[0], node)


def _find(work: Work, name: str, command: Node) -> Constraint | None:
    """Return the constraint of this name; None if it is missing and that isn't an error, or isn't known."""
    table = work.table
    for constraint in work.context.catalog.constraints_of(table.oid):
        if constraint.name == name:
            return constraint
    if not command.get("missing_ok") and work.context.catalog.knows("constraints", table):
        if may_be_not_null(work.context, table, name):
            return None
        message = f'constraint "{name}" of relation "{table.name}" does not exist'
        work.context.refuse("42704", message, oid=table.oid, names=(name, table.name))
    return None


def drop_constraint(work: Work, command: Node) -> None:
    """DROP CONSTRAINT."""
    name = clip(command["name"])
    taken = any(constraint.name == name for constraint in work.context.catalog.constraints_of(work.oid))
    if not taken and drop_named_not_null(work, name):
        return
    constraint = _find(work, clip(command["name"]), command)
    if constraint is None:
        return
    catalog = work.context.catalog
    if constraint.parent is not None:
        message = f'cannot drop inherited constraint "{constraint.name}" of relation "{work.table.name}"'
        work.context.refuse("42P16", message, oid=work.oid, names=(constraint.name, work.table.name))
    targets = [DropTarget("constraint", constraint.oid)]
    shadows = [c for c in catalog.constraints_of(work.oid) if c.parent == constraint.oid]
    targets += [DropTarget("constraint", c.oid) for c in shadows]
    drop(work.context, targets, command.get("behavior") == "DROP_CASCADE")


def validate_constraint(work: Work, command: Node) -> None:
    """VALIDATE CONSTRAINT, in partitions and inheriting tables too."""
    name = clip(command["name"])
    if any(column.not_null_name == name for column in work.table.columns):
        return
    constraint = _find(work, name, command)
    if constraint is None:
        return
    if constraint.kind not in ("foreign key", "check"):
        message = (
            f'constraint "{constraint.name}" of relation "{work.table.name}" is not a foreign key or check constraint'
        )
        work.context.refuse("42809", message, oid=work.oid, names=(constraint.name, work.table.name))
    _validate(work, work.table, constraint)


def _validate(work: Work, table: Table, constraint: Constraint) -> None:
    catalog = work.context.catalog
    done = replace(constraint, validated=True, changed=work.context.statement)
    catalog.constraints.put(done.oid, done)
    work.context.emit(ConstraintValidated, table.oid, table=table, constraint=done)
    for child in catalog.children_of(table.oid):
        for part in catalog.constraints_of(child.oid):
            if part.parent == constraint.oid:
                _validate(work, child, part)


def alter_constraint(work: Work, command: Node) -> None:
    """ALTER CONSTRAINT: when a foreign key is checked, and whether children have a not-null constraint too."""
    given = command["def"]["ATAlterConstraint"]
    if alter_not_null(work, clip(given["conname"]), given):
        return
    constraint = _find(work, clip(given["conname"]), command)
    if constraint is None or not given.get("alterDeferrability"):
        return
    if constraint.kind != "foreign key":
        message = f'constraint "{constraint.name}" of relation "{work.table.name}" is not a foreign key constraint'
        work.context.refuse("42809", message, oid=work.oid, names=(constraint.name, work.table.name))
    changed = replace(
        constraint,
        deferrable=bool(given.get("deferrable")),
        initially_deferred=bool(given.get("initdeferred")),
        changed=work.context.statement,
    )
    work.context.catalog.constraints.put(changed.oid, changed)
