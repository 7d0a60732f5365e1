-- Indexes, constraints, policies, triggers, sequences, types, functions, schemas and views.
create table contacts (id bigint generated always as identity primary key, age int, email text);
create function f(a int) returns int language sql as 'select a';

create index by_age on contacts (age);
alter index by_age rename to by_years;
alter table contacts add constraint one unique (email);
alter table contacts rename constraint one to two;
alter index two rename to three;
create policy p on contacts using (true);
alter policy p on contacts rename to q;
create function stamp() returns trigger language plpgsql as 'begin return new; end';
create trigger t before insert on contacts for each row execute function stamp();
alter trigger t on contacts rename to u;
alter function f(int) rename to g;
create sequence s;
alter sequence s rename to s2;
create type mood as enum ('a');
alter type mood rename to feeling;
create view v as select * from contacts;
alter view v rename to w;
alter view w rename column age to years;
create schema crm;
create table crm.deals (id int primary key);
alter schema crm rename to sales;
alter table v rename to x;
alter policy nothing on contacts rename to y;
