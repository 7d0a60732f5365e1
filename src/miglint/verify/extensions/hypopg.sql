-- Signatures of https://github.com/HypoPG/hypopg.
CREATE FUNCTION hypopg_create_index(sql_order text) RETURNS TABLE (indexrelid oid, indexname text) LANGUAGE sql
  AS 'SELECT 0::oid, NULL::text WHERE false';
CREATE FUNCTION hypopg_reset() RETURNS void LANGUAGE sql AS '';
CREATE FUNCTION hypopg_drop_index(indexid oid) RETURNS boolean LANGUAGE sql AS 'SELECT true';
