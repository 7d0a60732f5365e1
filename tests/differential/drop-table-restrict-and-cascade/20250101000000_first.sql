-- CASCADE takes the foreign key of the other table, not the table.
create table companies (id int primary key);
create table contacts (company_id int references companies);
create view v as select id from companies;
create function rows() returns setof companies language sql as 'select * from companies';
drop table companies;
drop table companies cascade;
drop table companies;
drop table if exists companies;
