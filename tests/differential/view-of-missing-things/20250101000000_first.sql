-- A view of unknown tables, columns or functions is refused.
create table contacts (id bigint generated always as identity primary key, age int, email text);

create view a as select nothing from contacts;
create view b as select * from nothing;
create view c as select nothing(age) from contacts;
create view d as select c.nothing from contacts c;
create view e as select x.age from contacts c;
create view f as select age, age from contacts;
create view g as select age from contacts union select email from contacts;
