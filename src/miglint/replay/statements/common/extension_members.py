"""What an extension holds, which DROP EXTENSION takes along, and what uses it, for which it is refused.

PostgreSQL docs, 36.17 Packaging Related Objects into an Extension.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from ....analysis.postgres.extension_functions import functions_of, operator_classes_of
from ....analysis.postgres.facts import is_function
from ....catalog import Catalog, Expression, Extension, Index, Table, View
from ....syntax.tree import calls
from ...checks.extension_facts import METHODS_OF_EXTENSIONS, facts_of

Found = tuple[str, int, int, str]
"""The kind, oid, attnum and name of something to drop."""


def members(catalog: Catalog, name: str) -> Iterator[Found]:
    """Return the objects of an extension that the catalog lists."""
    stores: tuple[tuple[str, Iterable[object]], ...] = (
        ("relation", catalog.relations),
        ("routine", catalog.routines),
        ("type", catalog.types),
        ("other", catalog.others),
    )
    for kind, rows in stores:
        for row in rows:
            if getattr(row, "extension", None) == name:
                yield kind, row.oid, 0, ""  # type: ignore[attr-defined]


def users(catalog: Catalog, name: str) -> Iterator[Found]:
    """Return what needs the extension: other extensions, what lies in its schemas, and what calls its functions, fires
    them or has its operator classes or access methods."""
    extension = catalog.extensions.get(name)
    if extension is None:
        return
    for other in catalog.extensions:
        if name in facts_of(other.name).requires:
            yield "extension", other.oid, 0, other.name
    for schema in catalog.schemas:
        if schema.extension == name:
            for relation in catalog.relations.by("schema", schema.name):
                if relation.extension != name and not isinstance(relation, Index):
                    yield "relation", relation.oid, 0, ""
    if functions_of(name) or name in METHODS_OF_EXTENSIONS.values():
        yield from _callers(catalog, extension)


def _callers(catalog: Catalog, extension: Extension) -> Iterator[Found]:
    functions, schema = functions_of(extension.name), extension.schema
    own = {routine.name for routine in catalog.routines if routine.extension is None}

    def is_member(called: str | None, name: str) -> bool:
        if name not in functions:
            return False
        return called == schema if called else not is_function(name) and name not in own

    def uses(expression: Expression | None) -> bool:
        return expression is not None and any(is_member(*called) for called, _ in calls(expression.node))

    yield from _relations(catalog, extension, uses)
    for policy in catalog.policies:
        if uses(policy.using) or uses(policy.with_check):
            yield "policy", policy.oid, 0, ""
    for constraint in catalog.constraints:
        if uses(constraint.expression):
            yield "constraint", constraint.oid, 0, ""
    for trigger in catalog.triggers:
        fired, _, function = trigger.function_name.rpartition(".")
        if (not trigger.function and fired == schema and function in functions) or uses(trigger.when):
            yield "trigger", trigger.oid, 0, ""


def _relations(catalog: Catalog, extension: Extension, uses: Callable[[Expression | None], bool]) -> Iterator[Found]:
    """Return defaults, views and indexes that use an extension."""
    classes = {spelled for c in operator_classes_of(extension.name) for spelled in (c, f"{extension.schema}.{c}")}
    for relation in catalog.relations:
        if isinstance(relation, Table):
            for column in relation.columns:
                if uses(column.default):
                    yield "column" if column.generated else "default", relation.oid, column.attnum, ""
        elif isinstance(relation, View):
            if uses(relation.query):
                yield "relation", relation.oid, 0, ""
        elif isinstance(relation, Index) and (
            METHODS_OF_EXTENSIONS.get(relation.method) == extension.name
            or any(key.opclass in classes or uses(key.expression) for key in relation.keys)
            or uses(relation.predicate)
        ):
            yield "relation", relation.oid, 0, ""
