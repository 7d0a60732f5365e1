-- Bodies for the functions that the replay's start of a Supabase project only declares, so that migrations which call
-- them, or write to tables with triggers, run. And the rights that `postgres` has beside those of its own schemas.
CREATE OR REPLACE FUNCTION auth.uid() RETURNS uuid LANGUAGE sql STABLE
  AS $$ SELECT (auth.jwt() ->> 'sub')::uuid $$;
CREATE OR REPLACE FUNCTION auth.role() RETURNS text LANGUAGE sql STABLE AS $$ SELECT auth.jwt() ->> 'role' $$;
CREATE OR REPLACE FUNCTION auth.email() RETURNS text LANGUAGE sql STABLE AS $$ SELECT auth.jwt() ->> 'email' $$;
CREATE OR REPLACE FUNCTION auth.jwt() RETURNS jsonb LANGUAGE sql STABLE
  AS $$ SELECT nullif(current_setting('request.jwt.claims', true), '')::jsonb $$;
CREATE OR REPLACE FUNCTION graphql_public.graphql("operationName" text = NULL, query text = NULL,
  variables jsonb = NULL, extensions jsonb = NULL) RETURNS jsonb LANGUAGE sql AS 'SELECT NULL::jsonb';
CREATE OR REPLACE FUNCTION vault.create_secret(new_secret text, new_name text = NULL, new_description text = '',
  new_key_id uuid = NULL) RETURNS uuid LANGUAGE plpgsql SECURITY DEFINER SET search_path = '' AS $$
DECLARE made uuid;
BEGIN
  INSERT INTO vault.secrets (secret, name, description) VALUES (new_secret, new_name, new_description)
  RETURNING id INTO made;
  RETURN made;
END $$;
CREATE OR REPLACE FUNCTION vault.update_secret(secret_id uuid, new_secret text = NULL, new_name text = NULL,
  new_description text = NULL, new_key_id uuid = NULL) RETURNS void LANGUAGE plpgsql SECURITY DEFINER
  SET search_path = '' AS $$
BEGIN
  UPDATE vault.secrets AS known SET secret = coalesce(new_secret, known.secret), name = coalesce(new_name, known.name),
    description = coalesce(new_description, known.description) WHERE known.id = secret_id;
END $$;
CREATE OR REPLACE FUNCTION storage.foldername(name text) RETURNS text[] LANGUAGE plpgsql IMMUTABLE AS $$
DECLARE parts text[] = string_to_array(name, '/');
BEGIN RETURN parts[1:cardinality(parts) - 1]; END $$;
CREATE OR REPLACE FUNCTION storage.filename(name text) RETURNS text LANGUAGE plpgsql
  AS $$ BEGIN RETURN split_part(name, '/', -1); END $$;
CREATE OR REPLACE FUNCTION storage.extension(name text) RETURNS text LANGUAGE plpgsql IMMUTABLE
  AS $$ BEGIN RETURN split_part(split_part(name, '/', -1), '.', -1); END $$;
CREATE OR REPLACE FUNCTION storage.operation() RETURNS text LANGUAGE plpgsql STABLE
  AS $$ BEGIN RETURN current_setting('storage.operation', true); END $$;
CREATE OR REPLACE FUNCTION storage.get_level(name text) RETURNS integer LANGUAGE sql IMMUTABLE STRICT
  AS $$ SELECT cardinality(string_to_array(name, '/')) $$;
CREATE OR REPLACE FUNCTION storage.get_prefix(name text) RETURNS text LANGUAGE sql IMMUTABLE STRICT
  AS $$ SELECT left(name, -length(split_part(name, '/', -1))) $$;
CREATE OR REPLACE FUNCTION storage.get_size_by_bucket() RETURNS TABLE (size bigint, bucket_id text)
  LANGUAGE plpgsql STABLE AS 'BEGIN END';
CREATE OR REPLACE FUNCTION storage.can_insert_object(bucketid text, name text, owner uuid, metadata jsonb)
  RETURNS void LANGUAGE plpgsql AS 'BEGIN END';
CREATE OR REPLACE FUNCTION storage.search(prefix text, bucketname text, limits integer = 100, levels integer = 1,
  offsets integer = 0, search text = '', sortcolumn text = 'name', sortorder text = 'asc') RETURNS TABLE (name text,
  id uuid, updated_at timestamptz, created_at timestamptz, last_accessed_at timestamptz, metadata jsonb)
  LANGUAGE plpgsql STABLE AS 'BEGIN END';
CREATE OR REPLACE FUNCTION storage.update_updated_at_column() RETURNS trigger LANGUAGE plpgsql
  AS $$ BEGIN NEW.updated_at = now(); RETURN NEW; END $$;
DO $do$
DECLARE routine regprocedure;
BEGIN
  FOR routine IN SELECT oid FROM pg_proc WHERE pronamespace IN ('storage'::regnamespace,
      'supabase_functions'::regnamespace) AND prorettype = 'trigger'::regtype AND prosrc = '' LOOP
    EXECUTE replace(pg_get_functiondef(routine), '$function$$function$',
      '$function$BEGIN RETURN coalesce(NEW, OLD); END$function$');
  END LOOP;
END $do$;
CREATE OR REPLACE FUNCTION realtime.topic() RETURNS text LANGUAGE sql STABLE
  AS $$ SELECT nullif(current_setting('realtime.topic', true), '') $$;
CREATE OR REPLACE FUNCTION realtime.send(payload jsonb, event text, topic text, private boolean = true) RETURNS void
  LANGUAGE plpgsql AS 'BEGIN END';
CREATE OR REPLACE FUNCTION realtime.broadcast_changes(topic_name text, event_name text, operation text,
  table_name text, table_schema text, new record, old record, level text = 'ROW') RETURNS void
  LANGUAGE plpgsql AS 'BEGIN END';

-- Projects made before April 2025 let `postgres` change the managed schemas; migrations of that age rely on it.
GRANT supabase_auth_admin, supabase_storage_admin, supabase_realtime_admin, supabase_functions_admin TO postgres;
GRANT anon, authenticated, service_role, authenticator TO postgres WITH ADMIN OPTION;
GRANT pg_monitor, pg_read_all_data, pg_signal_backend TO postgres WITH ADMIN OPTION;
GRANT USAGE ON SCHEMA storage, vault, graphql, realtime TO postgres WITH GRANT OPTION;
GRANT ALL ON ALL TABLES IN SCHEMA auth, storage, realtime, extensions, vault TO postgres WITH GRANT OPTION;
GRANT ALL ON ALL SEQUENCES IN SCHEMA auth, storage, realtime TO postgres WITH GRANT OPTION;
GRANT ALL ON ALL ROUTINES IN SCHEMA extensions, graphql TO postgres WITH GRANT OPTION;
