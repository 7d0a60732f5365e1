-- A referenced column needs a unique index that is not partial.
create table companies (id int primary key, code int, name text);
create unique index on companies (code) where code > 0;
create unique index on companies (lower(name));
create table a (code int references companies (code));
create table b (name text references companies (name));
create table c (id int references companies);
create unique index on companies (name);
create table d (name text references companies (name));
create table e (x int references nothing);
create table f (x int references companies (nothing));
create table no_key (x int);
create table g (x int references no_key);
create table h (a int, b int, foreign key (a, b) references companies (id));
