"""What a session remembers between statements: the search path, the role, and whether a transaction is open."""

from __future__ import annotations

from typing import Any, Literal

from ...record import Draft, field
from ...syntax.tokens import tokens, unquote
from ...syntax.tree import clip

SUPABASE_PATH = ("$user", "public", "extensions")
POSTGRES_PATH = ("$user", "public")


class Session(Draft):
    """The role and the settings of the session."""

    login: str = "postgres"
    """The role that migrations connect as."""
    default_path: tuple[str, ...] = SUPABASE_PATH
    role: str = ""
    """The current role (SET ROLE)."""
    path: tuple[str, ...] = ()
    """The search_path as set, not resolved."""
    settings: dict[str, str] = field(default_factory=dict)
    outside: dict[str, Any] = field(default_factory=dict)
    """The values that SET LOCAL replaced, until the end of the transaction; None for a setting that had none."""
    resolved: tuple[tuple[str, ...], str, tuple[str, ...]] = ((), "", ())

    def __post_init__(self) -> None:
        self.reset()

    def reset(self) -> None:
        """RESET ALL and RESET ROLE, as Supabase's CLI sends before each file."""
        self.role = self.login
        self.path = self.default_path
        self.settings.clear()
        self.outside.clear()

    def begin_setting(self, name: Literal["path", "role"], local: bool) -> None:
        """Before `path` or `role` is set: SET LOCAL keeps what was there, SET makes that be forgotten."""
        self._keep(name, getattr(self, name), local)

    def set(self, name: str, value: str | None, local: bool) -> None:
        """Set another parameter; None: as it is by default."""
        self._keep(f"settings.{name}", self.settings.get(name), local)
        self._put(name, value)

    def is_off(self, name: str) -> bool:
        """Return whether a parameter that is on by default is switched off."""
        return self.settings.get(name, "on").lower() in ("off", "false", "0", "no")

    def _keep(self, key: str, value: Any, local: bool) -> None:
        if local:
            self.outside.setdefault(key, value)
        else:
            self.outside.pop(key, None)

    def _put(self, name: str, value: str | None) -> None:
        if value is None:
            self.settings.pop(name, None)
        else:
            self.settings[name] = value

    def end_transaction(self) -> None:
        """What SET LOCAL changed is as it was before."""
        for key, value in self.outside.items():
            if key.startswith("settings."):
                self._put(key.removeprefix("settings."), value)
            else:
                setattr(self, key, value)
        self.outside.clear()

    def set_path(self, value: str) -> None:
        """Return the search path from a text: a list of names, quoted if necessary."""
        words = (unquote(value[t.start : t.end]) for t in tokens(value) if t.kind in ("name", "string"))
        self.path = tuple(clip(word) for word in words if word)

    @property
    def schemas(self) -> tuple[str, ...]:
        """Return the search path with "$user" filled in."""
        path, role = self.path, self.role
        if "$user" not in path:
            return path
        if self.resolved[0] is not path or self.resolved[1] != role:
            self.resolved = (path, role, tuple([role if name == "$user" else name for name in path]))
        return self.resolved[2]
