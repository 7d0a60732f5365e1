"""Names of configuration parameters (PostgreSQL docs, 19 Server Configuration)."""

from __future__ import annotations

from ...analysis.postgres import facts
from ..state.context import Context

# What pg_settings doesn't list: parameters without SHOW ALL, old names that still work (map_old_guc_names in
# utils/misc/guc.c), and those of builds for developers.
_NOT_LISTED = frozenset({
    "debug_deadlocks", "default_with_oids", "is_superuser", "optimize_bounded_sort", "role", "seed",
    "session_authorization", "sort_mem", "ssl_ecdh_curve", "trace_lock_oidmin", "trace_lock_table", "trace_locks",
    "trace_lwlocks", "trace_syncscan", "trace_userlocks", "vacuum_mem", "wal_debug",
})  # fmt: skip
# What versions before 17 had.
_OLDER = frozenset({
    "db_user_namespace", "force_parallel_mode", "old_snapshot_threshold", "operator_precedence_warning",
    "promote_trigger_file", "stats_temp_directory", "trace_recovery_messages", "vacuum_cleanup_index_scale_factor",
    "vacuum_defer_cleanup_age",
})  # fmt: skip
# What 17 brought that a session may set, as a dump by a newer pg_dump does.
_SINCE_17 = frozenset({"event_triggers", "transaction_timeout"})
_OF_OTHER_SERVERS = ("apg_", "aurora_", "gp_", "rds_")
"""Beginnings of names that forks of PostgreSQL add; extensions put their own name and a dot before theirs."""


def refuse_parameter(context: Context, name: str) -> None:
    """Refuse (42704) a parameter that PostgreSQL doesn't have; any name with a dot may be set."""
    known, asked = name.lower(), context.replay.target.postgres_version
    if "." in known or known in _NOT_LISTED or known in _OLDER or known.startswith(_OF_OTHER_SERVERS):
        return
    since = 17 if known in _SINCE_17 else facts.parameters().get(known)
    if since is None or (asked < since and (since > 17 or known in _SINCE_17)):
        context.refuse("42704", f'unrecognized configuration parameter "{name}"', names=(name,))
