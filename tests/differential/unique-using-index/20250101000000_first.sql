-- The index takes the name of the constraint.
create table contacts (id bigint generated always as identity primary key, age int, email text);

create unique index by_age on contacts (age);
alter table contacts add constraint one_age unique using index by_age;
create unique index by_email on contacts (email) where email is not null;
alter table contacts add constraint one_email unique using index by_email;
create index plain on contacts (email);
alter table contacts add constraint one_email unique using index plain;
create table others (id int);
create unique index others_id on others (id);
alter table others add primary key using index others_id;
alter table others add primary key using index nothing;
