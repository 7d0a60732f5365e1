-- COMMIT and ROLLBACK inside of a file.
create table a (id int);
commit;
create table b (id int);
begin;
create table c (id int);
rollback;
create table d (id int);
savepoint s;
create table e (id int);
rollback to savepoint s;
