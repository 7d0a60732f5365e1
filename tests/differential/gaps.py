"""What the replay does not know yet: histories whose catalog differs, and refusals of PostgreSQL that are not foreseen.

Each line is a place in a folder of this suite. Take a line off when the replay has learned it; none may be added for
something that it knew before.
"""

from __future__ import annotations

NOT_REPLAYED = frozenset({})

NOT_FORESEEN = frozenset(
    {
        "alter-table-on-other-kinds/20250101000000_first.sql:11",  # 42809
        "column-defaults/20250101000000_first.sql:10",  # 0A000
        "composite-changed/20250101000000_first.sql:9",  # 0A000
        "create-schema-with-elements/20250101000000_first.sql:7",  # 42939
        "data-statements/20250101000000_first.sql:11",  # 42703
        "drop-missing/20250101000000_first.sql:13",  # 42704
        "drop-missing/20250101000000_first.sql:15",  # 42704
        "drop-missing/20250101000000_first.sql:5",  # 3F000
        "drop-missing/20250101000000_first.sql:7",  # 42704
        "drop-owned-sequence/20250101000000_first.sql:4",  # 2BP01
        "extensions/20250101000000_first.sql:7",  # 0A000
        "foreign-key-actions/20250101000000_first.sql:13",  # 0A000
        "foreign-keys-and-types/20250101000000_first.sql:7",  # 42804
        "function-bodies/20250101000000_first.sql:7",  # 42P13
        "function-bodies/20250101000001_then.sql:2",  # 42P13
        "function-bodies/20250101000001_then.sql:3",  # 42704
        "grant-refused/20250101000000_first.sql:10",  # 0LP01
        "grant-refused/20250101000000_first.sql:11",  # 0LP01
        "grant-refused/20250101000000_first.sql:15",  # 42601
        "grant-refused/20250101000000_first.sql:16",  # 0LP01
        "grant-refused/20250101000000_first.sql:9",  # 0LP01
        "inherit-and-no-inherit/20250101000000_first.sql:5",  # 42804
        "inherit-and-no-inherit/20250101000000_first.sql:8",  # 42P01
        "inherits/20250101000000_first.sql:11",  # 42P16
        "missing-operators-and-functions/20250101000000_first.sql:10",  # 22P02
        "missing-operators-and-functions/20250101000000_first.sql:11",  # 42704
        "missing-operators-and-functions/20250101000000_first.sql:12",  # 42704
        "missing-operators-and-functions/20250101000000_first.sql:6",  # 42883
        "missing-operators-and-functions/20250101000000_first.sql:7",  # 42883
        "missing-operators-and-functions/20250101000000_first.sql:8",  # 42883
        "missing-operators-and-functions/20250101000000_first.sql:9",  # 42883
        "names-of-json-indexes/20250101000000_first.sql:11",  # 42P17
        "not-null-constraints/20250101000000_first.sql:3",  # 42601
        "or-replace-view/20250101000000_first.sql:8",  # 42P16
        "partitions/20250101000000_first.sql:11",  # 0A000
        "policy-clauses-refused/20250101000000_first.sql:13",  # 42804
        "policy-clauses-refused/20250101000000_first.sql:7",  # 42704
        "role-that-owns/20250101000000_first.sql:6",  # 2BP01
        "role-that-owns/20250101000000_first.sql:7",  # 42501
        "role-that-owns/20250101000000_first.sql:8",  # 2BP01
        "search-path-and-functions/20250101000000_first.sql:5",  # 42883
        "temporal-keys/20250101000000_first.sql:3",  # 42601
        "temporal-keys/20250101000000_first.sql:4",  # 42601
        "triggers/20250101000000_first.sql:13",  # 42883
        "triggers/20250101000000_first.sql:16",  # 42P17
        "type-changed-under-others/20250101000000_first.sql:15",  # 42804
        "types-unknown/20250101000000_first.sql:4",  # 3F000
        "vault-cron-and-net/20250101000000_first.sql:10",  # 22023
        "view-of-missing-things/20250101000000_first.sql:10",  # 42804
        "view-of-missing-things/20250101000000_first.sql:8",  # 42P01
        "view-of-missing-things/20250101000000_first.sql:9",  # 42701
        "view-options/20250101000000_first.sql:12",  # 22023
        "view-options/20250101000000_first.sql:13",  # 22023
        "virtual-generated-columns/20250101000000_first.sql:2",  # 42601
        "virtual-generated-columns/20250101000000_first.sql:3",  # 42601
    }
)
