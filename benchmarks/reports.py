"""Store what miglint says of many projects, to compare it before and after a change of the code.

    python benchmarks/reports.py PROJECTS DEST                  write the reports of every folder below PROJECTS
    python benchmarks/reports.py PROJECTS DEST --against OLD    then list what differs from an earlier DEST

For each folder named `migrations` that holds SQL files: `check -f json --all` under the presets atomic and strict, and
`catalog -f json`. DEST gets one JSON file per report and a list of their hashes, HASHES.
"""

from __future__ import annotations

import argparse
import hashlib
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

CHECK = ["check", "-f", "json", "--all", "--no-cache", "--now", "2026-11-22T00:00:00Z"]
COMMANDS = {
    "atomic": [
        "check",
        "-f",
        "json",
        "--all",
        "--no-cache",
        "--constitution",
        "atomic",
        "--now",
        "2026-11-22T00:00:00Z",
    ],
    "strict": [
        "check",
        "-f",
        "json",
        "--all",
        "--no-cache",
        "--constitution",
        "strict",
        "--now",
        "2026-11-22T00:00:00Z",
    ],
    "catalog": ["catalog", "-f", "json"],
}


def folders(projects: Path) -> Iterator[Path]:
    """Yield each migrations folder below `projects` that holds at least one SQL file, sorted."""
    return (f for f in sorted(projects.rglob("migrations")) if f.is_dir() and any(f.glob("*.sql")))


def report(project: Path, folder: Path, command: list[str]) -> bytes:
    """Return what the command prints on `folder`, run from the project's root, with its exit status and stderr."""
    where = folder.relative_to(project)
    done = subprocess.run(
        [sys.executable, "-m", "miglint", *command, str(where)], cwd=project, capture_output=True, check=False
    )
    return done.stdout + b"\nexit status %d\n" % done.returncode + done.stderr


def store(projects: Path, dest: Path, workers: int) -> dict[str, str]:
    """Write every report to `dest`; return the hash of each by its file's name."""
    dest.mkdir(parents=True, exist_ok=True)
    jobs = []
    with ThreadPoolExecutor(workers) as pool:
        for folder in folders(projects):
            project = projects / folder.relative_to(projects).parts[0]
            name = "~".join(folder.relative_to(projects).parts)
            for kind, command in COMMANDS.items():
                jobs.append((f"{name}.{kind}.json", pool.submit(report, project, folder, command)))
        hashes = {}
        for file, job in jobs:
            text = job.result()
            (dest / file).write_bytes(text)
            hashes[file] = hashlib.sha256(text).hexdigest()
    (dest / "HASHES").write_text("".join(f"{digest}  {file}\n" for file, digest in sorted(hashes.items())))
    return hashes


def stored(dest: Path) -> dict[str, str]:
    """Return the hashes of an earlier run by file name."""
    return {
        file: digest for digest, file in (line.split(maxsplit=1) for line in (dest / "HASHES").read_text().splitlines())
    }


def main() -> int:
    """Run the program; return its exit status."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("projects", type=Path)
    parser.add_argument("dest", type=Path)
    parser.add_argument("--against", type=Path, help="an earlier DEST to compare with")
    parser.add_argument("--workers", type=int, default=2)
    given = parser.parse_args()
    hashes = store(given.projects.resolve(), given.dest, given.workers)
    print(f"{len(hashes)} reports in {given.dest}")
    if given.against is None:
        return 0
    before = stored(given.against)
    differing = sorted(file for file in before.keys() | hashes.keys() if before.get(file) != hashes.get(file))
    for file in differing:
        print(f"differs: {file}")
    print(f"{len(differing)} of {len(hashes)} reports differ")
    return 1 if differing else 0


if __name__ == "__main__":
    sys.exit(main())
