create type mood as enum ('fine');
create table people (id int primary key, feels mood, age int);
create table parts (id int) partition by list (id);
create table part_1 partition of parts for values in (1);
create table part_2 partition of parts for values in (2);
create table part_3 partition of parts for values in (3);
