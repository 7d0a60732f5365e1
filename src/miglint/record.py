"""Immutable rows without generated code.

Defining a slotted frozen dataclass takes about a millisecond, and the catalog and its changes need a hundred: a tenth
of a second at every start. These cost 0.04 ms each, and `replace` half of what the dataclass's does.
"""

from __future__ import annotations

from typing import Any, NoReturn, TypeVar, dataclass_transform

R = TypeVar("R", bound="Record | Value")


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
    new.__dict__.update(row.__dict__)
    new.__dict__.update(values)
    return new


@dataclass_transform(frozen_default=True)
class Value:
    """Base of small immutable values: like Record, but equal by what they hold, and made by position too."""

    _names: tuple[str, ...] = ()

    def __init_subclass__(cls) -> None:
        cls._names = tuple(cls.__annotations__)

    def __init__(self, *values: Any, **named: Any) -> None:
        self.__dict__.update(zip(self._names, values, strict=False))
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
