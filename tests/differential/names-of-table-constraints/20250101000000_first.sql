-- Constraints without a name are named by table, columns and kind, numbered where taken.
create table companies (id int primary key, code int unique);
create table contacts (
  id serial primary key,
  age int unique,
  company_id int references companies,
  company_code int references companies (code),
  check (age > 0),
  check (age > company_id),
  check (company_id > company_code),
  score int check (score > 0) check (score < 9),
  unique (age, company_id),
  unique (age, company_id, company_code),
  foreign key (age) references companies,
  foreign key (age) references companies (code),
  exclude using btree (company_id with =)
);
