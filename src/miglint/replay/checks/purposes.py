"""What an expression is stored for, and what PostgreSQL demands of it there."""

from __future__ import annotations

from typing import NamedTuple

from ...catalog import Column


class Purpose(NamedTuple):
    """The clause of an expression, and what it must satisfy there."""

    condition: str = ""
    """The clause in which it must be boolean; "" if it needn't."""
    into: Column | None = None
    """The column that stores its value."""
    within: str = ""
    """The clause in which sub-selects are refused; "" if they are allowed."""
    immutable: str = ""
    """PostgreSQL's error if it isn't immutable; "" if it needn't be."""
    clause: str = "default"
    """The clause whose value `into` stores."""


ANY = Purpose()
POLICY = Purpose("POLICY")
WHEN = Purpose("WHEN", within="trigger WHEN condition")
CHECK = Purpose("CHECK", within="check constraint")
KEY = Purpose(within="index expression", immutable="functions in index expression must be marked IMMUTABLE")
PARTITION_KEY = Purpose(
    within="partition key expression", immutable="functions in partition key expression must be marked IMMUTABLE"
)
PREDICATE = Purpose(
    "WHERE", within="index predicate", immutable="functions in index predicate must be marked IMMUTABLE"
)


def default_of(column: Column) -> Purpose:
    """Return the purpose of an expression for a column's default."""
    return Purpose(into=column, within="DEFAULT expression")


def parameter_of(column: Column) -> Purpose:
    """Return the purpose of an expression for the default of a routine's parameter."""
    return Purpose(into=column, within="DEFAULT expression", clause="DEFAULT")


def using_of(column: Column) -> Purpose:
    """Return what ALTER COLUMN ... TYPE makes of a column; `column` is as it will be."""
    return Purpose(into=column, within="transform expression", clause="USING")


def generated_of(column: Column) -> Purpose:
    """Return the value of a generated column."""
    return Purpose(
        into=column,
        within="column generation expression",
        immutable="generation expression is not immutable",
        clause="generation",
    )
