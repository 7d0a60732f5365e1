-- A BEGIN ATOMIC body depends on what it names, a string does not.
create table contacts (id bigint generated always as identity primary key, age int, email text);

create function a() returns bigint language sql begin atomic select count(*) from contacts; end;
create function b() returns bigint language sql as 'select count(*) from contacts';
drop table contacts;
drop table contacts cascade;
