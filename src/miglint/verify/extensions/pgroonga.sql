-- The access method, operators and functions of https://pgroonga.github.io that migrations name. An index is one of
-- BRIN, which takes several columns and values of any length; a search is LIKE.
CREATE FUNCTION pgroonga_handler(internal) RETURNS index_am_handler LANGUAGE internal AS 'brinhandler';
CREATE ACCESS METHOD pgroonga TYPE INDEX HANDLER pgroonga_handler;
CREATE TYPE pgroonga_full_text_search_condition AS (query text, weigths int[], indexname text);
CREATE TYPE pgroonga_full_text_search_condition_with_scorers AS (query text, weigths int[], scorers text[],
  indexname text);
CREATE TYPE pgroonga_condition AS (query text, weigths int[], scorers text[], schema_name text, index_name text,
  column_name text, fuzzy_max_distance_ratio real);
DO $$
DECLARE
  kind text;
  sign text;
  name text;
  class text[];
BEGIN
  FOREACH kind IN ARRAY ARRAY['text', 'text[]', 'varchar', 'varchar[]', 'jsonb'] LOOP
    FOREACH sign IN ARRAY ARRAY['&@', '&@~', '&@*', '&^', '&^~', '&~', '@@', '%%', '@~', '&`'] LOOP
      CONTINUE WHEN sign = '@@' AND kind = 'jsonb';
      name = 'pgroonga_match_' || replace(replace(kind, '[]', '_array'), ' ', '_');
      EXECUTE format('CREATE OR REPLACE FUNCTION %I(%s, text) RETURNS boolean LANGUAGE sql IMMUTABLE STRICT
        AS ''SELECT $1::text LIKE ''''%%'''' || $2 || ''''%%''''''', name, kind);
      EXECUTE format('CREATE OPERATOR %s (LEFTARG = %s, RIGHTARG = text, FUNCTION = %I)', sign, kind, name);
    END LOOP;
  END LOOP;
  FOREACH kind IN ARRAY ARRAY['text', 'text[]', 'varchar'] LOOP
    FOREACH sign IN ARRAY ARRAY['&@|', '&^|', '&^~|', '&@~|'] LOOP
      name = 'pgroonga_match_any_' || replace(kind, '[]', '_array');
      EXECUTE format('CREATE OR REPLACE FUNCTION %I(%s, text[]) RETURNS boolean LANGUAGE sql IMMUTABLE STRICT
        AS ''SELECT false''', name, kind);
      EXECUTE format('CREATE OPERATOR %s (LEFTARG = %s, RIGHTARG = text[], FUNCTION = %I)', sign, kind, name);
    END LOOP;
  END LOOP;
  FOREACH kind IN ARRAY ARRAY['text', 'text[]', 'varchar'] LOOP
    FOREACH sign IN ARRAY ARRAY['&@', '&@~'] LOOP
      name = 'pgroonga_match_condition_' || replace(kind, '[]', '_array');
      EXECUTE format('CREATE OR REPLACE FUNCTION %I(%s, pgroonga_full_text_search_condition) RETURNS boolean
        LANGUAGE sql IMMUTABLE AS ''SELECT false''', name, kind);
      EXECUTE format('CREATE OPERATOR %s (LEFTARG = %s, RIGHTARG = pgroonga_full_text_search_condition,
        FUNCTION = %I)', sign, kind, name);
      EXECUTE format('CREATE OR REPLACE FUNCTION %I(%s, pgroonga_condition) RETURNS boolean
        LANGUAGE sql IMMUTABLE AS ''SELECT false''', name, kind);
      EXECUTE format('CREATE OPERATOR %s (LEFTARG = %s, RIGHTARG = pgroonga_condition, FUNCTION = %I)',
        sign, kind, name);
    END LOOP;
  END LOOP;
  -- Name, type, its hash function, whether it is the default.
  FOREACH class SLICE 1 IN ARRAY ARRAY[
    ['text_full_text_search_ops_v2', 'text', 'hashvarlena', 'DEFAULT'],
    ['text_full_text_search_ops', 'text', 'hashvarlena', ''], ['text_term_search_ops_v2', 'text', 'hashvarlena', ''],
    ['text_regexp_ops_v2', 'text', 'hashvarlena', ''], ['text_regexp_ops', 'text', 'hashvarlena', ''],
    ['text_array_full_text_search_ops_v2', 'text[]', 'hashvarlena', 'DEFAULT'],
    ['text_array_full_text_search_ops', 'text[]', 'hashvarlena', ''],
    ['text_array_term_search_ops_v2', 'text[]', 'hashvarlena', ''],
    ['text_array_regexp_ops_v2', 'text[]', 'hashvarlena', ''],
    ['varchar_term_search_ops_v2', 'varchar', 'hashvarlena', 'DEFAULT'],
    ['varchar_ops', 'varchar', 'hashvarlena', ''], ['varchar_full_text_search_ops_v2', 'varchar', 'hashvarlena', ''],
    ['varchar_full_text_search_ops', 'varchar', 'hashvarlena', ''],
    ['varchar_regexp_ops_v2', 'varchar', 'hashvarlena', ''],
    ['varchar_array_term_search_ops_v2', 'varchar[]', 'hashvarlena', 'DEFAULT'],
    ['jsonb_ops_v2', 'jsonb', 'hashvarlena', 'DEFAULT'], ['jsonb_ops', 'jsonb', 'hashvarlena', ''],
    ['jsonb_full_text_search_ops_v2', 'jsonb', 'hashvarlena', ''], ['bool_ops', 'boolean', 'hashchar', 'DEFAULT'],
    ['int2_ops', 'smallint', 'hashint2', 'DEFAULT'], ['int4_ops', 'integer', 'hashint4', 'DEFAULT'],
    ['int8_ops', 'bigint', 'hashint8', 'DEFAULT'], ['float4_ops', 'real', 'hashfloat4', 'DEFAULT'],
    ['float8_ops', 'float8', 'hashfloat8', 'DEFAULT'], ['numeric_ops', 'numeric', 'hash_numeric', 'DEFAULT'],
    ['timestamp_ops', 'timestamp', 'timestamp_hash', 'DEFAULT'],
    ['timestamptz_ops', 'timestamptz', 'timestamp_hash', 'DEFAULT'], ['uuid_ops', 'uuid', 'uuid_hash', 'DEFAULT'],
    ['date_ops', 'date', 'hashint4', 'DEFAULT']
  ] LOOP
    EXECUTE format('CREATE OPERATOR CLASS %I %s FOR TYPE %s USING pgroonga AS FUNCTION 1 brin_bloom_opcinfo(internal),
      FUNCTION 2 brin_bloom_add_value(internal, internal, internal, internal),
      FUNCTION 3 brin_bloom_consistent(internal, internal, internal, integer),
      FUNCTION 4 brin_bloom_union(internal, internal, internal), FUNCTION 5 brin_bloom_options(internal),
      FUNCTION 11 %s', 'pgroonga_' || class[1], class[4], class[2],
      (SELECT oid::regprocedure FROM pg_proc WHERE proname = class[3] AND pronamespace = 'pg_catalog'::regnamespace));
  END LOOP;
END $$;
CREATE FUNCTION pgroonga_score("row" record) RETURNS float8 LANGUAGE plpgsql STABLE AS 'BEGIN RETURN 0; END';
CREATE FUNCTION pgroonga_score(tableoid oid, ctid tid) RETURNS float8 LANGUAGE sql STABLE AS 'SELECT 0::float8';
CREATE FUNCTION pgroonga_table_name(indexname text) RETURNS text LANGUAGE sql STABLE AS 'SELECT NULL::text';
CREATE FUNCTION pgroonga_command(groongacommand text) RETURNS text LANGUAGE sql AS 'SELECT NULL::text';
CREATE FUNCTION pgroonga_command(groongacommand text, arguments text[]) RETURNS text LANGUAGE sql
  AS 'SELECT NULL::text';
CREATE FUNCTION pgroonga_query_extract_keywords(query text, index_name text = '') RETURNS text[] LANGUAGE sql STABLE
  AS $$SELECT string_to_array($1, ' ')$$;
CREATE FUNCTION pgroonga_query_expand(tablename text, termcolumnname text, synonymscolumnname text, query text)
  RETURNS text LANGUAGE sql STABLE AS 'SELECT $4';
CREATE FUNCTION pgroonga_query_escape(query text) RETURNS text LANGUAGE sql IMMUTABLE AS 'SELECT $1';
CREATE FUNCTION pgroonga_escape(value text) RETURNS text LANGUAGE sql IMMUTABLE AS 'SELECT quote_ident($1)';
CREATE FUNCTION pgroonga_normalize(target text, normalizername text = 'NormalizerAuto') RETURNS text
  LANGUAGE sql IMMUTABLE AS 'SELECT lower($1)';
CREATE FUNCTION pgroonga_tokenize(target text, VARIADIC options text[]) RETURNS json[] LANGUAGE sql IMMUTABLE
  AS $$SELECT '{}'::json[]$$;
CREATE FUNCTION pgroonga_highlight_html(target text, keywords text[], indexname text = '') RETURNS text
  LANGUAGE sql STABLE AS 'SELECT $1';
CREATE FUNCTION pgroonga_snippet_html(target text, keywords text[], width integer = 200) RETURNS text[]
  LANGUAGE sql STABLE AS 'SELECT ARRAY[$1]';
CREATE FUNCTION pgroonga_match_positions_byte(target text, keywords text[]) RETURNS integer[] LANGUAGE sql STABLE
  AS $$SELECT '{}'::integer[]$$;
CREATE FUNCTION pgroonga_match_positions_character(target text, keywords text[]) RETURNS integer[] LANGUAGE sql STABLE
  AS $$SELECT '{}'::integer[]$$;
CREATE FUNCTION pgroonga_flush(indexname text) RETURNS boolean LANGUAGE sql AS 'SELECT true';
CREATE FUNCTION pgroonga_vacuum() RETURNS boolean LANGUAGE sql AS 'SELECT true';
CREATE FUNCTION pgroonga_is_writable() RETURNS boolean LANGUAGE sql AS 'SELECT true';
