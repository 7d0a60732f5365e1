-- IF NOT EXISTS of the other kinds.
create schema if not exists crm;
create schema if not exists crm;
create schema crm;
create sequence if not exists crm.s;
create sequence if not exists crm.s;
create sequence crm.s;
create extension if not exists citext schema extensions;
create extension if not exists citext schema public;
create extension citext;
create materialized view if not exists crm.m as select 1 as a;
create materialized view if not exists crm.m as select 2 as b;
