"""Questions to an expression or query, answered with the catalog: what does it read, call, and give?"""

from __future__ import annotations

from .columns import QueryColumn, QueryFacts, output_columns, query_facts
from .depends import depends_on

__all__ = ["QueryColumn", "QueryFacts", "depends_on", "output_columns", "query_facts"]
