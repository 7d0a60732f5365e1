"""LOCK, ANALYZE, VACUUM, CLUSTER and REINDEX: they change nothing of the catalog, but what they name must be there."""

from __future__ import annotations

from collections.abc import Callable

from ...syntax.source import Node
from ...syntax.tree import range_name
from ..checks.absent_names import refuse_absent_relation
from ..state.context import Context


def lock(context: Context, node: Node) -> None:
    for wrapped in node.get("relations") or ():
        _check(context, wrapped["RangeVar"])


def vacuum(context: Context, node: Node) -> None:
    """VACUUM and ANALYZE."""
    for wrapped in node.get("rels") or ():
        if (range_var := wrapped["VacuumRelation"].get("relation")) is not None:
            _check(context, range_var)


def cluster(context: Context, node: Node) -> None:
    """CLUSTER and REINDEX."""
    if "relation" in node:
        _check(context, node["relation"])


def _check(context: Context, range_var: Node) -> None:
    name = range_name(range_var)
    if context.find(name) is None:
        refuse_absent_relation(context, name, range_var.get("location"))


HANDLERS: dict[str, Callable[[Context, Node], None]] = {
    "LockStmt": lock,
    "VacuumStmt": vacuum,
    "ClusterStmt": cluster,
    "ReindexStmt": cluster,
}
