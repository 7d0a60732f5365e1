-- Joining and leaving a parent.
create table people (id int, check (id > 0));
create table contacts (id int, check (id > 0), mail text);
create table strangers (mail text);
alter table contacts inherit people;
alter table strangers inherit people;
alter table people add column age int;
alter table contacts no inherit people;
alter table people add column town text;
alter table people drop column age;
