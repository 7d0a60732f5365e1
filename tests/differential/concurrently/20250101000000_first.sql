-- Statements that run outside of a transaction.
create table contacts (id bigint generated always as identity primary key, age int, email text);
