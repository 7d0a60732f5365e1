-- Signatures of contrib/pgcrypto. Hashes of the SHA family are real, ciphers hand back what they are given.
CREATE FUNCTION digest(data bytea, type text) RETURNS bytea LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
  SELECT CASE lower(type) WHEN 'md5' THEN decode(md5(data), 'hex') WHEN 'sha224' THEN sha224(data)
    WHEN 'sha384' THEN sha384(data) WHEN 'sha512' THEN sha512(data) ELSE sha256(data) END $$;
CREATE FUNCTION digest(data text, type text) RETURNS bytea LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
  SELECT CASE lower(type) WHEN 'md5' THEN decode(md5(data), 'hex') WHEN 'sha224' THEN sha224(convert_to(data, 'UTF8'))
    WHEN 'sha384' THEN sha384(convert_to(data, 'UTF8')) WHEN 'sha512' THEN sha512(convert_to(data, 'UTF8'))
    ELSE sha256(convert_to(data, 'UTF8')) END $$;
CREATE FUNCTION hmac(data bytea, key bytea, type text) RETURNS bytea LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
  AS 'SELECT sha256(key || data)';
CREATE FUNCTION hmac(data text, key text, type text) RETURNS bytea LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
  AS $$ SELECT sha256(convert_to(key || data, 'UTF8')) $$;
CREATE FUNCTION gen_salt(type text) RETURNS text LANGUAGE sql STRICT
  AS $$ SELECT '$2a$06$' || left(md5(random()::text), 22) $$;
CREATE FUNCTION gen_salt(type text, rounds integer) RETURNS text LANGUAGE sql STRICT
  AS $$ SELECT '$2a$06$' || left(md5(random()::text), 22) $$;
CREATE FUNCTION crypt(password text, salt text) RETURNS text LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
  AS $$ SELECT left(salt, 29) || left(encode(sha256(convert_to(password || salt, 'UTF8')), 'hex'), 31) $$;
CREATE FUNCTION gen_random_bytes(count integer) RETURNS bytea LANGUAGE sql STRICT AS $$
  SELECT substring(decode(string_agg(replace(gen_random_uuid()::text, '-', ''), ''), 'hex') FOR count)
  FROM generate_series(0, count / 16) $$;
CREATE FUNCTION gen_random_uuid() RETURNS uuid LANGUAGE sql AS 'SELECT pg_catalog.gen_random_uuid()';
CREATE FUNCTION encrypt(data bytea, key bytea, type text) RETURNS bytea LANGUAGE sql IMMUTABLE STRICT AS 'SELECT data';
CREATE FUNCTION decrypt(data bytea, key bytea, type text) RETURNS bytea LANGUAGE sql IMMUTABLE STRICT AS 'SELECT data';
CREATE FUNCTION encrypt_iv(data bytea, key bytea, iv bytea, type text) RETURNS bytea LANGUAGE sql IMMUTABLE STRICT
  AS 'SELECT data';
CREATE FUNCTION decrypt_iv(data bytea, key bytea, iv bytea, type text) RETURNS bytea LANGUAGE sql IMMUTABLE STRICT
  AS 'SELECT data';
CREATE FUNCTION pgp_sym_encrypt(data text, key text) RETURNS bytea LANGUAGE sql STRICT
  AS $$ SELECT convert_to(data, 'UTF8') $$;
CREATE FUNCTION pgp_sym_encrypt(data text, key text, options text) RETURNS bytea LANGUAGE sql STRICT
  AS $$ SELECT convert_to(data, 'UTF8') $$;
CREATE FUNCTION pgp_sym_encrypt_bytea(data bytea, key text) RETURNS bytea LANGUAGE sql STRICT AS 'SELECT data';
CREATE FUNCTION pgp_sym_encrypt_bytea(data bytea, key text, options text) RETURNS bytea LANGUAGE sql STRICT
  AS 'SELECT data';
CREATE FUNCTION pgp_sym_decrypt(message bytea, key text) RETURNS text LANGUAGE sql IMMUTABLE STRICT
  AS $$ SELECT convert_from(message, 'UTF8') $$;
CREATE FUNCTION pgp_sym_decrypt(message bytea, key text, options text) RETURNS text LANGUAGE sql IMMUTABLE STRICT
  AS $$ SELECT convert_from(message, 'UTF8') $$;
CREATE FUNCTION pgp_sym_decrypt_bytea(message bytea, key text) RETURNS bytea LANGUAGE sql IMMUTABLE STRICT
  AS 'SELECT message';
CREATE FUNCTION pgp_pub_encrypt(data text, key bytea) RETURNS bytea LANGUAGE sql STRICT
  AS $$ SELECT convert_to(data, 'UTF8') $$;
CREATE FUNCTION pgp_pub_decrypt(message bytea, key bytea) RETURNS text LANGUAGE sql IMMUTABLE STRICT
  AS $$ SELECT convert_from(message, 'UTF8') $$;
CREATE FUNCTION armor(data bytea) RETURNS text LANGUAGE sql IMMUTABLE STRICT AS $$ SELECT encode(data, 'base64') $$;
CREATE FUNCTION dearmor(data text) RETURNS bytea LANGUAGE sql IMMUTABLE STRICT AS $$ SELECT decode(data, 'base64') $$;
CREATE FUNCTION pgp_key_id(message bytea) RETURNS text LANGUAGE sql IMMUTABLE STRICT AS $$ SELECT 'ANYKEY' $$;
