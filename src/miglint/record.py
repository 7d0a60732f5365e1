"""Small classes without generated code: rows, values and drafts.

Defining a slotted frozen dataclass takes about a millisecond, and the catalog and its changes need a hundred: a tenth
of a second at every start. These cost 0.04 ms each, and `replace` half of what the dataclass's does.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NoReturn, ParamSpec, TypeVar, dataclass_transform

R = TypeVar("R", bound="Record | Value | Draft")
T = TypeVar("T")
P = ParamSpec("P")


@dataclass_transform(kw_only_default=True, frozen_default=True)
class Record:
    """Base of frozen rows: annotated names are keyword arguments, class attributes their defaults.

    Type checkers read a subclass as a frozen, keyword-only dataclass. Equality is identity.
    """

    def __init__(self, **values: Any) -> None:
        self.__dict__.update(values)

    def __setattr__(self, name: str, value: object) -> NoReturn:
        raise AttributeError(f"{type(self).__name__} is immutable; use replace(row, {name}=...)")

    def __delattr__(self, name: str) -> NoReturn:
        raise AttributeError(f"{type(self).__name__} is immutable")

    def __repr__(self) -> str:
        shown = ", ".join(f"{name}={value!r}" for name, value in self.__dict__.items())
        return f"{type(self).__name__}({shown})"


def replace(row: R, /, **values: Any) -> R:
    """The row with other values in some of its fields."""
    new = object.__new__(type(row))
    held = new.__dict__
    held.update(row.__dict__)
    held.update(values)
    return new


def make(kind: Callable[P, T], /, *none: P.args, **values: P.kwargs) -> T:
    """What `kind(**values)` makes, in two thirds of the time: for rows that are made by the thousand."""
    return filled(kind, values)


def filled(kind: Callable[..., T], values: dict[str, Any]) -> T:
    """A row of a kind that holds these values."""
    new: T = object.__new__(kind)  # type: ignore[arg-type]
    new.__dict__.update(values)
    return new


@dataclass_transform(frozen_default=True)
class Value:
    """Base of small immutable values: like Record, but equal by what they hold, and made by position too."""

    _names: tuple[str, ...] = ()

    def __init_subclass__(cls) -> None:
        cls._names = tuple(cls.__annotations__)

    def __init__(self, *values: Any, **named: Any) -> None:
        if values:
            self.__dict__.update(zip(self._names, values))  # noqa: B905 - most leave the last ones out
        if named:
            self.__dict__.update(named)

    __setattr__ = Record.__setattr__
    __delattr__ = Record.__delattr__
    __repr__ = Record.__repr__

    def _content(self) -> tuple[Any, ...]:
        return tuple([getattr(self, name) for name in self._names])

    def __eq__(self, other: object) -> bool:
        if self is other:
            return True
        if type(self) is not type(other):
            return False
        for name in self._names:  # noqa: SIM110 - most differ in the first, and this is asked often
            if getattr(self, name) != getattr(other, name):
                return False
        return True

    def __hash__(self) -> int:
        return hash(self._content())


class _Fresh:
    """Stands for a default that each object gets one of its own of."""

    def __init__(self, factory: Callable[[], Any]) -> None:
        self.factory = factory


def fresh(*, factory: Callable[[], T]) -> T:
    """A field of a Draft whose default is made anew for each object."""
    return _Fresh(factory)  # type: ignore[return-value]


@dataclass_transform(field_specifiers=(fresh,))
class Draft:
    """Base of small objects that are filled step by step. They are made by position or by name, equal by identity."""

    _names: tuple[str, ...] = ()
    _fresh: tuple[tuple[str, Callable[[], Any]], ...] = ()

    def __init_subclass__(cls) -> None:
        cls._names = tuple(cls.__annotations__)
        cls._fresh = tuple((name, f.factory) for name in cls._names if isinstance(f := cls.__dict__.get(name), _Fresh))

    def __init__(self, *values: Any, **named: Any) -> None:
        held = self.__dict__
        for name, factory in self._fresh:
            held[name] = factory()
        held.update(zip(self._names, values))  # noqa: B905 - most leave the last ones out
        held.update(named)

    __repr__ = Record.__repr__
