-- A generated column that is not stored: since PostgreSQL 18.
create table t (a int, b int generated always as (a * 2) virtual);
create table u (a int, b int generated always as (a * 2));
