-- A view, policy or trigger keeps its column.
create table contacts (id bigint generated always as identity primary key, age int, email text);

create view v as select age from contacts;
alter table contacts drop column age;
alter table contacts drop column age cascade;
create policy p on contacts using (email = 'x');
alter table contacts drop column email;
alter table contacts drop column email cascade;
