-- Signatures of https://github.com/pramsey/pgsql-http; no request is ever made.
CREATE DOMAIN http_method AS text;
CREATE DOMAIN content_type AS text;
CREATE TYPE http_header AS (field varchar, value varchar);
CREATE TYPE http_response AS (status integer, content_type varchar, headers http_header[], content varchar);
CREATE TYPE http_request AS (method http_method, uri varchar, headers http_header[], content_type varchar,
  content varchar);
CREATE FUNCTION http(request http_request) RETURNS http_response LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END';
CREATE FUNCTION http_header(field varchar, value varchar) RETURNS http_header LANGUAGE plpgsql
  AS 'BEGIN RETURN ROW($1, $2); END';
CREATE FUNCTION http_get(uri varchar) RETURNS http_response LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END';
CREATE FUNCTION http_get(uri varchar, data jsonb) RETURNS http_response LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END';
CREATE FUNCTION http_post(uri varchar, content varchar, content_type varchar) RETURNS http_response LANGUAGE plpgsql
  AS 'BEGIN RETURN NULL; END';
CREATE FUNCTION http_post(uri varchar, data jsonb) RETURNS http_response LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END';
CREATE FUNCTION http_put(uri varchar, content varchar, content_type varchar) RETURNS http_response LANGUAGE plpgsql
  AS 'BEGIN RETURN NULL; END';
CREATE FUNCTION http_patch(uri varchar, content varchar, content_type varchar) RETURNS http_response LANGUAGE plpgsql
  AS 'BEGIN RETURN NULL; END';
CREATE FUNCTION http_delete(uri varchar) RETURNS http_response LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END';
CREATE FUNCTION http_head(uri varchar) RETURNS http_response LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END';
CREATE FUNCTION http_set_curlopt(curlopt varchar, value varchar) RETURNS boolean LANGUAGE sql AS 'SELECT true';
CREATE FUNCTION http_reset_curlopt() RETURNS boolean LANGUAGE sql AS 'SELECT true';
CREATE FUNCTION urlencode(string varchar) RETURNS text LANGUAGE sql IMMUTABLE STRICT AS 'SELECT $1::text';
