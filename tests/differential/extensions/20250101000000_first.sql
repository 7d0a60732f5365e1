-- Where extensions go, and that nothing of them is listed.
create extension citext;
create extension hstore with schema public;
create schema crm;
create extension pg_trgm schema crm;
create extension pg_cron;
create extension nothing_like_this;
create extension citext;
create table t (a citext, b public.hstore);
create index on t using gin ((a::text) crm.gin_trgm_ops);
drop extension hstore;
drop extension hstore cascade;
comment on extension citext is 'C';
alter extension citext set schema crm;
