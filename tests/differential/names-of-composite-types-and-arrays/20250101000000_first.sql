-- A table makes a type of its name; another type of that name is refused.
create table contacts (id bigint generated always as identity primary key, age int, email text);

create type contacts as enum ('a');
create type mood as enum ('sad');
create table mood (x int);
create type _mood as enum ('x');
create domain contacts as int;
