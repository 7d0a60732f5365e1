"""The state of the database as the migrations lead to it: rows, stores, changes."""

from __future__ import annotations

from ..syntax.tree import Name
from .catalog import Catalog
from .database_objects import Comment, DefaultPrivileges, EventTrigger, Extension, Other, Publication, Role
from .objects import Column, DataType, Expression, Object, Ref, Schema
from .privileges import PUBLIC, Acl, PrivilegeSource
from .relations import Index, IndexKey, Relation, Sequence, Table, View
from .routines import Argument, Routine, Type
from .table_parts import Constraint, Policy, Trigger
from .unknowns import Assumption, Unknown

__all__ = [
    "PUBLIC",
    "Acl",
    "Argument",
    "Assumption",
    "Catalog",
    "Column",
    "Comment",
    "Constraint",
    "DataType",
    "DefaultPrivileges",
    "EventTrigger",
    "Expression",
    "Extension",
    "Index",
    "IndexKey",
    "Name",
    "Object",
    "Other",
    "Policy",
    "PrivilegeSource",
    "Publication",
    "Ref",
    "Relation",
    "Role",
    "Routine",
    "Schema",
    "Sequence",
    "Table",
    "Trigger",
    "Type",
    "Unknown",
    "View",
]  # fmt: skip
