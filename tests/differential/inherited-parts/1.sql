-- What a child shares with its parents is merged (MergeAttributes in commands/tablecmds.c).
create table g1 (a int, b int generated always as (a * 2) stored);
create table g2 (a int, b int);
create table g3 () inherits (g1, g2);
create table g3 (b int generated always as (1) stored) inherits (g2);
create table g3 (b int default 3) inherits (g1);
create table g3 (b int generated always as identity) inherits (g1);
create table g3 (b int generated always as (a * 3) stored) inherits (g1);
create table g4 (b int) inherits (g1);
create table k1 (a int constraint k check (a > 0));
create table k2 (constraint k check (a > 0)) inherits (k1);
create table k3 (a int constraint k check (a > 0));
alter table k3 inherit k1;
alter table k2 drop constraint k;
alter table k1 drop constraint k;
alter table k2 drop constraint k;
alter table k3 drop constraint k;
create table d1 (a int, b int);
create table d2 (a int) inherits (d1);
alter table d2 drop column a;
alter table d1 drop column a;
alter table d2 drop column a;
-- A generated column of a partition reads the partition's own columns.
create table tp (a int, b int, c int generated always as (a + b) stored) partition by list (a);
create table tp_1 partition of tp for values in (1);
alter table tp detach partition tp_1;
alter table tp_1 drop column b;
alter table tp_1 drop column b cascade;
alter table tp_1 add column c int;
