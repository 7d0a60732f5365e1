-- A value that the same transaction added can't be used yet.
create type mood as enum ('sad');
