-- Options are those of the new text; grants stay; columns may only be added.
create table contacts (id bigint generated always as identity primary key, age int, email text);

create view v with (security_invoker = on) as select id from contacts;
grant select on v to anon;
create or replace view v as select id, age from contacts;
create or replace view v as select id from contacts;
create or replace view v as select id, email as age from contacts;
create or replace view v as select id, age, email from contacts;
create or replace view contacts as select 1;
create view v as select 1;
