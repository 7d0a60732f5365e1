-- FOR ALL, permissive, TO PUBLIC.
create table contacts (id bigint generated always as identity primary key, age int, email text);

create policy a on contacts using (true);
create policy b on contacts as restrictive for select to anon, authenticated using (true);
create policy c on contacts for insert with check (true);
create policy d on contacts for update using (true) with check (age > 0);
create policy a on contacts using (false);
