-- Functions and triggers are found along the search_path.
create schema crm;
create function crm.stamp() returns trigger language plpgsql as 'begin return new; end';
create table t (id int);
create trigger a before insert on t for each row execute function stamp();
set search_path = crm, public;
create trigger b before insert on t for each row execute function stamp();
drop function stamp() cascade;
