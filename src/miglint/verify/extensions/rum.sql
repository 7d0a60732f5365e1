-- The access method of https://github.com/postgrespro/rum, its operator classes and distances. An index is one of BRIN,
-- which takes the columns of several types that RUM takes.
CREATE FUNCTION rumhandler(internal) RETURNS index_am_handler LANGUAGE internal AS 'brinhandler';
CREATE ACCESS METHOD rum TYPE INDEX HANDLER rumhandler;
CREATE FUNCTION rum_ts_distance(tsvector, tsquery) RETURNS real LANGUAGE sql IMMUTABLE
  AS 'SELECT 1 / nullif(ts_rank($1, $2), 0)';
CREATE FUNCTION rum_ts_distance(tsvector, tsquery, integer) RETURNS real LANGUAGE sql IMMUTABLE
  AS 'SELECT 1 / nullif(ts_rank($1, $2, $3), 0)';
CREATE FUNCTION rum_ts_score(tsvector, tsquery) RETURNS real LANGUAGE sql IMMUTABLE AS 'SELECT ts_rank($1, $2)';
CREATE FUNCTION rum_timestamp_distance(timestamp, timestamp) RETURNS float8 LANGUAGE sql IMMUTABLE
  AS 'SELECT abs(extract(epoch FROM $1 - $2))::float8';
CREATE FUNCTION rum_timestamptz_distance(timestamptz, timestamptz) RETURNS float8 LANGUAGE sql IMMUTABLE
  AS 'SELECT abs(extract(epoch FROM $1 - $2))::float8';
CREATE OPERATOR <=> (LEFTARG = tsvector, RIGHTARG = tsquery, FUNCTION = rum_ts_distance);
CREATE OPERATOR <=> (LEFTARG = timestamp, RIGHTARG = timestamp, FUNCTION = rum_timestamp_distance, COMMUTATOR = <=>);
CREATE OPERATOR <=> (LEFTARG = timestamptz, RIGHTARG = timestamptz, FUNCTION = rum_timestamptz_distance,
  COMMUTATOR = <=>);
DO $$
DECLARE class text[];
BEGIN
  -- Name, type, its hash function, whether it is the default.
  FOREACH class SLICE 1 IN ARRAY ARRAY[
    ['tsvector', 'tsvector', 'hashvarlena', 'DEFAULT'], ['tsvector_hash', 'tsvector', 'hashvarlena', ''],
    ['tsvector_addon', 'tsvector', 'hashvarlena', ''], ['tsvector_hash_addon', 'tsvector', 'hashvarlena', ''],
    ['tsquery', 'tsquery', 'hashvarlena', 'DEFAULT'], ['anyarray', 'anyarray', 'hashvarlena', 'DEFAULT'],
    ['anyarray_addon', 'anyarray', 'hashvarlena', ''], ['int2', 'smallint', 'hashint2', 'DEFAULT'],
    ['int4', 'integer', 'hashint4', 'DEFAULT'], ['int8', 'bigint', 'hashint8', 'DEFAULT'],
    ['float4', 'real', 'hashfloat4', 'DEFAULT'], ['float8', 'float8', 'hashfloat8', 'DEFAULT'],
    ['money', 'money', 'hashint8', 'DEFAULT'], ['oid', 'oid', 'hashoid', 'DEFAULT'],
    ['time', 'time', 'time_hash', 'DEFAULT'], ['timetz', 'timetz', 'timetz_hash', 'DEFAULT'],
    ['date', 'date', 'hashint4', 'DEFAULT'], ['interval', 'interval', 'interval_hash', 'DEFAULT'],
    ['macaddr', 'macaddr', 'hashmacaddr', 'DEFAULT'], ['inet', 'inet', 'hashinet', 'DEFAULT'],
    ['cidr', 'cidr', 'hashinet', 'DEFAULT'], ['text', 'text', 'hashvarlena', 'DEFAULT'],
    ['varchar', 'varchar', 'hashvarlena', ''], ['char', '"char"', 'hashchar', 'DEFAULT'],
    ['bytea', 'bytea', 'hashvarlena', 'DEFAULT'], ['bit', 'bit', 'hashvarlena', 'DEFAULT'],
    ['varbit', 'varbit', 'hashvarlena', 'DEFAULT'], ['numeric', 'numeric', 'hash_numeric', 'DEFAULT'],
    ['timestamp', 'timestamp', 'timestamp_hash', 'DEFAULT'],
    ['timestamptz', 'timestamptz', 'timestamp_hash', 'DEFAULT']
  ] LOOP
    EXECUTE format('CREATE OPERATOR CLASS %I %s FOR TYPE %s USING rum AS FUNCTION 1 brin_bloom_opcinfo(internal),
      FUNCTION 2 brin_bloom_add_value(internal, internal, internal, internal),
      FUNCTION 3 brin_bloom_consistent(internal, internal, internal, integer),
      FUNCTION 4 brin_bloom_union(internal, internal, internal), FUNCTION 5 brin_bloom_options(internal),
      FUNCTION 11 %s', 'rum_' || class[1] || '_ops', class[4], class[2],
      (SELECT oid::regprocedure FROM pg_proc WHERE proname = class[3] AND pronamespace = 'pg_catalog'::regnamespace));
  END LOOP;
END $$;
