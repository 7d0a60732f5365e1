"""The one table of handlers: a statement's kind -> the function that applies it."""

from __future__ import annotations

from collections.abc import Callable

from ..syntax.source import Node
from . import plpgsql
from .state.context import Context
from .statements import (
    comments,
    create_routine,
    data_statements,
    drop_statement,
    extensions,
    publications,
    renames,
    schemas,
    session_settings,
    triggers,
    views,
)
from .statements.access import grants, ownership, policies, roles
from .statements.tables import alter_table, create_table, indexes, sequences
from .statements.types import create_type

Handler = Callable[[Context, Node], None]

HANDLERS: dict[str, Handler] = {}
"""The handlers of all families of statements, by the parser's name of the statement's node."""

_FAMILIES = (
    alter_table, comments, data_statements, drop_statement, extensions, indexes, ownership, plpgsql, policies,
    grants, publications, renames, roles, create_routine, schemas, sequences, session_settings, create_table,
    triggers, create_type, views,
)  # fmt: skip
for _family in _FAMILIES:
    HANDLERS.update(_family.HANDLERS)
