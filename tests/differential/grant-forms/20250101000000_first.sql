-- ALL, several objects and roles, grant option, PUBLIC.
create table contacts (id bigint generated always as identity primary key, age int, email text);
create function f(a int) returns int language sql as 'select a';

create table deals (id int);
grant all on contacts, deals to anon, authenticated;
grant select on table deals to public;
grant select on contacts to service_role with grant option;
revoke grant option for select on contacts from service_role;
revoke truncate, references, trigger on contacts from anon;
revoke all privileges on deals from authenticated;
grant usage on schema public to anon;
create schema crm;
grant usage, create on schema crm to anon;
grant usage on schema crm to public;
revoke all on schema public from public;
create type mood as enum ('a');
revoke usage on type mood from public;
create sequence s;
grant all on sequence s to anon;
grant select on s to authenticated;
