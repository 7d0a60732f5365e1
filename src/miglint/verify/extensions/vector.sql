-- Types, operators and operator classes of https://github.com/pgvector/pgvector. A vector is its text, compared byte by
-- byte; distances are NULL, and an index is a hash of the whole value.
DO $$
DECLARE
  kind text;
  part text;
  sign text[];
BEGIN
  FOREACH kind IN ARRAY ARRAY['vector', 'halfvec', 'sparsevec'] LOOP
    EXECUTE format('CREATE TYPE %I', kind);
    EXECUTE format('CREATE FUNCTION %I(cstring, oid, integer) RETURNS %I LANGUAGE internal IMMUTABLE STRICT
      AS ''textin''', kind || '_in', kind);
    EXECUTE format('CREATE FUNCTION %I(%I) RETURNS cstring LANGUAGE internal IMMUTABLE STRICT AS ''textout''',
      kind || '_out', kind);
    EXECUTE format('CREATE FUNCTION %I(cstring[]) RETURNS integer LANGUAGE internal IMMUTABLE STRICT
      AS ''bittypmodin''', kind || '_typmod_in');
    EXECUTE format('CREATE FUNCTION %I(internal, oid, integer) RETURNS %I LANGUAGE internal IMMUTABLE STRICT
      AS ''textrecv''', kind || '_recv', kind);
    EXECUTE format('CREATE FUNCTION %I(%I) RETURNS bytea LANGUAGE internal IMMUTABLE STRICT AS ''textsend''',
      kind || '_send', kind);
    EXECUTE format('CREATE TYPE %I (INPUT = %1$s_in, OUTPUT = %1$s_out, TYPMOD_IN = %1$s_typmod_in,
      RECEIVE = %1$s_recv, SEND = %1$s_send, STORAGE = external)', kind);
    FOREACH sign SLICE 1 IN ARRAY ARRAY[
      ['lt', '<', '>', '>='], ['le', '<=', '>=', '>'], ['eq', '=', '=', '<>'], ['ne', '<>', '<>', '='],
      ['ge', '>=', '<=', '<'], ['gt', '>', '<', '<=']
    ] LOOP
      EXECUTE format('CREATE FUNCTION %I(%I, %2$I) RETURNS boolean LANGUAGE internal IMMUTABLE STRICT AS %L',
        kind || '_' || sign[1], kind, 'bytea' || sign[1]);
      EXECUTE format('CREATE OPERATOR %s (LEFTARG = %I, RIGHTARG = %2$I, FUNCTION = %I, COMMUTATOR = %s, NEGATOR = %s)',
        sign[2], kind, kind || '_' || sign[1], sign[3], sign[4]);
    END LOOP;
    EXECUTE format('CREATE FUNCTION %I(%I, %2$I) RETURNS integer LANGUAGE internal IMMUTABLE STRICT AS ''byteacmp''',
      kind || '_cmp', kind);
    EXECUTE format('CREATE OPERATOR CLASS %I DEFAULT FOR TYPE %I USING btree AS OPERATOR 1 <, OPERATOR 2 <=,
      OPERATOR 3 =, OPERATOR 4 >=, OPERATOR 5 >, FUNCTION 1 %I(%2$I, %2$I)', kind || '_ops', kind, kind || '_cmp');
    FOREACH sign SLICE 1 IN ARRAY ARRAY[
      ['l2_distance', '<->'], ['vector_negative_inner_product', '<#>'], ['cosine_distance', '<=>'],
      ['l1_distance', '<+>'], ['inner_product', '']
    ] LOOP
      part = replace(sign[1], 'vector_', kind || '_');
      EXECUTE format('CREATE FUNCTION %I(%I, %2$I) RETURNS float8 LANGUAGE sql IMMUTABLE STRICT
        RETURN NULL::float8', part, kind);
      IF sign[2] <> '' THEN
        EXECUTE format('CREATE OPERATOR %s (LEFTARG = %I, RIGHTARG = %2$I, FUNCTION = %I, COMMUTATOR = %1$s)',
          sign[2], kind, part);
      END IF;
    END LOOP;
    EXECUTE format('CREATE FUNCTION l2_norm(%I) RETURNS float8 LANGUAGE sql IMMUTABLE STRICT
      RETURN NULL::float8', kind);
    EXECUTE format('CREATE FUNCTION l2_normalize(%I) RETURNS %1$I LANGUAGE sql IMMUTABLE STRICT
      RETURN $1', kind);
    EXECUTE format('CREATE FUNCTION %I(%I, integer, boolean) RETURNS %2$I LANGUAGE sql IMMUTABLE STRICT
      RETURN $1', kind, kind);
    EXECUTE format('CREATE CAST (%I AS %1$I) WITH FUNCTION %1$I(%1$I, integer, boolean) AS IMPLICIT', kind);
  END LOOP;
  FOREACH kind IN ARRAY ARRAY['vector', 'halfvec'] LOOP
    EXECUTE format('CREATE FUNCTION vector_dims(%I) RETURNS integer LANGUAGE sql IMMUTABLE STRICT
      RETURN cardinality(string_to_array($1::text, '',''))', kind);
    EXECUTE format('CREATE FUNCTION subvector(%I, integer, integer) RETURNS %1$I LANGUAGE sql IMMUTABLE STRICT
      RETURN $1', kind);
    EXECUTE format('CREATE FUNCTION binary_quantize(%I) RETURNS bit LANGUAGE sql IMMUTABLE STRICT
      RETURN NULL::bit', kind);
    FOREACH sign SLICE 1 IN ARRAY ARRAY[['add', '+'], ['sub', '-'], ['mul', '*'], ['concat', '||']] LOOP
      EXECUTE format('CREATE FUNCTION %I(%I, %2$I) RETURNS %2$I LANGUAGE sql IMMUTABLE STRICT RETURN $1',
        kind || '_' || sign[1], kind);
      EXECUTE format('CREATE OPERATOR %s (LEFTARG = %I, RIGHTARG = %2$I, FUNCTION = %I)',
        sign[2], kind, kind || '_' || sign[1]);
    END LOOP;
    EXECUTE format('CREATE AGGREGATE avg(%I) (SFUNC = %I, STYPE = %1$I)', kind, kind || '_add');
    EXECUTE format('CREATE AGGREGATE sum(%I) (SFUNC = %I, STYPE = %1$I)', kind, kind || '_add');
    FOREACH part IN ARRAY ARRAY['integer[]', 'real[]', 'double precision[]', 'numeric[]'] LOOP
      EXECUTE format('CREATE FUNCTION %I(%s, integer, boolean) RETURNS %I LANGUAGE sql IMMUTABLE STRICT
        RETURN (''['' || array_to_string($1, '','') || '']'')::%3$I',
        'array_to_' || kind, part, kind);
      EXECUTE format('CREATE CAST (%s AS %I) WITH FUNCTION %3$I(%1$s, integer, boolean) AS ASSIGNMENT',
        part, kind, 'array_to_' || kind);
    END LOOP;
    EXECUTE format('CREATE FUNCTION %I(%I, integer, boolean) RETURNS real[] LANGUAGE sql IMMUTABLE STRICT
      RETURN string_to_array(btrim($1::text, ''[]''), '','')::real[]', kind || '_to_float4', kind);
    EXECUTE format('CREATE CAST (%I AS real[]) WITH FUNCTION %2$I(%1$I, integer, boolean)%3$s',
      kind, kind || '_to_float4', CASE kind WHEN 'vector' THEN ' AS IMPLICIT' ELSE ' AS ASSIGNMENT' END);
  END LOOP;
  -- From, to, and how the cast is used where nobody asks for it.
  FOREACH sign SLICE 1 IN ARRAY ARRAY[
    ['vector', 'halfvec', 'IMPLICIT'], ['halfvec', 'vector', 'ASSIGNMENT'], ['vector', 'sparsevec', 'IMPLICIT'],
    ['sparsevec', 'vector', 'ASSIGNMENT'], ['halfvec', 'sparsevec', 'IMPLICIT'], ['sparsevec', 'halfvec', 'ASSIGNMENT']
  ] LOOP
    part = sign[1] || '_to_' || sign[2];
    EXECUTE format('CREATE FUNCTION %I(%I, integer, boolean) RETURNS %I LANGUAGE sql IMMUTABLE STRICT
      RETURN $1::text::%3$I', part, sign[1], sign[2]);
    EXECUTE format('CREATE CAST (%I AS %I) WITH FUNCTION %3$I(%1$I, integer, boolean) AS %4$s',
      sign[1], sign[2], part, sign[3]);
  END LOOP;
END $$;
CREATE FUNCTION vector_norm(vector) RETURNS float8 LANGUAGE sql IMMUTABLE STRICT RETURN NULL::float8;
CREATE FUNCTION hamming_distance(bit, bit) RETURNS float8 LANGUAGE sql IMMUTABLE STRICT
  RETURN bit_count($1 # $2)::float8;
CREATE FUNCTION jaccard_distance(bit, bit) RETURNS float8 LANGUAGE sql IMMUTABLE STRICT RETURN NULL::float8;
CREATE OPERATOR <~> (LEFTARG = bit, RIGHTARG = bit, FUNCTION = hamming_distance, COMMUTATOR = <~>);
CREATE OPERATOR <%> (LEFTARG = bit, RIGHTARG = bit, FUNCTION = jaccard_distance, COMMUTATOR = <%>);
CREATE FUNCTION ivfflathandler(internal) RETURNS index_am_handler LANGUAGE internal AS 'hashhandler';
CREATE FUNCTION hnswhandler(internal) RETURNS index_am_handler LANGUAGE internal AS 'hashhandler';
CREATE ACCESS METHOD ivfflat TYPE INDEX HANDLER ivfflathandler;
CREATE ACCESS METHOD hnsw TYPE INDEX HANDLER hnswhandler;
DO $$
DECLARE
  kind text;
  class text[];
BEGIN
  FOREACH kind IN ARRAY ARRAY['vector', 'halfvec', 'sparsevec', 'bit'] LOOP
    EXECUTE format('CREATE FUNCTION %I(%s) RETURNS integer LANGUAGE internal IMMUTABLE STRICT AS ''hashvarlena''',
      kind || '_hash', kind);
  END LOOP;
  -- Access method, class, type, whether it is the default.
  FOREACH class SLICE 1 IN ARRAY ARRAY[
    ['ivfflat', 'vector_l2_ops', 'vector', 'DEFAULT'], ['ivfflat', 'vector_ip_ops', 'vector', ''],
    ['ivfflat', 'vector_cosine_ops', 'vector', ''], ['ivfflat', 'halfvec_l2_ops', 'halfvec', ''],
    ['ivfflat', 'halfvec_ip_ops', 'halfvec', ''], ['ivfflat', 'halfvec_cosine_ops', 'halfvec', ''],
    ['ivfflat', 'bit_hamming_ops', 'bit', ''], ['hnsw', 'vector_l2_ops', 'vector', ''],
    ['hnsw', 'vector_ip_ops', 'vector', ''], ['hnsw', 'vector_cosine_ops', 'vector', ''],
    ['hnsw', 'vector_l1_ops', 'vector', ''], ['hnsw', 'halfvec_l2_ops', 'halfvec', ''],
    ['hnsw', 'halfvec_ip_ops', 'halfvec', ''], ['hnsw', 'halfvec_cosine_ops', 'halfvec', ''],
    ['hnsw', 'halfvec_l1_ops', 'halfvec', ''], ['hnsw', 'sparsevec_l2_ops', 'sparsevec', ''],
    ['hnsw', 'sparsevec_ip_ops', 'sparsevec', ''], ['hnsw', 'sparsevec_cosine_ops', 'sparsevec', ''],
    ['hnsw', 'sparsevec_l1_ops', 'sparsevec', ''], ['hnsw', 'bit_hamming_ops', 'bit', ''],
    ['hnsw', 'bit_jaccard_ops', 'bit', '']
  ] LOOP
    EXECUTE format('CREATE OPERATOR CLASS %I %s FOR TYPE %s USING %I AS FUNCTION 1 %I(%3$s)',
      class[2], class[4], class[3], class[1], class[3] || '_hash');
  END LOOP;
END $$;
