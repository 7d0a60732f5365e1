-- An explicit check name may stand on two tables; an explicit unique name may not.
create table contacts (age int constraint sane check (age > 0));
create table companies (age int constraint sane check (age > 0));
create table a (x int constraint one_of_a_kind unique);
create table b (x int constraint one_of_a_kind unique);
