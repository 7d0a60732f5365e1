-- Foreign data wrappers of https://github.com/supabase/wrappers: handlers that refuse to work, validators that take
-- every option, and the table that the wrappers count in.
DO $$
DECLARE name text;
BEGIN
  FOREACH name IN ARRAY ARRAY['airtable', 'auth0', 'big_query', 'click_house', 'cognito', 'duckdb', 'dynamo_db',
      'firebase', 'hello_world', 'iceberg', 'logflare', 'mongodb', 'mssql', 'mysql', 'redis', 's3', 's3_vectors',
      'stripe', 'wasm'] LOOP
    EXECUTE format('CREATE FUNCTION %I() RETURNS fdw_handler LANGUAGE internal STRICT AS ''fdw_handler_in''',
      name || '_fdw_handler');
    EXECUTE format('CREATE FUNCTION %I(options text[], catalog oid) RETURNS void LANGUAGE plpgsql AS ''BEGIN END''',
      name || '_fdw_validator');
    EXECUTE format('CREATE FUNCTION %I() RETURNS TABLE (name text, version text, author text, website text)
      LANGUAGE sql AS ''SELECT NULL::text, NULL::text, NULL::text, NULL::text WHERE false''', name || '_fdw_meta');
  END LOOP;
END $$;
CREATE TABLE wrappers_fdw_stats (fdw_name text PRIMARY KEY, create_times bigint, rows_in bigint, rows_out bigint,
  bytes_in bigint, bytes_out bigint, metadata jsonb, created_at timestamptz NOT NULL DEFAULT now(),
  updated_at timestamptz NOT NULL DEFAULT now());
