-- requires = pgcrypto
CREATE FUNCTION url_encode(data bytea) RETURNS text LANGUAGE sql IMMUTABLE AS $$ SELECT encode(data, 'base64') $$;
CREATE FUNCTION url_decode(data text) RETURNS bytea LANGUAGE sql IMMUTABLE AS $$ SELECT decode(data, 'base64') $$;
CREATE FUNCTION algorithm_sign(signables text, secret text, algorithm text) RETURNS text LANGUAGE sql IMMUTABLE
  AS 'SELECT md5(signables || secret)';
CREATE FUNCTION sign(payload json, secret text, algorithm text = 'HS256') RETURNS text LANGUAGE sql IMMUTABLE
  AS 'SELECT md5(payload || secret)';
CREATE FUNCTION verify(token text, secret text, algorithm text = 'HS256') RETURNS TABLE (header json, payload json,
  valid boolean) LANGUAGE sql IMMUTABLE AS 'SELECT NULL::json, NULL::json, false';
