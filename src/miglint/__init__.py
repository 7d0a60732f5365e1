"""miglint: the linter that knows your schema. This module is the public API, all that rules and plugins import."""

from __future__ import annotations

from . import tree
from .catalog import *  # noqa: F403
from .catalog import Catalog
from .catalog.acl import PUBLIC
from .changes import *  # noqa: F403
from .finding import Edit, Finding, Fix, Kind, ObjectRef, Severity
from .history import GitBase, History, SkippedFile
from .rule import Rule, option
from .source import Migration, Node, Place, Position, Span, Statement
from .step import FileSteps, State, Step, Target

__version__ = "0.1.0"
