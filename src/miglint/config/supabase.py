"""supabase/config.toml: a Supabase project's facts about its database."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from ..errors import SettingsError
from ..record import Value


class SupabaseConfig(Value):
    """The facts in the file `path`; None means Supabase's default."""

    path: Path
    postgres_version: int | None = None
    exposed_schemas: tuple[str, ...] | None = None
    auto_expose_new_tables: bool | None = None
    seed_paths: tuple[Path, ...] = ()
    schema_paths: tuple[Path, ...] = ()


def read_supabase_config(folder: Path) -> SupabaseConfig | None:
    """Return the facts in the config.toml of a `supabase` folder; None if there is no such file.

    Raises SettingsError if it isn't TOML. Values of the wrong type count as absent: checking the file is the job of the
    Supabase CLI.
    """
    path = folder / "config.toml"
    try:
        data = path.read_bytes()
    except (FileNotFoundError, NotADirectoryError, IsADirectoryError):
        return None
    except OSError as error:
        raise SettingsError(f"{path}: can't be read: {error.strerror}") from None
    import tomllib

    try:
        table = tomllib.loads(data.removeprefix(b"\xef\xbb\xbf").decode("utf-8").replace("\r\n", "\n"))
    except UnicodeDecodeError:
        raise SettingsError(f"{path}: this is not UTF-8", "Save the file as UTF-8.") from None
    except tomllib.TOMLDecodeError as error:
        raise SettingsError(
            f"{path}: this is not TOML: {error}", "Fix the file; the Supabase CLI refuses it too."
        ) from None
    return _facts(path, table)


def _facts(path: Path, data: Mapping[str, Any]) -> SupabaseConfig:
    db, api = _table(data, "db"), _table(data, "api")
    version = db.get("major_version")
    schemas = api.get("schemas")
    expose = api.get("auto_expose_new_tables")
    seed = _table(db, "seed")
    seeds = seed.get("sql_paths", ["seed.sql"]) if seed.get("enabled", True) else []
    return SupabaseConfig(
        path,
        version if isinstance(version, int) and not isinstance(version, bool) else None,
        _strings(schemas) if isinstance(schemas, list) else None,
        expose if isinstance(expose, bool) else None,
        tuple(path.parent / pattern for pattern in _strings(seeds)),
        tuple(path.parent / pattern for pattern in _strings(_table(db, "migrations").get("schema_paths", []))),
    )


def _table(data: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    value = data.get(name)
    return value if isinstance(value, dict) else {}


def _strings(value: Any) -> tuple[str, ...]:
    return tuple(v for v in value if isinstance(v, str)) if isinstance(value, list) else ()
