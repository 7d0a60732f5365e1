-- schema = pgmq
-- Tables and signatures of https://github.com/tembo-io/pgmq.
CREATE TYPE pgmq.message_record AS (msg_id bigint, read_ct integer, enqueued_at timestamptz, vt timestamptz,
  message jsonb, headers jsonb);
CREATE TYPE pgmq.queue_record AS (queue_name varchar, is_partitioned boolean, is_unlogged boolean,
  created_at timestamptz);
CREATE TYPE pgmq.metrics_result AS (queue_name text, queue_length bigint, newest_msg_age_sec integer,
  oldest_msg_age_sec integer, total_messages bigint, scrape_time timestamptz, queue_visible_length bigint);
CREATE TABLE pgmq.meta (
  queue_name varchar NOT NULL UNIQUE, is_partitioned boolean NOT NULL DEFAULT false,
  is_unlogged boolean NOT NULL DEFAULT false, created_at timestamptz NOT NULL DEFAULT now());
CREATE FUNCTION pgmq.create(queue_name text) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  EXECUTE format('CREATE TABLE IF NOT EXISTS pgmq.%I (msg_id bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY,
    read_ct int NOT NULL DEFAULT 0, enqueued_at timestamptz NOT NULL DEFAULT now(), vt timestamptz NOT NULL,
    message jsonb, headers jsonb)', 'q_' || lower(queue_name));
  EXECUTE format('CREATE TABLE IF NOT EXISTS pgmq.%I (msg_id bigint PRIMARY KEY, read_ct int NOT NULL DEFAULT 0,
    enqueued_at timestamptz NOT NULL DEFAULT now(), archived_at timestamptz NOT NULL DEFAULT now(),
    vt timestamptz NOT NULL, message jsonb, headers jsonb)', 'a_' || lower(queue_name));
  INSERT INTO pgmq.meta (queue_name) VALUES ($1) ON CONFLICT DO NOTHING;
END $$;
CREATE FUNCTION pgmq.create_unlogged(queue_name text) RETURNS void LANGUAGE sql AS 'SELECT pgmq.create($1)';
CREATE FUNCTION pgmq.create_non_partitioned(queue_name text) RETURNS void LANGUAGE sql AS 'SELECT pgmq.create($1)';
CREATE FUNCTION pgmq.drop_queue(queue_name text) RETURNS boolean LANGUAGE plpgsql AS $$
BEGIN
  EXECUTE format('DROP TABLE IF EXISTS pgmq.%I, pgmq.%I', 'q_' || lower(queue_name), 'a_' || lower(queue_name));
  DELETE FROM pgmq.meta AS known WHERE known.queue_name = $1;
  RETURN found;
END $$;
DO $$
DECLARE rest text;
BEGIN
  FOREACH rest IN ARRAY ARRAY['', ', delay integer', ', delay timestamptz', ', headers jsonb',
      ', headers jsonb, delay integer', ', headers jsonb, delay timestamptz'] LOOP
    EXECUTE format('CREATE FUNCTION pgmq.send(queue_name text, msg jsonb%s) RETURNS SETOF bigint LANGUAGE sql
      AS ''SELECT 1::bigint''', rest);
    EXECUTE format('CREATE FUNCTION pgmq.send_batch(queue_name text, msgs jsonb[]%s) RETURNS SETOF bigint LANGUAGE sql
      AS ''SELECT 1::bigint FROM unnest($2)''', replace(rest, 'jsonb', 'jsonb[]'));
  END LOOP;
END $$;
CREATE FUNCTION pgmq.read(queue_name text, vt integer, qty integer, conditional jsonb = '{}')
  RETURNS SETOF pgmq.message_record LANGUAGE sql AS 'SELECT NULL::pgmq.message_record WHERE false';
CREATE FUNCTION pgmq.read_with_poll(queue_name text, vt integer, qty integer, max_poll_seconds integer = 5,
  poll_interval_ms integer = 100, conditional jsonb = '{}') RETURNS SETOF pgmq.message_record LANGUAGE sql
  AS 'SELECT NULL::pgmq.message_record WHERE false';
CREATE FUNCTION pgmq.pop(queue_name text) RETURNS SETOF pgmq.message_record LANGUAGE sql
  AS 'SELECT NULL::pgmq.message_record WHERE false';
CREATE FUNCTION pgmq.archive(queue_name text, msg_id bigint) RETURNS boolean LANGUAGE sql AS 'SELECT true';
CREATE FUNCTION pgmq.delete(queue_name text, msg_id bigint) RETURNS boolean LANGUAGE sql AS 'SELECT true';
CREATE FUNCTION pgmq.archive(queue_name text, msg_ids bigint[]) RETURNS SETOF bigint LANGUAGE sql AS 'SELECT unnest($2)';
CREATE FUNCTION pgmq.delete(queue_name text, msg_ids bigint[]) RETURNS SETOF bigint LANGUAGE sql AS 'SELECT unnest($2)';
CREATE FUNCTION pgmq.set_vt(queue_name text, msg_id bigint, vt integer) RETURNS SETOF pgmq.message_record LANGUAGE sql
  AS 'SELECT NULL::pgmq.message_record WHERE false';
CREATE FUNCTION pgmq.purge_queue(queue_name text) RETURNS bigint LANGUAGE sql AS 'SELECT 0::bigint';
CREATE FUNCTION pgmq.drop_queue(queue_name text, partitioned boolean) RETURNS boolean LANGUAGE sql
  AS 'SELECT pgmq.drop_queue($1)';
CREATE FUNCTION pgmq.detach_archive(queue_name text) RETURNS void LANGUAGE sql AS '';
CREATE FUNCTION pgmq.validate_queue_name(queue_name text) RETURNS void LANGUAGE sql AS '';
CREATE FUNCTION pgmq.format_table_name(queue_name text, prefix text) RETURNS text LANGUAGE sql IMMUTABLE
  AS $$SELECT lower($2 || '_' || $1)$$;
CREATE FUNCTION pgmq.create_partitioned(queue_name text, partition_interval text = '10000',
  retention_interval text = '100000') RETURNS void LANGUAGE sql AS 'SELECT pgmq.create($1)';
CREATE FUNCTION pgmq.list_queues() RETURNS SETOF pgmq.queue_record LANGUAGE sql
  AS 'SELECT queue_name, is_partitioned, is_unlogged, created_at FROM pgmq.meta';
CREATE FUNCTION pgmq.metrics(queue_name text) RETURNS pgmq.metrics_result LANGUAGE sql
  AS 'SELECT NULL::pgmq.metrics_result';
CREATE FUNCTION pgmq.metrics_all() RETURNS SETOF pgmq.metrics_result LANGUAGE sql
  AS 'SELECT NULL::pgmq.metrics_result WHERE false';
ALTER SCHEMA pgmq OWNER TO postgres;
GRANT ALL ON ALL TABLES IN SCHEMA pgmq TO postgres WITH GRANT OPTION;
GRANT ALL ON ALL ROUTINES IN SCHEMA pgmq TO postgres WITH GRANT OPTION;
