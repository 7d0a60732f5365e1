"""Migrations as text: files, statements, and positions in both bytes (the parser's) and code points (people's)."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable
from functools import cached_property
from pathlib import Path
from typing import Any, NamedTuple

from ..record import Draft, Value, field
from .tokens import Span as Span
from .tokens import find_name, name_end

Node = dict[str, Any]
"""A node of a parse tree as pglast's JSON spells it: field names to values, absent fields for defaults."""


_BLOCK = 512
_CONTINUATION = bytes(range(0x80, 0xC0))
"""The bytes of UTF-8 that do not begin a code point."""


class Position(NamedTuple):
    """Line and column as people count them: from 1, columns in code points."""

    line: int
    column: int


class Problem(Value):
    """A part of a file that could not be read or parsed; `rule` is the engine's rule that reports it."""

    rule: str
    message: str
    span: Span
    help: str = ""


class Migration(Draft, dict=True):
    """One SQL file, decoded. `text` has no byte order mark; line ends are as they were.

    `role` says what the file is to the history: "migration", "base" (replayed first), "roles", "seed" (run last),
    "declaration" (never run) or "prelude".
    """

    path: Path
    text: str
    role: str = "migration"
    version: str | None = None
    statements: list[Statement] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    trees: Callable[[], dict[int, Node]] | None = None
    inner: str = ""
    """Its name where each migration has a folder: "20250101_add/migration.sql"."""
    end: int | None = None
    """The code point where a part begins that is not run: how to take the migration back."""

    def __repr__(self) -> str:
        return f"<Migration {self.path}>"

    @property
    def name(self) -> str:
        """Return its name in the migrations folder."""
        return self.inner or self.path.name

    @property
    def run_text(self) -> str:
        """Return the part of the text that is run."""
        return self.text if self.end is None else self.text[: self.end]

    @cached_property
    def data(self) -> bytes:
        """Return the text as the parser sees it: UTF-8."""
        return self.text.encode("utf-8", "surrogatepass")

    @property
    def run_data(self) -> bytes:
        """Return the part of `data` that is run."""
        return self.data if self.end is None else self.run_text.encode("utf-8", "surrogatepass")

    @cached_property
    def digest(self) -> str:
        """Return a hash of the text that is run."""
        from hashlib import blake2b

        return blake2b(self.run_data, digest_size=20).hexdigest()

    @cached_property
    def is_ascii(self) -> bool:
        return self.text.isascii()

    def take(self, statements: list[Statement], problems: list[Problem], trees: Callable[[], dict[int, Node]]) -> None:
        """Take over statements without trees, and problems, as they were read from the same text before.

        `trees` returns the trees, by the index of their statement; it is called when one is first needed.
        """
        self.statements, self.problems, self.trees = statements, problems, trees

    def code_point(self, byte: int) -> int:
        """Return the code point offset of a byte offset into `data`."""
        if self.is_ascii:
            return byte
        block = min(byte, len(self.data)) // _BLOCK
        return self.block_starts[block] + len(self.data[block * _BLOCK : byte].translate(None, _CONTINUATION))

    @cached_property
    def block_starts(self) -> list[int]:
        """Return the code point offset of every 512th byte, so that all positions are equally fast to find."""
        starts = [0]
        for start in range(0, len(self.data), _BLOCK):
            starts.append(starts[-1] + len(self.data[start : start + _BLOCK].translate(None, _CONTINUATION)))
        return starts

    def byte(self, code_point: int) -> int:
        """Return the byte offset of a code point offset into `text`."""
        return code_point if self.is_ascii else len(self.text[:code_point].encode("utf-8", "surrogatepass"))

    @cached_property
    def line_starts(self) -> list[int]:
        starts, at = [0], self.text.find("\n")
        while at >= 0:
            starts.append(at + 1)
            at = self.text.find("\n", at + 1)
        return starts

    def place(self, message: str = "") -> Place:
        """Return the beginning of the file, for findings about the file as a whole."""
        return Place(self, Span(0, 0), message)

    def position(self, code_point: int) -> Position:
        line = bisect_right(self.line_starts, code_point)
        return Position(line, code_point - self.line_starts[line - 1] + 1)

    def line(self, number: int) -> str:
        """Return the text of a line (counted from 1), without its end."""
        start = self.line_starts[number - 1]
        end = self.line_starts[number] if number < len(self.line_starts) else len(self.text)
        return self.text[start:end].rstrip("\r\n")


class Statement(Draft):
    """One statement; `start` and `end` are byte offsets into `migration.data`."""

    migration: Migration
    index: int
    kind: str
    tree: Node | bytes | None
    """What `node` returns, its JSON, or None if it is read from the file again."""
    start: int
    end: int
    base: int | None = 0
    """The offset from which positions in `node` count: 0, or the start of the text inside a DO block.

    None for text that was built at run time (EXECUTE), whose positions mean nothing: places are those of `outer`.
    """
    outer: Statement | None = None
    """The statement that ran this one."""
    dynamic_text: str | None = None
    """The text, if it was built at run time."""
    repaired: bool = False
    """Whether `node` is the clear meaning of text that isn't valid SQL (CREATE TYPE IF NOT EXISTS).

    That an object already exists is not reported then.
    """

    @property
    def node(self) -> Node:
        """Return the fields of the statement's node."""
        tree = self.tree
        if type(tree) is dict:
            return tree
        return self._read_tree()

    def _read_tree(self) -> Node:
        import orjson

        if isinstance(self.tree, bytes):
            self.tree = orjson.loads(self.tree)
        elif self.migration.trees is not None:
            self.tree = self.migration.trees()[self.index]
        assert isinstance(self.tree, dict)
        return self.tree

    @property
    def text(self) -> str:
        """Return the statement's own text."""
        if self.dynamic_text is not None:
            return self.dynamic_text
        return self.migration.data[self.start : self.end].decode("utf-8", "replace")

    @property
    def span(self) -> Span:
        code_point = self.migration.code_point
        return Span(code_point(self.start), code_point(self.end))

    @property
    def visible(self) -> Statement:
        """Return the statement that stands in the file at top level: itself, or the DO block that ran it."""
        return self if self.outer is None else self.outer.visible

    def offset_of(self, text: str) -> int | None:
        """Return the byte offset in the file of a text in the statement, for example a body; None if it isn't there."""
        data = text.encode()
        if self.base is None or not data:
            return None
        found = self.migration.data.find(data, self.start, self.end)
        return found if found >= 0 else None

    def place(self, location: int | None = None, message: str = "") -> Place:
        """Return the place of the token (or qualified name) at a node's `location`, else the whole statement."""
        if location is None or location < 0 or self.base is None:
            return Place(self.migration, self.span, message)
        start = self.migration.code_point(self.base + location)
        return Place(self.migration, Span(start, name_end(self.migration.text, start)), message)

    def find(self, name: str, message: str = "", after: str | None = None) -> Place:
        """Return the place of the identifier `name` in the statement, else the whole statement.

        `after` is a keyword that the identifier must follow.
        """
        span = self.span
        if self.base is not None and (found := find_name(self.migration.text, span, name, after)):
            return Place(self.migration, found, message)
        return Place(self.migration, span, message)

    def location_of(self, name: str) -> int | None:
        """Return the parser's position of the identifier `name`, None if the statement's text lacks it."""
        if self.base is None or (found := find_name(self.migration.text, self.span, name)) is None:
            return None
        return self.migration.byte(found.start) - self.base

    def __repr__(self) -> str:
        return f"<{self.kind} {self.migration.name}#{self.index}>"


class Place(Value):
    """A span in a migration, with a message about it.

    NOWHERE, the one place that lies in no file, is false: a finding there isn't reported.
    """

    migration: Migration
    span: Span
    message: str = ""

    def __bool__(self) -> bool:
        """Return whether the place lies in a file."""
        return self.migration is not NOWHERE.migration

    @property
    def start(self) -> Position:
        return self.migration.position(self.span.start)

    @property
    def end(self) -> Position:
        return self.migration.position(self.span.end)

    @property
    def statement(self) -> Statement | None:
        """Return the top-level statement that the place begins in."""
        statements = self.migration.statements
        at = self.migration.byte(self.span.start)
        index = bisect_right(statements, at, key=lambda statement: statement.start) - 1
        return statements[index] if index >= 0 and at < statements[index].end else None


NOWHERE = Place(Migration(Path("prelude"), "", role="prelude"), Span(0, 0))
"""The place of what no migration created."""
