"""Constitutions: the presets of miglint, by name, and a team's own files, by path."""

from __future__ import annotations

from pathlib import Path

from ..errors import SettingsError, did_you_mean
from ..rule.registry import builtin_folder
from .document import Document, Key, read_document, shown
from .profiles import read_profiles
from .rule_tables import read_rules
from .settings import Layer
from .value_checks import choice, refuse_unknown, text, texts

PLATFORMS = ("supabase", "postgres")
CONSTITUTION_KEYS = ("summary", "constitution", "platform", "profiles", "rules")


def preset_files() -> dict[str, Path]:
    """Return the presets of miglint: name -> file."""
    folder = builtin_folder() / "constitutions"
    return {path.stem: path for path in sorted(folder.glob("*.toml"))}


def preset(name: str) -> Layer:
    """Return a preset of miglint."""
    return _layer(name, read_document(preset_files()[name]))


def constitution_layers(
    name: str, folder: Path, source: tuple[Document, tuple[Key, ...]] | None = None, above: tuple[Path, ...] = ()
) -> list[Layer]:
    """Return a constitution and those that it builds on; later ones override earlier ones.

    `name` is a preset's name or a path relative to `folder`; `source` is the place that names it, for the error.
    """
    presets = preset_files()
    if name in presets:
        return [preset(name)]
    path = folder / name
    if path.suffix != ".toml" and "/" not in name:
        raise _error(
            source, f"no preset named `{name}`", did_you_mean(name, presets) or f"presets: {', '.join(presets)}"
        )
    if not path.is_file():
        raise _error(source, f"no constitution file {shown(path)}", f"a path, or a preset: {', '.join(presets)}")
    if path in above:
        raise _error(source, f"the constitution {shown(path)} builds on itself")
    document = read_document(path)
    refuse_unknown(document, (), document.table, CONSTITUTION_KEYS)
    keys = ("constitution",)
    below = texts(document, keys, document.table.get("constitution", []))
    return [
        layer for under in below for layer in constitution_layers(under, path.parent, (document, keys), (*above, path))
    ] + [_layer(shown(path), document)]


def _layer(name: str, document: Document) -> Layer:
    table = document.table
    platform = table.get("platform")
    return Layer(
        name,
        document,
        read_rules(document),
        text(document, ("summary",), table["summary"]) if "summary" in table else "",
        None if platform is None else choice(document, ("platform",), platform, PLATFORMS),
        read_profiles(document),
    )


def _error(source: tuple[Document, tuple[Key, ...]] | None, message: str, hint: str = "") -> SettingsError:
    return SettingsError(message, hint) if source is None else source[0].error(source[1], message, hint)
