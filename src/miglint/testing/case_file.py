"""Case files: histories with what a rule must find in them, written down as Markdown (miglint.testing tells how)."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

_FENCE = re.compile(r"^```(?P<info>[^\n`]*)\n(?P<body>.*?)^```[ \t]*$", re.M | re.S)
_HEADING = re.compile(r"^## (.+)$", re.M)

File = tuple[str, str]
"""(name, text)"""


@dataclass(frozen=True)
class Case:
    """One history with what a rule must find in it. `block` is where the expected findings stand in the case file,
    `base` the files that git's base has; None: there is no git."""

    name: str
    files: tuple[File, ...]
    expected: tuple[str, ...]
    settings: dict[str, Any] = field(default_factory=dict)
    block: tuple[int, int] = (0, 0)
    base: tuple[File, ...] | None = None


def read_cases(text: str) -> list[Case]:
    """The cases of a case file. Raises ValueError for a case without SQL or without a `findings` fence."""
    # Headings inside fences are SQL or TOML comments.
    outside = _FENCE.sub(lambda fence: re.sub(r"[^\n]", " ", fence[0]), text)
    headings = list(_HEADING.finditer(outside))
    ends = [heading.start() for heading in headings[1:]] + [len(text)]
    return [_case(heading[1].strip(), text, heading.end(), end) for heading, end in zip(headings, ends, strict=True)]


def _case(name: str, text: str, start: int, end: int) -> Case:
    files: list[File] = []
    base: list[File] = []
    settings: dict[str, Any] = {}
    block: tuple[int, int] | None = None
    for fence in _FENCE.finditer(text, start, end):
        language, _, rest = fence["info"].strip().partition(" ")
        if language == "sql":
            files.append((rest.strip() or default_name(len(files)), fence["body"]))
        elif language == "base":
            base.append((rest.strip(), fence["body"]))
        elif language == "toml":
            settings = tomllib.loads(fence["body"])
        elif language == "findings":
            block = fence.span("body")
        else:
            raise ValueError(f"case `{name}`: a fence is sql, base, toml or findings, not `{language}`")
    if block is None or not files:
        raise ValueError(f"case `{name}` needs {'a findings fence' if files else 'SQL'}")
    expected = tuple(line.strip() for line in text[slice(*block)].splitlines() if line.strip())
    return Case(name, tuple(files), expected, settings, block, tuple(base) or None)


def default_name(number: int) -> str:
    """The name of a file that was given none."""
    return f"202501010000{number:02}_file.sql"


def rewritten(text: str, found: Sequence[Sequence[str]]) -> str:
    """A case file with other findings written into its cases, in their order."""
    for case, lines in reversed(list(zip(read_cases(text), found, strict=True))):
        start, end = case.block
        text = text[:start] + "".join(f"{line}\n" for line in lines) + text[end:]
    return text
