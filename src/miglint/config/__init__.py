"""Settings: presets, the settings file, supabase/config.toml and the command line, laid over one another."""

from __future__ import annotations

from .loader import load_settings
from .resolve import resolve
from .settings import ExceptionRule, RuleSettings, Settings

__all__ = ["ExceptionRule", "RuleSettings", "Settings", "load_settings", "resolve"]
