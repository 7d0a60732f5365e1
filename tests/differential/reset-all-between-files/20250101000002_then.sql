begin;
set local search_path = nowhere;
commit;
create table u (a int);
