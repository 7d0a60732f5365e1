"""Questions to an expression or query, answered with the catalog: what does it read, call, and give?"""

from __future__ import annotations

from .depends import depends_on

__all__ = ["depends_on"]
