-- A Supabase project before its first migration: what migrations and policies refer to, not a working database.
-- Facts: https://github.com/supabase/postgres (migrations/), https://github.com/supabase/auth,
-- https://github.com/supabase/storage and https://github.com/supabase/realtime.

-- Roles. The one that migrates, postgres, is no superuser, but passes row security.
CREATE ROLE supabase_admin SUPERUSER BYPASSRLS CREATEDB CREATEROLE REPLICATION LOGIN;
CREATE ROLE anon;
CREATE ROLE authenticated;
CREATE ROLE service_role BYPASSRLS;
CREATE ROLE authenticator LOGIN NOINHERIT IN ROLE anon, authenticated, service_role;
CREATE ROLE postgres LOGIN CREATEDB CREATEROLE REPLICATION BYPASSRLS
  IN ROLE anon, authenticated, service_role, authenticator;
CREATE ROLE dashboard_user CREATEDB CREATEROLE REPLICATION;
CREATE ROLE supabase_auth_admin LOGIN NOINHERIT CREATEROLE;
CREATE ROLE supabase_storage_admin LOGIN NOINHERIT CREATEROLE IN ROLE authenticator;
CREATE ROLE supabase_functions_admin LOGIN NOINHERIT CREATEROLE;
CREATE ROLE supabase_realtime_admin NOINHERIT;
CREATE ROLE supabase_replication_admin LOGIN REPLICATION;
CREATE ROLE supabase_etl_admin LOGIN REPLICATION;
CREATE ROLE supabase_read_only_user LOGIN BYPASSRLS IN ROLE pg_read_all_data;
CREATE ROLE supabase_privileged_role;
CREATE ROLE cli_login_postgres LOGIN NOINHERIT IN ROLE postgres;
CREATE ROLE pgbouncer LOGIN;
CREATE ROLE pgsodium_keyiduser;
CREATE ROLE pgsodium_keyholder IN ROLE pgsodium_keyiduser;
CREATE ROLE pgsodium_keymaker IN ROLE pgsodium_keyholder;

-- Schemas and who may look into them.
CREATE SCHEMA public AUTHORIZATION pg_database_owner;
COMMENT ON SCHEMA public IS 'standard public schema';
CREATE SCHEMA extensions AUTHORIZATION postgres;
CREATE SCHEMA auth;
CREATE SCHEMA storage;
CREATE SCHEMA realtime;
CREATE SCHEMA vault;
CREATE SCHEMA graphql;
CREATE SCHEMA graphql_public;
CREATE SCHEMA pgsodium;
CREATE SCHEMA pgbouncer AUTHORIZATION pgbouncer;
CREATE SCHEMA supabase_functions;
CREATE SCHEMA supabase_migrations AUTHORIZATION postgres;
CREATE SCHEMA _realtime AUTHORIZATION postgres;
GRANT USAGE ON SCHEMA public TO PUBLIC;
GRANT USAGE ON SCHEMA public, extensions, auth, storage, realtime, graphql, graphql_public, supabase_functions
  TO anon, authenticated, service_role;
GRANT USAGE ON SCHEMA public, realtime, graphql, graphql_public, supabase_functions, vault TO postgres;
GRANT USAGE ON SCHEMA vault TO service_role;
GRANT ALL ON SCHEMA auth, storage TO postgres, dashboard_user;
GRANT ALL ON SCHEMA extensions TO dashboard_user;
GRANT ALL ON SCHEMA auth TO supabase_auth_admin;
GRANT ALL ON SCHEMA storage TO supabase_storage_admin;
GRANT ALL ON SCHEMA realtime TO supabase_realtime_admin;
GRANT ALL ON SCHEMA supabase_functions TO supabase_functions_admin;

CREATE EXTENSION "uuid-ossp" SCHEMA extensions;
CREATE EXTENSION pgcrypto SCHEMA extensions;
CREATE EXTENSION pg_stat_statements SCHEMA extensions;
CREATE EXTENSION pg_graphql;
CREATE EXTENSION supabase_vault;
CREATE FUNCTION graphql_public.graphql("operationName" text = NULL, query text = NULL, variables jsonb = NULL,
  extensions jsonb = NULL) RETURNS jsonb LANGUAGE sql AS '';
CREATE FUNCTION vault.create_secret(new_secret text, new_name text = NULL, new_description text = '',
  new_key_id uuid = NULL) RETURNS uuid LANGUAGE plpgsql SECURITY DEFINER SET search_path = '' AS '';
CREATE FUNCTION vault.update_secret(secret_id uuid, new_secret text = NULL, new_name text = NULL,
  new_description text = NULL, new_key_id uuid = NULL) RETURNS void LANGUAGE plpgsql SECURITY DEFINER
  SET search_path = '' AS '';
REVOKE ALL ON FUNCTION vault.create_secret, vault.update_secret FROM PUBLIC;
GRANT ALL ON FUNCTION vault.create_secret, vault.update_secret TO postgres, service_role;
ALTER EXTENSION supabase_vault ADD FUNCTION vault.create_secret;
ALTER EXTENSION supabase_vault ADD FUNCTION vault.update_secret;
GRANT SELECT, DELETE ON vault.secrets, vault.decrypted_secrets TO postgres, service_role;

-- auth: users and their sessions. Row security is on and there is no policy.
SET ROLE supabase_auth_admin;
ALTER DEFAULT PRIVILEGES IN SCHEMA auth GRANT ALL ON TABLES TO postgres, dashboard_user;
ALTER DEFAULT PRIVILEGES IN SCHEMA auth GRANT ALL ON SEQUENCES TO postgres, dashboard_user;
ALTER DEFAULT PRIVILEGES IN SCHEMA auth GRANT ALL ON FUNCTIONS TO postgres, dashboard_user;
CREATE FUNCTION auth.uid() RETURNS uuid LANGUAGE sql STABLE AS '';
CREATE FUNCTION auth.role() RETURNS text LANGUAGE sql STABLE AS '';
CREATE FUNCTION auth.email() RETURNS text LANGUAGE sql STABLE AS '';
CREATE FUNCTION auth.jwt() RETURNS jsonb LANGUAGE sql STABLE AS '';
CREATE TYPE auth.aal_level AS ENUM ('aal1', 'aal2', 'aal3');
CREATE TYPE auth.code_challenge_method AS ENUM ('s256', 'plain');
CREATE TYPE auth.factor_status AS ENUM ('unverified', 'verified');
CREATE TYPE auth.factor_type AS ENUM ('totp', 'webauthn', 'phone');
CREATE TYPE auth.one_time_token_type AS ENUM ('confirmation_token', 'reauthentication_token', 'recovery_token',
  'email_change_token_new', 'email_change_token_current', 'phone_change_token');
CREATE TABLE auth.users (
  id uuid PRIMARY KEY, instance_id uuid, aud varchar(255), role varchar(255),
  email varchar(255), email_confirmed_at timestamptz, email_change varchar(255), email_change_sent_at timestamptz,
  email_change_token_new varchar(255), email_change_token_current varchar(255) DEFAULT '',
  email_change_confirm_status smallint DEFAULT 0 CHECK (email_change_confirm_status BETWEEN 0 AND 2),
  phone text DEFAULT NULL UNIQUE, phone_confirmed_at timestamptz, phone_change text DEFAULT '',
  phone_change_token varchar(255) DEFAULT '', phone_change_sent_at timestamptz,
  confirmed_at timestamptz GENERATED ALWAYS AS (least(email_confirmed_at, phone_confirmed_at)) STORED,
  confirmation_token varchar(255), confirmation_sent_at timestamptz, invited_at timestamptz,
  recovery_token varchar(255), recovery_sent_at timestamptz,
  reauthentication_token varchar(255) DEFAULT '', reauthentication_sent_at timestamptz,
  encrypted_password varchar(255), last_sign_in_at timestamptz, banned_until timestamptz,
  raw_app_meta_data jsonb, raw_user_meta_data jsonb, is_super_admin boolean,
  is_sso_user boolean NOT NULL DEFAULT false, is_anonymous boolean NOT NULL DEFAULT false,
  created_at timestamptz, updated_at timestamptz, deleted_at timestamptz);
CREATE UNIQUE INDEX users_email_partial_key ON auth.users (email) WHERE is_sso_user = false;
CREATE TABLE auth.identities (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(), user_id uuid NOT NULL REFERENCES auth.users ON DELETE CASCADE,
  provider text NOT NULL, provider_id text NOT NULL, identity_data jsonb NOT NULL,
  email text GENERATED ALWAYS AS (lower(identity_data ->> 'email')) STORED,
  last_sign_in_at timestamptz, created_at timestamptz, updated_at timestamptz,
  CONSTRAINT identities_provider_id_provider_unique UNIQUE (provider_id, provider));
CREATE TABLE auth.sessions (
  id uuid PRIMARY KEY, user_id uuid NOT NULL REFERENCES auth.users ON DELETE CASCADE, factor_id uuid,
  aal auth.aal_level, not_after timestamptz, refreshed_at timestamp, user_agent text, ip inet, tag text,
  created_at timestamptz, updated_at timestamptz);
CREATE TABLE auth.refresh_tokens (
  id bigserial PRIMARY KEY, token varchar(255) CONSTRAINT refresh_tokens_token_unique UNIQUE, user_id varchar(255),
  session_id uuid REFERENCES auth.sessions ON DELETE CASCADE, parent varchar(255), revoked boolean,
  instance_id uuid, created_at timestamptz, updated_at timestamptz);
CREATE TABLE auth.mfa_factors (
  id uuid PRIMARY KEY, user_id uuid NOT NULL REFERENCES auth.users ON DELETE CASCADE, friendly_name text,
  factor_type auth.factor_type NOT NULL, status auth.factor_status NOT NULL, secret text, phone text,
  last_challenged_at timestamptz UNIQUE, web_authn_credential jsonb, web_authn_aaguid uuid,
  created_at timestamptz NOT NULL, updated_at timestamptz NOT NULL);
CREATE TABLE auth.mfa_challenges (
  id uuid PRIMARY KEY, factor_id uuid NOT NULL, ip_address inet NOT NULL, otp_code text, web_authn_session_data jsonb,
  created_at timestamptz NOT NULL, verified_at timestamptz,
  CONSTRAINT mfa_challenges_auth_factor_id_fkey FOREIGN KEY (factor_id) REFERENCES auth.mfa_factors ON DELETE CASCADE);
CREATE TABLE auth.mfa_amr_claims (
  id uuid CONSTRAINT amr_id_pk PRIMARY KEY, session_id uuid NOT NULL REFERENCES auth.sessions ON DELETE CASCADE,
  authentication_method text NOT NULL, created_at timestamptz NOT NULL, updated_at timestamptz NOT NULL,
  CONSTRAINT mfa_amr_claims_session_id_authentication_method_pkey UNIQUE (session_id, authentication_method));
CREATE TABLE auth.one_time_tokens (
  id uuid PRIMARY KEY, user_id uuid NOT NULL REFERENCES auth.users ON DELETE CASCADE,
  token_type auth.one_time_token_type NOT NULL, token_hash text NOT NULL, relates_to text NOT NULL,
  created_at timestamp NOT NULL DEFAULT now(), updated_at timestamp NOT NULL DEFAULT now());
CREATE TABLE auth.flow_state (
  id uuid PRIMARY KEY, user_id uuid, auth_code text, code_challenge text, provider_type text NOT NULL,
  code_challenge_method auth.code_challenge_method, authentication_method text NOT NULL,
  provider_access_token text, provider_refresh_token text, auth_code_issued_at timestamptz,
  created_at timestamptz, updated_at timestamptz);
CREATE TABLE auth.sso_providers (id uuid PRIMARY KEY, resource_id text, created_at timestamptz, updated_at timestamptz);
CREATE TABLE auth.sso_domains (
  id uuid PRIMARY KEY, sso_provider_id uuid NOT NULL REFERENCES auth.sso_providers ON DELETE CASCADE,
  domain text NOT NULL, created_at timestamptz, updated_at timestamptz);
CREATE TABLE auth.saml_providers (
  id uuid PRIMARY KEY, sso_provider_id uuid NOT NULL REFERENCES auth.sso_providers ON DELETE CASCADE,
  entity_id text NOT NULL UNIQUE, metadata_xml text NOT NULL, metadata_url text, attribute_mapping jsonb,
  name_id_format text, created_at timestamptz, updated_at timestamptz);
CREATE TABLE auth.saml_relay_states (
  id uuid PRIMARY KEY, sso_provider_id uuid NOT NULL REFERENCES auth.sso_providers ON DELETE CASCADE,
  flow_state_id uuid REFERENCES auth.flow_state ON DELETE CASCADE, request_id text NOT NULL, for_email text,
  redirect_to text, created_at timestamptz, updated_at timestamptz);
CREATE TABLE auth.audit_log_entries (
  id uuid PRIMARY KEY, instance_id uuid, payload json, ip_address varchar(64) NOT NULL DEFAULT '',
  created_at timestamptz);
CREATE TABLE auth.instances (
  id uuid PRIMARY KEY, uuid uuid, raw_base_config text, created_at timestamptz, updated_at timestamptz);
CREATE TABLE auth.schema_migrations (version varchar(255) PRIMARY KEY);

-- storage: buckets and objects, which policies of migrations open.
SET ROLE supabase_storage_admin;
CREATE TYPE storage.buckettype AS ENUM ('STANDARD', 'ANALYTICS', 'VECTOR');
CREATE TABLE storage.buckets (
  id text PRIMARY KEY, name text NOT NULL, owner uuid, owner_id text, public boolean DEFAULT false,
  avif_autodetection boolean DEFAULT false, file_size_limit bigint, allowed_mime_types text[],
  type storage.buckettype NOT NULL DEFAULT 'STANDARD',
  created_at timestamptz DEFAULT now(), updated_at timestamptz DEFAULT now());
CREATE UNIQUE INDEX bname ON storage.buckets (name);
CREATE TABLE storage.objects (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(), bucket_id text, name text, owner uuid, owner_id text, version text,
  metadata jsonb, user_metadata jsonb, path_tokens text[] GENERATED ALWAYS AS (string_to_array(name, '/')) STORED,
  created_at timestamptz DEFAULT now(), updated_at timestamptz DEFAULT now(), last_accessed_at timestamptz DEFAULT now(),
  CONSTRAINT "objects_bucketId_fkey" FOREIGN KEY (bucket_id) REFERENCES storage.buckets);
CREATE UNIQUE INDEX bucketid_objname ON storage.objects (bucket_id, name);
CREATE INDEX name_prefix_search ON storage.objects (name text_pattern_ops);
CREATE INDEX idx_objects_bucket_id_name ON storage.objects (bucket_id, name);
CREATE TABLE storage.migrations (
  id integer PRIMARY KEY, name varchar(100) NOT NULL UNIQUE, hash varchar(40) NOT NULL,
  executed_at timestamp DEFAULT now());
CREATE TABLE storage.s3_multipart_uploads (
  id text PRIMARY KEY, bucket_id text NOT NULL REFERENCES storage.buckets, key text NOT NULL, version text NOT NULL,
  upload_signature text NOT NULL, in_progress_size bigint NOT NULL DEFAULT 0, owner_id text, user_metadata jsonb,
  created_at timestamptz NOT NULL DEFAULT now());
CREATE TABLE storage.s3_multipart_uploads_parts (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(), bucket_id text NOT NULL REFERENCES storage.buckets, key text NOT NULL,
  upload_id text NOT NULL REFERENCES storage.s3_multipart_uploads ON DELETE CASCADE, part_number integer NOT NULL,
  size bigint NOT NULL DEFAULT 0, etag text NOT NULL, version text NOT NULL, owner_id text,
  created_at timestamptz NOT NULL DEFAULT now());
CREATE FUNCTION storage.foldername(name text) RETURNS text[] LANGUAGE plpgsql IMMUTABLE AS '';
CREATE FUNCTION storage.filename(name text) RETURNS text LANGUAGE plpgsql AS '';
CREATE FUNCTION storage.extension(name text) RETURNS text LANGUAGE plpgsql IMMUTABLE AS '';
CREATE FUNCTION storage.operation() RETURNS text LANGUAGE plpgsql STABLE AS '';
CREATE FUNCTION storage.get_level(name text) RETURNS integer LANGUAGE sql IMMUTABLE STRICT AS '';
CREATE FUNCTION storage.get_prefix(name text) RETURNS text LANGUAGE sql IMMUTABLE STRICT AS '';
CREATE FUNCTION storage.get_size_by_bucket() RETURNS TABLE (size bigint, bucket_id text) LANGUAGE plpgsql STABLE AS '';
CREATE FUNCTION storage.can_insert_object(bucketid text, name text, owner uuid, metadata jsonb) RETURNS void
  LANGUAGE plpgsql AS '';
CREATE FUNCTION storage.search(prefix text, bucketname text, limits integer = 100, levels integer = 1,
  offsets integer = 0, search text = '', sortcolumn text = 'name', sortorder text = 'asc') RETURNS TABLE (name text,
  id uuid, updated_at timestamptz, created_at timestamptz, last_accessed_at timestamptz, metadata jsonb)
  LANGUAGE plpgsql STABLE AS '';
CREATE FUNCTION storage.update_updated_at_column() RETURNS trigger LANGUAGE plpgsql AS '';
CREATE FUNCTION storage.enforce_bucket_name_length() RETURNS trigger LANGUAGE plpgsql AS '';
CREATE FUNCTION storage.protect_delete() RETURNS trigger LANGUAGE plpgsql AS '';
CREATE FUNCTION storage.delete_prefix_hierarchy_trigger() RETURNS trigger LANGUAGE plpgsql AS '';
CREATE FUNCTION storage.objects_insert_prefix_trigger() RETURNS trigger LANGUAGE plpgsql AS '';
CREATE FUNCTION storage.objects_update_prefix_trigger() RETURNS trigger LANGUAGE plpgsql AS '';
CREATE FUNCTION storage.objects_delete_cleanup() RETURNS trigger LANGUAGE plpgsql AS '';
CREATE FUNCTION storage.objects_update_cleanup() RETURNS trigger LANGUAGE plpgsql AS '';
CREATE FUNCTION storage.prefixes_insert_trigger() RETURNS trigger LANGUAGE plpgsql AS '';
CREATE FUNCTION storage.prefixes_delete_cleanup() RETURNS trigger LANGUAGE plpgsql AS '';
CREATE TRIGGER update_objects_updated_at BEFORE UPDATE ON storage.objects
  FOR EACH ROW EXECUTE FUNCTION storage.update_updated_at_column();
GRANT ALL ON storage.objects, storage.buckets TO anon, authenticated, service_role;

-- realtime: messages, which policies of migrations open.
SET ROLE supabase_realtime_admin;
CREATE TABLE realtime.messages (
  id uuid NOT NULL DEFAULT gen_random_uuid(), topic text NOT NULL, extension text NOT NULL, payload jsonb, event text,
  private boolean DEFAULT false, updated_at timestamp NOT NULL DEFAULT now(),
  inserted_at timestamp NOT NULL DEFAULT now(), PRIMARY KEY (id, inserted_at)) PARTITION BY RANGE (inserted_at);
GRANT SELECT, INSERT, UPDATE ON realtime.messages TO anon, authenticated, service_role;
SET ROLE supabase_admin;
CREATE TYPE realtime.action AS ENUM ('INSERT', 'UPDATE', 'DELETE', 'TRUNCATE', 'ERROR');
CREATE TYPE realtime.equality_op AS ENUM ('eq', 'neq', 'lt', 'lte', 'gt', 'gte', 'in');
CREATE TYPE realtime.user_defined_filter AS (column_name text, op realtime.equality_op, value text);
CREATE TYPE realtime.wal_column AS
  (name text, type_name text, type_oid oid, value jsonb, is_pkey boolean, is_selectable boolean);
CREATE TYPE realtime.wal_rls AS (wal jsonb, is_rls_enabled boolean, subscription_ids uuid[], errors text[]);
CREATE TABLE realtime.subscription (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, subscription_id uuid NOT NULL, entity regclass NOT NULL,
  filters realtime.user_defined_filter[] NOT NULL DEFAULT '{}', claims jsonb NOT NULL,
  created_at timestamp NOT NULL DEFAULT now());
CREATE TABLE realtime.schema_migrations (version bigint PRIMARY KEY, inserted_at timestamp(0));
CREATE FUNCTION realtime.topic() RETURNS text LANGUAGE sql STABLE AS '';
CREATE FUNCTION realtime.send(payload jsonb, event text, topic text, private boolean = true) RETURNS void
  LANGUAGE plpgsql AS '';
CREATE FUNCTION realtime.broadcast_changes(topic_name text, event_name text, operation text, table_name text,
  table_schema text, new record, old record, level text = 'ROW') RETURNS void LANGUAGE plpgsql AS '';

-- Database webhooks, and the list of applied migrations.
SET ROLE supabase_functions_admin;
CREATE TABLE supabase_functions.migrations (version text PRIMARY KEY, inserted_at timestamptz NOT NULL DEFAULT now());
CREATE TABLE supabase_functions.hooks (
  id bigserial PRIMARY KEY, hook_table_id integer NOT NULL, hook_name text NOT NULL, request_id bigint,
  created_at timestamptz NOT NULL DEFAULT now());
CREATE FUNCTION supabase_functions.http_request() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
  SET search_path = supabase_functions AS '';
REVOKE ALL ON FUNCTION supabase_functions.http_request FROM PUBLIC;
GRANT EXECUTE ON FUNCTION supabase_functions.http_request TO postgres, anon, authenticated, service_role;
SET ROLE postgres;
CREATE TABLE supabase_migrations.schema_migrations (version text PRIMARY KEY, statements text[], name text);
CREATE TABLE supabase_migrations.seed_files (path text PRIMARY KEY, hash text NOT NULL);
CREATE PUBLICATION supabase_realtime;

-- Row security and grants of the managed tables.
SET ROLE supabase_admin;
ALTER TABLE auth.users ENABLE ROW LEVEL SECURITY;
ALTER TABLE auth.identities ENABLE ROW LEVEL SECURITY;
ALTER TABLE auth.sessions ENABLE ROW LEVEL SECURITY;
ALTER TABLE auth.refresh_tokens ENABLE ROW LEVEL SECURITY;
ALTER TABLE auth.mfa_factors ENABLE ROW LEVEL SECURITY;
ALTER TABLE auth.mfa_challenges ENABLE ROW LEVEL SECURITY;
ALTER TABLE auth.mfa_amr_claims ENABLE ROW LEVEL SECURITY;
ALTER TABLE auth.one_time_tokens ENABLE ROW LEVEL SECURITY;
ALTER TABLE auth.flow_state ENABLE ROW LEVEL SECURITY;
ALTER TABLE auth.sso_providers ENABLE ROW LEVEL SECURITY;
ALTER TABLE auth.sso_domains ENABLE ROW LEVEL SECURITY;
ALTER TABLE auth.saml_providers ENABLE ROW LEVEL SECURITY;
ALTER TABLE auth.saml_relay_states ENABLE ROW LEVEL SECURITY;
ALTER TABLE auth.audit_log_entries ENABLE ROW LEVEL SECURITY;
ALTER TABLE auth.instances ENABLE ROW LEVEL SECURITY;
ALTER TABLE auth.schema_migrations ENABLE ROW LEVEL SECURITY;
ALTER TABLE storage.buckets ENABLE ROW LEVEL SECURITY;
ALTER TABLE storage.objects ENABLE ROW LEVEL SECURITY;
ALTER TABLE storage.migrations ENABLE ROW LEVEL SECURITY;
ALTER TABLE storage.s3_multipart_uploads ENABLE ROW LEVEL SECURITY;
ALTER TABLE storage.s3_multipart_uploads_parts ENABLE ROW LEVEL SECURITY;
ALTER TABLE realtime.messages ENABLE ROW LEVEL SECURITY;
GRANT ALL ON ALL TABLES IN SCHEMA storage, realtime, supabase_functions TO postgres, dashboard_user;
GRANT ALL ON ALL ROUTINES IN SCHEMA storage, realtime TO postgres, dashboard_user;
GRANT ALL ON ALL TABLES IN SCHEMA supabase_functions TO anon, authenticated, service_role;

-- Default privileges as they were until 2026: in public, all on whatever postgres makes. The part that the change of
-- 2026 takes back is in force in the legacy world only.
ALTER DEFAULT PRIVILEGES FOR ROLE postgres, supabase_admin IN SCHEMA public, graphql_public
  GRANT ALL ON TABLES TO postgres, anon, authenticated, service_role;
ALTER DEFAULT PRIVILEGES FOR ROLE postgres, supabase_admin IN SCHEMA public, graphql_public
  GRANT ALL ON SEQUENCES TO postgres, anon, authenticated, service_role;
ALTER DEFAULT PRIVILEGES FOR ROLE postgres, supabase_admin IN SCHEMA public, graphql_public
  GRANT ALL ON FUNCTIONS TO postgres, anon, authenticated, service_role;
ALTER DEFAULT PRIVILEGES FOR ROLE postgres IN SCHEMA storage
  GRANT ALL ON TABLES TO anon, authenticated, service_role;
ALTER DEFAULT PRIVILEGES FOR ROLE postgres IN SCHEMA storage
  GRANT ALL ON SEQUENCES TO anon, authenticated, service_role;
ALTER DEFAULT PRIVILEGES FOR ROLE postgres IN SCHEMA storage
  GRANT ALL ON FUNCTIONS TO anon, authenticated, service_role;
ALTER DEFAULT PRIVILEGES FOR ROLE supabase_admin IN SCHEMA graphql, supabase_functions
  GRANT ALL ON TABLES TO postgres, anon, authenticated, service_role;
ALTER DEFAULT PRIVILEGES FOR ROLE supabase_admin IN SCHEMA graphql, supabase_functions
  GRANT ALL ON SEQUENCES TO postgres, anon, authenticated, service_role;
ALTER DEFAULT PRIVILEGES FOR ROLE supabase_admin IN SCHEMA graphql, supabase_functions
  GRANT ALL ON FUNCTIONS TO postgres, anon, authenticated, service_role;
