"""The hash by which GitHub knows a line again."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from miglint.report.line_hash import LineHashes


def line_hashes(source: str) -> list[str]:
    hashes = LineHashes(source)
    return [hashes[number] for number in range(1, len(hashes) + 1)]


def test_the_hash_of_an_empty_file():
    """The unit 65535 and 99 zeros, in base 37."""
    assert line_hashes("") == [f"{65535 * 37**99 % 2**64:x}:1"]


def rolling(source: str) -> list[str]:
    """The hash as CodeQL's documentation tells it, one unit after the other."""
    data = source.replace("\r\n", "\n").replace("\r", "\n").encode("utf-16-be", "surrogatepass")
    units = [int.from_bytes(data[i : i + 2], "big") for i in range(0, len(data), 2)]
    units = [unit for unit in units if unit not in (9, 32)] + [65535]
    starts = [0] + [index + 1 for index, unit in enumerate(units) if unit == 10]
    units += [0] * 100
    met: dict[int, int] = {}
    found = []
    for start in starts:
        value = 0
        for unit in units[start : start + 100]:
            value = (value * 37 + unit) % 2**64
        met[value] = met.get(value, 0) + 1
        found.append(f"{value:x}:{met[value]}")
    return found


@given(st.text(alphabet="ab \t\r\n日😀;", max_size=400))
def test_the_hash_of_any_text(source: str):
    assert line_hashes(source) == rolling(source)


def test_blanks_and_line_ends_do_not_count():
    assert line_hashes("create table t();\n\ndrop table t;\n") == line_hashes(
        "create  table\tt();\r\n\r\n drop table t;\r\n"
    )


def test_equal_lines_are_numbered():
    same = "x" * 200 + "\n"
    first, second, *_ = line_hashes(same * 3)
    assert first.endswith(":1")
    assert second == first.replace(":1", ":2")
