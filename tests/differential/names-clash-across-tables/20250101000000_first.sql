-- Checks and foreign keys with the same generated name on two tables of a schema.
create table companies (id int primary key);
create table deals (owner_id int check (owner_id > 0) references companies);
create table deals_owner (id int check (id > 0) references companies);
