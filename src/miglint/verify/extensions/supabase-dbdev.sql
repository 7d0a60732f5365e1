-- schema = public
-- Names of https://github.com/supabase/dbdev: the script makes the schema dbdev itself; packages are never fetched.
CREATE SCHEMA dbdev;
CREATE FUNCTION dbdev.base_url() RETURNS text LANGUAGE sql IMMUTABLE AS $$SELECT 'https://api.database.dev/rest/v1/'$$;
CREATE FUNCTION dbdev.exec(text) RETURNS void LANGUAGE plpgsql AS 'BEGIN EXECUTE $1; END';
CREATE FUNCTION dbdev.install(package_name text) RETURNS boolean LANGUAGE sql AS 'SELECT true';
GRANT USAGE ON SCHEMA dbdev TO postgres;
