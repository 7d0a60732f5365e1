-- What stands before CREATE INDEX CONCURRENTLY is committed, so that the value may be used behind it.
alter type mood add value 'good';
create index concurrently by_age on people (age);
alter table people alter column feels set default 'good';
alter type mood add value 'great';
alter table people alter column feels set default 'great';
