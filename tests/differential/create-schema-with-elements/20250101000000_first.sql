-- Objects may stand in CREATE SCHEMA itself.
create schema crm
  create table deals (id serial primary key, name text)
  create view names as select name from deals
  create index on deals (name)
  grant select on deals to anon;
create schema pg_mine;
create schema authorization postgres;
