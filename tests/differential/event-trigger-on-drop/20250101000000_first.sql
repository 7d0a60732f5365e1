-- An event trigger that runs when something was dropped.
create table log (id int);
create function note_drops() returns event_trigger language plpgsql as $$
declare gone record;
begin
  for gone in select * from pg_event_trigger_dropped_objects() where object_type = 'table' and original loop
    execute format('create table %I (id int)', 'was_' || gone.object_name);
  end loop;
end $$;
create event trigger note_drops on sql_drop execute function note_drops();
create table contacts (id int primary key);
create table deals (id int primary key, contact_id int references contacts);
drop table contacts cascade;
create function refuse_drops() returns event_trigger language plpgsql as $$
begin
  if exists (select 1 from pg_event_trigger_dropped_objects() where object_identity = 'public.log') then
    raise exception 'the log stays';
  end if;
end $$;
create event trigger refuse_drops on sql_drop when tag in ('DROP TABLE') execute function refuse_drops();
drop table log;
drop table deals;
drop event trigger note_drops;
create table last (id int);
drop table last;
