grant execute on function pg_log_backend_memory_contexts(integer) to service_role;
grant execute on function pg_catalog.pg_reload_conf() to service_role;
revoke execute on function pg_sleep(double precision) from public;
grant execute on function pg_stat_reset() to anon;
grant execute on function now() to anon;
