-- Rows change nothing in the catalog.
create table contacts (id bigint generated always as identity primary key, age int, email text);

insert into contacts (age, email) values (1, 'a'), (2, 'b');
update contacts set age = age + 1 where email = 'a';
delete from contacts where age = 3;
truncate contacts;
insert into nothing values (1);
insert into contacts (nothing) values (1);
update contacts set nothing = 1;
select nothing from contacts;
with moved as (delete from contacts returning *) select count(*) from moved;
