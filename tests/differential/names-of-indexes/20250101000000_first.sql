-- Unnamed indexes are named by their columns; an expression counts as expr or its function.
create table contacts (id bigint generated always as identity primary key, age int, email text);

create index on contacts (age);
create index on contacts (age);
create unique index on contacts (age, email);
create index on contacts (lower(email));
create index on contacts ((age + 1));
create index on contacts ((age + 1), email);
create index on contacts (upper(email), lower(email));
create index on contacts (email) include (age) where age > 0;
create index on contacts ((email || 'x'), (age::text));
