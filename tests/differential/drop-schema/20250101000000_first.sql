-- A schema that is not empty needs CASCADE.
create schema crm;
create table crm.deals (id serial primary key);
create function crm.f() returns int language sql as 'select 1';
create type crm.mood as enum ('a');
create table notes (deal_id int references crm.deals, mood crm.mood);
drop schema crm;
drop schema crm cascade;
drop schema crm;
drop schema if exists crm;
create schema empty;
drop schema empty;
