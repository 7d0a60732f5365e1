-- An event trigger that turns row security on for new tables.
create function harden() returns event_trigger language plpgsql as $$
declare made record;
begin
  for made in select * from pg_event_trigger_ddl_commands() where command_tag = 'CREATE TABLE' loop
    execute 'alter table ' || made.object_identity || ' enable row level security';
  end loop;
end $$;
create event trigger harden on ddl_command_end when tag in ('CREATE TABLE') execute function harden();
create table a (id int);
create table b as select 1 as x;
create table if not exists a (id int);
drop event trigger harden;
create table c (id int);
