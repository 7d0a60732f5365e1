-- Incompatible types are refused, similar ones are not.
create table companies (id bigint primary key, code uuid unique, name text unique);
create table a (x uuid references companies);
create table b (x int references companies);
create table c (x text references companies (code));
create table d (x varchar(5) references companies (name));
create table e (x numeric references companies);
create table f (x smallint references companies, y text references companies);
