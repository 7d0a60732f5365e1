"""A throw-away PostgreSQL server: in a temporary folder, on a unix socket, removed at the end of the block."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ..errors import MiglintError
from .extension_files import VERSION, private_copy, write_extensions
from .programs import Programs

SUPERUSER = "supabase_admin"

# Nothing here outlives the run, so nothing has to reach the disk. wal_level is as on Supabase.
_SETTINGS = """
listen_addresses = ''
unix_socket_directories = '{socket}'
fsync = off
synchronous_commit = off
full_page_writes = off
autovacuum = off
jit = off
wal_level = logical
shared_buffers = 64MB
max_connections = 20
max_locks_per_transaction = 2048
log_min_messages = fatal
timezone = 'UTC'
"""
_PATIENCE = 60.0
_SOCKET_LIMIT = 90  # bytes; sun_path holds 104 (macOS) to 108, and the socket's own name is 15 long


@dataclass(frozen=True, slots=True)
class Server:
    """A running server. `conninfo` names it without a database; `own` is whether miglint started it."""

    conninfo: str
    own: bool
    extension_folder: Path | None = None

    def stands_in(self, extension: str) -> bool:
        """Return whether this extension is a stand-in of ours."""
        return self.extension_folder is not None and (self.extension_folder / f"{extension}--{VERSION}.sql").exists()


@contextmanager
def started(programs: Programs) -> Iterator[Server]:
    """Yield a running server in a temporary folder; it is stopped and removed at the end in any case.

    PostgreSQL refuses to run as root: then it runs as another user of the system. Raises MiglintError if it does
    not start.
    """
    user = _server_user()
    folder = Path(tempfile.mkdtemp(prefix="miglint-", dir=_short_folder()))
    process: subprocess.Popen[bytes] | None = None
    try:
        _give(folder, user)
        if programs.major < 18 or (user and not _can_run(programs.postgres, user)):
            programs = private_copy(programs, folder / "install")
        extensions = write_extensions(programs, folder)
        data = folder / "data"
        _initialise(programs, data, user)
        settings = _SETTINGS.format(socket=folder)
        if programs.major >= 18:
            settings += f"extension_control_path = '{extensions.parent}:$system'\n"
        with (data / "postgresql.conf").open("a", encoding="utf-8") as file:
            file.write(settings)
        process = _start(programs, data, folder / "log", user)
        conninfo = f"host={folder} user={SUPERUSER}"
        _wait(process, conninfo, folder / "log")
        yield Server(conninfo, True, extensions)
    finally:
        if process is not None:
            _stop(process)
        shutil.rmtree(folder, ignore_errors=True)


def _short_folder() -> str | None:
    """None for the usual temporary folder, /tmp where that would make the socket's path too long."""
    return None if len(os.fsencode(tempfile.gettempdir())) < _SOCKET_LIMIT - 20 else "/tmp"


def _server_user() -> dict[str, Any]:
    """Return subprocess's arguments for the server's user: none, or for root another user."""
    if os.name != "posix" or os.geteuid() != 0:
        return {}
    import pwd

    for name in ("postgres", "nobody"):
        try:
            entry = pwd.getpwnam(name)
        except KeyError:
            continue
        return {"user": entry.pw_uid, "group": entry.pw_gid, "extra_groups": []}
    return {"user": 65534, "group": 65534, "extra_groups": []}


def _give(folder: Path, user: dict[str, Any]) -> None:
    if user:
        os.chown(folder, user["user"], user["group"])


def _environment() -> dict[str, str]:
    """Return a fixed environment: with TZ set, initdb doesn't search for the system's time zone (0.1 s)."""
    kept = {name: os.environ[name] for name in ("PATH", "LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH") if name in os.environ}
    return {**kept, "LC_ALL": "C", "TZ": "UTC"}


def _can_run(program: Path, user: dict[str, Any]) -> bool:
    """Return whether that user may run the program: a virtual environment below /root is closed to others."""
    try:
        done = subprocess.run([program, "--version"], capture_output=True, check=False, cwd="/", **user)
    except OSError:
        return False
    return done.returncode == 0


def _initialise(programs: Programs, data: Path, user: dict[str, Any]) -> None:
    command: list[str | Path] = [
        *(programs.initdb, "-D", data, "-U", SUPERUSER, "-A", "trust", "-E", "UTF8", "--no-locale"),
        *("--no-sync", "--no-instructions", "--wal-segsize=1"),
    ]
    done = subprocess.run(
        command, capture_output=True, text=True, check=False, cwd=data.parent, env=_environment(), **user
    )
    if done.returncode:
        raise MiglintError(f"initdb failed: {_last_line(done.stderr or done.stdout)}")


def _start(programs: Programs, data: Path, log: Path, user: dict[str, Any]) -> subprocess.Popen[bytes]:
    """Start the server in a new session, so that Ctrl+C reaches miglint, which then stops it."""
    with log.open("wb") as file:
        return subprocess.Popen(
            [programs.postgres, "-D", data],
            stdin=subprocess.DEVNULL,
            stdout=file,
            stderr=file,
            cwd=data,
            env=_environment(),
            start_new_session=True,
            **user,
        )


def _wait(process: subprocess.Popen[bytes], conninfo: str, log: Path) -> None:
    """Wait until the server answers."""
    import psycopg

    end = time.monotonic() + _PATIENCE
    while time.monotonic() < end and process.poll() is None:
        try:
            psycopg.connect(conninfo, dbname="template1", connect_timeout=2).close()
            return
        except psycopg.OperationalError:
            time.sleep(0.02)
    raise MiglintError(f"the server did not start: {_last_line(log.read_text(errors='replace')) or 'no answer'}")


def _stop(process: subprocess.Popen[bytes]) -> None:
    """Stop at once (SIGQUIT): the data isn't needed any more."""
    if process.poll() is None:
        process.send_signal(signal.SIGQUIT)
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _last_line(text: str) -> str:
    lines = [line for line in text.strip().splitlines() if line.strip()]
    return lines[-1] if lines else ""


@contextmanager
def stopping_cleanly() -> Iterator[None]:
    """Let SIGTERM and SIGHUP end the block as Ctrl+C does, so that what was started is stopped."""

    def interrupt(number: int, _frame: object) -> None:
        raise KeyboardInterrupt(signal.Signals(number).name)

    if sys.platform == "win32":
        yield
        return
    before = {number: signal.signal(number, interrupt) for number in (signal.SIGTERM, signal.SIGHUP)}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
