-- PostgreSQL 15 and later before the first migration: one superuser and the schema public, in which only its owner may
-- create (release notes of PostgreSQL 15).
CREATE ROLE postgres SUPERUSER CREATEDB CREATEROLE LOGIN REPLICATION BYPASSRLS;
CREATE SCHEMA public AUTHORIZATION pg_database_owner;
COMMENT ON SCHEMA public IS 'standard public schema';
GRANT USAGE ON SCHEMA public TO PUBLIC;
