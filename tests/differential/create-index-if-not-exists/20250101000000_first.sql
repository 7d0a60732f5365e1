-- Only the name counts, even on another table.
create table contacts (id bigint generated always as identity primary key, age int, email text);

create table companies (age int);
create index by_age on contacts (age);
create index if not exists by_age on companies (age);
create index by_age on companies (age);
create index if not exists contacts on companies (age);
