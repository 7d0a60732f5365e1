-- schema = pgtle
CREATE TYPE pgtle.password_types AS ENUM ('PASSWORD_TYPE_PLAINTEXT', 'PASSWORD_TYPE_MD5',
  'PASSWORD_TYPE_SCRAM_SHA_256');
CREATE TYPE pgtle.pg_tle_features AS ENUM ('passcheck', 'clientauth');
CREATE FUNCTION pgtle.install_extension(name text, version text, description text, ext text, requires text[] = NULL)
  RETURNS boolean LANGUAGE sql AS 'SELECT true';
CREATE FUNCTION pgtle.uninstall_extension(extname text) RETURNS boolean LANGUAGE sql AS 'SELECT true';
CREATE FUNCTION pgtle.uninstall_extension_if_exists(extname text) RETURNS boolean LANGUAGE sql AS 'SELECT true';
CREATE FUNCTION pgtle.available_extensions() RETURNS TABLE (name name, default_version text, comment text)
  LANGUAGE sql AS 'SELECT NULL::name, NULL::text, NULL::text WHERE false';
GRANT USAGE ON SCHEMA pgtle TO PUBLIC;
