-- Recursive views, check options and rules.
create table contacts (id bigint generated always as identity primary key, age int, email text);

create recursive view numbers (n) as select 1 union all select n + 1 from numbers where n < 10;
create view adults as select * from contacts where age > 18 with local check option;
create rule ignore as on delete to adults do instead nothing;
create view named (a, b) as select age, email from contacts;
create view short (a) as select age, email from contacts;
alter table contacts add column x int;
create view all_of_it as select * from contacts;
