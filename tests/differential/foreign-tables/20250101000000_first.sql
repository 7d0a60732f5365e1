-- Foreign data wrappers, servers and tables.
create extension postgres_fdw schema extensions;
create server elsewhere foreign data wrapper postgres_fdw options (host 'localhost');
create foreign table remote (id int not null, name text) server elsewhere options (table_name 'x');
grant select on remote to anon;
alter foreign table remote add column age int;
alter foreign table remote rename to far;
drop foreign table far;
drop server elsewhere;
