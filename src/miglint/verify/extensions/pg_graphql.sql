-- schema = graphql
CREATE FUNCTION graphql.resolve(query text, variables jsonb = '{}', "operationName" text = NULL,
  extensions jsonb = NULL) RETURNS jsonb LANGUAGE sql AS 'SELECT NULL::jsonb';
CREATE FUNCTION graphql.comment_directive(comment_ text) RETURNS jsonb LANGUAGE sql IMMUTABLE AS 'SELECT NULL::jsonb';
CREATE FUNCTION graphql.exception(message text) RETURNS text LANGUAGE plpgsql AS 'BEGIN RAISE EXCEPTION ''%'', $1; END';
CREATE FUNCTION graphql.get_schema_version() RETURNS integer LANGUAGE sql AS 'SELECT 1';
CREATE FUNCTION graphql.increment_schema_version() RETURNS event_trigger LANGUAGE plpgsql AS 'BEGIN END';
CREATE SEQUENCE graphql.seq_schema_version;
