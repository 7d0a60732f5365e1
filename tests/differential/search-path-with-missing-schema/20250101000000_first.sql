-- Missing schemas in the search_path are passed over.
set search_path = nowhere, public;
create table t (a int);
set search_path to nowhere;
create table u (a int);
set search_path to default;
create table v (a int);
