"""What the replay does not know yet: histories whose catalog differs, and statements that PostgreSQL refuses unforeseen.

Each line is a place in a folder of this suite. Take a line off when the replay has learned it; none may be added for
something that it knew before.
"""

from __future__ import annotations

NOT_REPLAYED = frozenset({})

NOT_FORESEEN = frozenset(
    {
        "column-defaults/20250101000000_first.sql:10",  # 0A000
        "extensions/20250101000000_first.sql:7",  # 0A000
        "foreign-key-actions/20250101000000_first.sql:13",  # 0A000
        "inherit-and-no-inherit/20250101000000_first.sql:5",  # 42804
        "not-null-constraints/20250101000000_first.sql:3",  # 42601
        "temporal-keys/20250101000000_first.sql:3",  # 42601
        "temporal-keys/20250101000000_first.sql:4",  # 42601
        "types-unknown/20250101000000_first.sql:4",  # 3F000
        "vault-cron-and-net/20250101000000_first.sql:10",  # 22023
        "virtual-generated-columns/20250101000000_first.sql:2",  # 42601
        "virtual-generated-columns/20250101000000_first.sql:3",  # 42601
    }
)
