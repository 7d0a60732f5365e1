-- Constraints added later are named as in CREATE TABLE.
create table contacts (age int, size int, check (true));
alter table contacts add check (age > 0), add check (age > size), add unique (age),
  add foreign key (age) references contacts (age), add primary key (size);
