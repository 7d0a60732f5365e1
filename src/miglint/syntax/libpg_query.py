"""PostgreSQL's parser, through pglast, loaded without the Python classes of syntax trees.

`pglast.ast` and `pglast.enums` take longer to load than everything else of it, and trees that are read as JSON need
neither. They load when something first asks them for a name: the printer of SQL does, and so may a rule.
"""

from __future__ import annotations

import sys
from importlib.machinery import PathFinder
from importlib.util import module_from_spec
from types import ModuleType
from typing import Any

_DEFERRED = ("ast", "enums")


class _Deferred(ModuleType):
    """A module that is executed when it is first asked for a name."""

    def __getattr__(self, name: str) -> Any:
        self.__class__ = ModuleType  # type: ignore[assignment]
        loader: Any = self.__loader__
        loader.exec_module(self)
        return getattr(self, name)


def _defer() -> None:
    """Register the modules without executing them; not where pglast is loaded already."""
    package = PathFinder.find_spec("pglast")
    if package is None or "pglast" in sys.modules:
        return
    for name in _DEFERRED:
        spec = PathFinder.find_spec(f"pglast.{name}", package.submodule_search_locations)
        if spec is not None:
            module = module_from_spec(spec)
            module.__class__ = _Deferred
            sys.modules[spec.name] = module


_defer()
import pglast  # noqa: E402
from pglast.parser import ParseError, fingerprint, parse_plpgsql_json, parse_sql_json  # noqa: E402

for _name in _DEFERRED:
    setattr(pglast, _name, sys.modules[f"pglast.{_name}"])

__all__ = ["ParseError", "fingerprint", "parse_plpgsql_json", "parse_sql_json", "pglast"]
