"""Reads a file that doesn't parse as a whole piece by piece: a syntax error costs one statement, not the file."""

from __future__ import annotations

import re
from collections.abc import Iterator

from .parser import Reading, read_statements
from .source import Migration, Problem, Span, Statement
from .split import TextPiece, next_piece
from .syntax_hints import describe, inner_dollar_quote, is_open_body, one_side_of_conflicts, repair
from .tokens import Token, tokens
from .tree import unwrap

OPAQUE = "opaque-sql"
SYNTAX = "syntax-error"

# Words that begin a statement: at the beginning of a line they show where the next statement starts although a
# semicolon is missing. Those of the second set also begin parts of other statements, and count only if PostgreSQL stops
# there and the text before parses.
_DDL = frozenset(["create", "alter", "drop", "grant", "revoke", "comment", "do", "truncate", "begin", "commit"])
_DML = frozenset(
    ["values", "select", "insert", "update", "delete", "with", "set", "call", "copy", "notify", "reset", "merge"]
)
_SURROGATE = re.compile("[\ud800-\udfff]")
_BUDGET = 1_000_000  # characters looked at again for one broken piece; more than any that people wrote


def recover(migration: Migration) -> None:
    """Fill `migration.statements` and `migration.problems` piece by piece; never raises, whatever the text."""
    migration.statements.clear()
    _Recovery(migration).run()
    migration.problems.sort(key=lambda problem: problem.span)


class _Recovery:
    """One pass over a text, with what psql alone understands collected on the way."""

    def __init__(self, migration: Migration) -> None:
        self.migration = migration
        self.meta: list[Token] = []
        self.copies: list[Span] = []
        self.bytes_at = (0, 0)
        self.rest: TextPiece | None = None
        self.left_comment = False
        # Lone surrogates are not UTF-8; the replacement character takes as many bytes.
        text = _SURROGATE.sub("\ufffd", migration.run_text)
        self.text, conflicts = one_side_of_conflicts(text)
        for span in conflicts:
            self.problem(
                span,
                "a merge conflict was committed: the file has both sides between <<<<<<< and >>>>>>>.",
                "Keep one side and remove the three marker lines. miglint checks only the side above =======.",
            )

    def run(self) -> None:
        at = 0
        while at < len(self.text):
            piece = self.rest or next_piece(self.text, at)
            self.rest = None
            at = piece.end
            if piece.kind == "meta":
                self.meta.append(piece.tokens[0])
            elif piece.kind == "sql":
                at = self.read(piece)
            elif (opened := self.unclosed_comment(piece)) >= 0:
                at = self.leave_comment(piece, opened)
        self.report_psql()

    def read(self, piece: TextPiece) -> int:
        """Take the statement of a piece and return where to go on."""
        reading = read_statements(self.text[piece.start : piece.end])
        if reading.statements is not None:
            self.add(piece, reading)
            return self.after_copy(piece, reading)
        if reading.too_deep:
            self.opaque(piece, reading)
            return piece.end
        if (at := self.missing_semicolon(piece, reading)) > 0:
            return at
        if inner := inner_dollar_quote(self.text, piece):
            self.problem(
                inner.span,
                f"this {inner.tag} closes the body that began with the same tag; what follows isn't SQL.",
                f"Use another tag for the inner text, like $job$, or for the body, like $body$ instead of {inner.tag}.",
            )
            return next_piece(self.text, inner.end).end
        return self.fail(*self.resynchronise(piece, reading))

    # ---- a piece that does not parse

    def missing_semicolon(self, piece: TextPiece, reading: Reading) -> int:
        """Take the statement before the word that PostgreSQL stops at, where that begins the next one; else 0."""
        at = piece.start + (reading.at or 0)
        word = next((t for t in piece.tokens if t.start >= at), None)
        if word is None or word.start != at or at <= piece.first or not self.begins_line(at):
            return 0
        if self.text[at : word.end].lower() not in _DDL | _DML:
            return 0
        head = TextPiece("sql", piece.start, at, [t for t in piece.tokens if t.end <= at])
        before = read_statements(self.text[piece.start : at])
        last = head.tokens[-1]
        if before.statements is None or is_open_body(self.text[last.start : last.end]):
            return 0
        self.add(head, before)
        self.problem(
            Span(head.last - 1, head.last),
            f"a semicolon is missing after this statement; PostgreSQL reads on and fails: {reading.message}.",
            "Add the `;`.",
        )
        self.rest = TextPiece("sql", at, piece.end, [t for t in piece.tokens if t.start >= at])
        return at

    def resynchronise(self, piece: TextPiece, reading: Reading) -> tuple[TextPiece, Reading, int]:
        """Return where the broken statement ends: before the next line that begins a valid one, else with its piece."""
        spent = 0
        for at in self.candidates(piece, reading):
            following = next_piece(self.text, at)
            spent += following.end - at
            if spent > _BUDGET:
                break
            if read_statements(self.text[at : following.end]).statements:
                head = TextPiece("sql", piece.start, at, [t for t in piece.tokens if t.start < at])
                return head, reading, at
        return piece, reading, piece.end

    def candidates(self, piece: TextPiece, reading: Reading) -> Iterator[int]:
        """Return where the next statement may begin although no semicolon says so."""
        for token in piece.tokens[1:]:
            word = self.text[token.start : token.end]
            if token.kind == "name" and word.lower() in _DDL and self.begins_line(token.start):
                yield token.start
            elif "\n" in word and (word[0] != "$" or self.astray(piece, token)):
                # A stray quote turns code into text and text into code from there on.
                yield from self.inside(token.start, token.end)
        if (opened := self.unclosed_comment(piece)) >= 0:
            yield from self.inside(opened, piece.end)

    def astray(self, piece: TextPiece, token: Token) -> bool:
        """Return whether a dollar quote in a broken piece may be open where it should be closed."""
        if token.end >= piece.end:
            return True
        following = next_piece(self.text, piece.end)
        return (
            following.kind == "sql" and read_statements(self.text[following.start : following.end]).statements is None
        )

    def inside(self, start: int, end: int) -> Iterator[int]:
        """Return lines in a quoted stretch that begin, at the margin, as a statement does."""
        at = self.text.find("\n", start, end) + 1
        while 0 < at < end:
            token = next(tokens(self.text, at, min(end, at + 80)), None)
            word = self.text[at : token.end].lower() if token and token.start == at else ""
            if word in _DDL or (word in _DML and self.ends_before(at)):
                yield at
            at = self.text.find("\n", at, end) + 1

    def unclosed_comment(self, piece: TextPiece) -> int:
        """Return where a comment opens that swallows the rest of the file, else -1."""
        if piece.end < len(self.text):
            return -1
        last = -1
        for token in tokens(self.text, piece.last if piece.tokens else piece.start):
            if self.text.startswith("/*", token.start):
                last = token.start
        if last < 0 or self.text.count("/*", last) <= self.text.count("*/", last):
            return -1
        return last

    def leave_comment(self, piece: TextPiece, opened: int) -> int:
        """Report a comment that is never closed; go on where it was meant to end, behind its first */."""
        if self.left_comment:
            return piece.end
        self.left_comment = True
        close = self.text.find("*/", opened + 2)
        inner = self.text.find("/*", opened + 2)
        nested = 0 <= inner < close
        self.problem(
            Span(inner, inner + 2) if nested else Span(opened, opened + 2),
            "this /* opens a comment inside a comment, and only one is closed: the rest of the file is a comment."
            if nested
            else "this comment is never closed: the rest of the file is a comment.",
            "Comments nest in PostgreSQL. Write the inner /* as / *." if nested else "Close it with */.",
        )
        if close >= 0:
            return close + 2
        for at in self.inside(opened, piece.end):
            if read_statements(self.text[at : next_piece(self.text, at).end]).statements:
                return at
        return piece.end

    def ends_before(self, at: int) -> bool:
        """Return whether the line before ends as a statement does, or is a comment."""
        above = self.text[:at].rstrip() if at < 2000 else self.text[at - 2000 : at].rstrip()
        return above.endswith(";") or above[above.rfind("\n") + 1 :].lstrip().startswith("--")

    def begins_line(self, at: int) -> bool:
        line = max(self.text.rfind("\n", 0, at), self.text.rfind("\r", 0, at)) + 1
        return not self.text[line:at].strip()

    def fail(self, piece: TextPiece, reading: Reading, end: int) -> int:
        """Report a statement that doesn't parse; keep it where only a well-known slip stands in the way."""
        error = piece.tokens[-1]
        if reading.at is not None:
            error = next(tokens(self.text, piece.start + reading.at, piece.end), error)
        message, help = describe(self.text, piece, error, reading.message)
        start, stop = error.start, error.end
        if self.text.startswith("//", start):
            stop = start + 2
        line_end = self.text.find("\n", start)
        if start < line_end < stop:
            stop = line_end
        self.problem(Span(start, stop), message, help)
        repaired = repair(self.text, piece, error)
        if repaired is not None:
            again = read_statements(repaired)
            if again.statements:
                self.add(piece, again, repaired=True)
        return end

    # ---- statements of a piece

    def add(self, piece: TextPiece, reading: Reading, repaired: bool = False) -> None:
        base = self.byte(piece.start)
        limit = self.byte(piece.last)
        migration = self.migration
        for raw in reading.statements or ():
            start = base + raw.get("stmt_location", 0)
            length = raw.get("stmt_len", 0)
            kind, node = unwrap(raw["stmt"])
            end = start + length if length else limit
            migration.statements.append(
                Statement(migration, len(migration.statements), kind, node, start, end, base, repaired=repaired)
            )
        if reading.pruned:
            self.problem(
                Span(piece.first, piece.last),
                "an expression here is nested too deeply; its innermost part is not checked.",
                "It is valid SQL. Split the expression to have all of it checked.",
                OPAQUE,
            )

    def opaque(self, piece: TextPiece, reading: Reading) -> None:
        self.problem(
            Span(piece.first, piece.last),
            f"this statement is nested too deeply to be read ({reading.message}), so it is not checked.",
            "PostgreSQL has such a limit too (max_stack_depth). Split the expression.",
            OPAQUE,
        )

    def after_copy(self, piece: TextPiece, reading: Reading) -> int:
        """Return the end of the data of COPY ... FROM stdin, which is a line with `\\.` alone."""
        match reading.statements:
            case [{"stmt": {"CopyStmt": {"is_from": True, **rest}}}] if "filename" not in rest:
                line = self.text.find("\n", piece.end)
                at = line
                while at >= 0:
                    stop = self.text.find("\n", at + 1)
                    row = self.text[at + 1 : len(self.text) if stop < 0 else stop]
                    if row.rstrip("\r") == "\\.":
                        self.copies.append(Span(piece.first, piece.last))
                        return len(self.text) if stop < 0 else stop
                    at = stop
        return piece.end

    def report_psql(self) -> None:
        """One finding each for psql's commands and for COPY data, however many there are."""
        if self.meta:
            first = self.meta[0]
            names = dict.fromkeys(self.text[t.start : t.end].split(None, 1)[0] for t in self.meta)
            shown = ", ".join(list(names)[:4]) + (", ..." if len(names) > 4 else "")
            many = (
                f"{len(self.meta)} psql commands ({shown}) are"
                if len(self.meta) > 1
                else f"the psql command {shown} is"
            )
            self.problem(
                Span(first.start, first.end),
                f"{many} in this file: only psql understands such commands, the server reports a syntax error.",
                "Remove these lines, for example with `sed -i '/^\\\\/d'`.",
            )
        if self.copies:
            many = (
                f"{len(self.copies)} COPY ... FROM stdin statements here"
                if len(self.copies) > 1
                else "COPY ... FROM stdin here"
            )
            self.problem(
                self.copies[0],
                f"{many}: the rows are in the file, and only psql can send them, so the migration fails.",
                "Write the rows as INSERT (`pg_dump --inserts`), or move them to the seed.",
            )

    def problem(self, span: Span, message: str, help: str, rule: str = SYNTAX) -> None:
        self.migration.problems.append(Problem(rule, message, span, help))

    def byte(self, code_point: int) -> int:
        """Return the byte offset of a position; cheap for positions that grow."""
        if self.migration.is_ascii:
            return code_point
        known, at = self.bytes_at
        if code_point < known:
            known = at = 0
        at += len(self.migration.text[known:code_point].encode("utf-8", "surrogatepass"))
        self.bytes_at = (code_point, at)
        return at
