"""A rule's options as people see them: types, choices, defaults; and values from settings checked against them."""

from __future__ import annotations

import sys
import types
from collections.abc import Mapping
from inspect import get_annotations
from typing import Any, Literal, Union, get_args, get_origin

from ..errors import RulePackError, did_you_mean
from ..output.words import with_article
from ..record import Value
from ..rule.rule import Rule, RuleOption, options_of
from .value_checks import described

TYPES: dict[Any, str] = {str: "string", bool: "boolean", int: "integer", float: "number"}


class Option(Value):
    """An option of a rule, as people see it."""

    name: str
    type: str
    """JSON Schema's word, or "list of strings" and the like."""
    default: Any
    help: str
    choices: tuple[Any, ...] = ()
    """Its only values (of a list: those of its elements); () if any value will do."""
    nullable: bool = False

    @property
    def key(self) -> str:
        """Return the name as settings files spell it."""
        return self.name.replace("_", "-")

    @property
    def element(self) -> str:
        """Return the type of one value: of a list's elements, or of the option itself."""
        return self.type.removeprefix("list of ").removesuffix("s") if self.is_list else self.type

    @property
    def is_list(self) -> bool:
        return self.type.startswith("list of ")


class OptionError(ValueError):
    """A value that an option doesn't accept; `name` is the option's, as settings files spell it."""

    def __init__(self, name: str, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.name, self.message, self.hint = name, message, hint


def rule_options(rule: type[Rule]) -> dict[str, Option]:
    """Return the options of a rule by name. Raises RulePackError for a type that settings can't express."""
    found = {}
    for option in options_of(rule):
        type_, nullable, literals = _described(rule, option.name, _annotation(rule, option))
        choices = tuple(option.choices or literals)
        found[option.name] = Option(option.name, type_, option.default, option.help, choices, nullable)
    return found


def with_options(rule: type[Rule], values: Mapping[str, Any]) -> Rule:
    """Return an instance of a rule with options from settings (field names to TOML values). Raises OptionError."""
    if not values:
        return rule()
    options = rule_options(rule)
    arguments = {}
    for name, value in values.items():
        option = options.get(name)
        if option is None:
            known = [other.key for other in options.values()]
            others = (
                f"its options: {', '.join(known)}"
                if known
                else "it has no options; severity, because, from, id and link work for every rule"
            )
            hint = did_you_mean(name.replace("_", "-"), [*known, "severity", "because", "from", "id", "link"]) or others
            raise OptionError(name, f"`{rule.rule_name()}` has no option `{name.replace('_', '-')}`", hint)
        arguments[name] = _checked(rule, option, value)
    try:
        return rule(**arguments)
    except (ValueError, TypeError) as error:
        name = next(iter(arguments))
        raise OptionError(name, f"`{rule.rule_name()}` refuses its options: {error}") from error


def _checked(rule: type[Rule], option: Option, value: Any) -> Any:
    values = value if option.is_list else [value]
    fits = isinstance(values, list) and all(_is_a(item, option.element) for item in values)
    if not fits:
        raise OptionError(
            option.name,
            f"option `{option.key}` of `{rule.rule_name()}` must be {with_article(option.type)}, "
            f"not {described(value)}",
            f"one of: {', '.join(map(str, option.choices))}" if option.choices else "",
        )
    for item in values:
        if option.choices and item not in option.choices:
            near = did_you_mean(str(item).lower(), [str(choice) for choice in option.choices])
            raise OptionError(
                option.name,
                f"option `{option.key}` of `{rule.rule_name()}` can't be {described(item).removeprefix('the string ')}",
                near or f"one of: {', '.join(map(str, option.choices))}",
            )
    return tuple(values) if option.is_list else value


def _is_a(value: Any, type_: str) -> bool:
    match type_:
        case "string":
            return isinstance(value, str)
        case "boolean":
            return isinstance(value, bool)
        case "integer":
            return isinstance(value, int) and not isinstance(value, bool)
    return isinstance(value, int | float) and not isinstance(value, bool)


def _annotation(rule: type[Rule], option: RuleOption) -> Any:
    """Return the type of an option, evaluated in the module of its class."""
    if not isinstance(option.annotation, str):
        return option.annotation
    owner = next(cls for cls in rule.__mro__ if option.name in get_annotations(cls))
    try:
        return eval(option.annotation, vars(sys.modules[owner.__module__]))
    except Exception as error:
        raise RulePackError(
            f"rule `{rule.rule_name()}`: the type of option `{option.name}` is unknown: {error}"
        ) from error


def _described(rule: type[Rule], name: str, annotation: Any) -> tuple[str, bool, tuple[Any, ...]]:
    """Return an annotation's type, whether None is allowed, and the values of a Literal."""
    origin, arguments = get_origin(annotation), get_args(annotation)
    if origin in (Union, types.UnionType) and type(None) in arguments and len(arguments) == 2:
        inner = next(argument for argument in arguments if argument is not type(None))
        type_, _, literals = _described(rule, name, inner)
        return type_, True, literals
    if origin is Literal and len({type(value) for value in arguments}) == 1:
        return TYPES[type(arguments[0])], False, arguments
    if origin is tuple and len(arguments) == 2 and arguments[1] is Ellipsis:
        type_, _, literals = _described(rule, name, arguments[0])
        return f"list of {type_}s", False, literals
    if annotation in TYPES:
        return TYPES[annotation], False, ()
    raise RulePackError(
        f"rule `{rule.rule_name()}`: option `{name}` has a type that settings can't express",
        "use str, int, float, bool, Literal, or tuple[...] of one of them",
    )
