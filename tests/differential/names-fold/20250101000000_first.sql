-- Unquoted names fold to lower case, quoted ones stay.
create table MyContacts (Id INT, "CamelCase" int);
create table "MyContacts" ("userId" serial primary key, "Company Name" text unique);
create index on "MyContacts" ("userId", "Company Name");
alter table "MyContacts" add column Notes text;
create policy "Read Own" on "MyContacts" using (true);
