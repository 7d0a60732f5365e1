-- Clauses that a command does not take, and unknown roles, columns and functions.
create table contacts (id bigint generated always as identity primary key, age int, email text);

create policy a on contacts for insert using (true);
create policy b on contacts for select with check (true);
create policy c on contacts for delete with check (true);
create policy d on contacts to nobody_known using (true);
create policy e on contacts using (nothing = 1);
create policy f on contacts using (nothing());
create policy g on nothing using (true);
create view v as select 1 as x;
create policy h on v using (true);
create policy i on contacts using (age);
