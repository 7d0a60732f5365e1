-- Timing, events and level; OR REPLACE; on views.
create table contacts (id bigint generated always as identity primary key, age int, email text);

create function stamp() returns trigger language plpgsql as 'begin return new; end';
create trigger a before insert or update of age on contacts for each row when (new.age > 0) execute function stamp();
create trigger b after truncate or delete on contacts execute function stamp();
create trigger a after insert on contacts for each row execute function stamp();
create or replace trigger a after delete on contacts for each row execute procedure stamp();
create view v as select age from contacts;
create trigger c instead of insert on v for each row execute function stamp();
create trigger d before insert on v for each row execute function stamp();
create constraint trigger e after insert on contacts deferrable initially deferred for each row execute function stamp();
create trigger f after insert on contacts execute function nothing();
create trigger g after insert on nothing execute function stamp();
create function plain() returns int language sql as 'select 1';
create trigger h after insert on contacts execute function plain();
create trigger i instead of insert on contacts for each row execute function stamp();
alter table contacts disable trigger a;
drop trigger b on contacts;
