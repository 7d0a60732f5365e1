-- ALTER POLICY changes roles and clauses and nothing else.
create table contacts (id bigint generated always as identity primary key, age int, email text);

create policy a on contacts for select using (true);
alter policy a on contacts to authenticated;
alter policy a on contacts using (age > 0);
alter policy a on contacts with check (true);
alter policy nothing on contacts using (true);
create policy b on contacts;
alter policy b on contacts to public with check (age > 1);
drop policy a on contacts;
drop policy a on contacts;
