-- Keys, sequences and indexes keep their old names.
create table contacts (id serial primary key, age int unique);
create index on contacts (age) where age > 1;
alter table contacts rename to people;
create table contacts (id serial primary key, age int unique);
alter table people rename to contacts;
alter table if exists nobody rename to somebody;
alter table nobody rename to somebody;
