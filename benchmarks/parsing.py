"""Time the ways to read a folder of migrations with pglast, in one process.

    python benchmarks/parsing.py FOLDER [--runs 5]

Each way reads every file that parses whole; the best of the runs is quoted, in CPU time.
"""

from __future__ import annotations

import argparse
import gc
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import orjson
from pglast import parse_sql
from pglast.parser import ParseError, parse_sql_json


def best(texts: list[str], read: Callable[[str], Any], collector: bool, runs: int) -> float:
    """The least time in which all texts were read, their trees kept until the last one is there."""
    times = []
    for _ in range(runs):
        gc.collect()
        if not collector:
            gc.disable()
        start = time.process_time()
        kept = [read(text) for text in texts]
        times.append(time.process_time() - start)
        gc.enable()
        del kept
    return min(times)


def parses(text: str) -> bool:
    try:
        parse_sql_json(text)
    except ParseError:
        return False
    return True


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--runs", type=int, default=5, help="runs of each way (default 5)")
    options = parser.parse_args()
    texts = [text for file in sorted(options.folder.glob("*.sql")) if parses(text := file.read_text("utf-8"))]
    ways: list[tuple[str, Callable[[str], Any], bool]] = [
        ("parse_sql (AST objects)", parse_sql, True),
        ("parse_sql, collector off", parse_sql, False),
        ("parse_sql_json, text only", parse_sql_json, True),
        ("parse_sql_json + orjson.loads", lambda text: orjson.loads(parse_sql_json(text)), True),
        ("parse_sql_json + orjson.loads, collector off", lambda text: orjson.loads(parse_sql_json(text)), False),
    ]
    print(f"{len(texts)} files, {sum(len(text.encode()) for text in texts) / 1e6:.2f} MB\n")
    print("| way | CPU time |\n| --- | --- |")
    for name, read, collector in ways:
        print(f"| {name} | {best(texts, read, collector, options.runs) * 1000:.0f} ms |")


if __name__ == "__main__":
    main()
