-- LIKE takes views and composite types too.
create table contacts (id bigint generated always as identity primary key, age int, email text);

create view adults as select id, age from contacts;
create type pair as (a int, b text);
create table one (like adults);
create table two (like pair, c int);
create table three (like nothing);
