"""Parameters and attributes of CREATE FUNCTION and PROCEDURE that can't go together (commands/functioncmds.c)."""

from __future__ import annotations

from collections.abc import Sequence

from ...analysis.coercion import plain
from ...catalog import Argument, Column, DataType
from ...syntax.source import Node
from ...syntax.tree import constant_or
from ..checks.expression_checks import check_expression
from ..checks.purposes import parameter_of
from ..checks.type_errors import refuse_constant
from ..state.context import Context
from .tables.column_definitions import refuse_subquery

_OUT = ("OUT", "TABLE")
_ONCE = frozenset(
    {"language", "as", "volatility", "strict", "security", "leakproof", "window", "parallel", "cost", "rows", "support"}
)
_OF_FUNCTIONS = _ONCE - {"language", "as", "security"}
_PSEUDO = frozenset({"void", "trigger", "event_trigger", "cstring", "internal", "language_handler", "unknown"})
_RESULTS = frozenset({"cstring", "internal", "language_handler", "unknown"})


def check_definition(
    context: Context, node: Node, arguments: Sequence[Argument], returns: DataType | None, returns_set: bool
) -> None:
    """Refuse a definition for its parameters or its attributes."""
    if context.replay.in_prelude:
        return
    is_procedure = bool(node.get("is_procedure"))
    options = [wrapped["DefElem"] for wrapped in node.get("options") or ()]
    language = _check_options(context, node, options, is_procedure)
    parameters = [wrapped["FunctionParameter"] for wrapped in node.get("parameters") or ()]
    _check_parameters(context, parameters, arguments, is_procedure)
    _check_names(context, arguments)
    _check_result(context, node, arguments, returns, is_procedure)
    _check_types(context, language, arguments, returns)
    for parameter, argument in zip(parameters, arguments, strict=True):
        if (default := parameter.get("defexpr")) is not None:
            _check_default(context, default, argument)
    for option in options:
        if option["defname"] in ("cost", "rows"):
            _check_number(context, option, returns_set)


def _refuse(context: Context, message: str, location: int | None = None, *names: str) -> None:
    context.refuse("42P13", message, location, names=names)


def _check_options(context: Context, node: Node, options: list[Node], is_procedure: bool) -> str:
    """Refuse attributes that are given twice or are missing; return the language."""
    given: dict[str, Node] = {}
    for option in options:
        name = option["defname"]
        if name in given and name in _ONCE:
            context.refuse("42601", "conflicting or redundant options", option.get("location"))
        if is_procedure and name in _OF_FUNCTIONS:
            _refuse(context, "invalid attribute in procedure definition", option.get("location"))
        given[name] = option
    if "sql_body" not in node:
        if "language" not in given:
            _refuse(context, "no language specified")
        if "as" not in given:
            _refuse(context, "no function body specified")
    language = given.get("language", {}).get("arg", {}).get("String", {}).get("sval", "sql").lower()
    texts = given.get("as", {}).get("arg", {}).get("List", {}).get("items", ())
    if len(texts) > 1 and language != "c":
        _refuse(context, f'only one AS item needed for language "{language}"')
    return str(language)


def _check_parameters(
    context: Context, parameters: list[Node], arguments: Sequence[Argument], is_procedure: bool
) -> None:
    """interpret_function_parameter_list: the order of defaults and VARIADIC, and what they may be on."""
    has_default = variadic = False
    for parameter, argument in zip(parameters, arguments, strict=True):
        location = parameter.get("location", parameter["argType"].get("location"))
        if parameter["argType"].get("setof") and argument.mode != "TABLE":
            what = "procedures" if is_procedure else "functions"
            _refuse(context, f"{what} cannot accept set arguments", location)
        if argument.is_input or (is_procedure and argument.mode == "OUT"):
            if variadic:
                which = "parameter" if is_procedure else "input parameter"
                _refuse(context, f"VARIADIC parameter must be the last {which}", location)
            variadic = argument.mode == "VARIADIC"
        if argument.mode == "VARIADIC" and _is_scalar(context, argument.type):
            _refuse(context, "VARIADIC parameter must be an array", location)
        if argument.has_default:
            if not argument.is_input:
                _refuse(context, "only input parameters can have default values", location)
            has_default = True
        elif has_default and argument.is_input:
            _refuse(context, "input parameters after one with a default value must also have defaults", location)
        elif has_default and is_procedure and argument.mode == "OUT":
            _refuse(context, "procedure OUT parameters cannot appear after one with a default value", location)


def _is_scalar(context: Context, type: DataType | None) -> bool:
    seen = plain(type, context.catalog)
    return seen is not None and not seen.is_array


def _check_names(context: Context, arguments: Sequence[Argument]) -> None:
    """A name may only be used again by an input and an output."""
    for at, argument in enumerate(arguments):
        for other in arguments[:at]:
            if not argument.name or argument.name != other.name:
                continue
            sides = [a.mode in _OUT for a in (argument, other)]
            inputs = [a.mode in ("IN", "VARIADIC") for a in (argument, other)]
            if (sides[0] and inputs[1]) or (sides[1] and inputs[0]):
                continue
            _refuse(context, f'parameter name "{argument.name}" used more than once', None, argument.name)


def _check_result(
    context: Context, node: Node, arguments: Sequence[Argument], returns: DataType | None, is_procedure: bool
) -> None:
    """RETURNS must be what the OUT parameters make."""
    outputs = [a.type for a in arguments if a.mode in ("OUT", "INOUT", "TABLE")]
    if is_procedure:
        return
    if "returnType" not in node:
        if not outputs:
            _refuse(context, "function result type must be specified")
        return
    if not outputs or returns is None or any(a.mode == "TABLE" for a in arguments):
        return
    wanted = outputs[0] if len(outputs) == 1 else DataType("record")
    if wanted is not None and (wanted.oid, wanted.name, wanted.is_array) != (
        returns.oid,
        returns.name,
        returns.is_array,
    ):
        spelled = context.catalog.format_type(wanted)
        _refuse(context, f"function result type must be {spelled} because of OUT parameters")


def _check_types(context: Context, language: str, arguments: Sequence[Argument], returns: DataType | None) -> None:
    """Refuse pseudo-types that SQL (42P13) and PL/pgSQL (0A000) functions don't take or return."""
    for argument in arguments:
        name = argument.type.name if argument.type is not None and not argument.type.oid else ""
        if language == "sql" and argument.is_input and name in _PSEUDO | {"record", "any"}:
            spelled = '"any"' if name == "any" else name
            _refuse(context, f"SQL functions cannot have arguments of type {spelled}")
        if language == "plpgsql" and name in _PSEUDO:
            context.refuse("0A000", f"PL/pgSQL functions cannot accept type {name}")
    if language == "plpgsql" and returns is not None and not returns.oid and returns.name in _RESULTS:
        context.refuse("0A000", f"PL/pgSQL functions cannot return type {returns.name}")


def _check_default(context: Context, node: Node, argument: Argument) -> None:
    column = Column(attnum=0, name=argument.name or "", type=argument.type)
    if argument.type is None:
        return
    if "A_Const" in node:
        refuse_constant(context, node["A_Const"], column, "DEFAULT")
        return
    purpose = parameter_of(column)
    refuse_subquery(context, node, purpose)
    check_expression(context, node, None, purpose)


def _check_number(context: Context, option: Node, returns_set: bool) -> None:
    """COST and ROWS are positive (22023); ROWS is for sets."""
    word = option["defname"].upper()
    value = constant_or({"A_Const": {k.lower()[0] + "val": v for k, v in option.get("arg", {}).items()}}, None)
    if isinstance(value, (int, float)) and value <= 0:
        context.refuse("22023", f"{word} must be positive", option.get("location"))
    if word == "ROWS" and not returns_set:
        message = "ROWS is not applicable when function does not return a set"
        context.refuse("22023", message, option.get("location"))
