-- A type is looked up along the search_path.
create schema crm;
create type crm.stage as enum ('a');
create type public.stage as enum ('b');
create table one (s stage);
set search_path = crm, public;
create table two (s stage);
set search_path = nowhere;
create table public.three (s stage);
