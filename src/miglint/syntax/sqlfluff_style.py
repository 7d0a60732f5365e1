"""Style by sqlfluff: its rules for layout and capitals on one file, linted or fixed. Imported only on request.

A repository can't influence it: sqlfluff's own settings are not read, no template runs, and `-- sqlfluff:` lines are
ignored. `-- noqa` works as in sqlfluff.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from itertools import accumulate, product
from typing import TYPE_CHECKING, Any

from ..record import Value
from .source import Migration

if TYPE_CHECKING:
    from sqlfluff.core import Linter
    from sqlfluff.core.linter.linted_file import LintedFile

LAYOUT = ("LT01", "LT02", "LT03", "LT04", "LT06", "LT07", "LT08", "LT09", "LT10", "LT11", "LT12")
"""sqlfluff's layout rules without LT05, the length of lines. They change white space and where a comma stands."""

CAPITALS = ("CP01", "CP04", "CP05")
"""Capitals of keywords, of true, false and null, and of types. Those of names are PostgreSQL's own business."""

LIMIT = 50_000
"""The largest file in bytes: sqlfluff takes seconds for more."""

NAME = "sqlfluff"


class Violation(Value):
    """What sqlfluff finds: its rule's code, its words, and where (a code point offset)."""

    code: str
    message: str
    at: int


class Style(Value):
    """The violations of one file. `unchecked` is a clause that says why it could not be checked, `at` where."""

    violations: tuple[Violation, ...] = ()
    unchecked: str = ""
    at: int | None = None


def style_of(migration: Migration) -> Style:
    """Return the style of a file; the same text is checked only once."""
    return _style(migration.text)


class Laid(Value):
    """A text with its layout fixed, or the reason why it could not be."""

    text: str
    unchecked: str = ""


def laid_out(text: str) -> Laid:
    """Return a text as sqlfluff's rules fix it, in one pass and unverified."""
    if why := _too_large(text):
        return Laid(text, why)
    hidden, mark = _hidden(text)
    linted = _linted(hidden, fix=True)
    if isinstance(linted, str):
        return Laid(text, linted)
    if style := _unchecked(linted, hidden):
        return Laid(text, style.unchecked)
    fixed, _ = linted.fix_string()
    if fixed.count(mark) != hidden.count(mark):
        return Laid(text, "a `-- sqlfluff:` line would not survive it")
    return Laid(fixed.replace(mark, NAME))


@lru_cache(maxsize=256)  # a history that is checked again has the same texts
def _style(text: str) -> Style:
    if why := _too_large(text):
        return Style(unchecked=why)
    hidden, _ = _hidden(text)
    linted = _linted(hidden, fix=False)
    if isinstance(linted, str):
        return Style(unchecked=linted)
    if style := _unchecked(linted, hidden):
        return style
    starts = _line_starts(text)
    return Style(
        tuple(
            Violation(found.rule_code(), found.desc(), _offset(starts, found.line_no, found.line_pos, text))
            for found in linted.get_violations()
        )
    )


def _too_large(text: str) -> str:
    size = len(text.encode("utf-8", "surrogatepass"))
    return f"it has {size // 1000} kB, and the style pass reads up to {LIMIT // 1000} kB" if size > LIMIT else ""


def _hidden(text: str) -> tuple[str, str]:
    """Return the text with sqlfluff's name replaced by another word of the same length, and that word.

    sqlfluff obeys comments that begin with its name, and no setting switches that off.
    """
    lower = text.lower()
    marks = ("".join(letters) for letters in product("qxzjkvwy", repeat=len(NAME)))
    mark = next(word for word in marks if word not in lower)
    return text.replace(NAME, mark), mark


def _linted(text: str, fix: bool) -> LintedFile | str:
    """sqlfluff's answer, else what it failed with."""
    try:
        return _linter().lint_string(text, fname="migration.sql", fix=fix)
    except Exception as error:
        said = " ".join(str(error).split())
        return f"sqlfluff failed with {type(error).__name__}: {said[:200]}"


def _unchecked(linted: LintedFile, text: str) -> Style | None:
    """What sqlfluff could not read: there it judges the rest of the file by a tree that is wrong."""
    from sqlfluff.core.errors import SQLLintError

    for found in linted.violations:
        if not isinstance(found, SQLLintError):
            said = " ".join(found.desc().split())
            why = "sqlfluff can't parse this" if "unparsable section" in said else f"sqlfluff says: {said}"
            return Style(unchecked=why[:200], at=_offset(_line_starts(text), found.line_no, found.line_pos, text))
    return None if linted.tree is not None else Style(unchecked="sqlfluff can't parse it")


def _line_starts(text: str) -> list[int]:
    return list(accumulate((len(line) + 1 for line in text.split("\n")), initial=0))


def _offset(starts: Sequence[int], line: int, position: int, text: str) -> int:
    """Return the offset of a line and position, both counted from 1."""
    return min(starts[min(line, len(starts)) - 1] + position - 1, len(text))


@lru_cache(maxsize=1)
def _linter() -> Linter:
    import logging

    from sqlfluff.core import FluffConfig, Linter

    log = logging.getLogger(NAME)
    log.addHandler(logging.NullHandler())  # else what it logs goes to standard error
    log.propagate = False
    rules = ",".join((*LAYOUT, *CAPITALS))
    said: dict[str, Any] = {
        "dialect": "postgres",
        "templater": "raw",
        "library_path": "none",
        "rules": rules,
        "disable_noqa_except": rules,
        "large_file_skip_byte_limit": 0,
    }
    return Linter(config=FluffConfig(overrides=said, ignore_local_config=True))
