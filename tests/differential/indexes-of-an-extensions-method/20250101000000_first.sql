create extension bloom;
create table t (a int, b int);
create index t_bloom on t using bloom (a, b);
create index t_plain on t (a);
drop extension bloom;
drop extension bloom cascade;
drop index t_plain;
drop index t_bloom;
