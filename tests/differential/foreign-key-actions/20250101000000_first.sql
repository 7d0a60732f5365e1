-- Actions, NOT VALID and VALIDATE.
create table companies (id int primary key);
create table contacts (
  a int references companies on delete cascade,
  b int references companies on delete set null on update cascade,
  c int references companies on delete restrict,
  d int references companies on update set default deferrable initially deferred
);
alter table contacts add constraint later foreign key (a) references companies not valid;
alter table contacts add constraint positive check (a > 0) not valid;
alter table contacts validate constraint later;
alter table contacts validate constraint nothing;
alter table contacts add constraint one unique (b) not valid;
