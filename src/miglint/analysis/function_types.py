"""The result types of PostgreSQL's own functions, as far as views use them (PostgreSQL docs, 9 Functions)."""

from __future__ import annotations

from ..catalog import DataType

Types = list[DataType | None]

# result type -> functions that always return it
_FIXED = {
    "int8": """count row_number rank dense_rank nextval currval setval lastval txid_current hashtextextended
        pg_relation_size pg_total_relation_size pg_table_size pg_indexes_size pg_database_size bigint int8""",
    "int4": """length char_length character_length octet_length bit_length strpos position ascii array_length
        array_upper array_lower array_ndims cardinality json_array_length jsonb_array_length ntile grouping
        regexp_count regexp_instr array_position width_bucket pg_backend_pid int4 hashtext""",
    "bool": """bool_and bool_or every starts_with regexp_like jsonb_exists jsonb_path_exists jsonb_path_match isempty
        has_table_privilege has_schema_privilege has_function_privilege has_column_privilege pg_has_role isfinite bool
        pg_try_advisory_lock pg_try_advisory_xact_lock pg_table_is_visible row_security_active""",
    "text": """concat concat_ws initcap replace regexp_replace split_part format to_char md5 repeat reverse
        lpad rpad left right translate quote_ident quote_literal quote_nullable array_to_string current_setting
        set_config jsonb_typeof json_typeof json_extract_path_text jsonb_extract_path_text pg_get_viewdef chr to_hex
        text
        pg_get_functiondef pg_get_expr pg_get_constraintdef pg_get_indexdef encode version obj_description
        col_description pg_size_pretty format_type pg_get_function_identity_arguments regexp_substr
        jsonb_pretty pg_get_function_arguments pg_get_function_result normalize""",
    "float8": """date_part percent_rank cume_dist corr covar_pop covar_samp regr_slope regr_intercept
        regr_r2 radians degrees sin cos tan asin acos atan atan2 pi float8 cbrt""",
    "float4": "ts_rank ts_rank_cd float4",
    "numeric": "extract to_number numeric",
    "timestamptz": """now clock_timestamp transaction_timestamp statement_timestamp to_timestamp make_timestamptz
        pg_postmaster_start_time timestamptz""",
    "timestamp": "make_timestamp timestamp",
    "date": "to_date make_date date",
    "time": "make_time",
    "interval": "make_interval justify_days justify_hours justify_interval age interval",
    "uuid": "gen_random_uuid",
    "json": """json_build_object json_build_array json_agg json_object_agg to_json row_to_json array_to_json json_object
        json_strip_nulls json_extract_path""",
    "jsonb": """jsonb_build_object jsonb_build_array jsonb_agg jsonb_object_agg to_jsonb jsonb_set jsonb_insert
        jsonb_strip_nulls jsonb_object jsonb_extract_path jsonb_path_query_first jsonb_path_query_array jsonb_set_lax
        jsonb_concat jsonb_path_query""",
    "tsvector": "to_tsvector setweight strip tsvector_concat",
    "tsquery": "to_tsquery plainto_tsquery phraseto_tsquery websearch_to_tsquery",
    "bytea": "decode sha256 sha512 sha224 sha384 convert_to",
    "name": "current_database current_schema pg_get_userbyid current_user session_user",
    "int2": "int2",
    "regclass": "to_regclass",
    "void": "setseed pg_notify pg_sleep pg_advisory_lock pg_advisory_xact_lock",
    "tstzrange": "tstzrange",
    "tsrange": "tsrange",
    "daterange": "daterange",
    "int4range": "int4range",
    "int8range": "int8range",
    "numrange": "numrange",
    "inet": "inet_client_addr inet_server_addr",
}
_RESULT = {function: DataType(type) for type, functions in _FIXED.items() for function in functions.split()}

_OTHER_OVERLOADS = {
    ("age", "xid"): DataType("int4"),
    ("length", "lseg"): DataType("float8"),
    ("length", "path"): DataType("float8"),
    ("reverse", "bytea"): DataType("bytea"),
}
"""The result of overloads that differ from `_FIXED`, by function and first argument."""

_TEXT_ARRAYS = frozenset(
    {"string_to_array", "regexp_split_to_array", "regexp_match", "regexp_matches", "tsvector_to_array"}
)
_SAME = frozenset(
    """max min abs lag lead first_value last_value nth_value mode any_value enum_first enum_last array_shuffle
    array_sample trim_array bit_and bit_or""".split()  # noqa: SIM905
)
_ARRAYS = frozenset({"array_append", "array_prepend", "array_cat", "array_remove", "array_replace"})
_EXTREMES = {
    "varchar": "text", "name": "text", "cidr": "inet", "regclass": "oid", "regtype": "oid", "regproc": "oid",
    "regrole": "oid", "regnamespace": "oid",
}  # fmt: skip
"""What max and min of types without an overload of their own return."""
_TRIMS = frozenset({"lower", "upper", "substring", "substr", "overlay", "ltrim", "rtrim", "btrim"})
_ROUNDS = frozenset({"round", "trunc", "ceil", "ceiling", "floor", "sign", "sqrt", "exp", "ln", "log", "power", "pow"})
_SPREADS = frozenset({"stddev", "stddev_pop", "stddev_samp", "variance", "var_pop", "var_samp"})
_SETS = {
    "jsonb_array_elements": (("value", "jsonb"),),
    "jsonb_array_elements_text": (("value", "text"),),
    "json_array_elements": (("value", "json"),),
    "json_array_elements_text": (("value", "text"),),
    "jsonb_each": (("key", "text"), ("value", "jsonb")),
    "jsonb_each_text": (("key", "text"), ("value", "text")),
    "json_each": (("key", "text"), ("value", "json")),
    "json_each_text": (("key", "text"), ("value", "text")),
}
_LEXEMES = (
    ("lexeme", DataType("text")),
    ("positions", DataType("int2", is_array=True)),
    ("weights", DataType("text", is_array=True)),
)
"""The columns of unnest(tsvector)."""
_SCALAR_SETS = {
    "jsonb_object_keys": DataType("text"),
    "json_object_keys": DataType("text"),
    "regexp_split_to_table": DataType("text"),
    "string_to_table": DataType("text"),
    "regexp_matches": DataType("text", is_array=True),
    "generate_subscripts": DataType("int4"),
    "jsonb_path_query": DataType("jsonb"),
}
_INTEGERS = frozenset({"int2", "int4", "int8"})
_FLOATS = frozenset({"float4", "float8"})
_OR_BYTES = frozenset({"substring", "substr", "overlay", "ltrim", "rtrim", "btrim", "string_agg"})
"""Functions of text that bytea has as well."""


def is_builtin(name: str) -> bool:
    """Return whether this table knows a function of that name."""
    return name in _RESULT or name in _SAME or name in _OTHER or name in _SETS or name in _SCALAR_SETS


def result_type(name: str, types: Types) -> DataType | None:
    """Return the result type of a function for arguments of these types; None if it isn't known."""
    first = types[0] if types else None
    if (found := _RESULT.get(name)) is not None:
        return found if first is None else _OTHER_OVERLOADS.get((name, first.name), found)
    if name in _TEXT_ARRAYS:
        return DataType("text", is_array=True)
    if name in ("timezone", "date_trunc"):
        return _of_time(name, types[1] if len(types) > 1 else None)
    if name == "date_bin":
        return _of_times(types[1:])
    if name == "random":
        return _of_bounds(types) if types else DataType("float8")
    if name in _ARRAYS:
        return array_of(types)
    if first is None:
        return None
    if name in _OR_BYTES and any(t is not None and t.name == "bytea" for t in types):
        return DataType("bytea")
    if first.name == "unknown":
        return _of_literal(name)
    if name in ("max", "min") and first.name in _EXTREMES and not first.is_array and not first.oid:
        return DataType(_EXTREMES[first.name])
    if name in _SAME:
        return _of_same(name, first, types)
    if name in _SCALAR_SETS:
        return _SCALAR_SETS[name]
    if name == "enum_range":
        return array(first)
    if name == "unnest":
        return element(first)
    if name == "array_agg":
        return bare(first) if first.is_array else array(first)
    if first.is_array or first.schema != "pg_catalog":
        return None
    return _of_argument(name, first, len(types), types)


def _of_literal(name: str) -> DataType | None:
    """Return the result type of a function for a string constant whose type the function determines."""
    return DataType("text") if name in _TRIMS or name in ("max", "min", "string_agg") else None


def _of_same(name: str, first: DataType, types: Types) -> DataType | None:
    """Return the first argument's type; lag and lead find a common one with their default."""
    if len(types) > 2 and (types[2] is None or (types[2].name != "unknown" and bare(types[2]) != bare(first))):
        return None
    if name in ("bit_and", "bit_or") and first.name == "varbit":
        return DataType("bit")
    return bare(first)


def array_of(types: Types) -> DataType | None:
    """Return the type of an array put together from arrays and elements, if they all have the same type."""
    known = {DataType(t.name, t.schema, t.oid) for t in types if t is not None and t.name != "unknown"}
    return array(known.pop()) if len(known) == 1 and None not in types else None


def _of_times(types: Types) -> DataType | None:
    """Return the type of date_bin for its source and origin: timestamp only where nothing is of a type with zone."""
    names = {t.name for t in types if t is not None}
    if None in types or names <= {"unknown"}:
        return None
    return DataType("timestamp" if "timestamp" in names and "timestamptz" not in names else "timestamptz")


def _of_bounds(types: Types) -> DataType | None:
    """Return the type of random(min, max) (PostgreSQL 17)."""
    names = {t.name for t in types if t is not None}
    if None in types or not names <= {*_INTEGERS, "numeric"}:
        return None
    return DataType("numeric" if "numeric" in names else "int8" if "int8" in names else "int4")


def _of_time(name: str, time: DataType | None) -> DataType | None:
    """Return the type of AT TIME ZONE and date_trunc for a second argument."""
    if time is None:
        return None
    if name == "date_trunc":
        if time.name in ("interval", "time"):
            return DataType("interval")
        return DataType("timestamp" if time.name == "timestamp" else "timestamptz")
    swapped = {"timestamptz": "timestamp", "timestamp": "timestamptz", "timetz": "timetz", "date": "timestamp"}
    return DataType(swapped[time.name]) if time.name in swapped else None


def _of_argument(name: str, first: DataType, count: int, types: Types) -> DataType | None:
    kind = first.name
    if name == "sum":
        wide = {"int2": "int8", "int4": "int8", "int8": "numeric"}.get(kind, kind)
        return DataType(wide) if wide in ("int8", "numeric", "float4", "float8", "interval", "money") else None
    if name == "avg" or name in _SPREADS:
        if kind in _INTEGERS or kind == "numeric":
            return DataType("numeric")
        return DataType("interval" if kind in ("interval", "time") and name == "avg" else "float8")
    if name in ("power", "pow"):
        names = {t.name for t in types if t is not None}
        return None if None in types else DataType("float8" if names & _FLOATS or "numeric" not in names else "numeric")
    if name in _ROUNDS:
        if kind == "numeric" or (count == 2 and name in ("round", "trunc", "log")):
            return DataType("numeric")
        return DataType("float8") if kind in _INTEGERS or kind in ("float4", "float8") else None
    if name == "div":
        return DataType("numeric")
    if name in _TRIMS:
        return DataType("text") if kind in ("text", "varchar", "bpchar", "name") else None
    if name == "string_agg":
        return DataType("text")
    if name in ("percentile_cont", "percentile_disc"):
        return None
    if name == "generate_series":
        kinds = {t.name for t in types[:2] if t}
        if kinds <= _INTEGERS:
            return DataType("int8" if "int8" in kinds else "int4")
        if "timestamptz" in kinds or "date" in kinds:
            return DataType("timestamptz")
        return DataType("timestamp") if kinds == {"timestamp"} else None
    return None


_OTHER = (
    _TEXT_ARRAYS
    | _ARRAYS
    | _TRIMS
    | _ROUNDS
    | _SPREADS
    | frozenset(
        """sum avg div string_agg percentile_cont percentile_disc timezone date_trunc generate_series unnest array_agg
        enum_range date_bin random""".split()  # noqa: SIM905
    )
)


def set_columns(name: str, types: Types) -> list[tuple[str | None, DataType | None]] | None:
    """Return the columns of a function in FROM; the name None is that of the alias or the function. None: not known."""
    if name in _SETS:
        return [(column, DataType(type)) for column, type in _SETS[name]]
    if name == "unnest":
        if types and types[0] is not None and types[0].name == "tsvector":
            return [(column, type) for column, type in _LEXEMES]
        return [(None, element(type)) for type in types]
    if is_builtin(name):
        return [(None, result_type(name, types))]
    return None


def bare(type: DataType) -> DataType:
    """Return a type without its modifiers."""
    return DataType(type.name, type.schema, type.oid, "", type.is_array) if type.modifiers else type


def array(type: DataType) -> DataType:
    """Return the array type of a type."""
    return DataType(type.name, type.schema, type.oid, "", True)


def sized_array(type: DataType) -> DataType:
    """Return the array type of a type with its length: what ARRAY[...] has, and a function loses."""
    return DataType(type.name, type.schema, type.oid, type.modifiers, True)


def element(type: DataType | None) -> DataType | None:
    """Return the element type of an array; None for other types."""
    return DataType(type.name, type.schema, type.oid, type.modifiers) if type is not None and type.is_array else None
