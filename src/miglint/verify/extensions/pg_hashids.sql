-- Signatures of https://github.com/iCyberon/pg_hashids.
CREATE FUNCTION id_encode(number bigint) RETURNS text LANGUAGE sql IMMUTABLE STRICT AS 'SELECT md5($1::text)';
CREATE FUNCTION id_encode(number bigint, salt text) RETURNS text LANGUAGE sql IMMUTABLE STRICT
  AS 'SELECT md5($1 || $2)';
CREATE FUNCTION id_encode(number bigint, salt text, length integer) RETURNS text LANGUAGE sql IMMUTABLE STRICT
  AS 'SELECT left(md5($1 || $2), $3)';
CREATE FUNCTION id_encode(number bigint, salt text, length integer, alphabet text) RETURNS text LANGUAGE sql
  IMMUTABLE STRICT AS 'SELECT left(md5($1 || $2), $3)';
CREATE FUNCTION id_decode_once(hash text) RETURNS bigint LANGUAGE sql IMMUTABLE STRICT AS 'SELECT 1::bigint';
CREATE FUNCTION id_decode(hash text, salt text) RETURNS bigint[] LANGUAGE sql IMMUTABLE STRICT
  AS 'SELECT ARRAY[1::bigint]';
