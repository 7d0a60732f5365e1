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


_GEOMETRIES = {
    name.lower(): name
    for name in (
        "Geometry", "Point", "LineString", "Polygon", "MultiPoint", "MultiLineString", "MultiPolygon",
        "GeometryCollection", "CircularString", "CompoundCurve", "CurvePolygon", "MultiCurve", "MultiSurface",
        "PolyhedralSurface", "Triangle", "Tin",
    )
}  # fmt: skip
"""The kinds of PostGIS's types as their modifier is printed (postgis_typmod_out in gserialized_typmod.c)."""


def _geometry_modifiers(type: str, modifiers: str) -> str:
    """Return what PostGIS prints of a modifier: "point, 4326" is Point,4326. A geography's SRID is 4326 where none is
    given."""
    kind, _, srid = modifiers.replace(" ", "").lower().partition(",")
    base = kind.rstrip("zm") if kind.rstrip("zm") in _GEOMETRIES else kind
    spelled = _GEOMETRIES.get(base)
    if spelled is None:
        return modifiers
    srid = srid or ("4326" if type == "geography" else "")
    return ",".join(filter(None, (spelled + kind[len(base) :].upper(), srid if srid != "0" else "")))


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
        if modifiers and type.name in ("geometry", "geography"):
            modifiers = f"({_geometry_modifiers(type.name, type.modifiers)})"
        text = f"{type.schema}.{type.name}{modifiers}"
    return text + "[]" if type.is_array else text
