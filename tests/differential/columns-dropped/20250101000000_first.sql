-- Indexes, keys and checks with the column go too.
create table contacts (id bigint generated always as identity primary key, age int, email text);

create index i on contacts (age, email);
create index j on contacts (email) where age > 0;
create index k on contacts (email);
alter table contacts add check (age > id);
alter table contacts add unique (email, age);
alter table contacts drop column age;
alter table contacts drop column age;
alter table contacts drop column if exists age;
alter table contacts drop column id;
create index l on contacts (nothing);
