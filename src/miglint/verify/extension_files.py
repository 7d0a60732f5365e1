"""Stand-ins in SQL for extensions that a server lacks: their files, put where the server looks for them."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from .programs import Programs

_SOURCES = Path(__file__).parent / "extensions"
VERSION = "1.0"
_CONTRIB = ("pgcrypto", "uuid-ossp", "vector")
"""Extensions that an installation may have itself, as part of PostgreSQL. For Supabase's, the stand-in is always used:
the start state gives it its functions."""


@dataclass(frozen=True, slots=True)
class StandIn:
    """An extension written in SQL alone, with what matters to migrations: its names, types and signatures.

    `schema` is the one that its control file fixes, `requires` what must be installed before it.
    """

    name: str
    script: str
    schema: str | None = None
    requires: tuple[str, ...] = ()

    @property
    def control(self) -> str:
        """Return the control file. Trusted: Supabase lets `postgres` install its extensions too (supautils)."""
        lines = [f"comment = '{self.name}, in SQL alone'", f"default_version = '{VERSION}'", "trusted = true"]
        lines.append(f"schema = '{self.schema}'\nrelocatable = false" if self.schema else "relocatable = true")
        if self.requires:
            lines.append(f"requires = '{', '.join(self.requires)}'")
        return "\n".join(lines) + "\n"


def stand_ins() -> Iterator[StandIn]:
    """Return all stand-ins: one script each, and the names in empty.txt, of extensions that are installed but not used.

    The first line of a script may be `-- schema = x` or `-- requires = y`.
    """
    for path in sorted(_SOURCES.glob("*.sql")):
        script = path.read_text("utf-8")
        facts = dict(_fact(line) for line in script.splitlines()[:2] if line.startswith("-- ") and " = " in line)
        requires = tuple(filter(None, facts.get("requires", "").split(", ")))
        yield StandIn(path.stem, script, facts.get("schema"), requires)
    for line in (_SOURCES / "empty.txt").read_text("utf-8").splitlines():
        if line and not line.startswith("#"):
            name, _, schema = line.partition(" ")
            yield StandIn(name, "", schema or None)


def _fact(line: str) -> tuple[str, str]:
    name, _, value = line.removeprefix("-- ").partition(" = ")
    return name.strip(), value.strip()


def write_extensions(programs: Programs, folder: Path) -> Path:
    """Write the stand-ins that the server needs, and return the folder `extension` with them.

    PostgreSQL 18 finds it by extension_control_path. Older versions only look in their own share folder, which is a
    private copy then.
    """
    installed = share_folder(programs) / "extension"
    target = folder / "share" / "extension" if programs.major >= 18 else installed
    target.mkdir(parents=True, exist_ok=True)
    for extension in stand_ins():
        if extension.name not in _CONTRIB or not (installed / f"{extension.name}.control").exists():
            (target / f"{extension.name}.control").write_text(extension.control, encoding="utf-8")
            (target / f"{extension.name}--{VERSION}.sql").write_text(extension.script, encoding="utf-8")
    return target


def share_folder(programs: Programs) -> Path:
    """Return the share folder of an installation: as pg_config says it, else beside the programs."""
    import subprocess

    config = programs.bin / "pg_config"
    if config.exists():
        done = subprocess.run([config, "--sharedir"], capture_output=True, text=True, check=False)
        if done.returncode == 0 and (folder := Path(done.stdout.strip())).is_dir():
            return folder
    for name in ("share/postgresql", "share"):
        if (folder := programs.bin.parent / name).joinpath("extension").is_dir():
            return folder
    return programs.bin.parent / "share"


def private_copy(programs: Programs, to: Path) -> Programs:
    """Return a copy of an installation that may be written to and that any user can run.

    PostgreSQL finds its share and library folders by where its program is (make_relative_path in port/path.c), so they
    are copied to the same places below `to`.
    """
    share = share_folder(programs)
    package = programs.bin.parents[1]
    libraries = [f for f in (package.with_name(f"{package.name}.libs"),) if f.is_dir()]  # a wheel's shared libraries
    root = _common(programs.bin, share, *libraries)
    copied = to / programs.bin.relative_to(root)
    copied.mkdir(parents=True)
    for name in ("initdb", "postgres", "pg_config"):
        if (programs.bin / name).exists():
            shutil.copy2(programs.bin / name, copied / name)
    for folder in {share, *libraries, *_library_folders(programs, root)}:
        shutil.copytree(folder, to / folder.relative_to(root), symlinks=True, dirs_exist_ok=True, ignore=_ignored)
    for folder in (to, *(path for path in to.rglob("*") if path.is_dir())):
        folder.chmod(0o755)
    return Programs(copied, programs.major)


def _common(*folders: Path) -> Path:
    import os

    return Path(os.path.commonpath(folders))


def _library_folders(programs: Programs, root: Path) -> Iterator[Path]:
    """Return the folder `lib` beside the programs (Debian: the one of this version alone)."""
    beside = programs.bin.parent / "lib"
    if beside.is_dir() and beside.is_relative_to(root):
        yield beside


def _ignored(_folder: str, names: list[str]) -> set[str]:
    """What a running server never reads."""
    return {
        name
        for name in names
        if name in ("pgxs", "pkgconfig", "locale", "doc", "man", "bitcode") or name.endswith(".a")
    }
