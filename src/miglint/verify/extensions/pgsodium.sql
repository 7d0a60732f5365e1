-- schema = pgsodium
CREATE TYPE pgsodium.key_status AS ENUM ('default', 'valid', 'invalid', 'expired');
CREATE TYPE pgsodium.key_type AS ENUM ('aead-ietf', 'aead-det', 'hmacsha512', 'hmacsha256', 'auth', 'shorthash',
  'generichash', 'kdf', 'secretbox', 'secretstream', 'stream_xchacha20');
CREATE TABLE pgsodium.key (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(), status pgsodium.key_status DEFAULT 'valid',
  created timestamptz NOT NULL DEFAULT now(), expires timestamptz, key_type pgsodium.key_type, key_id bigint,
  key_context bytea, name text UNIQUE, associated_data text, raw_key bytea, raw_key_nonce bytea, parent_key uuid,
  comment text, user_data text);
CREATE VIEW pgsodium.valid_key AS
  SELECT id, name, status, key_type, key_id, key_context, created, expires, associated_data FROM pgsodium.key;
CREATE FUNCTION pgsodium.create_key(key_type pgsodium.key_type = 'aead-det', name text = NULL, raw_key bytea = NULL,
  raw_key_nonce bytea = NULL, parent_key uuid = NULL, key_context bytea = NULL, expires timestamptz = NULL,
  associated_data text = '') RETURNS pgsodium.valid_key LANGUAGE sql AS 'SELECT NULL::pgsodium.valid_key';
CREATE FUNCTION pgsodium.crypto_aead_det_encrypt(message bytea, additional bytea, key_uuid uuid, nonce bytea = NULL)
  RETURNS bytea LANGUAGE sql AS 'SELECT message';
CREATE FUNCTION pgsodium.crypto_aead_det_decrypt(message bytea, additional bytea, key_uuid uuid, nonce bytea = NULL)
  RETURNS bytea LANGUAGE sql AS 'SELECT message';
CREATE FUNCTION pgsodium.crypto_aead_det_noncegen() RETURNS bytea LANGUAGE sql AS $$ SELECT '\x00'::bytea $$;
CREATE FUNCTION pgsodium.randombytes_buf(size integer) RETURNS bytea LANGUAGE sql AS $$ SELECT '\x00'::bytea $$;
GRANT USAGE ON SCHEMA pgsodium TO PUBLIC;
