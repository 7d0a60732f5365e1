"""The one table of handlers: a statement's kind -> the function that applies it."""

from __future__ import annotations

from . import plpgsql
from .state.context import Handler
from .statements import (
    comments,
    create_routine,
    create_table_as,
    data_statements,
    drop_statement,
    extensions,
    foreign_servers,
    maintenance,
    other_objects,
    prepared,
    publications,
    renames,
    schemas,
    session_settings,
    triggers,
    views,
)
from .statements.access import grants, ownership, policies, roles
from .statements.tables import alter_table, create_index, create_sequence, create_table
from .statements.types import create_type

HANDLERS: dict[str, Handler] = {}
"""The handlers of all families of statements, by the parser's name of the statement's node."""

_FAMILIES = (
    alter_table, comments, create_index, create_routine, create_sequence, create_table, create_table_as, create_type,
    data_statements, drop_statement, extensions, foreign_servers, grants, maintenance, other_objects, ownership,
    plpgsql, policies, prepared, publications, renames, roles, schemas, session_settings, triggers, views,
)  # fmt: skip
for _family in _FAMILIES:
    HANDLERS.update(_family.HANDLERS)
