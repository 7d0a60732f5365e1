-- Comments on all kinds, replaced and removed, gone with their object.
create table contacts (id bigint generated always as identity primary key, age int, email text);
create function f(a int) returns int language sql as 'select a';

comment on table contacts is 'People';
comment on column contacts.age is 'Years';
comment on column contacts.email is 'Mail';
comment on column contacts.email is null;
comment on function f(int) is 'F';
comment on function f is 'F again';
create policy p on contacts using (true);
comment on policy p on contacts is 'P';
create index i on contacts (age);
comment on index i is 'I';
comment on constraint contacts_pkey on contacts is 'K';
create type mood as enum ('a');
comment on type mood is 'M';
create view v as select age from contacts;
comment on view v is 'V';
comment on column v.age is 'VA';
create schema crm;
comment on schema crm is 'S';
alter table contacts rename to people;
comment on table contacts is 'gone';
comment on column people.nothing is 'x';
comment on table v is 'x';
drop view v;
comment on schema public is 'Mine';
