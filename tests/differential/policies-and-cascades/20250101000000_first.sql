-- A policy that reads another table pins it.
create table contacts (id bigint generated always as identity primary key, age int, email text);

create table members (user_id uuid, contact_id bigint);
create policy p on contacts using (id in (select contact_id from members where user_id = auth.uid()));
drop table members;
alter table members drop column contact_id;
alter table members rename to participants;
drop table participants cascade;
