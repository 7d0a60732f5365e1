-- Quotes and dots inside of names.
create schema "odd.schema";
create table "odd.schema"."ta""ble" ("co.lumn" serial primary key, "a""b" text references "odd.schema"."ta""ble" ("x"));
create table "odd.schema"."ta""ble" ("co.lumn" serial primary key, "a""b" text unique);
create type "odd.schema"."Mo od" as enum ('a', 'b');
alter table "odd.schema"."ta""ble" add column mood "odd.schema"."Mo od"[];
