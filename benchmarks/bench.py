"""Time miglint beside squawk on a folder of migrations, and alone on a history that grows.

    python benchmarks/bench.py FOLDER [FOLDER ...] [--runs 5] [--growth] [--cpu]

Every figure is a whole process, cold, output thrown away: wall time, or with --cpu the CPU time, which a busy machine
stretches less (both programs use one core). The commands take turns (A B A B ...), so that the ratio holds
on a noisy machine; the median is quoted. squawk-cli comes from PyPI; without it only miglint is timed.
"""

from __future__ import annotations

import argparse
import os
import platform
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

MIGLINT = [sys.executable, "-m", "miglint"]


def spent(cpu: bool) -> float:
    """A clock: wall time, or the CPU time of all processes that have ended."""
    if not cpu:
        return time.perf_counter()
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def seconds(command: list[str], cpu: bool) -> float:
    """The time of one run; exit statuses 0 and 1 (findings) both count as done."""
    start = spent(cpu)
    done = subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, check=False)
    taken = spent(cpu) - start
    if done.returncode not in (0, 1):
        sys.exit(f"{' '.join(command[:4])} ... ended with {done.returncode}: {done.stderr.decode()[-500:]}")
    return taken


def in_turn(commands: dict[str, list[str]], runs: int, cpu: bool) -> dict[str, list[float]]:
    """Each command's times, taken in turn after one warm-up."""
    times: dict[str, list[float]] = {name: [] for name in commands}
    for turn in range(runs + 1):
        for name, command in commands.items():
            taken = seconds(command, cpu)
            if turn:
                times[name].append(taken)
    return times


def folder_row(folder: Path, runs: int, cpu: bool) -> list[str]:
    """One line of the table: sizes, times and ratios for a folder."""
    files = sorted(folder.glob("*.sql"))
    size = sum(f.stat().st_size for f in files)
    commands = {
        "miglint": [*MIGLINT, "check", "--no-cache", str(folder)],
        "one file": [*MIGLINT, "check", "--no-cache", str(files[-1])],
    }
    squawk = shutil.which(
        "squawk", path=os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", "")])
    )
    if squawk:
        commands["squawk"] = [squawk, *map(str, files)]
    times = in_turn(commands, runs, cpu)
    middle = {name: statistics.median(values) for name, values in times.items()}
    ratio = "-"
    if squawk:
        ratio = f"{statistics.median(a / b for a, b in zip(times['miglint'], times['squawk'], strict=True)):.2f}"
    name = folder.parent.parent.name if folder.parent.name == "supabase" else folder.name
    return [
        name,
        str(len(files)),
        f"{size / 1e6:.2f} MB",
        f"{middle['miglint']:.2f} s",
        f"{middle['squawk']:.2f} s" if squawk else "-",
        ratio,
        f"{middle['one file']:.2f} s",
    ]


def grown_history(folder: Path, times: int) -> None:
    """Write a history of `times` x 100 files: tables with keys, policies, grants, a view and a function each."""
    for number in range(times * 100):
        other = f"references t{number - 1} (id)" if number % 100 else ""
        (folder / f"{20250101000000 + number}_t{number}.sql").write_text(
            f"create table t{number} (id bigint generated always as identity primary key, parent bigint {other},\n"
            "  name text not null, tags jsonb not null default '[]', created_at timestamptz not null default now());\n"
            f"create index on t{number} (parent);\ncreate index on t{number} using gin (tags);\n"
            f"alter table t{number} enable row level security;\n"
            f"create policy p{number} on t{number} for select to authenticated using (auth.role() = 'authenticated');\n"
            f"grant select, insert, update, delete on t{number} to authenticated, service_role;\n"
            f"create view v{number} with (security_invoker = false) as select id, name from t{number};\n"
            f"grant select on v{number} to authenticated;\n"
            f"create function f{number}() returns trigger language plpgsql as $$ begin return new; end $$;\n"
            f"create trigger tr{number} before update on t{number} for each row execute function f{number}();\n"
        )


def growth_rows(runs: int, cpu: bool) -> list[list[str]]:
    """Cost at 1x, 3x and 10x of a generated history; a linear cost keeps the last column level."""
    rows = []
    with tempfile.TemporaryDirectory() as scratch:
        commands, idle = {}, [*MIGLINT, "--version"]
        for times in (1, 3, 10):
            folder = Path(scratch, str(times), "supabase", "migrations")
            folder.mkdir(parents=True)
            grown_history(folder, times)
            commands[str(times)] = [*MIGLINT, "check", "--no-cache", str(folder)]
        taken = in_turn(commands | {"idle": idle}, runs, cpu)
        start = statistics.median(taken["idle"])
        for times in (1, 3, 10):
            middle = statistics.median(taken[str(times)])
            rows.append([f"{times}x", str(times * 100), f"{middle:.2f} s", f"{(middle - start) / times * 1000:.0f} ms"])
    return rows


def table(head: list[str], rows: list[list[str]]) -> str:
    """A Markdown table."""
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folders", nargs="*", type=Path)
    parser.add_argument("--runs", type=int, default=5, help="counted runs of each command (default 5)")
    parser.add_argument("--growth", action="store_true", help="also time a generated history at 1x, 3x and 10x")
    parser.add_argument("--cpu", action="store_true", help="CPU time in place of wall time")
    options = parser.parse_args()
    today = time.strftime("%Y-%m-%d")
    print(f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}, {today}\n")
    if options.folders:
        rows = [folder_row(folder, options.runs, options.cpu) for folder in options.folders]
        print(table(["history", "files", "size", "miglint", "squawk", "miglint / squawk", "one file"], rows))
    if options.growth:
        print()
        print(
            table(
                ["history", "files", "miglint", "per 100 files beyond start-up"], growth_rows(options.runs, options.cpu)
            )
        )


if __name__ == "__main__":
    main()
