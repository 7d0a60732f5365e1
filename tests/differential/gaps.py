"""What the replay does not know yet: histories whose catalog differs, and refusals of PostgreSQL that are not foreseen.

Each line is a place in a folder of this suite. Take a line off when the replay has learned it; none may be added for
something that it knew before.
"""

from __future__ import annotations

NOT_REPLAYED = frozenset({})

NOT_FORESEEN = frozenset(
    {
        "extensions/20250101000000_first.sql:7",  # 0A000
        "foreign-key-actions/20250101000000_first.sql:13",  # 0A000
    }
)
