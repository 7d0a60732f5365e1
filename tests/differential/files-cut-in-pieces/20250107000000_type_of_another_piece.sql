create type size as enum ('s');
create table shirts (id int, size size default 's');
vacuum people;
alter type size add value 'l';
alter table shirts alter column size set default 'l';
