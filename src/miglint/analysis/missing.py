"""What an analysis missed -> PostgreSQL's error about the missing relation, column or function.

The catalog lacks a name for many reasons: the history may be incomplete, SQL may not have been followed, an extension
may have created it. Each caller states how sure it is that the name is missing by its `Knowledge`.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Collection, Iterable, Iterator, Sequence
from enum import IntEnum
from typing import Literal

from ..catalog import Catalog, Relation, Routine, Table, View
from ..record import Value, replace
from ..syntax.near_names import near_miss
from ..syntax.source import Place, Statement
from ..syntax.tree import Name, clip
from .analysis import AbsentCall, AbsentColumn, AbsentRelation, Analysis
from .postgres.extension_functions import may_come_from_extension
from .postgres.facts import is_function
from .routine_calls import inputs_of
from .written_types import named_type

Kind = Literal["relation", "function"]

_SQLSTATES: dict[Kind, str] = {"relation": "42P01", "function": "42883"}


class Certainty(IntEnum):
    """Which names that the catalog lacks are certainly missing; each step includes those before it."""

    NONE = 0
    """None: anything may be there."""
    TAKEN = 1
    """Those that a statement took away, and those that are there but outside the search path."""
    SLIP = 2
    """Those that are one letter off a name that is there."""
    ALL = 3
    """All of them."""


class Taken(Value):
    """The statement that took a name away."""

    statement: Statement
    what: str
    """What it did: "dropped", "renamed to people"."""
    hint: str = ""
    spelled: str = ""
    """The name in the message, if it differs from the text."""

    def place(self, name: str) -> Place:
        """Return where the statement names what it took away, with a word on it."""
        return self.statement.find(name, f"{self.what} here")


class Fault(Value):
    """PostgreSQL's error about a name."""

    sqlstate: str
    message: str
    location: int | None
    """Where the tree has the name."""
    hint: str = ""
    kind: Kind | Literal["column", ""] = ""
    """What is missing; "" where PostgreSQL has another complaint."""
    name: str = ""
    """The missing name, bare."""
    taken: Taken | None = None
    left_out: bool = False
    """Whether it is there, in a schema that the search path leaves out."""
    oid: int = 0
    """The relation that lacks a column."""
    others: tuple[int, ...] = ()
    """The functions of this name that don't take so many arguments."""
    mentions: tuple[str, ...] = ()
    """The names that the message has in quotes."""


class Knowledge(ABC):
    """What a caller knows of the names that the catalog lacks."""

    def __init__(self, catalog: Catalog, path: tuple[str, ...], variables: Collection[str] = ()) -> None:
        self.catalog = catalog
        self.path = path
        """The schemas in which bare names are looked up."""
        self.variables = variables
        """Other names that a bare column may be a slip of."""

    def schemas_of(self, name: Name) -> tuple[str, ...]:
        """Return the schemas in which a name is looked up."""
        return (name.schema,) if name.schema else self.path

    def routines(self, name: Name) -> list[Routine]:
        """Return the routines of the catalog that a name may mean."""
        wanted = clip(name.name)
        return [r for schema in self.schemas_of(name) for r in self.catalog.routines_named(schema, wanted)]

    @property
    def knows_system(self) -> bool:
        """Return whether the columns of PostgreSQL's own relations are known, in the version that is meant."""
        return False

    @abstractmethod
    def certainty(self, kind: Kind, name: Name) -> Certainty:
        """Return how sure it is that a relation or function isn't there."""

    @abstractmethod
    def certainty_of_column(self, relations: Sequence[Relation], named: bool) -> Certainty:
        """Return how sure it is that these relations lack a column.

        `named` means that the text names an item of FROM, which isn't a relation if there are none.
        """

    @abstractmethod
    def taken(self, kind: Kind, name: Name) -> Taken | None:
        """Return what took a relation or function away."""

    @abstractmethod
    def may_be_call(self, name: str) -> bool:
        """Return whether there may be a function of this name that takes a row: t.f means f(t)."""

    @abstractmethod
    def routine_names(self, schemas: tuple[str, ...]) -> Iterable[str]:
        """Return the names of routines that a missing one may be a slip of."""

    def taken_column(self, relation: Relation, name: str) -> Taken | None:
        """Return what took a column away."""
        return None

    def left_out(self, kind: Kind, name: Name) -> str | None:
        """Return the schema that has the name and that the search path leaves out."""
        return None

    def read_from(self, analysis: Analysis) -> list[Relation]:
        """Return the relations that a bare name may be a column of."""
        return []


def missing_relation(absent: AbsentRelation, knowledge: Knowledge) -> Fault | None:
    """Return PostgreSQL's error about a relation (42P01); None if it may exist."""
    name = absent.name
    names = _relations_like(clip(name.name), knowledge.schemas_of(name), knowledge.catalog)
    return _missing("relation", name, f'"{spelled(name)}"', absent.location, knowledge, names)


def missing_routine(name: Name, location: int | None, knowledge: Knowledge, arguments: str = "()") -> Fault | None:
    """Return PostgreSQL's error about a function (42883), with `arguments` after its name; None if it may exist."""
    names = knowledge.routine_names(knowledge.schemas_of(name))
    return _missing("function", name, f"{spelled(name)}{arguments}", location, knowledge, names)


def missing_call(absent: AbsentCall, knowledge: Knowledge, arguments: str = "()") -> Fault | None:
    """Return PostgreSQL's error about a call (42883) whose function doesn't exist or doesn't take as many arguments.

    None if it may exist, or if the call may be a cast.
    """
    name, call, count = absent.name, absent.node, absent.arguments
    if may_mean_other(name, knowledge):
        return None
    location = call.get("location")
    routines = knowledge.routines(name)
    if not routines:
        return missing_routine(name, location, knowledge, arguments)
    if any(inputs_of(r).may_be(count) for r in routines) or any("NamedArgExpr" in a for a in call.get("args", ())):
        return None
    if knowledge.certainty("function", name) is Certainty.NONE:
        return None
    message = f"function {spelled(name)} does not exist with {count} argument{'' if count == 1 else 's'}"
    hint = f"There is {', '.join(knowledge.catalog.signature(r) for r in routines[:3])}."
    return Fault("42883", message, location, hint, others=tuple(r.oid for r in routines))


def may_mean_other(name: Name, knowledge: Knowledge) -> bool:
    """Return whether a call may mean what the catalog doesn't list as a routine: a function of PostgreSQL or of an
    extension, or a cast, which can be written as a call of its type."""
    catalog, wanted = knowledge.catalog, clip(name.name)
    if may_come_from_extension(catalog, knowledge.path, name) or (name.schema is None and is_function(wanted)):
        return True
    return named_type(Name(name.schema, wanted), catalog, knowledge.path) is not None


def missing_column(absent: AbsentColumn, analysis: Analysis, knowledge: Knowledge) -> Fault | None:
    """Return PostgreSQL's error about a column (42703), or the name before its dot (42P01); None if it may exist."""
    parts, location = absent.parts, absent.location
    name, named = parts[-1], len(parts) > 1
    if analysis.reads_system and not knowledge.knows_system:
        return None
    if absent.no_item:
        if knowledge.certainty_of_column((), False) is Certainty.NONE:
            return None
        message = f'missing FROM-clause entry for table "{parts[0]}"'
        return Fault("42P01", message, location, mentions=(parts[0],))
    if named and knowledge.may_be_call(name):
        return None
    if named:
        relations = [] if absent.relation is None else [absent.relation]
        message = f"column {'.'.join(parts)} does not exist"
        return column_fault(message, name, relations, location, knowledge, named=True)
    message = f'column "{name}" does not exist'
    relations = knowledge.read_from(analysis)
    fault = column_fault(message, name, relations, location, knowledge, knowledge.variables)
    return fault and replace(fault, mentions=(name,))


def column_fault(
    message: str,
    name: str,
    relations: Sequence[Relation],
    location: int | None,
    knowledge: Knowledge,
    others: Iterable[str] = (),
    named: bool = False,
) -> Fault | None:
    """Return PostgreSQL's error about a column (42703) that none of these relations has; None if one may have it.

    `others` are other names that it may be a slip of.
    """
    certainty = knowledge.certainty_of_column(relations, named)
    if certainty is Certainty.NONE:
        return None
    taken = next((t for r in relations if (t := knowledge.taken_column(r, name))), None)
    if taken is None and certainty is Certainty.TAKEN:
        return None
    columns = (c.name for r in relations if isinstance(r, (Table, View)) for c in r.columns)
    hint = (taken.hint if taken else "") or _did_you_mean(name, [*others, *columns])
    return Fault(
        "42703", message, location, hint, "column", name, taken, oid=relations[0].oid if named and relations else 0
    )


def outside_path(name: Name, schema: str, location: int | None, kind: Kind = "relation", whose: str = "Its") -> Fault:
    """Return PostgreSQL's error about a bare name that exists in a schema outside the routine's search path."""
    wanted = clip(name.name)
    quoted = f'"{wanted}"' if kind == "relation" else f"{wanted}()"
    hint = f"{whose} search_path leaves {schema} out: write {schema}.{wanted}."
    mentions = (wanted,) if kind == "relation" else ()
    return Fault(
        _SQLSTATES[kind],
        f"{kind} {quoted} does not exist",
        location,
        hint,
        kind,
        wanted,
        left_out=True,
        mentions=mentions,
    )


def _missing(
    kind: Kind, name: Name, quoted: str, location: int | None, knowledge: Knowledge, names: Iterable[str]
) -> Fault | None:
    certainty = knowledge.certainty(kind, name)
    if certainty is Certainty.NONE:
        return None
    if schema := knowledge.left_out(kind, name):
        return outside_path(name, schema, location, kind)
    sqlstate, wanted = _SQLSTATES[kind], clip(name.name)
    if taken := knowledge.taken(kind, name):
        message = f"{kind} {taken.spelled or quoted} does not exist"
        return Fault(
            sqlstate, message, location, taken.hint, kind, wanted, taken, mentions=_quoted(taken.spelled or quoted)
        )
    hint = _did_you_mean(wanted, names) if certainty >= Certainty.SLIP else ""
    if not hint and certainty is not Certainty.ALL:
        return None
    message = f"{kind} {quoted} does not exist"
    return Fault(sqlstate, message, location, hint, kind, wanted, mentions=_quoted(quoted))


def _quoted(quoted: str) -> tuple[str, ...]:
    """Return the name that a message quotes, if it does."""
    return (quoted[1:-1],) if quoted.startswith('"') else ()


def _relations_like(name: str, schemas: Iterable[str], catalog: Catalog) -> Iterator[str]:
    """Return the relations of schemas whose names are as long as this one, or longer or shorter by one letter."""
    size = len(name)
    for schema in schemas:
        found = [r for length in (size - 1, size, size + 1) for r in catalog.relations.by("length", (schema, length))]
        for relation in sorted(found, key=lambda relation: relation.oid):
            if not (isinstance(relation, Table) and relation.assumed):
                yield relation.name


def _did_you_mean(name: str, known: Iterable[str]) -> str:
    meant = near_miss(name, known)
    return f'Did you mean "{meant}"?' if meant else ""


def spelled(name: Name) -> str:
    """Return a name as PostgreSQL prints it: cut to 63 bytes, with its schema if the text has it."""
    return f"{name.schema}.{clip(name.name)}" if name.schema else clip(name.name)
