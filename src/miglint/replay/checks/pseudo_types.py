"""Types that no column can have (PostgreSQL docs, 8.21 Pseudo-Types; CheckAttributeType in catalog/heap.c)."""

from __future__ import annotations

from ...catalog import DataType
from ..state.context import Context

PSEUDO_TYPES = frozenset(
    """record void trigger event_trigger cstring internal language_handler fdw_handler index_am_handler tsm_handler
    table_am_handler pg_ddl_command any anyelement anyarray anynonarray anyenum anyrange anymultirange anycompatible
    anycompatiblearray anycompatiblenonarray anycompatiblerange anycompatiblemultirange""".split()  # noqa: SIM905
)


def refuse_pseudo_type(context: Context, column: str, type: DataType | None, location: int | None = None) -> None:
    """Refuse (42P16) a column of a pseudo-type."""
    if type is not None and not type.oid and type.schema == "pg_catalog" and type.name in PSEUDO_TYPES:
        if context.replay.in_prelude:
            return
        message = f'column "{column}" has pseudo-type {context.catalog.format_type(type)}'
        context.refuse("42P16", message, location, names=(column,))
