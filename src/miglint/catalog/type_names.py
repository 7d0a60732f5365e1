"""Type names: SQL's spellings, pg_type's names, and what format_type prints (PostgreSQL docs, 8 Data Types)."""

from __future__ import annotations

from .objects import DataType

# pg_type.typname -> what format_type prints; "%s" stands where the modifiers go.
_SPELLED = {
    "bool": "boolean",
    "int2": "smallint",
    "int4": "integer",
    "int8": "bigint",
    "float4": "real",
    "float8": "double precision",
    "bpchar": "character%s",
    "char": '"char"',
    "varchar": "character varying%s",
    "numeric": "numeric%s",
    "bit": "bit%s",
    "varbit": "bit varying%s",
    "time": "time%s without time zone",
    "timetz": "time%s with time zone",
    "timestamp": "timestamp%s without time zone",
    "timestamptz": "timestamp%s with time zone",
    "interval": "interval%s",
}

SERIALS = {
    "smallserial": "int2",
    "serial2": "int2",
    "serial": "int4",
    "serial4": "int4",
    "bigserial": "int8",
    "serial8": "int8",
}
"""Pseudo-types of CREATE TABLE (PostgreSQL docs, 8.1.4)."""


def format_type(type: DataType) -> str:
    """Return a type as format_type prints it; outside pg_catalog with its schema, bare names unquoted."""
    modifiers = f"({type.modifiers})" if type.modifiers else ""
    if type.schema == "pg_catalog":
        pattern = _SPELLED.get(type.name, type.name + "%s")
        if type.name == "bpchar" and not type.modifiers:
            text = "bpchar"
        elif type.name == "interval" and type.modifiers and not type.modifiers[0].isdigit():
            text = f"interval {type.modifiers}"
        else:
            text = pattern % modifiers if "%s" in pattern else pattern
    else:
        text = f"{type.schema}.{type.name}{modifiers}"
    return text + "[]" if type.is_array else text
