"""A rule: one immutable class whose fields are its options, whose docstring is its documentation and first test."""

from __future__ import annotations

import inspect
import re
from collections.abc import Iterable, Iterator
from functools import cache
from types import CodeType, FunctionType
from typing import Any, ClassVar, NoReturn, dataclass_transform

from ..catalog.changes import Change
from ..catalog.object_refs import ObjectRef
from ..catalog.target import Target
from ..record import Value, replace
from ..syntax.source import Place
from .finding import Finding, Fix, Kind, Remedy, Severity
from .history import History
from .steps import FileSteps, State, Step

REQUIRED: Any = object()
"""The default of an option that has none; the registry refuses such a rule."""


class RuleOption(Value):
    """An option as a rule's class says it: `annotation` as it was written, `help` empty where there is none."""

    name: str
    annotation: Any
    default: Any = REQUIRED
    help: str = ""
    choices: tuple[Any, ...] = ()


def option(default: Any, help: str, choices: tuple[str, ...] = ()) -> Any:
    """Return a rule's option: a field with its default, one line of help and, if given, its only values."""
    return RuleOption("", None, default, help, choices)


@dataclass_transform(frozen_default=True, kw_only_default=True, field_specifiers=(option,))
class Rule:
    """Base of all rules. A subclass is named as its file, and overrides the one hook it needs.

    Annotated fields are the options, keyword arguments of its instances, which are immutable. A method `__post_init__`
    may check them, and raise ValueError for impossible values.

    The docstring begins with a summary of one line, then has the sections `## Why`, `## Bad` and `## Good` (each
    with ```sql fences that the tests run) and, where there is something to cite, `## References`.
    """

    kind: ClassVar[Kind] = Kind.DEBT
    severity: ClassVar[Severity] = Severity.WARNING
    sources: ClassVar[tuple[str, ...]] = ()
    fixed_by_engine: ClassVar[bool] = False
    """Whether the engine writes the fixes of its findings; for all other rules `is_fixable` looks at what they do."""
    judges_applied: ClassVar[bool] = False
    """Whether applied files are checked too, though they can't be edited; for debt they always are."""
    statements: ClassVar[tuple[str, ...]] = ()
    """The kinds of statement that check_statement is asked about ("DeleteStmt"); () stands for all."""
    needs_server: ClassVar[bool] = False
    """Whether only `miglint verify` can find it."""
    reported_by: ClassVar[tuple[str, ...]] = ()
    """Rules that report the same about an object or a place, and more: the report for people then shows it once."""
    family_name: ClassVar[str] = ""
    _name: ClassVar[str] = ""
    _options: ClassVar[dict[str, RuleOption]] = {}

    def __init_subclass__(cls) -> None:
        """Note the class's name and options, and leave the defaults in their place, as a dataclass would. Raises
        TypeError for an option without a type."""
        if "_name" not in cls.__dict__:
            cls._name = re.sub(r"(?<!^)(?=[A-Z])", "-", cls.__name__).lower()
        own = {
            name: annotation
            for name, annotation in inspect.get_annotations(cls).items()
            if not str(annotation).startswith(("ClassVar", "typing.ClassVar"))
        }
        for name, given in cls.__dict__.items():
            if isinstance(given, RuleOption) and name not in own:
                raise TypeError(f"option `{name}` has no type: write `{name}: int = option(...)`, or what else it is")
        if not own:
            return
        cls._options = dict(cls._options)
        for name, annotation in own.items():
            given = cls.__dict__.get(name, REQUIRED)
            if isinstance(given, RuleOption):
                cls._options[name] = replace(given, name=name, annotation=annotation)
                setattr(cls, name, given.default)
            elif name not in cls._options:
                cls._options[name] = RuleOption(name, annotation, given)

    def __init__(self, **options: Any) -> None:
        unknown = options.keys() - self._options.keys()
        if unknown:
            raise TypeError(f"{self.rule_name()} has no option {', '.join(sorted(unknown))}")
        self.__dict__.update(options)
        self.__post_init__()

    def __setattr__(self, name: str, value: object) -> NoReturn:
        raise AttributeError(f"{type(self).__name__} is immutable")

    def __post_init__(self) -> None:
        """Check the options together; raise ValueError for impossible values."""

    def __eq__(self, other: object) -> bool:
        return type(self) is type(other) and isinstance(other, Rule) and option_values(self) == option_values(other)

    def __hash__(self) -> int:
        return hash(self._name)

    def check_change(self, change: Any, step: Step) -> Iterator[Finding]:
        """Judge one change; the annotation of `change` says which kinds of change the rule wants."""
        yield from ()

    def check_statement(self, step: Step) -> Iterator[Finding]:
        """Judge one statement."""
        yield from ()

    def check_file(self, file: FileSteps) -> Iterator[Finding]:
        """Judge one migration after its last statement."""
        yield from ()

    def check_catalog(self, state: State) -> Iterator[Finding]:
        """Judge the state after the last migration."""
        yield from ()

    def check_history(self, history: History, target: Target) -> Iterator[Finding]:
        """Judge the files themselves: names, order, versions."""
        yield from ()

    def header(self, purpose: str, why: str, day: str) -> Iterator[str]:
        """Return the comment lines that this rule wants at the start of a new migration, without the comment mark.

        A line that ends in a colon is for the author to complete. `why` may be empty, `day` is like 2026-01-31.
        """
        yield from ()

    @classmethod
    def rule_name(cls) -> str:
        """Return the rule's one identity: the class name in kebab case."""
        return cls._name

    @property
    def name(self) -> str:
        return self._name

    @classmethod
    def family(cls) -> str:
        """Return the folder that the rule's file lies in."""
        return cls.family_name or cls.__module__.rpartition(".")[0].rpartition(".")[2] or "local"

    def finding(
        self,
        message: str,
        place: Place,
        *,
        help: str = "",
        object: ObjectRef | None = None,
        related: Iterable[Place] = (),
        causes: Iterable[Place] = (),
        sqlstate: str | None = None,
        fix: Fix | None = None,
        remedy: Remedy | None = None,
    ) -> Finding:
        """Return a finding of this rule. Related places and causes that lie in no file are left out."""
        _check_parts(place, object, fix, remedy)
        return Finding(
            self._name,
            message,
            place,
            help,
            object,
            tuple(filter(None, related)),
            tuple(filter(None, causes)) or (place,),
            sqlstate,
            fix,
            remedy,
        )


def _check_parts(place: Any, object: Any, fix: Any, remedy: Any) -> None:
    """Raise TypeError for parts of a finding that are something else."""
    if not isinstance(place, Place):
        raise TypeError(f"a finding's place is made by place(), find() or column_place(), not {_kind(place)}")
    if not isinstance(object, ObjectRef | None):
        raise TypeError(f"a finding's object is made by catalog.ref(), not {_kind(object)}")
    if not isinstance(fix, Fix | None):
        raise TypeError(f"a finding's fix is a Fix, not {_kind(fix)}")
    if not isinstance(remedy, Remedy | None):
        raise TypeError(f"a finding's remedy is a Remedy, not {_kind(remedy)}")
    if remedy and not (isinstance(remedy.given, tuple) or callable(remedy.given)):
        raise TypeError(f"a Remedy holds a tuple of statements, Remedy((statement,)), not {_kind(remedy.given)}")
    if fix and not (isinstance(fix.given, tuple) or callable(fix.given)):
        raise TypeError(f"a Fix holds a tuple of edits, Fix(title, (edit,)), not {_kind(fix.given)}")


def _kind(value: Any) -> str:
    return "None" if value is None else f"of type {type(value).__name__}"


HOOKS = ("check_change", "check_statement", "check_file", "check_catalog", "check_history")


def hooks(rule: type[Rule]) -> frozenset[str]:
    """Return the hooks that a rule overrides."""
    return frozenset(name for name in HOOKS if getattr(rule, name) is not getattr(Rule, name))


def wanted_changes(rule: type[Rule]) -> tuple[type[Change], ...]:
    """Return the kinds of change that a rule's check_change asks for, read from its annotation."""
    annotation = inspect.get_annotations(rule.check_change, eval_str=True).get("change", Change)
    return tuple(getattr(annotation, "__args__", (annotation,)))


def is_fixable(rule: type[Rule]) -> bool:
    """Return whether a rule offers SQL: one of its methods passes `fix` or `remedy` to a finding."""
    own = rule.__mro__[: rule.__mro__.index(Rule)]
    methods = (method for each in own for method in vars(each).values() if isinstance(method, FunctionType))
    return rule.fixed_by_engine or any(_passes_a_fix(method.__code__) for method in methods)


def _passes_a_fix(code: CodeType) -> bool:
    """Return whether a call in the code has the keyword `fix` or `remedy`; such names are constants of the code."""
    return any(
        _passes_a_fix(constant)
        if isinstance(constant, CodeType)
        else isinstance(constant, tuple) and not {"fix", "remedy"}.isdisjoint(constant)
        for constant in code.co_consts
    )


class Documentation(Value):
    """A rule's docstring by sections. `bad` and `good` are the SQL fences as (info string, text)."""

    summary: str
    sections: dict[str, str]

    @property
    def why(self) -> str:
        return self.sections.get("Why", "")

    @property
    def bad(self) -> list[tuple[str, str]]:
        return _fences(self.sections.get("Bad", ""))

    @property
    def good(self) -> list[tuple[str, str]]:
        return _fences(self.sections.get("Good", ""))

    @property
    def references(self) -> str:
        return self.sections.get("References", "")


def _fences(text: str) -> list[tuple[str, str]]:
    return [
        (info.strip(), body) for info, body in re.findall(r"^```([^\n]*)\n(.*?)^```[ \t]*$", text + "\n", re.M | re.S)
    ]


def documentation(rule: type[Rule]) -> Documentation:
    """Return a rule's documentation, from its docstring."""
    return _parsed(rule.__doc__ or "")


@cache
def _parsed(docstring: str) -> Documentation:
    text = inspect.cleandoc(docstring)
    summary, _, rest = text.partition("\n\n")
    parts = re.split(r"^## (.+)\n", "\n" + rest, flags=re.M)
    sections = zip(parts[1::2], parts[2::2], strict=True)
    return Documentation(" ".join(summary.split()), {title.strip(): body.strip() for title, body in sections})


def options_of(rule: type[Rule]) -> list[RuleOption]:
    """Return a rule's options, in the order in which they are written."""
    return list(rule._options.values())


def option_values(rule: Rule) -> dict[str, Any]:
    """Return the names of a rule's options and what they are set to."""
    return {name: getattr(rule, name) for name in rule._options}
