-- One ALTER TABLE with many actions, in PostgreSQL's own order.
create table contacts (id bigint generated always as identity primary key, age int, email text);

alter table contacts
  add column company int,
  drop column email,
  alter column age type bigint,
  alter column age set not null,
  add constraint sane check (company > 0),
  add column email uuid default gen_random_uuid(),
  add unique (company);
alter table contacts add column z int, drop column nothing;
