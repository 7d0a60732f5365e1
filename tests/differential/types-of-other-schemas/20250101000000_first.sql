-- Types outside pg_catalog are spelled with their schema.
create schema crm;
create type crm.stage as enum ('new', 'won');
create domain crm.email as text check (value like '%@%');
create type crm.address as (street text, town varchar(20));
create type public."Mood" as enum ('ok');
create extension citext with schema extensions;
create table deals (stage crm.stage not null default 'new', stages crm.stage[], mail crm.email, home crm.address, mood "Mood", mail2 extensions.citext);
