"""Questions to an expression or query, answered with the catalog: what does it read, call, and give?"""

from __future__ import annotations

from .dependencies import depends_on
from .predicates import calls_in, is_call, is_constant, tests_not_null_of, unwrapped
from .query_columns import QueryColumn, QueryFacts, output_columns, query_facts

__all__ = [
    "QueryColumn",
    "QueryFacts",
    "calls_in",
    "depends_on",
    "is_call",
    "is_constant",
    "output_columns",
    "query_facts",
    "tests_not_null_of",
    "unwrapped",
]
