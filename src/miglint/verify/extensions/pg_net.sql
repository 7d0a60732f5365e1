-- Signatures of https://github.com/supabase/pg_net; no request is ever made.
CREATE SCHEMA net;
CREATE DOMAIN net.http_method AS text;
CREATE TYPE net.request_status AS ENUM ('PENDING', 'SUCCESS', 'ERROR');
CREATE TYPE net.http_response AS (status_code integer, headers jsonb, body text);
CREATE TYPE net.http_response_result AS (status net.request_status, message text, response net.http_response);
CREATE UNLOGGED TABLE net.http_request_queue (
  id bigserial, method net.http_method NOT NULL, url text NOT NULL, headers jsonb, body bytea,
  timeout_milliseconds integer NOT NULL);
CREATE UNLOGGED TABLE net._http_response (
  id bigint, status_code integer, content_type text, headers jsonb, content text, timed_out boolean, error_msg text,
  created timestamptz NOT NULL DEFAULT now());
CREATE FUNCTION net.http_get(url text, params jsonb = '{}', headers jsonb = '{}', timeout_milliseconds integer = 5000)
  RETURNS bigint LANGUAGE sql SECURITY DEFINER AS 'SELECT 1::bigint';
CREATE FUNCTION net.http_post(url text, body jsonb = '{}', params jsonb = '{}',
  headers jsonb = '{"Content-Type": "application/json"}', timeout_milliseconds integer = 5000)
  RETURNS bigint LANGUAGE sql SECURITY DEFINER AS 'SELECT 1::bigint';
CREATE FUNCTION net.http_delete(url text, params jsonb = '{}', headers jsonb = '{}',
  timeout_milliseconds integer = 5000, body jsonb = NULL) RETURNS bigint LANGUAGE sql AS 'SELECT 1::bigint';
CREATE FUNCTION net.http_collect_response(request_id bigint, async boolean = true) RETURNS net.http_response_result
  LANGUAGE sql AS 'SELECT NULL::net.http_response_result';
GRANT USAGE ON SCHEMA net TO supabase_functions_admin, postgres, anon, authenticated, service_role;
