-- LIKE alone copies columns, types and NOT NULL.
create table contacts (id bigint generated always as identity primary key, age int, email text);

alter table contacts add unique (age);
create index on contacts (email);
alter table contacts alter column email set default 'x';
create table copies (like contacts);
